import { describe, expect, it } from 'vitest';
import { Picture } from '../network/picture.ts';
import type { AgentInventory, Placed } from '../network/placed.ts';
import { RegisterIndex } from '../network/register.ts';
import type { CapacityResult, FailoverResult, LinkCapacityResult } from './capacity-result.ts';
import { changedBy } from './endings.ts';
import { capacityObservations, observationsOf } from './judge.ts';
import { ReachIndex } from './reach.ts';
import type { Observation } from './record.ts';
import type { Rules } from './rule-options.ts';

const t0 = Date.UTC(2026, 10, 24, 1, 0, 0);
const M = 1e6;
const now = { forMs: 0, keepFiringForMs: 0 };
const rules: Rules = {
  quality: { ...now, jitterMsWarning: 30, jitterMsCritical: 50, clearBelow: 0.2 },
  portalDown: now,
  certificateNearExpiry: { ...now, daysWarning: 30, daysCritical: 7, clearAboveDays: 1 },
  deviceUnreachable: now,
  reserveBelowCommitment: { ...now, clearBelow: 0.02 },
  exhaustionNear: { ...now, daysWarning: 90, daysCritical: 30, clearAboveDays: 10 },
  failoverReserveShort: now,
};
const register = new RegisterIndex({
  province: { vi: 'Gia Lai', en: 'Gia Lai' },
  operators: [{ id: 'vnpt', name: 'VNPT Gia Lai' }],
  areas: [],
  endpoints: [{ id: 'bv', vi: 'Bệnh viện', en: 'Hospital', classes: ['HOSPITAL'], area: null, coordinates: null }],
  classes: {},
});
const inventory: AgentInventory = {
  operator: 'vnpt',
  agent: 'a1',
  hash: 'x',
  at: t0 - 1,
  site: 'pleiku',
  version: '1',
  intervalS: 10,
  devices: [{ id: 'pe1', intervalS: 10 }],
  links: [
    {
      id: 'l1',
      endpoint: 'bv',
      role: 'primary',
      device: 'pe1',
      interface: 'name ge0',
      sharedRisk: [],
      intervalS: 10,
      probe: { intervalS: 10 },
    },
  ],
  units: [],
  checks: [{ id: 'web', endpoint: 'bv', url: 'https://bv.example', intervalS: 60 }],
};
const scene = () => {
  const picture = new Picture(register);
  picture.inventory(inventory, { now: t0, monotonicMs: 0 });
  const reaches = new ReachIndex(picture);
  let newest: Observation[] = [];
  return {
    picture,
    say(...samples: Placed['sample'][]) {
      for (const sample of samples) {
        const instant = { now: sample.at, monotonicMs: sample.at - t0 };
        const placed: Placed = {
          operator: 'vnpt',
          agent: 'a1',
          site: 'pleiku',
          endpoint: 'bv',
          link: null,
          unit: null,
          check: null,
          lane: 'live',
          receivedAt: sample.at,
          receivedMonotonicMs: instant.monotonicMs,
          sample,
        };
        newest = picture.apply(placed, instant) ? observationsOf(placed, picture, reaches, rules) : [];
      }
      return newest;
    },
    capacity: (result: CapacityResult) => capacityObservations(result, picture, rules),
  };
};
const of = (list: readonly Observation[], rule: string) => list.find((seen) => seen.subject.rule === rule);
const words = (seen: Observation | undefined, over = false) =>
  seen?.describe({
    severity: seen.judgement.raise ?? 'warning',
    startedAt: t0,
    endedAt: over ? t0 + 60_000 : null,
    ending: over ? 'cleared' : null,
  });

/** 30 bursts of 20 echoes, of which in all so many are lost, one in a burst. */
const bursts = (lost: number, rttMs = 4, jitterMs = 1): Placed['sample'][] =>
  Array.from({ length: 30 }, (_, i) => ({
    kind: 'ping',
    at: t0 + i * 10_000,
    link: 'l1',
    intervalS: 10,
    sent: 20,
    received: i < lost % 30 ? 20 - Math.ceil(lost / 30) : 20 - Math.floor(lost / 30),
    rttMsMin: rttMs,
    rttMsAvg: rttMs,
    rttMsMax: rttMs,
    jitterMs,
  }));

