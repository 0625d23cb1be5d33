import type { State } from '@thongsuot/contract/api.ts';
import type { OperState, Role } from '@thongsuot/contract/reasons.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { judgeEndpoint, type Path } from './endpoint-state.ts';
import { burstsPerLinkMax } from './limits.ts';
import {
  judgeLink,
  judgeProbe,
  judgeQuality,
  type LinkReading,
  type LinkVerdict,
  lowerBound,
  type ProbeVerdict,
  sumEchoes,
} from './link-state.ts';
import { Ring } from './ring.ts';

const interval = 10_000;
/** Bursts of 5 echoes, one interval apart from time 0; `?` is one that says nothing, a blank is one that is missing. */
function bursts(pattern: string, rttMs = 4): Ring {
  const ring = new Ring(90, 3);
  [...pattern].forEach((mark, i) => {
    if (mark === ' ') return;
    const received = mark === '?' ? 0 : Number(mark);
    ring.insert(i * interval, [mark === '?' ? 0 : 5, received, received > 0 ? rttMs : Number.NaN]);
  });
  return ring;
}
const fresh = { fresh: true, unknown: null };

describe('the probe of a link', () => {
  it.each<[string, string, ProbeVerdict]>([
    ['answers with one reply', '1', { kind: 'answers' }],
    ['still answers with two bursts lost', '500', { kind: 'answers' }],
    ['fails with three of three lost, since the first', '55000', { kind: 'fails', since: 2 * interval }],
    ['stays failed since the first of the row', '5000000', { kind: 'fails', since: interval }],
    ['answers again with the first reply', '50001', { kind: 'answers' }],
    ['is unknown before three bursts have been lost', '00', { kind: 'unknown', reason: null }],
    ['a burst that says nothing breaks the row', '00?00', { kind: 'unknown', reason: null }],
    ['a gap over three intervals breaks the row', '00    0', { kind: 'unknown', reason: null }],
    ['nothing is known without bursts', '', { kind: 'unknown', reason: null }],
  ])('%s', (_name, pattern, verdict) => {
    expect(judgeProbe(bursts(pattern), interval, fresh)).toEqual(verdict);
  });

  it('a newest burst that says nothing gives its reason', () => {
    expect(judgeProbe(bursts('5000?'), interval, { fresh: true, unknown: 'ownPath' })).toEqual({
      kind: 'unknown',
      reason: 'ownPath',
    });
  });

  it('stale bursts say nothing, however many were lost', () => {
    expect(judgeProbe(bursts('000'), interval, { fresh: false, unknown: null })).toEqual({
      kind: 'unknown',
      reason: 'stale',
    });
  });
});

describe('loss and delay', () => {
  const critical = { lossRatio: 0.03, rttMs: 50 };
  const at = (pattern: string, rttMs = 4) => judgeQuality(bursts(pattern, rttMs), pattern.length * interval, critical);

  it.each([
    ['two lost echoes are no loss worth naming', '5'.repeat(20).replace(/^55/, '44'), false],
    ['three lost of 50 are below the bound of 3 %', '4445555555', false],
    ['a fifth lost over 20 bursts is critical', '4'.repeat(20), true],
    ['an outage is not loss', `${'5'.repeat(20)}000000${'5'.repeat(5)}`, false],
    ['two lost bursts are loss, for they are no outage', '5550055550055550055555', true],
  ])('%s', (_name, pattern, expected) => {
    expect(at(pattern).lossCritical).toBe(expected);
  });

  it('delay is the mean of the bursts that answered, five at least', () => {
    expect(at('5555', 80).rttMsMean).toBeNull();
    expect(at('55555', 80)).toMatchObject({ rttMsMean: 80, rttCritical: true });
    expect(at('55555', 49)).toMatchObject({ rttCritical: false });
  });

  it('only the last 15 minutes count', () => {
    const ring = bursts('0501505010');
    expect(judgeQuality(ring, 9 * interval + 900_000 + 1, critical).lossRatio).toBeNull();
  });

  it('an outage that leaves the 15 minutes never becomes loss, not while one burst of it is in them', () => {
    for (const lost of [3, 4, 12]) {
      const ring = new Ring(burstsPerLinkMax, 3);
      for (let i = 0; i < 200; i++) {
        const down = i >= 20 && i < 20 + lost;
        ring.insert(i * interval, [5, down ? 0 : 5, down ? Number.NaN : 4]);
        const quality = judgeQuality(ring, i * interval, critical);
        if (i >= 20 + lost) expect([i, quality.lossRatio]).toEqual([i, 0]);
      }
    }
  });

  it('two bursts lost are loss to the end of the 15 minutes, each for as long as it is in them', () => {
    const ring = new Ring(burstsPerLinkMax, 3);
    const lost: number[] = [];
    for (let i = 0; i < 200; i++) {
      ring.insert(i * interval, [5, i === 20 || i === 21 ? 0 : 5, 4]);
      lost.push(sumEchoes(ring, i * interval).lost);
    }
    expect(lost.findIndex((n) => n > 0)).toBe(20);
    expect([lost[21], lost[109], lost[110], lost[111]]).toEqual([10, 10, 5, 0]);
  });

  it('a row that nobody saw the beginning of is no loss', () => {
    expect(at('00555555555').lossRatio).toBe(0);
    expect(at('0?05555555').lossRatio).toBe(5 / 40);
  });

  it('the lower bound lies below the share and above 0, and nears it with more trials', () => {
    const trials = fc.integer({ min: 1, max: 1000 });
    fc.assert(
      fc.property(trials, fc.double({ min: 0, max: 1, noNaN: true }), (n, share) => {
        const hits = Math.round(n * share);
        const [one, ten] = [lowerBound(hits, n), lowerBound(hits * 10, n * 10)];
        expect(one).toBeGreaterThanOrEqual(0);
        expect(one).toBeLessThanOrEqual(hits / n + 1e-12);
        expect(ten).toBeGreaterThanOrEqual(one - 1e-12);
      }),
    );
  });
});

