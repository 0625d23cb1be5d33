/**
 * Copies everything that one store keeps into another, so that a pilot on the embedded store can grow into InfluxDB.
 * It goes slice by slice in time, remembers each slice that is done, and in the end compares the counts of every field
 * on both sides; a slice that differs is copied once more. Writing a point again leaves one, so that a copy that was
 * killed anywhere goes on where it was.
 */
import { type Measurement, measurementNames, type Tier, tierNames } from '@thongsuot/contract/storage.ts';
import {
  copyPointsPerReadMax,
  copyPointsPerWrite,
  copySpanMsMin,
  copyTriesMax,
  copyWaitMs,
  fieldsPerQueryMax,
  pointsPerAnswerMax,
} from './limits.ts';
import { fieldNames, type Retention, rollupFieldNames } from './schema.ts';
import { type Point, type Store, type StoredSeries, StoreUnavailable } from './store.ts';

/** Where the copy stands: what it remembers from one run to the next. */
export interface CopyMarks {
  /** Up to when a part is copied, Unix epoch ms; undefined when it was never begun. */
  get(tier: Tier, measurement: Measurement): number | undefined;
  /** Durable when it returns. */
  set(tier: Tier, measurement: Measurement, upTo: number): void;
}

export interface CopyOptions {
  from: Store;
  to: Store;
  /** How long both keep each tier: what either has forgotten, or is about to, is not compared. */
  keepMs: { from: Retention; to: Retention };
  /** The end of what is copied, Unix epoch ms. */
  now: number;
  marks: CopyMarks;
  onProgress(progress: CopyProgress): void;
  /** Waits between two tries of a store that does not answer. */
  wait(ms: number): Promise<void>;
}

export interface CopyProgress {
  phase: 'copying' | 'comparing';
  tier: Tier;
  measurement: Measurement;
  /** 0–1 of the phase, by time covered. */
  ratio: number;
  points: number;
}

export interface CopyOutcome {
  /** Points written in this run; one that goes in several writes counts each time. */
  points: number;
  /** Points that the new store refuses for good, with the first reasons. */
  refused: number;
  refusals: string[];
  /** Values compared on both sides, and what differs in the end. */
  values: number;
  differences: CopyDifference[];
}

export interface CopyDifference {
  tier: Tier;
  measurement: Measurement;
  field: string;
  from: number;
  to: number;
  /** Values of the field in the window, here and there. */
  found: number;
  expected: number;
}

/** Width of the first read: some hundred thousand points of a province; it adapts to what is found. */
const firstSpanMs: Readonly<Record<Tier, number>> = {
  raw: 3_600_000,
  '5m': 86_400_000,
  '1h': 10 * 86_400_000,
  '1d': 365 * 86_400_000,
};

/** Width of one comparison: small enough to copy again at once where it differs. */
const compareSpanMs: Readonly<Record<Tier, number>> = {
  raw: 86_400_000,
  '5m': 10 * 86_400_000,
  '1h': 100 * 86_400_000,
  '1d': 3_650 * 86_400_000,
};

/** What stands at the very edge of a retention may go while it is being compared. */
const edgeMs = 3_600_000;

const refusalsShownMax = 10;

/** @throws StoreUnavailable when a store has not answered in `copyTriesMax` tries; what is done stays done. */
export async function copyStore(options: CopyOptions): Promise<CopyOutcome> {
  const outcome: CopyOutcome = { points: 0, refused: 0, refusals: [], values: 0, differences: [] };
  const parts = tierNames.flatMap((tier) => measurementNames.map((measurement) => ({ tier, measurement })));
  for (const [index, { tier, measurement }] of parts.entries()) {
    const begin = beginOf(options, tier);
    const since = Math.max(begin, options.marks.get(tier, measurement) ?? begin);
    await copySpan(options, tier, measurement, since, options.now, outcome, (upTo) => {
      options.marks.set(tier, measurement, upTo);
      const done = begin === options.now ? 1 : (upTo - begin) / (options.now - begin);
      options.onProgress({
        phase: 'copying',
        tier,
        measurement,
        ratio: (index + done) / parts.length,
        points: outcome.points,
      });
    });
  }
  for (const [index, { tier, measurement }] of parts.entries()) {
    await compare(options, tier, measurement, outcome);
    const ratio = (index + 1) / parts.length;
    options.onProgress({ phase: 'comparing', tier, measurement, ratio, points: outcome.points });
  }
  return outcome;
}

const beginOf = ({ keepMs, now }: CopyOptions, tier: Tier): number =>
  now - Math.min(keepMs.from[tier], keepMs.to[tier]) + edgeMs;

