/**
 * Alerts in figures: from a sample's receipt to its delivered message under load, a round of the rules over a whole
 * province, and how few messages 5,000 alerts at once become.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { toInventorySamples } from '@thongsuot/agent/inventory.ts';
import type { LinkSample } from '@thongsuot/contract/sample.ts';
import { createStack } from '../../harness/stack.ts';
import { within } from '../../harness/timeline.ts';
import { startWebhook, type WebhookReceiver } from '../../harness/webhook.ts';
import { createSpeaker, type Speaker } from '../../harness/wire.ts';
import { round } from '../figures.ts';
import type { Measured } from '../main.ts';
import { evaluateRounds } from './evaluate.ts';

const agentCount = 10;
/** 10,000 series. */
const linksEach = 1_000;
/** Each has thresholds of its own: 500 rules. */
const endpointCount = 500;
const intervalS = 10;
const seconds = 20;
/** New alerts a second, each of another endpoint. */
const alertsEachSecond = 5;
const stormAlerts = 5_000;
const stormMsMax = 60_000;
const say = (text: string) => void process.stderr.write(`${text}\n`);

interface Ground {
  hook: WebhookReceiver;
  /** Sends one reading of each of these links, each agent's in one batch. Resolves with when each agent's left. */
  send(loads: ReadonlyMap<number, number>): Promise<Map<number, number>>;
  close(): Promise<void>;
}

const idOf = (n: number) => `link-${n}`;
const agentOf = (n: number) => Math.floor(n / linksEach);
const reading = (n: number, load: number, at: number): LinkSample => ({
  kind: 'link',
  at,
  link: idOf(n),
  intervalS,
  oper: 'up',
  spanS: intervalS,
  inBitsPerSecond: load * 100e6,
  outBitsPerSecond: 10e6,
  capacityIn: { bitsPerSecond: 100e6, limitedBy: 'contract' },
  capacityOut: { bitsPerSecond: 100e6, limitedBy: 'contract' },
});

async function createGround(receiver: Record<string, unknown>): Promise<Ground> {
  const stack = createStack();
  const hook = await startWebhook();
  const tokens = Array.from({ length: agentCount }, (_, n) => stack.token(`agent-${n}`));
  const collector = await stack.collector({
    operators: [
      {
        id: 'vnpt',
        name: 'VNPT Gia Lai',
        agents: tokens.map(({ sha256 }, n) => ({ id: `agent-${n}`, tokens: [sha256] })),
      },
    ],
    endpoints: Array.from({ length: endpointCount }, (_, n) => ({
      id: `endpoint-${n}`,
      vi: `Trạm y tế số ${n}`,
      en: `Medical station ${n}`,
      classes: ['MEDICAL'],
      override: { thresholds: { utilizationWarning: 0.7 + n / 10_000, utilizationCritical: 0.8 + n / 10_000 } },
    })),
    rest: {
      rules: { utilization: { for: '0s', keepFiringFor: '0s' } },
      notify: { webhooks: [{ id: 'noc', url: hook.url, allowPrivate: true, ...receiver }] },
    },
  });
  const speakers: Speaker[] = tokens.map(({ value }) => createSpeaker({ url: collector.url, token: value }));
  const taken = async (speaker: Speaker, ...batch: Parameters<Speaker['pack']>) => {
    const { status, body } = await speaker.send(speaker.pack(...batch), 'live');
    if (status !== 200) throw new Error(`a batch was answered ${status}: ${body.slice(0, 300)}`);
  };
  for (const [agent, speaker] of speakers.entries()) {
    const inventory = {
      site: `site-${agent}`,
      version: '0.1.0',
      intervalS: 60,
      devices: [{ id: `pe-${agent}`, intervalS }],
      links: Array.from({ length: linksEach }, (_, n) => ({
        id: idOf(agent * linksEach + n),
        endpoint: `endpoint-${n % endpointCount}`,
        role: 'primary' as const,
        device: `pe-${agent}`,
        interface: `name port${n}`,
        sharedRisk: [],
        intervalS,
      })),
      units: [],
      checks: [],
    };
    // Above 1,000 items an inventory has parts.
    for (const part of toInventorySamples(inventory, Date.now())) await taken(speaker, [part]);
  }
  return {
    hook,
    async send(loads) {
      const at = Date.now();
      const byAgent = new Map<number, LinkSample[]>();
      for (const [n, load] of loads)
        byAgent.set(agentOf(n), [...(byAgent.get(agentOf(n)) ?? []), reading(n, load, at)]);
      const left = new Map<number, number>();
      await Promise.all(
        [...byAgent].map(async ([agent, samples]) => {
          left.set(agent, Date.now());
          await taken(speakers[agent] as Speaker, samples);
        }),
      );
      return left;
    },
    async close() {
      for (const speaker of speakers) speaker.close();
      await stack.stop();
      await hook.close();
    },
  };
}

