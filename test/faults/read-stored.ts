/** The process that reads a store: SQLite through the port, InfluxDB through its own HTTP. One JSON line a point. */

import { once } from 'node:events';
import { createWriteStream, readFileSync } from 'node:fs';
import { openStore } from '@thongsuot/collector/store/open.ts';
import { databaseName, measurements } from '@thongsuot/contract/storage.ts';
import { pino } from 'pino';
import { type PlainPoint, sampleMeasurements } from './expected.ts';
import type { StoredPlace } from './stored.ts';

const { place, from, to, into } = JSON.parse(process.argv[2] ?? '') as {
  place: StoredPlace;
  from: number;
  to: number;
  into: string;
};
/** One question covers this much, so that no answer reaches the store's own bounds at 2,000 samples a second. */
const sliceMs = 120_000;
const out = createWriteStream(into);
const put = (point: PlainPoint) => void out.write(`${JSON.stringify(point)}\n`);
const slices = Array.from({ length: Math.ceil((to - from) / sliceMs) }, (_, n) => from + n * sliceMs);

if (place.kind === 'sqlite') {
  const log = pino({ level: 'warn' }, pino.destination(2));
  const clock = { now: () => Date.now(), monotonicMs: () => performance.now() };
  const store = await openStore({ kind: 'sqlite', path: place.path }, { log, clock });
  for (const measurement of sampleMeasurements) {
    const fields = Object.keys(measurements[measurement].fields);
    for (const start of slices) {
      const window = {
        measurement,
        tier: 'raw',
        fields,
        where: {},
        from: start,
        to: start + sliceMs,
        limit: 1_000_000,
      };
      for (const { tags, points } of await store.window({ ...window, tier: 'raw' }))
        for (const { at, values } of points) put(plain(measurement, tags, at, fields, values));
    }
  }
  await store.close();
} else {
  const password = readFileSync(place.passwordFile, 'utf8').trim();
  const authorization = `Basic ${Buffer.from(`${place.username}:${password}`).toString('base64')}`;
  for (const measurement of sampleMeasurements) {
    for (const start of slices) {
      const statement = `SELECT * FROM "${measurement}" WHERE time >= ${start}ms AND time < ${start + sliceMs}ms GROUP BY *`;
      const address = `${place.url}/query?db=${databaseName}&epoch=ms&q=${encodeURIComponent(statement)}`;
      const response = await fetch(address, { headers: { authorization } });
      const answer = (await response.json()) as {
        results?: {
          error?: string;
          series?: { tags: Record<string, string>; columns: string[]; values: (number | string | null)[][] }[];
        }[];
      };
      const [result] = answer.results ?? [];
      if (!response.ok || result === undefined || result.error !== undefined)
        throw new Error(`influxd answered ${response.status} ${JSON.stringify(answer).slice(0, 300)}`);
      for (const { tags, columns, values } of result.series ?? []) {
        for (const [at, ...rest] of values) put(plain(measurement, tags, Number(at), columns.slice(1), rest));
      }
    }
  }
}
out.end();
await once(out, 'finish');

function plain(
  measurement: string,
  tags: Readonly<Record<string, string>>,
  at: number,
  names: readonly string[],
  values: readonly (number | string | null)[],
): PlainPoint {
  const fields: PlainPoint['fields'] = {};
  for (const [n, name] of names.entries()) {
    const value = values[n];
    if (value !== null && value !== undefined) fields[name] = value;
  }
  return { measurement, tags: { ...tags }, at, fields };
}
