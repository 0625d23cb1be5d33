/** `agent once`: everything in the config is polled twice, one interval apart, and each sample printed; nothing is delivered. */
import type { Sample } from '@thongsuot/contract/sample.ts';
import type { Clock } from './clock.ts';
import type { LoadedConfig } from './config/load.ts';
import type { PresentFinding } from './finding.ts';
import { onceAtOnceMax } from './limits.ts';
import type { Watch } from './watch.ts';

/** The same config with one interval for everything: the two polls of `once` are that far apart. */
export function withInterval(loaded: LoadedConfig, intervalMs: number): LoadedConfig {
  const config = structuredClone(loaded.config);
  for (const device of config.devices) device.interval = intervalMs;
  for (const unit of config.units) unit.interval = intervalMs;
  for (const check of config.checks) check.interval = intervalMs;
  for (const { probe } of config.links) if (probe !== undefined) probe.interval = intervalMs;
  return { ...loaded, config };
}

export interface OnceOptions {
  watches: readonly Watch[];
  intervalMs: number;
  clock: Clock;
  signal: AbortSignal;
  /** Called for each sample of both rounds, as it comes. */
  print: (sample: Sample) => void;
}

/** Runs both rounds; resolves with the findings that stand after the second. */
export async function once({ watches, intervalMs, clock, signal, print }: OnceOptions): Promise<PresentFinding[]> {
  let findings: PresentFinding[] = [];
  const startedMs = clock.monotonicMs();
  for (let round = 0; round < 2; round++) {
    if (round > 0) await clock.sleep(startedMs + intervalMs - clock.monotonicMs(), signal);
    if (signal.aborted) return findings;
    findings = await lookAtAll(watches, signal, print);
  }
  return findings;
}

/** One look at everything, a bounded number at once; watches of one device one after the other. */
async function lookAtAll(
  watches: readonly Watch[],
  signal: AbortSignal,
  print: (sample: Sample) => void,
): Promise<PresentFinding[]> {
  const findings: PresentFinding[] = [];
  const chains = [...Map.groupBy(watches, ({ id, exclusive }) => exclusive ?? id).values()];
  const worker = async () => {
    for (let chain = chains.shift(); chain !== undefined && !signal.aborted; chain = chains.shift()) {
      for (const watch of chain) {
        try {
          const seen = await watch.look(AbortSignal.any([signal, AbortSignal.timeout(watch.deadlineMs)]));
          for (const sample of seen.samples) print(sample);
          findings.push(...seen.findings);
        } catch (error) {
          if (signal.aborted) return;
          findings.push({
            code: 'pollOverrun',
            subject: {},
            detail: `${watch.id} did not end within ${watch.deadlineMs} ms: ${(error as Error).message}`,
          });
        }
      }
    }
  };
  await Promise.all(Array.from({ length: onceAtOnceMax }, worker));
  return findings;
}