/** Links whose firing came, with when it came first. */
function firings({ deliveries }: WebhookReceiver): Map<string, number> {
  const came = new Map<string, number>();
  for (const { at, body } of deliveries)
    for (const { transition, alert } of body['transitions'] as { transition: string; alert: { link: string | null } }[])
      if (transition === 'firing' && alert.link !== null && !came.has(alert.link)) came.set(alert.link, at);
  return came;
}

/** All series at their pace, some of them jumping over their thresholds. Returns the ms of each to its message. */
async function measureDelivery(): Promise<number[]> {
  const ground = await createGround({ messagesPerMinute: 600 });
  try {
    const all = agentCount * linksEach;
    const calm = (second: number) => {
      const loads = new Map<number, number>();
      for (let n = second % intervalS; n < all; n += intervalS) loads.set(n, 0.2 + 0.2 * Math.random());
      return loads;
    };
    const sent = new Map<string, number>();
    const above = new Set<number>();
    const started = performance.now();
    const rounds: Promise<void>[] = [];
    for (let second = 0; second < intervalS + seconds; second++) {
      await sleep(Math.max(0, started + second * 1_000 - performance.now()));
      const loads = calm(second);
      const jumping = second < intervalS ? [] : jumpsOf(second - intervalS);
      for (const n of jumping) above.add(n);
      for (const n of [...jumping, ...loads.keys()]) if (above.has(n)) loads.set(n, 0.97);
      const sending = ground.send(loads).then((left) => {
        for (const n of jumping) sent.set(idOf(n), left.get(agentOf(n)) as number);
      });
      rounds.push(sending);
    }
    await Promise.all(rounds);
    await within(30_000, 'every alert is delivered', () => firings(ground.hook).size >= sent.size);
    const came = firings(ground.hook);
    return [...sent].map(([link, at]) => (came.get(link) as number) - at);
  } finally {
    await ground.close();
  }
}

/** The links that jump in the nth second: of endpoints that none has jumped of before. */
const jumpsOf = (nth: number): number[] =>
  Array.from({ length: alertsEachSecond }, (_, n) => (nth % agentCount) * linksEach + nth * alertsEachSecond + n);

async function measureStorm(): Promise<{ messages: number; seconds: number; told: number }> {
  const ground = await createGround({});
  try {
    const all = Array.from({ length: agentCount * linksEach }, (_, n) => n);
    await ground.send(new Map(all.map((n) => [n, 0.3])));
    await sleep(1_000);
    const started = Date.now();
    await ground.send(new Map(all.filter((n) => n % 2 === 0).map((n) => [n, 0.97])));
    await within(
      stormMsMax + 60_000,
      'every alert of the storm is told',
      () => firings(ground.hook).size >= stormAlerts,
    );
    const last = Math.max(...firings(ground.hook).values());
    const { deliveries } = ground.hook;
    return { messages: deliveries.length, seconds: (last - started) / 1_000, told: firings(ground.hook).size };
  } finally {
    await ground.close();
  }
}

const quantile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0;
};

export async function benchAlerts(): Promise<Measured> {
  say('rounds over 60,000 links');
  const { links, evaluateMs, evaluateCpuMs, sweepMs, firing } = await evaluateRounds();
  say('delivery at 10,000 series with 500 sets of thresholds');
  const delivered = await measureDelivery();
  say('5,000 alerts at once');
  const storm = await measureStorm();
  return {
    figures: {
      deliveredMsP99: round(quantile(delivered, 0.99)),
      deliveredMsP50: round(quantile(delivered, 0.5)),
      delivered: delivered.length,
      evaluateMs: round(evaluateMs),
      /** Of one core, were all links judged every second. */
      evaluateCores: round(evaluateCpuMs / 1_000),
      sweepMs: round(sweepMs),
      links,
      firing,
      messages: storm.messages,
      messagesSeconds: round(storm.seconds),
      alertsAtOnce: storm.told,
    },
    ratios: {},
  };
}