describe('the state of a link', () => {
  const good = { lossRatio: 0, rttMsMean: 4, lossCritical: false, rttCritical: false };
  const reading = (over: Partial<LinkReading> = {}): LinkReading => ({
    at: 100,
    fresh: true,
    oper: 'up',
    admin: 'up',
    unknown: null,
    belowContract: false,
    belowPower: false,
    idle: false,
    ...over,
  });
  const answers: ProbeVerdict = { kind: 'answers' };
  const fails: ProbeVerdict = { kind: 'fails', since: 70 };
  const silent: ProbeVerdict = { kind: 'unknown', reason: 'notPermitted' };

  it.each<
    [string, Role, LinkReading | null, ProbeVerdict | null, State, LinkVerdict['cause' | 'unknown'], number | null]
  >([
    ['up when oper is up and nothing probes it', 'primary', reading(), null, 'up', null, null],
    ['up when oper is up and its probe answers', 'primary', reading(), answers, 'up', null, null],
    [
      'degraded when its port receives too little light',
      'primary',
      reading({ belowPower: true }),
      answers,
      'degraded',
      'receivePower',
      null,
    ],
    [
      'down, and not degraded, when it is dark and its probe fails',
      'primary',
      reading({ belowPower: true }),
      fails,
      'down',
      'probe',
      70,
    ],
    ['down when oper is down', 'primary', reading({ oper: 'down' }), answers, 'down', 'oper', 100],
    ['down when the lower layer is', 'primary', reading({ oper: 'lowerLayerDown' }), null, 'down', 'oper', 100],
    [
      'down by somebody’s hand when it is switched off',
      'primary',
      reading({ oper: 'down', admin: 'down' }),
      null,
      'down',
      'admin',
      100,
    ],
    [
      'down by its probe when only the stale reading was switched off',
      'primary',
      reading({ oper: 'down', admin: 'down', fresh: false }),
      fails,
      'down',
      'probe',
      70,
    ],
    ['down when its probe fails, back-dated', 'primary', reading(), fails, 'down', 'probe', 70],
    ['down since the probe failed when both fail', 'primary', reading({ oper: 'down' }), fails, 'down', 'oper', 70],
    [
      'down when its probe fails though the device does not answer',
      'primary',
      reading({ oper: null, unknown: 'deviceUnreachable' }),
      fails,
      'down',
      'probe',
      70,
    ],
    [
      'unknown when the reading is',
      'primary',
      reading({ oper: null, unknown: 'deviceUnreachable' }),
      answers,
      'unknown',
      'deviceUnreachable',
      null,
    ],
    [
      'unknown when the reading is stale, since that reading',
      'primary',
      reading({ fresh: false }),
      answers,
      'unknown',
      'stale',
      100,
    ],
    [
      'unknown, never down, when a stale reading was down',
      'primary',
      reading({ oper: 'down', fresh: false }),
      null,
      'unknown',
      'stale',
      100,
    ],
    ['unknown before the first reading', 'primary', null, null, 'unknown', null, null],
    ['unknown when its probe says nothing', 'primary', reading(), silent, 'unknown', 'notPermitted', null],
    ['unknown while dormant', 'backup', reading({ oper: 'dormant' }), answers, 'unknown', null, null],
    [
      'an idle backup without a probe is unverified',
      'backup',
      reading({ idle: true }),
      null,
      'unknown',
      'unverified',
      null,
    ],
    ['an idle backup whose probe answers is up', 'backup', reading({ idle: true }), answers, 'up', null, null],
    ['a backup that carries traffic needs no probe', 'backup', reading(), null, 'up', null, null],
    ['an idle primary is up', 'primary', reading({ idle: true }), null, 'up', null, null],
    [
      'degraded with less than the contract',
      'primary',
      reading({ belowContract: true }),
      answers,
      'degraded',
      'capacity',
      null,
    ],
  ])('%s', (_name, role, newest, probe, state, why, since) => {
    const reason = state === 'unknown' ? { cause: null, unknown: why } : { cause: why, unknown: null };
    expect(judgeLink(role, newest, probe, good)).toEqual({ state, ...reason, since });
  });

  it.each([
    ['loss', { ...good, lossCritical: true }],
    ['delay', { ...good, rttCritical: true }],
  ])('degraded by %s at critical, never by it alone down', (cause, quality) => {
    expect(judgeLink('primary', reading(), answers, quality)).toMatchObject({ state: 'degraded', cause });
    expect(judgeLink('primary', reading({ oper: 'down' }), answers, quality).state).toBe('down');
  });

  it('unknown is never down: without a fresh failure no link is down', () => {
    const opers = fc.constantFrom<OperState | null>('up', 'testing', 'unknown', 'dormant', null);
    fc.assert(
      fc.property(opers, fc.boolean(), fc.constantFrom(null, answers, silent), (oper, isFresh, probe) => {
        expect(judgeLink('primary', reading({ oper, fresh: isFresh }), probe, good).state).not.toBe('down');
      }),
    );
  });
});