/** Fields of a measurement in a tier, in runs that one query takes. */
function fieldRuns(measurement: Measurement, tier: Tier): string[][] {
  const names = tier === 'raw' ? [...fieldNames(measurement)] : rollupFieldNames(measurement);
  const runs: string[][] = [];
  for (let i = 0; i < names.length; i += fieldsPerQueryMax) runs.push(names.slice(i, i + fieldsPerQueryMax));
  return runs;
}

async function copySpan(
  options: CopyOptions,
  tier: Tier,
  measurement: Measurement,
  since: number,
  until: number,
  outcome: CopyOutcome,
  onSlice: (upTo: number) => void,
): Promise<void> {
  const runs = fieldRuns(measurement, tier);
  let span = firstSpanMs[tier];
  let from = since;
  while (from < until) {
    const to = Math.min(from + span, until);
    let most = 0;
    try {
      for (const fields of runs) {
        const series = await patiently(options, () =>
          options.from.window({ measurement, tier, fields, where: {}, from, to, limit: pointsPerAnswerMax }),
        );
        const points = pointsOf(measurement, fields, series);
        most = Math.max(most, points.length);
        await write(options, tier, points, outcome);
      }
    } catch (error) {
      // More points than one answer holds: the same again in halves.
      if (!(error instanceof RangeError) || span <= copySpanMsMin) throw error;
      span = Math.max(copySpanMsMin, Math.floor(span / 2));
      continue;
    }
    onSlice(to);
    from = to;
    if (most > copyPointsPerReadMax) span = Math.max(copySpanMsMin, Math.floor(span / 2));
    else if (most < copyPointsPerReadMax / 4) span = Math.min(span * 2, firstSpanMs[tier] * 24);
  }
}

function pointsOf(measurement: Measurement, fields: readonly string[], series: readonly StoredSeries[]): Point[] {
  return series.flatMap(({ tags, points }) =>
    points.flatMap(({ at, values }): Point[] => {
      const entries = fields.flatMap((name, i): [string, number | string][] => {
        const value = values[i];
        return value === null || value === undefined ? [] : [[name, value]];
      });
      return entries.length === 0 ? [] : [{ measurement, tags, fields: Object.fromEntries(entries), at }];
    }),
  );
}

async function write(options: CopyOptions, tier: Tier, points: readonly Point[], outcome: CopyOutcome): Promise<void> {
  for (let i = 0; i < points.length; i += copyPointsPerWrite) {
    const some = points.slice(i, i + copyPointsPerWrite);
    const { rejected } = await patiently(options, () => options.to.write(some, tier));
    outcome.points += some.length - rejected.length;
    outcome.refused += rejected.length;
    for (const { code, detail } of rejected) {
      if (outcome.refusals.length >= refusalsShownMax) break;
      outcome.refusals.push(`${tier} ${some[0]?.measurement ?? ''}: ${code}: ${detail}`);
    }
  }
}

/** Counts each field's values on both sides; a window that differs is copied once more and counted again. */
async function compare(
  options: CopyOptions,
  tier: Tier,
  measurement: Measurement,
  outcome: CopyOutcome,
): Promise<void> {
  const begin = beginOf(options, tier);
  for (let from = begin; from < options.now; from += compareSpanMs[tier]) {
    const to = Math.min(from + compareSpanMs[tier], options.now);
    let found = await differences(options, tier, measurement, from, to);
    if (found.differences.length > 0) {
      await copySpan(options, tier, measurement, from, to, outcome, () => undefined);
      found = await differences(options, tier, measurement, from, to);
    }
    outcome.values += found.values;
    outcome.differences.push(...found.differences);
  }
}

async function differences(
  options: CopyOptions,
  tier: Tier,
  measurement: Measurement,
  from: number,
  to: number,
): Promise<{ values: number; differences: CopyDifference[] }> {
  let values = 0;
  const unequal: CopyDifference[] = [];
  for (const fields of fieldRuns(measurement, tier)) {
    const countsOf = async (store: Store): Promise<number[]> => {
      const series = await patiently(options, () =>
        store.window({ measurement, tier, fields, where: {}, from, to, aggregate: 'count', limit: 1 }),
      );
      return fields.map((_, i) => series.reduce((sum, one) => sum + Number(one.points[0]?.values[i] ?? 0), 0));
    };
    const [here, there] = [await countsOf(options.from), await countsOf(options.to)];
    for (const [i, field] of fields.entries()) {
      const [expected, found] = [here[i] ?? 0, there[i] ?? 0];
      values += expected;
      if (expected !== found) unequal.push({ tier, measurement, field, from, to, found, expected });
    }
  }
  return { values, differences: unequal };
}

/** Runs `work` until the store answers. @throws StoreUnavailable after `copyTriesMax` tries */
async function patiently<T>({ wait }: CopyOptions, work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StoreUnavailable) || tries >= copyTriesMax) throw error;
      await wait(copyWaitMs * tries);
    }
  }
}
