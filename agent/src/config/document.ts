/** One YAML file → its plain value and the place of everything in it. */
import { readFileSync, statSync } from 'node:fs';
import { relative } from 'node:path';
import type { ConfigProblem } from '@thongsuot/contract/config.ts';
import { createLocate, type Locate } from '@thongsuot/contract/config-position.ts';
import { LineCounter, parseDocument } from 'yaml';
import { configOctetsMax } from './limits.ts';

export interface ConfigDocument {
  /** Relative to the folder the command runs in, where it lies below it. */
  file: string;
  /** False when the file or its YAML could not be read; `problems` says why. */
  readable: boolean;
  raw: unknown;
  locate: Locate;
  problems: ConfigProblem[];
}

/** Reads `path`. Never throws: what is wrong with the file stands in `problems`. */
export function readDocument(path: string): ConfigDocument {
  const near = relative(process.cwd(), path);
  const file = near === '' || near.startsWith('..') ? path : near;
  const unreadable = (message: string): ConfigDocument => ({
    file,
    readable: false,
    raw: undefined,
    locate: () => undefined,
    problems: [{ file, position: undefined, path: '', message }],
  });
  let text: string;
  try {
    const { size } = statSync(path);
    if (size > configOctetsMax)
      return unreadable(`the file has ${size} octets, at most ${configOctetsMax} are read; split it with include`);
    text = readFileSync(path, 'utf8');
  } catch (error) {
    return unreadable(
      `the file cannot be read (${(error as NodeJS.ErrnoException).code ?? 'error'}); name the config with --config PATH`,
    );
  }
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, strict: true, uniqueKeys: true });
  const problems = document.errors.map((error): ConfigProblem => {
    const { line, col } = lines.linePos(error.pos[0]);
    return { file, position: { line, column: col }, path: '', message: `not valid YAML: ${error.message}` };
  });
  const locate = createLocate(document, (offset) => lines.linePos(offset));
  // A duplicate key leaves a readable document, so the rest is checked as well; a broken one would only add noise.
  if (document.errors.some((error) => error.code !== 'DUPLICATE_KEY'))
    return { file, readable: false, raw: undefined, locate, problems };
  try {
    // Aliases multiply ("billion laughs"); a config needs few.
    return { file, readable: true, raw: document.toJS({ maxAliasCount: 100 }) ?? {}, locate, problems };
  } catch (error) {
    return unreadable(`the file cannot be read as YAML: ${(error as Error).message}`);
  }
}
