/**
 * What both processes' configs share: the schemas of quantities and secrets, and the wording of every mistake. Reading
 * files and YAML is each process's own small file; here nothing touches the world.
 */
import { z } from 'zod';
import { parseBitsPerSecond, parseDurationMs, parseOctets } from './quantity.ts';

const quantity = (parse: (text: string) => number | undefined, expected: string) =>
  z.string({ error: `expected ${expected}` }).transform((text, context) => {
    const value = parse(text);
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', message: `${JSON.stringify(text)} is not ${expected}`, input: text });
    return z.NEVER;
  });

/** A duration such as `30s`; milliseconds once parsed. */
export const duration = quantity(parseDurationMs, 'a duration; write a number and a unit, such as 30s, 5m or 2h');
/** A rate such as `200M`; bits per second once parsed. */
export const bitRate = quantity(parseBitsPerSecond, 'a bit rate; write a number and k, M or G, such as 200M');
/** A size such as `2GiB`; octets once parsed. */
export const octets = quantity(parseOctets, 'a size; write a number and B, KiB, MiB or GiB, such as 2GiB');

/** Where a secret is kept. A secret never stands in a config file itself. */
export const secretReference = z.union(
  [
    z.strictObject({ env: z.string().min(1) }),
    z.strictObject({ file: z.string().min(1) }),
    z.strictObject({ credential: z.string().min(1) }),
  ],
  { error: 'a secret is given by reference: { env: NAME }, { file: PATH } or { credential: NAME } (systemd)' },
);
export type SecretReference = z.infer<typeof secretReference>;

/** A secret in memory: it prints as `[secret]` wherever it is logged, joined or serialised. */
export class Secret {
  readonly #value: string;
  constructor(value: string) {
    this.#value = value;
  }
  /** The secret itself. Call it where the secret is used, and nowhere else. */
  reveal(): string {
    return this.#value;
  }
  toString(): string {
    return '[secret]';
  }
  toJSON(): string {
    return '[secret]';
  }
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return '[secret]';
  }
}

export interface Position {
  line: number;
  column: number;
}

/** One mistake in a config file. `toString` gives `file:line:column path: sentence`. */
export interface ConfigProblem {
  file: string;
  position: Position | undefined;
  path: string;
  message: string;
}

export function formatConfigProblem(problem: ConfigProblem): string {
  const at =
    problem.position === undefined
      ? problem.file
      : `${problem.file}:${problem.position.line}:${problem.position.column}`;
  return problem.path === '' ? `${at}: ${problem.message}` : `${at}: ${problem.path}: ${problem.message}`;
}

/** `devices[0].snmp.timeout`, as it stands in messages. */
export function formatPath(path: readonly PropertyKey[]): string {
  let out = '';
  for (const part of path)
    out += typeof part === 'number' ? `[${part}]` : out === '' ? String(part) : `.${String(part)}`;
  return out;
}

/**
 * The mistakes that zod found, in sentences: found against expected, and the nearest known key for an unknown one.
 * `locate` gives the position of a path in the text, or of its nearest parent when it has none.
 */
export function describeIssues(
  issues: readonly z.core.$ZodIssue[],
  file: string,
  locate: (path: readonly PropertyKey[], key: boolean) => Position | undefined,
  valueAt: (path: readonly PropertyKey[]) => unknown,
  knownKeys: (path: readonly PropertyKey[]) => readonly string[] = () => [],
): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  for (const issue of issues) {
    if (issue.code === 'unrecognized_keys') {
      for (const key of issue.keys) {
        const near = nearest(key, knownKeys(issue.path));
        const path = [...issue.path, key];
        const remedy = near === undefined ? 'remove it' : `did you mean ${near}?`;
        problems.push({
          file,
          position: locate(path, true),
          path: formatPath(path),
          message: `unknown key; ${remedy}`,
        });
      }
      continue;
    }
    const union = issue.code === 'invalid_union' ? deepest(issue) : undefined;
    if (union !== undefined) {
      const inner = union.map((i) => ({ ...i, path: [...issue.path, ...i.path] }));
      problems.push(...describeIssues(inner, file, locate, valueAt, knownKeys));
      continue;
    }
    const missing = issue.code === 'invalid_type' && valueAt(issue.path) === undefined;
    const message = missing ? `missing; expected ${expectedOf(issue)}` : sentence(issue, valueAt(issue.path));
    problems.push({ file, position: locate(issue.path, false), path: formatPath(issue.path), message });
  }
  return problems;
}

