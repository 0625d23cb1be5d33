import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cell, Row } from '../store/aggregate.ts';
import { dayMs, dayOf, folded, hourMs, slotMs, slotsOf } from './bucket.ts';
import { figureNames, type Plan, planOf, rolledMeasurements } from './plan.ts';

const plan = (measurement: string): Plan => {
  const found = planOf(measurement);
  if (found === undefined) throw new Error(`no plan of ${measurement}`);
  return found;
};
const link = plan('link');
/** A raw row of a measurement from the fields that it has. */
const rowOf = (of: Plan, at: number, fields: Record<string, number | string>): Row => ({
  at,
  values: of.fields.map(({ name }): Cell => fields[name] ?? null),
});

describe('a slot of raw points', () => {
  it('has the mean weighted by the seconds that each rate covers', () => {
    const [slot] = slotsOf(link, [
      rowOf(link, 0, { in_bps: 100, span_s: 30, interval_s: 30, oper: 'up' }),
      rowOf(link, 60_000, { in_bps: 400, span_s: 90, interval_s: 30, oper: 'down' }),
      rowOf(link, 90_000, { capacity_in_bps: 7, interval_s: 30, oper: 'down' }),
    ]);
    expect(slot).toEqual({
      at: 0,
      fields: {
        ...{ in_bps: 325, in_bps_max: 400, in_bps_min: 100, in_bps_last: 400, in_bps_weight: 120 },
        ...{ capacity_in_bps: 7, capacity_in_bps_max: 7, capacity_in_bps_min: 7, capacity_in_bps_last: 7 },
        ...{ capacity_in_bps_weight: 30, span_s: 75, span_s_sum: 120, span_s_weight: 120 },
        ...{ oper: 'down', interval_s: 30, n: 3, expected: 10 },
      },
    });
  });

  it('counts each burst as one, and sums the echoes', () => {
    const ping = plan('ping');
    const [slot] = slotsOf(ping, [
      rowOf(ping, 0, { sent: 5, received: 5, loss: 0, interval_s: 10 }),
      rowOf(ping, 10_000, { sent: 5, received: 4, loss: 0.2, interval_s: 10 }),
    ]);
    expect(slot?.fields).toMatchObject({ loss: 0.1, sent_sum: 10, received_sum: 9, n: 2, expected: 30 });
  });

  it('says nothing of what was not measured, and expects nothing where no interval is said', () => {
    const unit = plan('unit');
    expect(slotsOf(unit, [rowOf(unit, 1, { battery_status: 'low' })])).toEqual([
      { at: 0, fields: { battery_status: 'low', n: 1 } },
    ]);
    expect(folded(unit, [], 0, hourMs)).toBeUndefined();
  });

  it('has a mean that is the value itself when all are equal, whatever they count with', () => {
    fc.assert(
      fc.property(
        fc.double({ min: -1e18, max: 1e18, noNaN: true }),
        fc.array(fc.double({ min: 0.1, max: 86_400, noNaN: true }), { minLength: 1, maxLength: 30 }),
        (value, spans) => {
          const rows = spans.map((span_s, i) => rowOf(link, i, { in_bps: value, span_s }));
          expect(slotsOf(link, rows)[0]?.fields['in_bps']).toBe(value + 0);
        },
      ),
    );
  });
});

describe('a longer bucket', () => {
  it('takes p95 as the nearest rank of its slots’ means, not of its readings', () => {
    const rows = Array.from({ length: 24 }, (_, i) =>
      rowOf(link, i * 150_000, { in_bps: i % 2 === 0 ? i : 1_000 + i }),
    );
    const slots = slotsOf(link, rows);
    // Twelve means of 500.5 + 2i: rank ⌈11.4⌉ is the twelfth.
    expect(folded(link, slots, 0, hourMs)?.fields).toMatchObject({
      in_bps_p95: 522.5,
      in_bps_max: 1_023,
      in_bps_min: 0,
      in_bps_last: 1_023,
      n: 24,
    });
  });

  const figure = fc.record(
    { in_bps: fc.integer({ min: 0, max: 1_000_000 }), span_s: fc.integer({ min: 1, max: 300 }) },
    { requiredKeys: [] },
  );
  const points = fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: dayMs - 1 }), figure), {
    selector: ([at]) => at,
    minLength: 1,
    maxLength: 200,
  });

  it('is what the readings themselves give, written the long way', () => {
    fc.assert(
      fc.property(points, (some) => {
        const known = some
          .map(([at, fields]) => ({ at, fields: { ...fields, interval_s: 60 } as Record<string, number> }))
          .sort((a, b) => a.at - b.at);
        const slots = slotsOf(
          link,
          known.map(({ at, fields }) => rowOf(link, at, fields)),
        );
        const whole = folded(link, slots, 0, dayMs);
        const rates = known.filter(({ fields }) => fields['in_bps'] !== undefined);
        const value = (one: (typeof known)[number]) => one.fields['in_bps'] ?? Number.NaN;
        const weight = (one: (typeof known)[number]) => one.fields['span_s'] ?? 60;
        const mean = (list: typeof known) =>
          list.reduce((sum, one) => sum + value(one) * weight(one), 0) /
          list.reduce((sum, one) => sum + weight(one), 0);
        const means = [...Map.groupBy(rates, ({ at }) => Math.floor(at / slotMs)).values()]
          .map(mean)
          .sort((a, b) => a - b);
        expect(whole?.fields['n']).toBe(known.length);
        expect(whole?.fields['expected']).toBe(1_440);
        if (rates.length === 0) {
          expect(whole?.fields).not.toHaveProperty('in_bps');
          return;
        }
        expect(whole?.fields['in_bps']).toBeCloseTo(mean(rates), 5);
        expect(whole?.fields['in_bps_p95']).toBeCloseTo(means[Math.ceil(means.length * 0.95) - 1] as number, 5);
        expect(whole?.fields['in_bps_max']).toBe(Math.max(...rates.map(value)));
        expect(whole?.fields['in_bps_min']).toBe(Math.min(...rates.map(value)));
        expect(whole?.fields['in_bps_last']).toBe(value(rates.at(-1) as (typeof known)[number]));
      }),
    );
  });
});

describe('the day of the province', () => {
  it.each([
    ['2020-08-04T16:59:59.999Z', '2020-08-03T17:00:00.000Z'],
    ['2020-08-04T17:00:00.000Z', '2020-08-04T17:00:00.000Z'],
    ['2020-08-05T03:00:00.000Z', '2020-08-04T17:00:00.000Z'],
  ])('that holds %s begins at %s', (at, start) => {
    expect(new Date(dayOf(Date.parse(at))).toISOString()).toBe(start);
    expect(
      new Intl.DateTimeFormat('en', { timeZone: 'Asia/Ho_Chi_Minh', timeStyle: 'medium' }).format(
        dayOf(Date.parse(at)),
      ),
    ).toBe('12:00:00 AM');
  });
});

describe('the plan', () => {
  it('keeps each raw name for the mean or the last, so that one query fits every tier', () => {
    for (const measurement of rolledMeasurements) {
      for (const field of plan(measurement).fields) {
        for (const tier of ['5m', '1h', '1d'] as const) expect(figureNames(field, tier)[0]).toBe(field.name);
      }
    }
    expect(figureNames({ name: 'in_bps', kind: 'gauge' }, '1h')).toEqual([
      'in_bps',
      'in_bps_max',
      'in_bps_min',
      'in_bps_last',
      'in_bps_p95',
    ]);
    expect(planOf('capacity')).toBeUndefined();
  });
});