describe('the quality of a link: thresholds of a hospital are loss 1 and 3 %, delay 20 and 50 ms', () => {
  it.each([
    ['2 lost of 600 prove nothing', bursts(2), null],
    ['9 of 600, 1.5 %, may still be 1 %: the lower bound is below it', bursts(9), null],
    ['12 of 600 are more than 1 % at 95 %', bursts(12), 'warning'],
    ['30 of 600 are more than 3 %', bursts(30), 'critical'],
    ['20 ms is a warning', bursts(0, 20), 'warning'],
    ['50 ms is critical', bursts(0, 50), 'critical'],
    ['jitter of 30 ms is a warning', bursts(0, 4, 30), 'warning'],
    ['jitter of 50 ms is critical', bursts(0, 4, 50), 'critical'],
    ['the worst of the three counts', bursts(12, 55, 1), 'critical'],
  ] as const)('%s', (_, samples, severity) => {
    expect(of(scene().say(...samples), 'quality')?.judgement.raise).toBe(severity);
  });

  it('clears a fifth below its threshold, not at it', () => {
    const hold = (rttMs: number) => of(scene().say(...bursts(0, rttMs)), 'quality')?.judgement;
    expect([hold(17), hold(15)].map((j) => [j?.raise, j?.hold])).toEqual([
      [null, 'warning'],
      [null, null],
    ]);
  });

  it('an outage is not quality, nor is a burst that says nothing', () => {
    const { say } = scene();
    say(...bursts(0));
    const lost = (i: number): Placed['sample'] => ({
      kind: 'ping',
      at: t0 + (30 + i) * 10_000,
      link: 'l1',
      intervalS: 10,
      sent: 20,
      received: 0,
    });
    expect(of(say(lost(0), lost(1), lost(2)), 'quality')).toBeUndefined();
  });

  it('says how many echoes were lost and against which threshold', () => {
    expect(words(of(scene().say(...bursts(30)), 'quality'))).toEqual({
      vi: 'Kênh l1 (VNPT Gia Lai) phục vụ Bệnh viện: tỷ lệ mất gói 5% (mất 30/600 gói trong 15 phút), ngưỡng 3%, từ 08:00 ngày 24/11/2026. Đối tượng: Bệnh viện, trung tâm y tế (ưu tiên 1).',
      en: 'Link l1 (VNPT Gia Lai) to Hospital: loss is 5% (30 of 600 echoes in 15 minutes), threshold 3%, since 08:00 on 24 November 2026. At stake: Hospitals and district health centres (priority 1).',
    });
  });
});

describe('a portal', () => {
  const check = (over: object): Placed['sample'] => ({
    kind: 'check',
    at: t0,
    check: 'web',
    intervalS: 60,
    up: true,
    ...over,
  });
  it('that fails is critical at priority 1, and says how', () => {
    const seen = of(scene().say(check({ up: false, failure: 'status', status: 503 })), 'portalDown');
    expect([seen?.judgement.raise, seen?.subject.check]).toEqual(['critical', 'web']);
    expect(words(seen)?.vi).toBe(
      'Bệnh viện (https://bv.example): không truy cập được: trả lời mã lỗi 503, từ 08:00 ngày 24/11/2026. Đối tượng: Bệnh viện, trung tâm y tế (ưu tiên 1).',
    );
  });
  it('that fails at DNS or TLS says in words what more is known', () => {
    const seen = of(scene().say(check({ up: false, failure: 'tls', reason: 'expired' })), 'portalDown');
    expect(words(seen)?.vi).toContain('không truy cập được: lỗi bắt tay TLS hoặc chứng thư (chứng thư đã hết hạn), từ');
    expect(words(seen)?.en).toContain('TLS or its certificate fails (a certificate has expired)');
  });
  it.each([
    [31.5, null, null],
    [30.5, null, 'warning'],
    [30, 'warning', 'warning'],
    [7.5, 'warning', 'critical'],
    [7, 'critical', 'critical'],
    [-1, 'critical', 'critical'],
  ] as const)('whose certificate is valid for %d days raises %s and holds %s', (tlsDaysLeft, raise, hold) => {
    expect(of(scene().say(check({ tlsDaysLeft })), 'certificateNearExpiry')?.judgement).toMatchObject({ raise, hold });
  });
  it('without a certificate in sight says nothing of it', () => {
    expect(of(scene().say(check({})), 'certificateNearExpiry')).toBeUndefined();
  });
});

describe('a device that does not answer', () => {
  it('has the priority of the endpoints behind it, and a gap in its asking is no gap in the watching', () => {
    const seen = of(
      scene().say({ kind: 'device', at: t0, device: 'pe1', intervalS: 10, reachable: false, failure: 'timeout' }),
      'deviceUnreachable',
    );
    expect(seen).toMatchObject({
      subject: { priority: 1, endpoint: 'bv', site: 'pleiku' },
      judgement: { raise: 'critical' },
      timing: { intervalMs: 120_000 },
    });
    expect(words(seen, true)?.vi).toBe(
      'Thiết bị pe1 (VNPT Gia Lai) tại pleiku: đã trả lời SNMP trở lại; kéo dài từ 08:00 ngày 24/11/2026 đến 08:01 ngày 24/11/2026.',
    );
  });
});

