import { factNames } from '@thongsuot/contract/facts.ts';
import type { Sample } from '@thongsuot/contract/sample.ts';
import { describe, expect, it } from 'vitest';
import {
  alertPoint,
  availabilityPoint,
  capacityPoint,
  endpointPoint,
  failoverPoint,
  type PlacedLike,
  readinessPoint,
  toPoints,
} from './point.ts';
import { fieldType, problemOf } from './schema.ts';

const at = 1_596_499_200_000;
const place: Omit<PlacedLike, 'sample'> = {
  operator: 'vnpt',
  agent: 'vnpt-pleiku-1',
  site: 'pleiku',
  endpoint: 'bv-tinh',
  link: { role: 'primary' },
  unit: { kind: 'ups' },
};
const points = (sample: PlacedLike['sample'], change: Partial<PlacedLike> = {}) => {
  const answer = toPoints({ ...place, ...change, sample });
  for (const point of answer) expect(problemOf(point, 'raw')).toBeUndefined();
  return answer;
};
const link: Extract<Sample, { kind: 'link' }> = { kind: 'link', at, link: 'l1', intervalS: 30, oper: 'up' };
const ping: Extract<Sample, { kind: 'ping' }> = {
  kind: 'ping',
  at,
  link: 'l1',
  intervalS: 10,
  sent: 5,
  received: 4,
  rttMsAvg: 8,
};

describe('toPoints of a link', () => {
  it('computes utilisation and reserve per direction from rate and capacity', () => {
    const [point] = points({
      ...link,
      spanS: 30,
      inBitsPerSecond: 150e6,
      outBitsPerSecond: 50e6,
      inErrorsPerSecond: 0,
      capacityIn: { bitsPerSecond: 200e6, limitedBy: 'contract' },
      capacityOut: { bitsPerSecond: 40e6, limitedBy: 'shaper' },
    });
    expect(point).toStrictEqual({
      measurement: 'link',
      tags: { operator: 'vnpt', site: 'pleiku', endpoint: 'bv-tinh', link: 'l1' },
      at,
      fields: {
        role: 'primary',
        interval_s: 30,
        in_bps: 150e6,
        out_bps: 50e6,
        capacity_in_bps: 200e6,
        capacity_out_bps: 40e6,
        util_in: 0.75,
        util_out: 1.25,
        reserve_in_bps: 50e6,
        reserve_out_bps: -10e6,
        in_errors_ps: 0,
        oper: 'up',
        span_s: 30,
      },
    });
  });

  it('leaves a figure out that is not known, and never writes 0 for it', () => {
    const [point] = points({
      ...link,
      noRate: 'firstReading',
      capacityIn: { bitsPerSecond: 1e6, limitedBy: 'physical' },
    });
    expect(point?.fields).toStrictEqual({ role: 'primary', interval_s: 30, capacity_in_bps: 1e6, oper: 'up' });
  });

  it('keeps the light that the port receives', () => {
    expect(points({ ...link, receivePowerDbm: -18.2 })[0]?.fields['receive_power_dbm']).toBe(-18.2);
  });

  it('makes no point of an unknown reading', () => {
    const { oper: _, ...rest } = link;
    expect(points({ ...rest, unknown: 'deviceUnreachable' })).toStrictEqual([]);
  });

  it('puts a link of an unknown endpoint under unassigned', () => {
    expect(points(link, { endpoint: null })[0]?.tags['endpoint']).toBe('unassigned');
  });
});

describe('toPoints of a ping', () => {
  it('states loss as a ratio of what was sent', () => {
    expect(points(ping)[0]?.fields).toStrictEqual({ interval_s: 10, sent: 5, received: 4, loss: 0.2, rtt_ms_avg: 8 });
  });

  it('states a loss of 1 when nothing came back on a path that works', () => {
    const { rttMsAvg: _, ...rest } = ping;
    expect(points({ ...rest, received: 0 })[0]?.fields['loss']).toBe(1);
  });

  it('makes no point of a burst whose own path failed: that is no loss', () => {
    const { rttMsAvg: _, ...rest } = ping;
    expect(points({ ...rest, received: 0, unknown: 'ownPath' })).toStrictEqual([]);
  });
});

