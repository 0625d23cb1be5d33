/** The config file and what it includes → `AgentConfig`, or every mistake in them at once, each with its place and remedy. */
import { globSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import {
  type ConfigProblem,
  describeIssues,
  formatPath,
  keysOf,
  type Secret,
  type SecretReference,
} from '@thongsuot/contract/config.ts';
import { valueAt } from '@thongsuot/contract/config-position.ts';
import type { z } from 'zod';
import { lookUpAuthority } from './authority.ts';
import { type ConfigDocument, readDocument } from './document.ts';
import { includedFilesMax } from './limits.ts';
import { type Elements, findMistakes, type Place, type ProfileNames } from './mistakes.ts';
import {
  type AgentConfig,
  type AgentSettings,
  agentConfig,
  elementSchemas,
  includedConfig,
  type ListName,
  listNames,
} from './schema.ts';
import { lookUpSecret } from './secret.ts';

export interface LoadedConfig {
  config: AgentConfig;
  /** The secret behind a reference of the config, as it was when the config was loaded. */
  secretOf: (reference: SecretReference) => Secret;
  /** Every file that was read, the main one first. */
  files: string[];
}

export type LoadOutcome = { kind: 'loaded'; loaded: LoadedConfig } | { kind: 'wrong'; problems: ConfigProblem[] };

/** Loads `path`. File names in messages are relative to the folder the command runs in. Never throws for what stands in a file. */
export function loadConfig(
  path: string,
  environment: NodeJS.ProcessEnv = process.env,
  profileNames?: ProfileNames,
): LoadOutcome {
  const problems: ConfigProblem[] = [];
  const elements: Elements = { devices: [], links: [], units: [], checks: [] };
  const main = readDocument(path);
  problems.push(...main.problems);
  const settings = main.readable ? check(agentConfig, main.raw, main, [], problems) : undefined;
  collectElements(main, elements, problems);

  const files = [path];
  for (const file of includedFiles(path, main, problems)) {
    files.push(file);
    const part = readDocument(file);
    problems.push(...part.problems);
    if (part.readable) check(includedConfig, part.raw, part, [], problems);
    collectElements(part, elements, problems);
  }

  if (main.readable) problems.push(...findMistakes(settings, elements, (at) => placeIn(main, at), profileNames));
  const { secretOf, missing } = resolveSecrets(settings, elements, (at) => placeIn(main, at), environment);
  problems.push(...missing);
  problems.push(...unreadableAuthorities(settings, elements, (at) => placeIn(main, at)));
  if (problems.length > 0 || settings === undefined) return { kind: 'wrong', problems: inOrder(problems, files) };
  const values = <N extends ListName>(name: N) => elements[name].map(({ value }) => value) as AgentConfig[N];
  const config = {
    ...settings,
    devices: values('devices'),
    links: values('links'),
    units: values('units'),
    checks: values('checks'),
  };
  return { kind: 'loaded', loaded: { config, secretOf, files } };
}

/** One value against its schema; what is wrong goes to `problems`. */
function check<S extends z.ZodType>(
  schema: S,
  raw: unknown,
  from: ConfigDocument,
  prefix: readonly PropertyKey[],
  problems: ConfigProblem[],
) {
  const result = schema.safeParse(raw);
  if (result.success) return result.data as z.infer<S>;
  const issues: z.core.$ZodIssue[] = [];
  const toFill = new Map<string, ConfigProblem>();
  for (const issue of result.error.issues) {
    const path = [...prefix, ...issue.path];
    const left = toFillIn(valueAt(from.raw, path));
    if (left === undefined) issues.push({ ...issue, path });
    else toFill.set(formatPath(path), { ...placeIn(from, path), message: `still to be filled in: ${left}` });
  }
  problems.push(...toFill.values());
  const known = (at: readonly PropertyKey[]) => keysOf(schema, at.slice(prefix.length));
  problems.push(...describeIssues(issues, from.file, from.locate, (at) => valueAt(from.raw, at), known));
  return undefined;
}

/** What `discover` left for a person to decide: `FILL IN endpoint of this link`. */
const toFillIn = (value: unknown): string | undefined =>
  typeof value === 'string' && value.startsWith('FILL IN ') ? value.slice('FILL IN '.length) : undefined;

function collectElements(from: ConfigDocument, elements: Elements, problems: ConfigProblem[]): void {
  for (const name of listNames) {
    const list = valueAt(from.raw, [name]);
    if (!Array.isArray(list)) continue;
    for (const [index, raw] of list.entries()) {
      const value = check(elementSchemas[name], raw, from, [name, index], problems);
      const id = valueAt(raw, ['id']);
      (elements[name] as unknown[]).push({
        id: typeof id === 'string' ? id : undefined,
        value,
        place: (...rest: PropertyKey[]) => placeIn(from, [name, index, ...rest]),
      });
    }
  }
}

const placeIn = (from: ConfigDocument, path: readonly PropertyKey[]): Place => ({
  file: from.file,
  position: from.locate(path, false),
  path: formatPath(path),
});

function includedFiles(path: string, main: ConfigDocument, problems: ConfigProblem[]): string[] {
  const include = valueAt(main.raw, ['include']);
  const patterns = typeof include === 'string' ? [include] : include;
  if (!Array.isArray(patterns)) return [];
  const folder = dirname(resolve(path));
  const files: string[] = [];
  for (const [index, pattern] of patterns.entries()) {
    if (typeof pattern !== 'string') continue;
    const found = globSync(pattern, { cwd: folder })
      .map((file) => resolve(folder, file))
      .sort();
    const place = placeIn(main, ['include', index]);
    if (found.length === 0)
      problems.push({ ...place, message: `${pattern} matches no file; create one, or remove the line` });
    if (files.length + found.length > includedFilesMax) {
      problems.push({ ...place, message: `${pattern} makes more than ${includedFilesMax} files; join some of them` });
    } else files.push(...found);
  }
  return files;
}

function resolveSecrets(
  settings: AgentSettings | undefined,
  elements: Elements,
  placeInMain: (path: readonly PropertyKey[]) => Place,
  environment: NodeJS.ProcessEnv,
): { secretOf: LoadedConfig['secretOf']; missing: ConfigProblem[] } {
  const secrets = new Map<string, Secret>();
  const missing: ConfigProblem[] = [];
  const look = (reference: SecretReference, place: Place) => {
    const key = JSON.stringify(reference);
    if (secrets.has(key)) return;
    const found = lookUpSecret(reference, environment);
    if (found.kind === 'missing') missing.push({ ...place, message: found.message });
    else secrets.set(key, found.secret);
  };
  for (const { value, place } of elements.devices) {
    if (value === undefined) continue;
    const { snmp } = value;
    if (snmp.version !== '3') look(snmp.community, place('snmp', 'community'));
    else {
      if (snmp.auth) look(snmp.auth.key, place('snmp', 'auth', 'key'));
      if (snmp.priv) look(snmp.priv.key, place('snmp', 'priv', 'key'));
    }
  }
  for (const [index, { token, tls, proxy }] of settings?.collectors.entries() ?? []) {
    if (token !== undefined) look(token, placeInMain(['collectors', index, 'token']));
    if (tls.key !== undefined) look(tls.key, placeInMain(['collectors', index, 'tls', 'key']));
    if (proxy?.password !== undefined) look(proxy.password, placeInMain(['collectors', index, 'proxy', 'password']));
  }
  const secretOf = (reference: SecretReference): Secret => {
    const secret = secrets.get(JSON.stringify(reference));
    if (secret === undefined)
      throw new Error('a secret was asked for that the config does not name; this is a defect of the agent');
    return secret;
  };
  return { secretOf, missing };
}

/** Authorities that cannot be read: found here, since later they would look like a portal or a collector that is down. */
function unreadableAuthorities(
  settings: AgentSettings | undefined,
  elements: Elements,
  placeInMain: (path: readonly PropertyKey[]) => Place,
): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const look = (path: string | undefined, place: Place) => {
    const found = path === undefined ? undefined : lookUpAuthority(path);
    if (found?.kind === 'missing') problems.push({ ...place, message: found.message });
  };
  for (const [index, { tls }] of settings?.collectors.entries() ?? []) {
    look(tls.ca, placeInMain(['collectors', index, 'tls', 'ca']));
    look(tls.certificate, placeInMain(['collectors', index, 'tls', 'certificate']));
  }
  for (const { value, place } of elements.checks) look(value?.ca, place('ca'));
  return problems;
}

/** File by file, from top to bottom: the order in which a person mends them. */
function inOrder(problems: readonly ConfigProblem[], files: readonly string[]): ConfigProblem[] {
  const rank = new Map(files.map((file, index) => [file, index]));
  return [...problems].sort(
    (a, b) =>
      (rank.get(a.file) ?? 0) - (rank.get(b.file) ?? 0) ||
      (a.position?.line ?? 0) - (b.position?.line ?? 0) ||
      (a.position?.column ?? 0) - (b.position?.column ?? 0),
  );
}
