/** Turns the echoes of one burst into the figures of a ping sample. Pure. */
import type { Echoes } from './echo.ts';

export interface EchoSummary {
  sent: number;
  received: number;
  rttMsMin?: number;
  rttMsAvg?: number;
  rttMsMax?: number;
  jitterMs?: number;
}

/** A round trip above this is no measurement: the contract takes an hour at most. */
const rttMsLimit = 3_600_000;

/** Microseconds are as fine as any engine measures. */
const round = (ms: number): number => Math.round(ms * 1_000) / 1_000;

/**
 * Echoes sent and received, least, mean and greatest round trip in ms, and the jitter: the mean absolute difference of
 * the round trips of consecutive replies (after RFC 3393, lost echoes left out). Without a reply there are no times,
 * with fewer than two no jitter.
 */
export function summarize(echoes: Echoes): EchoSummary {
  const times = echoes.filter((rtt): rtt is number => rtt !== null).map((rtt) => Math.min(rtt, rttMsLimit));
  const summary: EchoSummary = { sent: echoes.length, received: times.length };
  if (times.length === 0) return summary;
  summary.rttMsMin = round(Math.min(...times));
  summary.rttMsAvg = round(times.reduce((sum, rtt) => sum + rtt, 0) / times.length);
  summary.rttMsMax = round(Math.max(...times));
  if (times.length > 1) {
    let differences = 0;
    for (let i = 1; i < times.length; i++) differences += Math.abs((times[i] ?? 0) - (times[i - 1] ?? 0));
    summary.jitterMs = round(differences / (times.length - 1));
  }
  return summary;
}