describe('toPoints of a check, a unit, an agent', () => {
  it('writes a check’s outcome as a flag', () => {
    const [point] = points({
      kind: 'check',
      at,
      check: 'cong',
      intervalS: 60,
      up: false,
      failure: 'tls',
      reason: 'expired',
      tlsDaysLeft: -2,
    });
    expect(point?.tags).toStrictEqual({ operator: 'vnpt', endpoint: 'bv-tinh', check: 'cong' });
    expect(point?.fields).toStrictEqual({ up: 0, tls_days_left: -2 });
  });

  it('writes the facts of a unit that have a value, and none that is unknown or free text', () => {
    const [point] = points({
      kind: 'unit',
      at,
      unit: 'ups1',
      intervalS: 60,
      facts: {
        batteryChargeRatio: { value: 0.97, unit: 'ratio' },
        outputSource: { value: 'normal', unit: 'state' },
        operState: { value: 'up', unit: 'state' },
        trafficBitsPerSecond: { value: 5e6, unit: 'bps' },
        runtimeS: { unknown: 'sentinel' },
        alarmNames: { value: 'upsAlarmOnBattery', unit: 'text' },
      },
    });
    expect(point?.tags).toStrictEqual({ operator: 'vnpt', site: 'pleiku', unit: 'ups1', kind: 'ups' });
    expect(point?.fields).toStrictEqual({
      battery_charge_ratio: 0.97,
      output_source: 'normal',
      oper: 'up',
      traffic_bps: 5e6,
    });
  });

  it.each(factNames.filter((name) => name !== 'alarmNames'))(
    'has a field of the right type for the fact %s',
    (name) => {
      const text = [
        'outputSource',
        'batteryStatus',
        'lastTestResult',
        'engineMode',
        'engineState',
        'standbyState',
        'peerState',
        'operState',
      ];
      const value = text.includes(name) ? 'word' : 1;
      const sample = { kind: 'unit', at, unit: 'u', intervalS: 60, facts: { [name]: { value, unit: 'count' } } };
      const [point] = points(sample as unknown as PlacedLike['sample']);
      const [field] = Object.keys(point?.fields ?? {});
      expect(fieldType('unit', 'raw', field ?? '')).toBe(typeof value === 'string' ? 'text' : 'number');
    },
  );

  it('makes no point of a unit whose facts are all unknown, or whose kind nobody has said', () => {
    const unit = { kind: 'unit', at, unit: 'ups1', intervalS: 60 } as const;
    expect(points({ ...unit, facts: { runtimeS: { unknown: 'noAnswer' } } })).toStrictEqual([]);
    expect(points({ ...unit, facts: { alarms: { value: 0, unit: 'count' } } }, { unit: null })).toStrictEqual([]);
  });

  it('writes what an agent says of itself, under its operator', () => {
    const [point] = points({
      kind: 'agent',
      at,
      intervalS: 30,
      version: '0.1.0',
      queueBytes: 4_096,
      queueOldestS: 0,
      lagS: 0.2,
      drops: 0,
      deadLetters: 0,
      offsetMs: -12,
      rssBytes: 6e7,
      findings: [],
    });
    expect(point?.tags).toStrictEqual({ operator: 'vnpt', agent: 'vnpt-pleiku-1' });
    expect(point?.fields).toStrictEqual({
      queue_bytes: 4_096,
      queue_oldest_s: 0,
      lag_s: 0.2,
      drops: 0,
      offset_ms: -12,
      rss_bytes: 6e7,
    });
  });

  it('makes no points of devices and gaps: the picture and the operational file keep them', () => {
    expect(points({ kind: 'device', at, device: 'pe1', intervalS: 30, reachable: true })).toStrictEqual([]);
    expect(points({ kind: 'gap', at, from: at - 5, to: at, count: 3, reason: 'outboxBytes' })).toStrictEqual([]);
  });
});

