/** YAML text → config, or every mistake in it at once with file, line and column. Only `loadConfig` touches the disk. */
import { readFileSync } from 'node:fs';
import { type ConfigProblem, describeIssues, formatPath, keysOf } from '@thongsuot/contract/config.ts';
import { createLocate, valueAt } from '@thongsuot/contract/config-position.ts';
import { LineCounter, parseDocument } from 'yaml';
import { configAliasesMax, configDepthMax, configOctetsMax } from '../limits.ts';
import { checkReferences } from './references.ts';
import { type CollectorConfig, collectorConfig } from './schema.ts';

export type LoadedConfig = { config: CollectorConfig } | { problems: ConfigProblem[] };

/** The config of a file, or why there is none; a file that cannot be read is a problem as well. */
export function loadConfig(file: string): LoadedConfig {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? String(cause);
    const remedy = code === 'ENOENT' ? 'it does not exist; start from collector.example.yaml' : code;
    return { problems: [{ file, position: undefined, path: '', message: `the config cannot be read: ${remedy}` }] };
  }
  return parseConfig(text, file);
}

/** The config of a text, or all problems sorted by position. `file` only stands in the messages. */
export function parseConfig(text: string, file: string): LoadedConfig {
  const whole = (message: string): LoadedConfig => ({ problems: [{ file, position: undefined, path: '', message }] });
  if (Buffer.byteLength(text) > configOctetsMax)
    return whole(`found more than ${configOctetsMax} octets; a config of a province is far below that`);
  if (nestedDeeper(text, configDepthMax))
    return whole(`brackets are nested more than ${configDepthMax} deep; a config needs 8`);
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: true, prettyErrors: false });
  const problems = document.errors.map((error): ConfigProblem => {
    const { line, col } = lines.linePos(error.pos[0]);
    return { file, position: { line, column: col }, path: '', message: yamlSentence(error.code, error.message) };
  });
  if (problems.some((_, i) => document.errors[i]?.code !== 'DUPLICATE_KEY')) return { problems };
  let raw: unknown;
  try {
    raw = document.toJS({ maxAliasCount: configAliasesMax });
  } catch (cause) {
    return whole(`its aliases cannot be expanded: ${(cause as Error).message}; write the values out`);
  }
  const locate = createLocate(document, (offset) => lines.linePos(offset));
  const parsed = collectorConfig.safeParse(raw ?? {});
  if (!parsed.success) {
    problems.push(
      ...describeIssues(
        parsed.error.issues,
        file,
        locate,
        (path) => valueAt(raw, path),
        (path) => keysOf(collectorConfig, path),
      ),
    );
  }
  for (const { path, message } of checkReferences(raw, (p) => locate(p, false)?.line))
    problems.push({ file, position: locate(path, false), path: formatPath(path), message });
  if (problems.length > 0 || !parsed.success) return { problems: problems.sort(byPosition) };
  return { config: parsed.data };
}

/** Deep nesting overflows the stack of any recursive parser; it is refused before the parser sees it. */
function nestedDeeper(text: string, max: number): boolean {
  let depth = 0;
  for (const c of text) {
    if (c === '[' || c === '{') {
      if (++depth > max) return true;
    } else if (c === ']' || c === '}') depth = Math.max(0, depth - 1);
  }
  return /^(?: *- ){65}/m.test(text) || /^ {1000}/m.test(text);
}

function yamlSentence(code: string, message: string): string {
  if (code === 'DUPLICATE_KEY') return 'this key stands twice in one group; remove one of them';
  if (code === 'TAB_AS_INDENT') return 'a tab indents this line; YAML takes spaces only';
  return `this is not YAML: ${message.split('\n')[0] ?? message}`;
}

const byPosition = (a: ConfigProblem, b: ConfigProblem): number =>
  (a.position?.line ?? 0) - (b.position?.line ?? 0) || (a.position?.column ?? 0) - (b.position?.column ?? 0);
