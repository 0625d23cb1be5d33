/** The config file and what it includes → `AgentConfig`, or every mistake in them at once, each with its place and remedy. */
import { globSync, readFileSync, statSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import {
  type ConfigProblem,
  describeIssues,
  keysOf,
  type Secret,
  type SecretReference,
} from '@thongsuot/contract/config.ts';
import { createLocate, type Locate } from '@thongsuot/contract/config-position.ts';
import { LineCounter, parseDocument } from 'yaml';
import type { z } from 'zod';
import { configOctetsMax, includedFilesMax } from './limits.ts';
import { findMistakes } from './mistakes.ts';
import { type AgentConfig, agentConfig, includedConfig } from './schema.ts';
import { lookUpSecret } from './secret.ts';

export interface LoadedConfig {
  config: AgentConfig;
  /** The secret behind each reference of the config; a token's reference is read anew for each use, for it may be rotated. */
  secretOf: (reference: SecretReference) => Secret;
  /** Every file that was read, the main one first. */
  files: string[];
}

export type LoadOutcome = { kind: 'loaded'; loaded: LoadedConfig } | { kind: 'wrong'; problems: ConfigProblem[] };

/** Where an element of a list comes from: included files add to the lists of the main one. */
export interface Source {
  file: string;
  locate: Locate;
}

interface Parsed<T> {
  value: T | undefined;
  raw: unknown;
  source: Source;
  problems: ConfigProblem[];
}

const listNames = ['devices', 'links', 'units', 'checks'] as const;
export type ListName = (typeof listNames)[number];

/** Loads `path`. Names in messages are relative to the folder the command runs in. Never throws for what stands in a file. */
export function loadConfig(path: string, environment: NodeJS.ProcessEnv = process.env): LoadOutcome {
  const main = parseFile(path, agentConfig);
  if (main.value === undefined) return { kind: 'wrong', problems: main.problems };
  const config = main.value;
  const problems = [...main.problems];
  const sources: Record<ListName, { source: Source; index: number }[]> = {
    devices: [],
    links: [],
    units: [],
    checks: [],
  };
  for (const name of listNames)
    config[name].forEach((_, index) => void sources[name].push({ source: main.source, index }));

  const files = [path];
  for (const [index, pattern] of config.include.entries()) {
    const found = globSync(pattern, { cwd: dirname(resolve(path)) })
      .map((file) => resolve(dirname(resolve(path)), file))
      .sort();
    const position = main.source.locate(['include', index], false);
    const at = { file: main.source.file, position, path: `include[${index}]` };
    if (found.length === 0)
      problems.push({ ...at, message: `${pattern} matches no file; create one, or remove the line` });
    if (files.length + found.length > includedFilesMax) {
      problems.push({ ...at, message: `${pattern} makes more than ${includedFilesMax} files; join some of them` });
      continue;
    }
    for (const file of found) {
      const part = parseFile(file, includedConfig);
      files.push(file);
      problems.push(...part.problems);
      if (part.value === undefined) continue;
      for (const name of listNames) {
        part.value[name].forEach((_, i) => void sources[name].push({ source: part.source, index: i }));
        (config[name] as unknown[]).push(...part.value[name]);
      }
    }
  }

  const placeOf = (list: ListName, index: number, ...rest: PropertyKey[]): Omit<ConfigProblem, 'message'> => {
    const from = sources[list][index];
    const within = [list, from?.index ?? index, ...rest];
    const dotted = rest.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
    return {
      file: from?.source.file ?? main.source.file,
      position: from?.source.locate(within, false),
      path: `${list}[${from?.index ?? index}]${dotted}`,
    };
  };
  problems.push(
    ...findMistakes(config, placeOf, (path) => ({ file: main.source.file, position: main.source.locate(path, false) })),
  );

  const secrets = new Map<string, Secret>();
  const resolveSecret = (reference: SecretReference, place: Omit<ConfigProblem, 'message'>) => {
    const key = JSON.stringify(reference);
    if (secrets.has(key)) return;
    const found = lookUpSecret(reference, environment);
    if (found.kind === 'missing') problems.push({ ...place, message: found.message });
    else secrets.set(key, found.secret);
  };
  config.devices.forEach(({ snmp }, index) => {
    if (snmp.version !== '3') {
      resolveSecret(snmp.community, placeOf('devices', index, 'snmp', 'community'));
      return;
    }
    if (snmp.auth) resolveSecret(snmp.auth.key, placeOf('devices', index, 'snmp', 'auth', 'key'));
    if (snmp.priv) resolveSecret(snmp.priv.key, placeOf('devices', index, 'snmp', 'priv', 'key'));
  });
  config.collectors.forEach(({ token }, index) => {
    const at = ['collectors', index, 'token'];
    resolveSecret(token, {
      file: main.source.file,
      position: main.source.locate(at, false),
      path: `collectors[${index}].token`,
    });
  });

  if (problems.length > 0) return { kind: 'wrong', problems };
  const secretOf = (reference: SecretReference): Secret => {
    const secret = secrets.get(JSON.stringify(reference));
    if (secret === undefined)
      throw new Error('a secret was asked for that the config does not name; this is a defect of the agent');
    return secret;
  };
  return { kind: 'loaded', loaded: { config, secretOf, files } };
}

function parseFile<S extends z.ZodType>(path: string, schema: S): Parsed<z.infer<S>> {
  const file = relative(process.cwd(), path) || path;
  const nowhere: Source = { file, locate: () => undefined };
  const fail = (message: string): Parsed<z.infer<S>> => ({
    value: undefined,
    raw: undefined,
    source: nowhere,
    problems: [{ file, position: undefined, path: '', message }],
  });
  let text: string;
  try {
    const { size } = statSync(path);
    if (size > configOctetsMax)
      return fail(`the file has ${size} octets, at most ${configOctetsMax} are read; split it with include`);
    text = readFileSync(path, 'utf8');
  } catch (error) {
    return fail(
      `the file cannot be read (${(error as NodeJS.ErrnoException).code ?? 'error'}); name the config with --config PATH`,
    );
  }
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter, prettyErrors: false, strict: true, uniqueKeys: true });
  const source: Source = { file, locate: createLocate(document.contents, (offset) => lineCounter.linePos(offset)) };
  const syntax = document.errors.map((error): ConfigProblem => {
    const { line, col } = lineCounter.linePos(error.pos[0]);
    return { file, position: { line, column: col }, path: '', message: `not valid YAML: ${error.message}` };
  });
  // A duplicate key leaves a readable document, so the rest is checked as well; a broken one would only add noise.
  if (document.errors.some((error) => error.code !== 'DUPLICATE_KEY'))
    return { value: undefined, raw: undefined, source, problems: syntax };
  let raw: unknown;
  try {
    // Aliases multiply ("billion laughs"); a config needs few.
    raw = document.toJS({ maxAliasCount: 100 }) ?? {};
  } catch (error) {
    return fail(`the file cannot be read as YAML: ${(error as Error).message}`);
  }
  const result = schema.safeParse(raw);
  if (result.success) return { value: result.data, raw, source, problems: syntax };
  const valueAt = (at: readonly PropertyKey[]) =>
    at.reduce<unknown>((value, part) => (value as Record<PropertyKey, unknown> | undefined)?.[part], raw);
  const wrong = describeIssues(result.error.issues, file, source.locate, valueAt, (at) => keysOf(schema, at));
  return { value: undefined, raw, source, problems: [...syntax, ...wrong] };
}
