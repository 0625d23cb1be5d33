/** The agents of the bench: each tells its inventory, then its readings of each second, for as long as the page is watched. */
import { setTimeout as sleep } from 'node:timers/promises';
import { toInventorySamples } from '@thongsuot/agent/inventory.ts';
import { createSpeaker } from '../../harness/wire.ts';
import { agentCount, agentId, inventoryOf, readingsOf } from './province.ts';

export interface Traffic {
  /** Samples that were answered 200 so far. */
  samples(): number;
  stop(): Promise<void>;
}

/** Every link read once, then the pace of their intervals. @throws Error when the collector refuses a batch */
export async function startTraffic(url: string, tokens: readonly string[], links: number): Promise<Traffic> {
  const speakers = tokens.map((token) => createSpeaker({ url, token, sockets: 1 }));
  let [samples, stopped] = [0, false];
  const deliver = async (agent: number, readings: Parameters<(typeof speakers)[number]['pack']>[0]) => {
    const speaker = speakers[agent];
    if (speaker === undefined || readings.length === 0) return;
    const { status, body } = await speaker.send(speaker.pack(readings), 'live');
    if (status !== 200) throw new Error(`a batch of ${agentId(agent)} was answered ${status}: ${body.slice(0, 300)}`);
    samples += readings.length;
  };
  const each = (work: (agent: number) => Promise<void>) => Promise.all(speakers.map((_, agent) => work(agent)));
  await each((agent) => deliver(agent, toInventorySamples(inventoryOf(agent, links), Date.now())));
  // The intervals before now, so that every link has its figures when the page opens.
  const began = Math.floor(Date.now() / 1_000);
  for (let second = began - 30; second < began; second++)
    await each((agent) => deliver(agent, readingsOf(agent, links, second, second * 1_000)));
  let failure: unknown;
  const run = async (agent: number) => {
    // One after the other within each second, as their clocks are in a province.
    let next = began * 1_000 + (agent / agentCount) * 1_000;
    while (!stopped) {
      await sleep(Math.max(0, next - Date.now()));
      await deliver(agent, readingsOf(agent, links, Math.floor(next / 1_000), Date.now()));
      next += 1_000;
    }
  };
  const runs = Promise.all(speakers.map((_, agent) => run(agent))).catch((error: unknown) => {
    failure = error;
    stopped = true;
  });
  return {
    samples: () => samples,
    async stop() {
      stopped = true;
      await runs;
      for (const speaker of speakers) speaker.close();
      if (failure !== undefined) throw failure;
    },
  };
}