const articles: Record<string, string> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a group of keys',
};

const expectedOf = (issue: z.core.$ZodIssue): string =>
  issue.code !== 'invalid_type'
    ? 'a value'
    : issue.message.startsWith('expected ')
      ? issue.message.slice('expected '.length)
      : (articles[issue.expected] ?? issue.expected);

function sentence(issue: z.core.$ZodIssue, found: unknown): string {
  switch (issue.code) {
    case 'invalid_type':
      return `found ${show(found)}, expected ${expectedOf(issue)}`;
    case 'invalid_value':
      return `found ${show(found)}, expected ${issue.values.length > 1 ? 'one of ' : ''}${issue.values.map(String).join(', ')}`;
    case 'too_small':
      return `found ${show(found)}, expected at least ${String(issue.minimum)}${issue.origin === 'string' ? ' characters' : ''}`;
    case 'too_big':
      return `found ${show(found)}, expected at most ${String(issue.maximum)}${issue.origin === 'string' ? ' characters' : ''}`;
    case 'invalid_union':
      // The union's own sentence, and never what was found: it may be a secret that stands where a reference belongs.
      return issue.message;
    default:
      if (found === undefined || (found !== null && typeof found === 'object')) return issue.message;
      return issue.message.includes(show(found)) ? issue.message : `found ${show(found)}; ${issue.message}`;
  }
}

function show(value: unknown): string {
  if (value !== null && typeof value === 'object')
    return Array.isArray(value) ? `a list of ${value.length}` : 'a group of keys';
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

/** Of a failed union: the one branch whose mistakes lie deepest, when it stands alone; else none, and the union's own sentence is said. */
function deepest(issue: z.core.$ZodIssueInvalidUnion): readonly z.core.$ZodIssue[] | undefined {
  if (issue.message !== 'Invalid input') return undefined;
  const depth = (list: readonly z.core.$ZodIssue[]) =>
    Math.max(0, ...list.map((i) => i.path.length + (i.code === 'invalid_type' && i.path.length === 0 ? -1 : 0)));
  const ranked = [...issue.errors].sort((a, b) => depth(b) - depth(a));
  return ranked[0];
}

/** The known key within two edits of the one found, or none. */
function nearest(found: string, known: readonly string[]): string | undefined {
  const ranked = known
    .map((key) => ({ key, distance: editDistance(found.toLowerCase(), key.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const best = ranked[0];
  return best !== undefined && best.distance <= 2 ? best.key : undefined;
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substitution = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(substitution, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}

/** The keys that a schema takes at a path, to offer the nearest one. Looks through optional, default and union. */
export function keysOf(schema: z.ZodType, path: readonly PropertyKey[]): string[] {
  let level: z.ZodType[] = unwrap(schema);
  for (const part of path) {
    const next: z.ZodType[] = [];
    for (const type of level) {
      if (type instanceof z.ZodObject) {
        const child = (type.shape as Record<string, z.ZodType>)[String(part)];
        if (child !== undefined) next.push(...unwrap(child));
      } else if (type instanceof z.ZodArray) next.push(...unwrap(type.element as z.ZodType));
      else if (type instanceof z.ZodRecord) next.push(...unwrap(type.valueType as z.ZodType));
    }
    level = next;
  }
  return [...new Set(level.flatMap((type) => (type instanceof z.ZodObject ? Object.keys(type.shape) : [])))];
}

function unwrap(type: z.ZodType): z.ZodType[] {
  if (
    type instanceof z.ZodOptional ||
    type instanceof z.ZodDefault ||
    type instanceof z.ZodPrefault ||
    type instanceof z.ZodNullable
  ) {
    return unwrap(type.unwrap() as z.ZodType);
  }
  if (type instanceof z.ZodUnion) return (type.options as z.ZodType[]).flatMap(unwrap);
  // A preprocess keeps its schema behind the pipe, a transform before it.
  if (type instanceof z.ZodPipe) return [...unwrap(type.in as z.ZodType), ...unwrap(type.out as z.ZodType)];
  return [type];
}
