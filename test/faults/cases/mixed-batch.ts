// One batch with own links, links that another operator names alike, words that claim to be his, and samples that are
// wrong: what is right is stored and judged, nothing stands in the other's series, and the batch replayed changes nothing.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { toInventorySamples } from '@thongsuot/agent/inventory.ts';
import type { Sample } from '@thongsuot/contract/sample.ts';
import { within } from '../../harness/timeline.ts';
import { createSpeaker } from '../../harness/wire.ts';
import { createClaims, type FaultCase } from '../case.ts';
import { createGround, endpoint, operator, otherOperator, site, stored } from '../ground.ts';

const agent = 'feeder-7';
const prefix = 'pop-1';
const replays = 20;

export const mixedBatch: FaultCase = {
  async run({ say }) {
    const { claims, that } = createClaims();
    const ground = await createGround({ store: 'sqlite' });
    const { collector } = ground;
    try {
      await ground.feeder(20, { prefix, foreign: true });
      await stored(ground);
      const token = readFileSync(ground.tokenFile(agent), 'utf8').trim();
      const speaker = createSpeaker({ url: collector.url, token });
      const ids = Array.from({ length: 20 }, (_, n) => `${prefix}-${n}`);
      const link = (id: string) => ({
        id,
        endpoint,
        role: 'primary' as const,
        device: 'pe',
        interface: `name ${id}`,
        sharedRisk: [],
        intervalS: 1,
      });
      const devices = [{ id: 'pe', intervalS: 1 }];
      const has = { site, version: '0.1.0', intervalS: 60, devices, links: ids.map(link), units: [], checks: [] };
      const spoken: Sample[] = toInventorySamples(has, Date.now() - 5_000);
      await speaker.send(speaker.pack(spoken), 'live');
      const at = Date.now();
      const reading = (id: string, n: number): Sample => ({
        kind: 'link',
        at,
        link: id,
        intervalS: 1,
        // The first is down, so that something is judged.
        oper: n === 0 ? 'down' : 'up',
        spanS: 1,
        inBitsPerSecond: 1_000 + n,
        outBitsPerSecond: 2_000 + n,
      });
      const own = ids.map(reading);
      const [first, second] = [own[0] as Sample, own[1] as Sample];
      const wrong: unknown[] = [
        { ...first, operator: otherOperator },
        { ...second, agent: 'feeder-0' },
        { ...first, at: at + 1, inBitsPerSecond: -1 },
        { ...first, at: at + 2, link: 'nobody-has-it' },
        { kind: 'link' },
        'a line of text',
        null,
        { ...first, at: at + 3, oper: 'sideways' },
      ];
      // One bad among the good ones, at every second place.
      const mixed = own.flatMap((one, n) => (wrong[n] === undefined ? [one] : [wrong[n], one]));
      const packed = { ...speaker.pack(own), octets: gzipSync(JSON.stringify(mixed)) };
      const reply = await speaker.send(packed, 'live');
      spoken.push(...own);
      const { stored: count, rejected } = JSON.parse(reply.body) as {
        stored: number;
        rejected: { index: number; code: string }[];
      };
      that(`the batch is answered 200, found ${reply.status}`, reply.status === 200);
      that(`${own.length} samples are stored, found ${count}`, count === own.length);
      const places = mixed.flatMap((one, n) => (wrong.includes(one) ? [n] : []));
      const found = rejected.map(({ index }) => index).sort((a, b) => a - b);
      that(
        `the wrong ones are named by their places, as ${rejected.map(({ code }) => code).join(', ')}`,
        found.join() === places.join(),
      );
      const alerts = async () =>
        (await collector.get<{ alerts: { rule: string; operator: string; link: string | null }[] }>('/v1/alerts'))
          .alerts;
      const down = async () => (await alerts()).filter((one) => one.rule === 'linkDown' && one.link === ids[0]);
      await within(60_000, 'the link that is down is judged so', async () => {
        const { state } = await collector.get<{ state: string }>(`/v1/links/${operator}/${ids[0]}`);
        return state === 'down';
      });
      const before = await down();
      for (let n = 0; n < replays; n++) {
        const again = await speaker.send(packed, n % 2 === 0 ? 'live' : 'backlog');
        if (again.status !== 200) that(`a replay is answered 200, found ${again.status}`, false);
      }
      await sleep(2_000);
      const after = await down();
      say(`a batch of ${mixed.length} samples, ${wrong.length} of them wrong, was sent ${replays + 1} times`);
      that(`replays made no alert: ${before.length} before, ${after.length} after`, after.length === before.length);
      that(
        'no alert of it is the other’s',
        after.every((one) => one.operator === operator),
      );
      const other = await collector.get<{ state: string }>(`/v1/links/${otherOperator}/${ids[0]}`);
      that(`the other’s link of the same name is up, found ${other.state}`, other.state === 'up');
      speaker.close();
      const settled = await ground.settle([], [{ operator, agent, committed: spoken, givenUp: [] }]);
      return { settled: [settled], kills: 0, claims };
    } finally {
      await ground.close();
    }
  },
};