describe('the state of an endpoint', () => {
  const paths = (text: string): Path[] =>
    text
      .split(' ')
      .filter((t) => t !== '')
      .map((t) => ({ role: t[0] === 'P' ? 'primary' : 'backup', state: t.slice(2) as State }));

  it.each<[string, string, (boolean | null)[], Partial<ReturnType<typeof judgeEndpoint>>]>([
    ['up with its primary up', 'P:up', [], { state: 'up', onBackup: false, isolated: false, paths: 1, pathsUp: 1 }],
    ['degraded on its backup', 'P:down B:up', [], { state: 'degraded', onBackup: true, isolated: false, pathsUp: 1 }],
    ['degraded with one of two primaries down', 'P:down P:up', [], { state: 'degraded', onBackup: false }],
    [
      'degraded with a degraded primary',
      'P:degraded B:unknown',
      [],
      { state: 'degraded', onBackup: false, pathsUp: 1 },
    ],
    ['up while its backup is down', 'P:up B:down', [], { state: 'up', onBackup: false }],
    ['isolated with every path down', 'P:down B:down', [], { state: 'down', isolated: true, pathsUp: 0 }],
    ['unknown when nothing is known', 'P:unknown', [], { state: 'unknown', isolated: false }],
    [
      'unknown when the backup might carry',
      'P:down B:unknown',
      [],
      { state: 'unknown', onBackup: false, isolated: false },
    ],
    ['not on backup while a primary is unknown', 'P:unknown B:up', [], { state: 'up', onBackup: false }],
    ['unknown without paths and checks', '', [], { state: 'unknown', isolated: false, paths: 0 }],
    ['up by its check alone', '', [true], { state: 'up' }],
    ['down by its check alone', '', [false], { state: 'down', isolated: false }],
    ['unknown while its check is stale', '', [null], { state: 'unknown' }],
    ['degraded when the check fails behind a good path', 'P:up', [false], { state: 'degraded' }],
    ['not isolated while its check succeeds by another way', 'P:down', [true], { state: 'degraded', isolated: false }],
  ])('%s', (_name, text, checks, expected) => {
    expect(judgeEndpoint(paths(text), checks)).toMatchObject(expected);
  });
});
