/** The store on an InfluxDB (1.x; 2.x and 3 Core by the same calls): one database per tier. */
import { databaseName, type Measurement, type Tier, tierNames, tiers } from '@thongsuot/contract/storage.ts';
import type { Logger } from 'pino';
import type { Cell, Row } from '../aggregate.ts';
import { linesPerRequestMax, pointsPerAnswerMax, requestOctetsMax, requestsWaitingMax } from '../limits.ts';
import { byTags, checkedQuery, checkNames, clampedTime } from '../query.ts';
import { admit, type Retention, tagNames } from '../schema.ts';
import { type PointRejection, type Store, StoreUnavailable } from '../store.ts';
import { createInfluxClient, type InfluxAuth, type InfluxClient, InfluxRefusal, type InfluxSeries } from './client.ts';
import { latestStatement, windowReading } from './influxql.ts';
import { createLease } from './lease.ts';
import { lineOf } from './line.ts';

export interface InfluxOptions {
  url: string;
  auth?: InfluxAuth | undefined;
  /** Name of the raw database; the other tiers append their suffix. */
  database?: string | undefined;
  retention: Retention;
  /** Operators whose points are written a second time, into databases of their own. */
  mirror?: readonly string[] | undefined;
  /** Who writes, and where; absent: whoever opens it, as a copy and a test do. */
  holder?: { id: string; place: string } | undefined;
}

export function openInflux(options: InfluxOptions, log: Logger, clock: { now(): number }): Store {
  const { url, retention, mirror = [] } = options;
  const client = createInfluxClient(url, options.auth, log);
  const base = options.database ?? databaseName;
  const databaseOf = (tier: Tier) => `${base}${tiers[tier].suffix}`;
  const lease =
    options.holder === undefined
      ? undefined
      : createLease({
          client,
          database: databaseOf('raw'),
          holder: options.holder.id,
          place: options.holder.place,
          now: clock.now,
        });

  // One write at a time per database: two values of one key in flight at once could end with the first.
  const queues = new Map<Tier, { tail: Promise<unknown>; waiting: number }>(
    tierNames.map((tier) => [tier, { tail: Promise.resolve(), waiting: 0 }]),
  );
  const inTurn = async <T>(tier: Tier, work: () => Promise<T>): Promise<T> => {
    const queue = queues.get(tier);
    if (queue === undefined) throw new RangeError(`no tier is called ${tier}`);
    if (queue.waiting >= requestsWaitingMax) {
      throw new StoreUnavailable(
        `writing to ${databaseOf(tier)} at ${url}: ${queue.waiting} writes are waiting already`,
      );
    }
    queue.waiting += 1;
    const turn = queue.tail.then(work, work);
    queue.tail = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      queue.waiting -= 1;
    }
  };

  const rowsOf = async (tier: Tier, measurement: Measurement, statement: string): Promise<[InfluxSeries, Row[]][]> => {
    const series = await client.query(databaseOf(tier), statement);
    const count = series.reduce((n, one) => n + one.values.length, 0);
    if (count > pointsPerAnswerMax) {
      throw new RangeError(
        `${measurement}: ${count} points are more than ${pointsPerAnswerMax}: ask for less at a time`,
      );
    }
    return series.map((one) => [
      one,
      one.values.map(([at, ...values]) => ({ at: at as number, values: values as Cell[] })),
    ]);
  };

  const latest: Store['latest'] = async (measurement, where, from) => {
    checkNames(measurement, where);
    const series = await rowsOf('raw', measurement, latestStatement(measurement, where, clampedTime(from)));
    return series.map(([one, points]) => ({ tags: tagsOf(measurement, one), points })).sort(byTags);
  };

  return {
    write: (points, tier = 'raw') =>
      inTurn(tier, async () => {
        await lease?.hold();
        const { admitted, places, rejected } = admit(points, tier, clock.now() - retention[tier]);
        let stored = 0;
        for (const chunk of chunksOf(admitted.map(lineOf))) {
          const refused = await writeLines(client, databaseOf(tier), chunk.lines);
          stored += chunk.lines.length - refused.length;
          for (const one of refused) rejected.push({ ...one, index: places[chunk.from + one.index] as number });
        }
        // Before the answer: what is acknowledged is in every database it belongs to. What is refused here was refused above.
        for (const operator of mirror) {
          const own = admitted.filter(({ tags }) => tags['operator'] === operator).map(lineOf);
          const database = `${mirrorDatabase(base, operator)}${tiers[tier].suffix}`;
          for (const { lines } of chunksOf(own)) await writeLines(client, database, lines);
        }
        rejected.sort((a, b) => a.index - b.index);
        return { stored, rejected };
      }),

    async window(asked) {
      const query = checkedQuery(asked);
      const reading = query && windowReading(query);
      if (query === undefined || reading === undefined) return [];
      const series = await rowsOf(query.tier, query.measurement, reading.statement);
      return series
        .map(([one, rows]) => ({ tags: tagsOf(query.measurement, one), points: reading.finish(rows) }))
        .filter(({ points }) => points.length > 0)
        .sort(byTags);
    },

    latest,

    // SHOW SERIES knows no time on 1.x, and looks back 24 h on 3 Core: the newest point of each says the same.
    series: async (measurement, from) => (await latest(measurement, {}, from)).map(({ tags }) => tags),

    // The databases' own retention does it.
    retain: async () => ({ removed: null }),

    async health() {
      const place = `InfluxDB at ${url}`;
      try {
        const description = `InfluxDB ${await client.version()} at ${url}`;
        // /ping asks for no credential and no database; a SELECT does, while SHOW is content without a database.
        const statement = latestStatement('agent', {}, clampedTime(clock.now()));
        for (const database of [base, ...mirror.map((operator) => mirrorDatabase(base, operator))])
          await client.query(database, statement);
        await lease?.hold();
        return { ready: true, description };
      } catch (error) {
        return { ready: false, description: place, detail: (error as Error).message };
      }
    },

    async close() {
      await Promise.all([...queues.values()].map(({ tail }) => tail));
      await lease?.release();
      client.close();
    },
  };
}

