/** Reads the output of the system's ping. Pure: `ping.ts` runs it. */
import type { Echoes } from './echo.ts';

// `64 bytes from 10.0.0.1: icmp_seq=1 ttl=64 time=0.042 ms`; busybox writes `seq=0`.
const reply = /(?:icmp_)?seq=(\d+)\b.*\btime[=<](\d+(?:\.\d+)?)\s*ms/;

/**
 * The round-trip times by sequence number, null where no reply came. Duplicates and replies to other numbers do not
 * count. Numbering starts at 1, or at 0 where a reply to 0 is seen.
 */
export function parsePing(output: string, count: number): Echoes {
  const bySequence = new Map<number, number>();
  for (const line of output.split('\n')) {
    if (line.includes('DUP!')) continue;
    const match = reply.exec(line);
    const sequence = Number(match?.[1]);
    if (match === null || bySequence.has(sequence)) continue;
    bySequence.set(sequence, Number(match[2]));
  }
  const first = bySequence.has(0) ? 0 : 1;
  return Array.from({ length: count }, (_, i) => bySequence.get(first + i) ?? null);
}

/** True when ping says that it has sent, so that silence is loss; otherwise it never began. */
export const pingHasSent = (output: string): boolean => /\b\d+ packets transmitted\b/.test(output);

/** True when ping says that it may not open a socket. */
export const pingWasRefused = (output: string): boolean =>
  /operation not permitted|permission denied|lacking privilege|are you root/i.test(output);