const linkResult = (over: Partial<LinkCapacityResult>): LinkCapacityResult => ({
  kind: 'link',
  operator: 'vnpt',
  link: 'l1',
  at: t0,
  intervalMs: 86_400_000,
  reserve: null,
  exhaustion: null,
  ...over,
});
describe('the reserve at p95: a hospital keeps 30 % free, 15 % at least', () => {
  it.each([
    [67, null, null],
    [71, 'warning', 'warning'],
    [69.5, null, 'warning'],
    [86, 'critical', 'critical'],
    [120, 'critical', 'critical'],
  ] as const)('p95 of %d of 100 Mbit/s raises %s and holds %s', (p95, raise, hold) => {
    const reserve = {
      direction: 'in',
      p95BitsPerSecond: p95 * M,
      capacityBitsPerSecond: 100 * M,
      n: 288,
      expected: 288,
    } as const;
    const seen = of(scene().capacity(linkResult({ reserve })), 'reserveBelowCommitment');
    expect([seen?.judgement.raise, seen?.judgement.hold]).toEqual([raise, hold]);
  });
  it('without a figure says nothing', () => {
    expect(scene().capacity(linkResult({}))).toEqual([]);
  });
});

describe('a trend', () => {
  const days = (mid: number | null) => ({ days: mid, low: 20, high: null, direction: 'in' }) as const;
  it.each([
    ['beyond the horizon', days(null), null, null],
    ['of 95 days', days(95), null, 'warning'],
    ['of 90 days', days(90), 'warning', 'warning'],
    ['of 30 days', days(30), 'critical', 'critical'],
    ['that is none', 'notGrowing' as const, null, null],
  ])('%s raises and holds by its days', (_, exhaustion, raise, hold) => {
    expect(of(scene().capacity(linkResult({ exhaustion })), 'exhaustionNear')?.judgement).toMatchObject({
      raise,
      hold,
    });
  });
  it('without enough data neither raises nor clears', () => {
    expect(of(scene().capacity(linkResult({ exhaustion: null })), 'exhaustionNear')).toBeUndefined();
  });
});

describe('the failover reserve of a group', () => {
  const group = (present: FailoverResult['present'], p95: FailoverResult['p95'], reserve: number | null = -5 * M) =>
    scene().capacity({
      kind: 'failover',
      group: 'bv',
      operator: 'vnpt',
      endpoint: 'bv',
      at: t0,
      intervalMs: 86_400_000,
      present,
      p95,
      reserveBitsPerSecond: reserve,
    })[0];
  it.each([
    ['ok', 'ok', null],
    ['ok', 'shed', 'warning'],
    ['ok', 'fail', 'warning'],
    ['shed', 'fail', 'warning'],
    ['fail', 'fail', 'critical'],
    ['fail', 'unknown', 'critical'],
  ] as const)('present %s and p95 %s raise %s', (present, p95, raise) => {
    expect(group(present, p95)?.judgement.raise).toBe(raise);
  });
  it('that is not known neither raises nor clears', () => {
    expect(group('ok', 'unknown')).toBeUndefined();
  });
  it('says how much is short', () => {
    expect(words(group('ok', 'fail'))?.vi).toContain(
      'nếu mất kênh chính, các kênh dự phòng không gánh nổi lưu lượng giờ cao điểm (p95), thiếu 5 Mbit/s',
    );
  });
});

describe('an alert by a threshold that has changed', () => {
  it('ends when its present figure is below the new one, and stays when it is not', () => {
    const { picture, say } = scene();
    const seen = of(say(...bursts(0, 25)), 'quality');
    const record = { ...seen?.subject, thresholds: seen?.thresholds, value: 25 } as Parameters<
      ReturnType<typeof changedBy>
    >[0];
    const why = (rttMsWarning: number) => {
      const layer = { source: 'test', thresholds: { rttMsWarning } };
      const changed = new RegisterIndex({ ...register.register, classes: { HOSPITAL: layer } });
      picture.reload(changed, { now: t0 + 290_000, monotonicMs: 290_000 });
      return changedBy(picture, rules, () => undefined, t0 + 290_000)(record);
    };
    expect([why(22), why(40)]).toEqual([null, 'ruleChanged']);
    expect(changedBy(picture, {}, () => undefined, t0)(record)).toBe('ruleChanged');
  });
});