/** Name of the raw database of one operator's own points; the other tiers append their suffix. */
export const mirrorDatabase = (base: string, operator: string): string => `${base}_${operator}`;

/** Runs of lines that fit one request. */
function* chunksOf(lines: readonly string[]): Generator<{ from: number; lines: string[] }> {
  let from = 0;
  let octets = 0;
  for (const [i, line] of lines.entries()) {
    const size = Buffer.byteLength(line) + 1;
    if (i - from >= linesPerRequestMax || octets + size > requestOctetsMax) {
      if (i > from) yield { from, lines: lines.slice(from, i) };
      from = i;
      octets = 0;
    }
    octets += size;
  }
  if (from < lines.length) yield { from, lines: lines.slice(from) };
}

/**
 * Writes lines, and finds the ones that the server refuses by halving: 1.x stores the good lines of a refused request,
 * 2.x and 3 store none, and sending a good line again changes nothing on any of them. One bad line among n costs
 * 2·log2(n) requests.
 */
export async function writeLines(
  client: Pick<InfluxClient, 'write'>,
  database: string,
  lines: readonly string[],
): Promise<PointRejection[]> {
  try {
    await client.write(database, lines);
    return [];
  } catch (error) {
    if (!(error instanceof InfluxRefusal)) throw error;
    const detail = error.message;
    const code = /beyond retention policy/.test(detail) ? 'expired' : 'invalid';
    const dropped = Number(/dropped=(\d+)/.exec(detail)?.[1] ?? 0);
    // 1.x says how many it dropped; all of them for this one reason need no search.
    if (lines.length === 1 || dropped === lines.length) return lines.map((_, index) => ({ index, code, detail }));
    const half = Math.ceil(lines.length / 2);
    const first = await writeLines(client, database, lines.slice(0, half));
    const second = await writeLines(client, database, lines.slice(half));
    return [...first, ...second.map((one) => ({ ...one, index: one.index + half }))];
  }
}

function tagsOf(measurement: Measurement, series: InfluxSeries): Record<string, string> {
  return Object.fromEntries(tagNames(measurement).map((name) => [name, series.tags?.[name] ?? '']));
}
