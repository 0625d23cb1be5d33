/** The file by which the scenario tells the fping stand-in which addresses are cut off. */
import { readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { cutFileOctetsMax } from './limits.ts';

/** Replaces the file in one step: a reader sees the old list or the new one, never half of one. */
export function writeCuts(path: string, addresses: readonly string[]): void {
  const next = `${path}.${process.pid}.next`;
  writeFileSync(next, `${JSON.stringify({ cut: addresses })}\n`);
  renameSync(next, path);
}

/** The addresses cut off now; none while there is no file. @throws Error when the file is something else. */
export function readCuts(path: string): ReadonlySet<string> {
  let content: string;
  try {
    if (statSync(path).size > cutFileOctetsMax) throw new Error(`${path} is larger than ${cutFileOctetsMax} octets`);
    content = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return new Set();
    throw error;
  }
  const parsed: unknown = JSON.parse(content);
  const list = parsed !== null && typeof parsed === 'object' && 'cut' in parsed ? parsed.cut : undefined;
  if (!Array.isArray(list)) throw new Error(`${path} is no list of cut addresses: expected { "cut": [...] }`);
  return new Set(list.filter((address) => typeof address === 'string'));
}

/**
 * The standard error of `fping -C … -q` with the replies of cut addresses taken out: each figure of their lines becomes
 * `-`. Lines of other addresses and remarks stay as they are, to the octet.
 */
export function hideReplies(output: string, cut: ReadonlySet<string>): { output: string; hidden: number } {
  let hidden = 0;
  const lines = output.split('\n').map((line) => {
    const match = /^((\S+)\s+: )([-\d. e+]+)$/.exec(line);
    if (match === null || !cut.has(match[2] ?? '')) return line;
    hidden += 1;
    return `${match[1]}${(match[3] ?? '').replace(/\S+/g, '-')}`;
  });
  return { output: lines.join('\n'), hidden };
}
