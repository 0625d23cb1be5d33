// Goal: a pilot that grows into InfluxDB loses nothing, however often the copy is killed on its way.
// Method: the real command, the real stores, 60,000 points; kill -9 as soon as a part has arrived, three times, each
// time a little further on; then once more to the end, which compares both sides itself, and a count of our own.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openStore } from '@thongsuot/collector/store/open.ts';
import type { Point } from '@thongsuot/collector/store/store.ts';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { hasInfluxd, startInfluxd } from '../harness/influxd.ts';
import { start } from '../harness/process.ts';

const links = 40;
const minutes = 1_500;
const kills = 3;

/** A little over a day of 40 links, one reading a minute, in the embedded store of that state directory. */
async function fillPilot(state: string): Promise<void> {
  mkdirSync(state, { recursive: true });
  const store = await openStore(
    { kind: 'sqlite', path: join(state, 'samples.db') },
    { log: pino({ enabled: false }), clock: { now: () => Date.now(), monotonicMs: () => performance.now() } },
  );
  const begin = Math.floor(Date.now() / 60_000 - minutes) * 60_000;
  for (let from = 0; from < minutes; from += 100) {
    const points: Point[] = Array.from({ length: 100 * links }, (_, n) => ({
      measurement: 'link',
      tags: { operator: 'vnpt', site: 'pleiku', endpoint: 'bv-tinh', link: `l${n % links}` },
      fields: { in_bps: n, oper: 'up' },
      at: begin + (from + Math.floor(n / links)) * 60_000,
    }));
    expect((await store.write(points)).rejected).toEqual([]);
  }
  await store.close();
}

describe.skipIf(!hasInfluxd())('collector store copy', () => {
  it('goes on where it was killed, and ends with the same on both sides', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'store-copy-'));
    const influxd = await startInfluxd();
    const counted = async (): Promise<number> => {
      const query = new URLSearchParams({ db: 'thongsuot', q: 'SELECT count(in_bps) FROM link' });
      const answer = (await (await fetch(`${influxd.url}/query?${query}`)).json()) as {
        results: { series?: { values: [string, number][] }[] }[];
      };
      return answer.results[0]?.series?.[0]?.values[0]?.[1] ?? 0;
    };
    try {
      await fillPilot(join(folder, 'state'));
      const config = join(folder, 'collector.yaml');
      writeFileSync(
        config,
        JSON.stringify({
          listen: { host: '127.0.0.1', port: 1 },
          state: join(folder, 'state'),
          nextStore: { kind: 'influx', url: influxd.url },
          province: { vi: 'Tỉnh', en: 'Province' },
          operators: [{ id: 'vnpt', name: 'VNPT', agents: [] }],
          endpoints: [],
        }),
      );
      const run = (argv: string[]) => start(['collector/src/main.ts', ...argv, '--config', config]);
      expect(await run(['provision']).exited).toBe(0);
      const copy = ['store', 'copy', '--from', 'sqlite', '--to', 'influx'];

      const arrived: number[] = [0];
      for (let n = 0; n < kills; n++) {
        const killed = run(copy);
        const before = arrived.at(-1) ?? 0;
        let now = before;
        for (let waited = 0; now <= before && waited < 30_000; waited += 20) {
          await sleep(20);
          now = await counted();
        }
        expect(await killed.stop('SIGKILL')).toBe('SIGKILL');
        arrived.push(await counted());
      }
      // Each kill hit a copy that was under way.
      expect(arrived.every((count, n) => n === 0 || count > (arrived[n - 1] ?? 0))).toBe(true);
      expect(arrived.at(-1)).toBeLessThan(links * minutes);

      const last = run(copy);
      expect([await last.exited, last.stdout.at(-1)]).toEqual([
        0,
        expect.stringContaining('Both stores hold the same.'),
      ]);
      expect(await counted()).toBe(links * minutes);
    } finally {
      await influxd.stop();
      rmSync(folder, { recursive: true });
    }
  });
});
