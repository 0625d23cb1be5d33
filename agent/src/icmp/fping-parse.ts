/** Reads the standard error of `fping -C n -q`. Pure: `fping.ts` runs the process. */
import type { Echoes } from './echo.ts';
import { remarksMax } from './limits.ts';

export interface FpingOutput {
  echoes: Map<string, Echoes>;
  /** Lines that are not results: ICMP errors, duplicates, names that do not resolve, fping's own complaints. */
  remarks: string[];
  /** How many lines were not results, the ones above included. */
  remarksTotal: number;
}

/**
 * The round-trip times per target, and the lines that are something else.
 *
 * A result line is `host : 0.05 - 0.06`, the host padded with blanks, one figure in milliseconds or `-` per echo. Every
 * other line is a remark and never counts as loss. Of two result lines for one host the first holds; a line with
 * another number of figures than `count` is cut off or foreign, and is a remark.
 *
 * @param count Echoes asked per target; every result line has exactly as many figures.
 */
export function parseFping(text: string, count: number): FpingOutput {
  const echoes = new Map<string, Echoes>();
  const remarks: string[] = [];
  let remarksTotal = 0;
  for (const line of text.split('\n')) {
    const trimmed = line.trim();
    if (trimmed === '') continue;
    const result = parseResult(trimmed, count);
    if (result !== undefined) {
      if (!echoes.has(result.host)) echoes.set(result.host, result.echoes);
      continue;
    }
    remarksTotal += 1;
    if (remarks.length < remarksMax) remarks.push(trimmed.slice(0, 200));
  }
  return { echoes, remarks, remarksTotal };
}

// An IPv6 address has colons of its own: the separator is a colon between blanks.
const resultLine = /^(\S+)\s+:\s(.+)$/;
// fping writes milliseconds in three significant digits, and in exponents above a million.
const figure = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/;

function parseResult(line: string, count: number): { host: string; echoes: Echoes } | undefined {
  const match = resultLine.exec(line);
  const host = match?.[1];
  const figures = match?.[2]?.split(/\s+/);
  if (host === undefined || figures === undefined || figures.length !== count) return undefined;
  const echoes: (number | null)[] = [];
  for (const text of figures) {
    if (text === '-') echoes.push(null);
    // The kernel stamps replies in wall time: when that is set back in mid-burst the reply came, in no time at all.
    else if (figure.test(text)) echoes.push(Math.max(0, Number(text)));
    else return undefined;
  }
  return { host, echoes };
}