describe('points of the collector’s own figures', () => {
  it('writes an endpoint’s state with its flags, without a reserve that nobody knows', () => {
    const point = endpointPoint({
      operator: 'all',
      endpoint: 'bv-tinh',
      at,
      state: 'degraded',
      isolated: false,
      onBackup: true,
      worstReserveRatio: null,
      pathsUp: 1,
      paths: 2,
    });
    expect(problemOf(point, 'raw')).toBeUndefined();
    expect(point.fields).toStrictEqual({ state: 'degraded', isolated: 0, on_backup: 1, paths_up: 1, paths: 2 });
  });

  it('writes an alert’s transition', () => {
    const tags = { operator: 'vnpt', endpoint: 'bv-tinh', rule: 'utilization', severity: 'critical' } as const;
    const point = alertPoint({ ...tags, at, firing: true, value: 0.91, threshold: 0.85 });
    expect(problemOf(point, 'raw')).toBeUndefined();
    expect(point).toStrictEqual({
      measurement: 'alert',
      tags,
      fields: { firing: 1, value: 0.91, threshold: 0.85 },
      at,
    });
  });

  it('writes a day’s load and reserve of a link, and only the counts when too little was measured', () => {
    const link = { operator: 'vnpt', endpoint: 'bv-tinh', link: 'l1', at };
    const of = (p95BitsPerSecond: number | null) => ({
      reserve: {
        p95BitsPerSecond,
        reserve: p95BitsPerSecond === null ? null : { bitsPerSecond: 100 - p95BitsPerSecond },
      },
      busyHour: { hour: null },
    });
    const summary = { in: of(70), out: of(130), basis: { n: 280, expected: 288 } };
    const point = capacityPoint({ ...link, summary, exhaustion: { mid: 20, low: 12, high: null } });
    expect(problemOf(point, 'raw')).toBeUndefined();
    expect(point).toStrictEqual({
      measurement: 'capacity',
      tags: { operator: 'vnpt', endpoint: 'bv-tinh', link: 'l1' },
      fields: {
        p95_in_bps: 70,
        p95_out_bps: 130,
        reserve_in_bps: 30,
        reserve_out_bps: -30,
        days_to_full: 20,
        days_low: 12,
        n: 280,
        expected: 288,
      },
      at,
    });
    const nothing = { in: of(null), out: of(null), basis: { n: 3, expected: 288 } };
    expect(capacityPoint({ ...link, summary: nothing, exhaustion: null }).fields).toStrictEqual({
      n: 3,
      expected: 288,
    });
    const failover = failoverPoint({ ...link, reserveBitsPerSecond: -5 });
    expect([failover.tags, failover.fields]).toEqual([point.tags, { failover_reserve_bps: -5 }]);
    expect(problemOf(failover, 'raw')).toBeUndefined();
  });

  it('writes the seconds of a day at its start', () => {
    const seconds = { up: 86_000, degraded: 100, down: 200, unknown: 100, maintenance: 0 };
    const point = availabilityPoint({ scope: 'class', name: 'HOSPITAL', operator: 'all', at, seconds });
    expect([problemOf(point, 'raw'), problemOf(point, '1d')]).toEqual([undefined, undefined]);
    expect(point.fields).toEqual({ up_s: 86_000, degraded_s: 100, down_s: 200, unknown_s: 100, maintenance_s: 0 });
  });

  it('writes a verdict on a unit under the key of its facts, and nothing when it is unknown', () => {
    const unit = { operator: 'vnpt', site: 'pleiku', unit: 'ups1', kind: 'ups', at } as const;
    const point = readinessPoint({ ...unit, score: 80, ready: false });
    expect(point?.fields).toStrictEqual({ score: 80, ready: 0 });
    expect(point && problemOf(point, 'raw')).toBeUndefined();
    expect(readinessPoint({ ...unit, score: null, ready: null })).toBeUndefined();
  });
});
