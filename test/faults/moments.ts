/** Moments at which a sender is killed, each sought out rather than hoped for. */
import { statSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ImpairmentProxy } from './proxy.ts';

/** `random`: at any time. `start`: while it starts. `enqueue`: as the outbox writes. `send`: the batch is on its way.
 * `mark`: the collector has answered, and the answer is held before the agent. */
export const moments = ['mark', 'enqueue', 'send', 'start', 'random'] as const;
export type Moment = (typeof moments)[number];

const waitMsMax = 6_000;

/** Octets of the outbox's write-ahead log: it grows with each commit. */
const logState = (outbox: string): string => {
  try {
    const { size, mtimeNs } = statSync(`${outbox}-wal`, { bigint: true });
    return `${size} ${mtimeNs}`;
  } catch {
    return '';
  }
};

export interface Victim {
  outbox: string;
  kill(): Promise<void>;
}

/** Kills the victim at the moment; true when the moment came, false when it was killed without it. */
export async function killAt(
  moment: Exclude<Moment, 'start'>,
  victim: Victim,
  proxy: ImpairmentProxy,
  random: () => number,
): Promise<boolean> {
  if (moment === 'random') {
    await sleep(random() * 1_500);
    await victim.kill();
    return true;
  }
  if (moment === 'enqueue') {
    const before = logState(victim.outbox);
    const started = performance.now();
    while (logState(victim.outbox) === before) {
      if (performance.now() - started > waitMsMax) break;
      await sleep(1);
    }
    const hit = logState(victim.outbox) !== before;
    await sleep(random() * 4);
    await victim.kill();
    return hit;
  }
  const dead = Promise.withResolvers<void>();
  const reached = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => reached.resolve(false), waitMsMax);
  proxy.impair = () => {
    if (moment === 'send') {
      reached.resolve(true);
      return undefined;
    }
    return {
      kind: 'hold',
      until: () => {
        reached.resolve(true);
        return dead.promise;
      },
    };
  };
  const hit = await reached.promise;
  clearTimeout(timer);
  if (moment === 'send') await sleep(random() * 20);
  await victim.kill();
  proxy.impair = () => undefined;
  dead.resolve();
  return hit;
}
