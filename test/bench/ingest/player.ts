/**
 * All agents of the bench in one process: each has its token, its epoch, its numbers, one live request in flight and two
 * of the backlog, and sends again what was not taken. Told by its parent what to do; it answers with what came of it.
 */

import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { toInventorySamples } from '@thongsuot/agent/inventory.ts';
import type { Answer } from '@thongsuot/contract/answer.ts';
import type { Lane } from '@thongsuot/contract/reasons.ts';
import type { Sample } from '@thongsuot/contract/sample.ts';
import { createSpeaker, type Packed, type Speaker } from '../../harness/wire.ts';
import { type Counted, cycleOf, inventoryOf, samplesPerSecondEach } from './province.ts';

export type Task =
  | { kind: 'connect'; url: string; tokens: string[] }
  /** Live samples at so many times the pace of the intervals; with a backlog from that time on, as fast as it goes. */
  | { kind: 'play'; pace: number; seconds: number; backlogFrom?: number };

export interface Played {
  /** Samples whose batches were answered 200, and of those the ones that were refused. */
  samples: number;
  rejected: number;
  /** Samples of batches that were given up. */
  lost: number;
  /** From the first batch to the last answer. */
  seconds: number;
  /** One request, POST to 200. */
  ackMsP50: number;
  ackMsP99: number;
  ackMsMax: number;
  /** From the second that the samples are of to their answer, waiting for the request before included. */
  liveMsP99: number;
  backlogSamples: number;
  /** Answers other than 200, by status or by what befell the connection. */
  others: Record<string, number>;
  /** Of this process itself: what it adds to the times. */
  playerDelayMsP99: number;
  /** Samples answered `stored` that are points, live and backlog. */
  points: Counted;
}

interface Played1 {
  speaker: Speaker;
  cycle: ReturnType<typeof cycleOf>;
  next: number;
  nextOld: number;
  owed: number;
  queue: { batch: Packed; ready: number }[];
  sending: boolean;
  oldest: number | null;
}

const triesMax = 100;
const resendMs = 250;
let agents: Played1[] = [];

const quantile = (values: number[], share: number): number => {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0;
};

/** The next `count` readings, spread over the second that ends at `to`. */
const readings = (cycle: Played1['cycle'], from: number, count: number, to: number): Sample[] =>
  Array.from({ length: count }, (_, n) => {
    const make = cycle[(from + n) % cycle.length] as Played1['cycle'][number];
    return make(Math.floor(to - 1_000 + ((n + 1) * 1_000) / count), Math.random);
  });

async function connect(url: string, tokens: readonly string[]): Promise<void> {
  agents = tokens.map((token, n) => ({
    speaker: createSpeaker({ url, token }),
    cycle: cycleOf(n),
    next: Math.floor(Math.random() * 1_000),
    nextOld: 0,
    owed: 0,
    queue: [],
    sending: false,
    oldest: null,
  }));
  for (const [n, { speaker }] of agents.entries()) {
    const batch = speaker.pack(toInventorySamples(inventoryOf(n), Date.now()));
    const { status, body } = await speaker.send(batch, 'live');
    if (status !== 200) throw new Error(`the inventory of agent ${n} was answered ${status}: ${body.slice(0, 300)}`);
  }
}

async function play({ pace, seconds, backlogFrom }: Extract<Task, { kind: 'play' }>): Promise<Played> {
  const [acks, lives]: [number[], number[]] = [[], []];
  const points: Counted = { link: 0, ping: 0, unit: 0 };
  const others: Record<string, number> = {};
  let [samples, rejected, lost, backlogSamples] = [0, 0, 0, 0];
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  const started = performance.now();

  /** Sends until it is taken. Returns false when it is given up. */
  const deliver = async (agent: Played1, batch: Packed, lane: Lane): Promise<boolean> => {
    const oldest = Math.min(agent.oldest ?? batch.from, batch.from);
    for (let tries = 0; tries < triesMax; tries++) {
      const reply = await agent.speaker.send(batch, lane, { pending: 1 + agent.queue.length, oldest });
      if (reply.status === 200) {
        const answer = JSON.parse(reply.body) as Answer;
        const refused = new Set(answer.rejected.map(({ index }) => index));
        rejected += refused.size;
        for (const [index, { kind }] of batch.samples.entries())
          if (!refused.has(index) && kind in points) points[kind as keyof Counted] += 1;
        if (lane === 'live') acks.push(reply.ms);
        return true;
      }
      const what = reply.status === 0 ? reply.body : String(reply.status);
      others[what] = (others[what] ?? 0) + 1;
      await sleep(reply.retryAfterS === null ? resendMs : reply.retryAfterS * 1_000);
    }
    lost += batch.samples.length;
    return false;
  };
  const pump = async (agent: Played1) => {
    if (agent.sending) return;
    agent.sending = true;
    for (let one = agent.queue.shift(); one !== undefined; one = agent.queue.shift()) {
      if (await deliver(agent, one.batch, 'live')) samples += one.batch.samples.length;
      lives.push(performance.now() - one.ready);
    }
    agent.sending = false;
  };
  const tick = (agent: Played1) => {
    agent.owed += samplesPerSecondEach * pace;
    const count = Math.floor(agent.owed);
    agent.owed -= count;
    const batch = agent.speaker.pack(readings(agent.cycle, agent.next, count, Date.now()));
    agent.next = (agent.next + count) % agent.cycle.length;
    agent.queue.push({ batch, ready: performance.now() });
    return pump(agent);
  };
  /** Agents tick one after the other within each second, as their clocks do in a province. */
  const live = async (agent: Played1, n: number) => {
    const first = started + (n / agents.length) * 1_000;
    const pumps: Promise<void>[] = [];
    for (let second = 0; second < seconds; second++) {
      await sleep(Math.max(0, first + second * 1_000 - performance.now()));
      pumps.push(tick(agent));
    }
    await Promise.all(pumps);
  };
  const end = started + seconds * 1_000;
  const backlog = async (agent: Played1, lane: { at: number }) => {
    while (performance.now() < end) {
      agent.oldest = lane.at - 3_000;
      lane.at += 1_000;
      const count = Math.floor(samplesPerSecondEach) + (lane.at % 3_000 === 0 ? 0 : 1);
      const batch = agent.speaker.pack(readings(agent.cycle, agent.nextOld, count, lane.at));
      agent.nextOld = (agent.nextOld + count) % agent.cycle.length;
      if (await deliver(agent, batch, 'backlog')) backlogSamples += count;
    }
  };
  await Promise.all(
    agents.flatMap((agent, n) => {
      if (backlogFrom === undefined) return [live(agent, n)];
      const lane = { at: backlogFrom };
      return [live(agent, n), backlog(agent, lane), backlog(agent, lane)];
    }),
  );
  delay.disable();
  for (const agent of agents) agent.oldest = null;
  return {
    samples,
    rejected,
    lost,
    seconds: (performance.now() - started) / 1_000,
    ackMsP50: quantile(acks, 0.5),
    ackMsP99: quantile(acks, 0.99),
    ackMsMax: quantile(acks, 1),
    liveMsP99: quantile(lives, 0.99),
    backlogSamples,
    others,
    playerDelayMsP99: Math.max(0, delay.percentile(99) / 1e6 - 10),
    points,
  };
}

process.on('message', (task: Task) => {
  const work = task.kind === 'connect' ? connect(task.url, task.tokens) : play(task);
  work.then(
    (result) => process.send?.({ result: result ?? null }),
    (error: Error) => process.send?.({ error: error.stack ?? error.message }),
  );
});
