import { describe, expect, it } from 'vitest';
import { t0 } from '../live/live.fake.ts';
import type { Point } from '../store/store.ts';
import { AlertSeries } from './alerts.ts';
import { alertRecord } from './recorder.fake.ts';

const minute = 60_000;
const brief = (points: readonly Point[]) =>
  points.map(({ tags, at, fields }) => `${tags['severity']} ${at - t0} ${fields['firing']}`);
const resolved = (endedAt: number, over: Parameters<typeof alertRecord>[0] = {}) =>
  alertRecord({ state: 'resolved', endedAt, ending: 'cleared', value: 0.7, ...over });

describe('the points of an alert', () => {
  it('stand at the data time of the transition, with value and threshold, and again at each minute', () => {
    const alerts = new AlertSeries([]);
    expect(alerts.changed(alertRecord({ state: 'pending', firedAt: null }), t0)).toEqual([]);
    const [fired] = alerts.changed(alertRecord({}), t0 - 4_000);
    expect(fired).toEqual({
      measurement: 'alert',
      tags: { operator: 'vnpt', endpoint: 'bvdk', rule: 'utilization', severity: 'warning' },
      fields: { firing: 1, value: 0.9, threshold: 0.8 },
      at: t0 - 5_000,
    });
    expect(brief(alerts.repeated(t0 + 500))).toEqual(['warning 0 1']);
  });

  it('do not repeat before the alert began, nor after it ended', () => {
    const alerts = new AlertSeries([]);
    alerts.changed(alertRecord({ evidence: [{ at: t0 + 1_000, value: 0.9 }] }), t0 + 2_000);
    expect(alerts.repeated(t0 + 3_000)).toEqual([]);
    alerts.changed(resolved(t0 + 20_000), t0 + 21_000);
    expect(alerts.repeated(t0 + minute)).toEqual([]);
  });

  it('say of an end that was believed minutes later since when it has been over, so that the last one is 0', () => {
    const alerts = new AlertSeries([alertRecord({})]);
    const points = alerts.changed(resolved(t0 + 30_000), t0 + 3 * minute + 10_000);
    expect(brief(points)).toEqual(['warning 30000 0', 'warning 60000 0', 'warning 120000 0', 'warning 180000 0']);
    expect(points[0]?.fields).toEqual({ firing: 0, value: 0.7, threshold: 0.8 });
  });

  it('write anew an hour at most, and the newest of it', () => {
    const alerts = new AlertSeries([alertRecord({})]);
    const points = alerts.changed(resolved(t0), t0 + 600 * minute);
    expect(points).toHaveLength(61);
    expect(points.at(-1)?.at).toBe(t0 + 600 * minute);
  });

  it('leave the series of the old severity when it changes', () => {
    const alerts = new AlertSeries([alertRecord({})]);
    const worse = alertRecord({ severity: 'critical', evidence: [{ at: t0 + 10_000, value: 0.95 }] });
    expect(brief(alerts.changed(worse, t0 + 11_000))).toEqual(['warning 10000 0', 'critical 10000 1']);
    expect(brief(alerts.repeated(t0 + minute))).toEqual(['critical 60000 1']);
  });

  it('fire while any alert of the series does: two links of one endpoint share one', () => {
    const other = alertRecord({ id: 'alert-2', link: 'a2', value: 0.85, evidence: [{ at: t0 + 90_000, value: 0.85 }] });
    const alerts = new AlertSeries([alertRecord({})]);
    alerts.changed(other, t0 + 91_000);
    expect(
      alerts.repeated(t0 + 2 * minute).map(({ fields }) => fields['value']),
      'the worse speaks',
    ).toEqual([0.9]);
    const points = alerts.changed(resolved(t0 + 30_000), t0 + 2 * minute);
    expect(brief(points)).toEqual(['warning 30000 0', 'warning 60000 0', 'warning 120000 1']);
    expect(brief(alerts.changed(resolved(t0 + 150_000, { id: 'alert-2' }), t0 + 151_000))).toEqual([
      'warning 150000 0',
    ]);
  });

  it('of a unit that protects nothing stand under unassigned: a tag is never empty', () => {
    const alerts = new AlertSeries([]);
    const [point] = alerts.changed(alertRecord({ rule: 'unitNotReady', endpoint: '', unit: 'ups1', link: null }), t0);
    expect(point?.tags['endpoint']).toBe('unassigned');
  });
});
