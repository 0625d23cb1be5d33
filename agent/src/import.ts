/** `agent import links.csv`: a list of links → a file of `links.d/`, or every mistake in it at once with its place. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import {
  type ConfigProblem,
  describeIssues,
  formatConfigProblem,
  formatPath,
  keysOf,
} from '@thongsuot/contract/config.ts';
import { valueAt } from '@thongsuot/contract/config-position.ts';
import { stringify } from 'yaml';
import { readDocument } from './config/document.ts';
import { linkConfig } from './config/schema.ts';
import { parseCsv } from './import/csv.ts';
import { csvOctetsMax, mistakesMax } from './import/limits.ts';
import { type ImportedLink, readLinks } from './import/links.ts';

export interface ImportFlags {
  config?: string | undefined;
  out?: string | undefined;
  force?: boolean | undefined;
}

export interface ImportWorld {
  out: (text: string) => void;
  err: (text: string) => void;
}

/**
 * Reads `path` and writes the YAML; nothing is written while there is a mistake, and no file is overwritten without
 * `force`. @returns the exit code: 0, or 2
 */
export function importLinks(path: string | undefined, flags: ImportFlags, { out, err }: ImportWorld): number {
  const refuse = (message: string): number => {
    err(`${message}\n`);
    return 2;
  };
  if (path === undefined) return refuse('No list was named; write import links.csv.');
  const text = readText(path);
  if (text.kind === 'unreadable') return refuse(text.message);
  const { records, mistakes: broken } = parseCsv(text.text);
  const list = readLinks(records);
  const problems: ConfigProblem[] = [...broken, ...list.headMistakes, ...list.mistakes].map(
    ({ line, column, message }) => ({
      file: path,
      position: { line, column },
      path: '',
      message,
    }),
  );
  // With a column missing or unknown every line would say the same.
  if (list.headMistakes.length === 0)
    problems.push(...checkLinks(path, list.links), ...checkIds(path, list.links, flags));
  if (problems.length > 0) {
    problems.sort(
      (a, b) =>
        (a.position?.line ?? 0) - (b.position?.line ?? 0) || (a.position?.column ?? 0) - (b.position?.column ?? 0),
    );
    for (const problem of problems.slice(0, mistakesMax)) err(`${formatConfigProblem(problem)}\n`);
    const more = problems.length > mistakesMax ? ` (the first ${mistakesMax} are shown)` : '';
    return refuse(`${problems.length} ${problems.length === 1 ? 'mistake' : 'mistakes'}${more}; nothing was written.`);
  }
  if (list.links.length === 0) return refuse(`${path} has a head and no link.`);

  const target = targetOf(path, flags);
  if (existsSync(target) && flags.force !== true)
    return refuse(
      `${target} is there already and was not touched; write --force to replace it, or --out for another file.`,
    );
  const links = list.links.map(({ raw }) => raw);
  try {
    mkdirSync(dirname(target), { recursive: true });
    replace(
      target,
      `# From ${basename(path)}. Made by "agent import"; import again with --force after the list has changed.\n${stringify({ links }, { lineWidth: 0 })}`,
    );
  } catch (error) {
    return refuse(
      `${target} cannot be written (${(error as NodeJS.ErrnoException).code ?? 'error'}); check the folder and its rights.`,
    );
  }
  out(
    `${target}: ${links.length} ${links.length === 1 ? 'link' : 'links'} written. Check all of it with: agent check-config --config ${flags.config ?? 'agent.yaml'}\n`,
  );
  if (!isIncluded(target, flags.config))
    out(
      `No include of ${flags.config ?? 'the config'} was seen to name it; the config needs the line\ninclude: links.d/*.yaml\n`,
    );
  return 0;
}

function readText(path: string): { kind: 'read'; text: string } | { kind: 'unreadable'; message: string } {
  try {
    const { size } = statSync(path);
    if (size > csvOctetsMax)
      return { kind: 'unreadable', message: `${path} has ${size} octets, at most ${csvOctetsMax} are read; split it.` };
    return {
      kind: 'read',
      text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(path)),
    };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'error';
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
      return { kind: 'unreadable', message: `${path} is not UTF-8; save it from the spreadsheet as "CSV UTF-8".` };
    return { kind: 'unreadable', message: `${path} cannot be read (${code}).` };
  }
}

function checkLinks(file: string, links: readonly ImportedLink[]): ConfigProblem[] {
  return links.flatMap(({ raw, placeOf }) => {
    const result = linkConfig.safeParse(raw);
    if (result.success) return [];
    return describeIssues(
      result.error.issues,
      file,
      (path) => placeOf(path),
      (path) => valueAt(raw, path),
      (path) => keysOf(linkConfig, path),
    );
  });
}

/** Ids and interfaces that stand twice in the list, and devices that the config does not have. */
function checkIds(file: string, links: readonly ImportedLink[], flags: ImportFlags): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const lines = { id: new Map<string, number>(), interface: new Map<string, number>() };
  const devices = devicesOf(flags.config);
  for (const { raw, placeOf } of links) {
    const add = (path: readonly PropertyKey[], message: string) =>
      problems.push({ file, position: placeOf(path), path: formatPath(path), message });
    for (const key of ['id', 'interface'] as const) {
      if (raw[key] === undefined) continue;
      const value = JSON.stringify(key === 'id' ? raw['id'] : [raw['device'], raw['interface']]);
      const before = lines[key].get(value);
      if (before !== undefined)
        add(
          [key],
          key === 'id'
            ? `${value} stands in line ${before} as well; give each link its own id`
            : `the link of line ${before} is bound to the same interface; one interface serves one link`,
        );
      else lines[key].set(value, placeOf([key]).line);
    }
    const { device } = raw;
    if (devices !== undefined && typeof device === 'string' && !devices.has(device))
      add(
        ['device'],
        `there is no device ${device} in ${flags.config}; known: ${[...devices].slice(0, 5).join(', ')}${devices.size > 5 ? ', …' : ''}`,
      );
  }
  return problems;
}

/** Ids of the devices of the main file; undefined without a config that lists any there. */
function devicesOf(config: string | undefined): Set<string> | undefined {
  if (config === undefined) return undefined;
  const list = valueAt(readDocument(config).raw, ['devices']);
  if (!Array.isArray(list) || list.length === 0) return undefined;
  return new Set(list.flatMap((device) => (typeof device?.id === 'string' ? [device.id as string] : [])));
}

/** `links.d/NAME.yaml` beside the config, or in the folder the command runs in. */
function targetOf(path: string, { out, config }: ImportFlags): string {
  if (out !== undefined) return out;
  const name = `${basename(path).replace(/\.[^.]*$/, '')}.yaml`;
  return join(config === undefined ? '.' : dirname(config), 'links.d', name);
}

function isIncluded(target: string, config: string | undefined): boolean {
  if (config === undefined) return false;
  const include = valueAt(readDocument(config).raw, ['include']);
  const patterns = (Array.isArray(include) ? include : [include]).filter(
    (one): one is string => typeof one === 'string',
  );
  const folder = dirname(resolve(config));
  return patterns.some((pattern) => dirname(resolve(folder, pattern)) === dirname(resolve(target)));
}

/** Whole or not at all: an agent that starts meanwhile reads the old file or the new one. */
function replace(path: string, text: string): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, text, { mode: 0o644, flush: true });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}
