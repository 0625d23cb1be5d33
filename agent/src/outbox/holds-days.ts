import { diskOctetsPerSample } from './limits.ts';

/** What the outbox may hold. */
export interface OutboxLimits {
  /** Octets of the file, without its write-ahead log (at most 4 MiB more). */
  octetsMax: number;
  /** Age of the newest sample of a batch. */
  ageMsMax: number;
}

const dayMs = 86_400_000;

/**
 * How many days of samples the outbox holds while no collector answers, at `samplesPerSecond`; the age bound caps it.
 * An estimate: samples that are more alike take less. Infinity never: the age bound is finite.
 */
export const holdsDays = (
  limits: OutboxLimits,
  samplesPerSecond: number,
  octetsPerSample: number = diskOctetsPerSample,
): number => {
  const byAge = limits.ageMsMax / dayMs;
  if (!(samplesPerSecond > 0)) return byAge;
  return Math.min(byAge, limits.octetsMax / (samplesPerSecond * octetsPerSample) / 86_400);
};
