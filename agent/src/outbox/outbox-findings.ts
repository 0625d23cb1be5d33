import type { Clock } from '../clock.ts';
import type { PresentFinding } from '../finding.ts';
import { corruptFiles } from './file.ts';
import type { Holder } from './holder.ts';
import { droppedFindingMs } from './limits.ts';

export interface OutboxState {
  path: string;
  clock: Clock;
  /** Monotonic time of the last drop; null when nothing was dropped since the start. */
  droppedMs: number | null;
  holder: Holder;
  /** Samples that wait in memory. */
  memory: number;
}

/**
 * What is wrong with the outbox at present. `outboxDropped` stays ten minutes after the last drop, `outboxCorrupt` as
 * long as a file that was put aside lies there, for somebody has to look at it.
 */
export const outboxFindings = ({ path, clock, droppedMs, holder, memory }: OutboxState): PresentFinding[] => {
  const findings: PresentFinding[] = [];
  const failure = holder.failure();
  if (failure !== null) {
    findings.push({
      code: 'outboxFailing',
      subject: {},
      detail: `The outbox takes no writes (${failure.slice(0, 100)}); ${memory} samples wait in memory, which holds a minute. Free space on the disk of the state directory`,
    });
  } else if (droppedMs !== null && clock.monotonicMs() - droppedMs <= droppedFindingMs) {
    findings.push({
      code: 'outboxDropped',
      subject: {},
      detail: `The outbox dropped its oldest samples, ${holder.counts().dropped} since it was made. Bring the collector back, or give the outbox more octets or days`,
    });
  }
  const aside = corruptFiles(path);
  const newest = aside.at(-1);
  if (newest !== undefined) {
    findings.push({
      code: 'outboxCorrupt',
      subject: {},
      detail: `An outbox file could not be read and was put aside as ${newest.slice(-200)}; what it held is a gap. Check the disk, then delete the file to end this finding`,
    });
  }
  return findings;
};
