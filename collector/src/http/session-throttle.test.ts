import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { attemptEveryMs, attemptPerRemoteEveryMs, attemptsPerNameMax, attemptsPerRemoteMax } from '../limits.ts';
import { createThrottle, networkOf } from './session-throttle.ts';

const harness = (keysMax?: number) => {
  const time = { ms: 0 };
  return { time, throttle: createThrottle(() => time.ms, keysMax) };
};

describe('attempts to sign in', () => {
  it('five may come at once under one name from one address, the sixth waits a minute', () => {
    const { time, throttle } = harness();
    const waits = Array.from({ length: 6 }, () => throttle.attempt('lan', '192.0.2.1'));
    expect(waits).toEqual([0, 0, 0, 0, 0, attemptEveryMs]);
    time.ms = attemptEveryMs - 1;
    expect(throttle.attempt('lan', '192.0.2.1')).toBe(1);
    time.ms = attemptEveryMs;
    expect([throttle.attempt('lan', '192.0.2.1'), throttle.attempt('lan', '192.0.2.1')]).toEqual([0, attemptEveryMs]);
  });
  it('under another name, and from another address, are counted apart', () => {
    const { throttle } = harness();
    for (let n = 0; n < attemptsPerNameMax; n++) throttle.attempt('lan', '192.0.2.1');
    expect([throttle.attempt('mai', '192.0.2.1'), throttle.attempt('lan', '192.0.2.2')]).toEqual([0, 0]);
  });
  it('that succeed leave no trace under the name, so that a shift may sign in often', () => {
    const { throttle } = harness();
    for (let n = 0; n < 10; n++) {
      expect(throttle.attempt('lan', '192.0.2.1')).toBe(0);
      throttle.succeeded('lan', '192.0.2.1');
    }
  });
  it('of one address with ever new names end at its bound', () => {
    const { throttle } = harness();
    const waits = Array.from({ length: attemptsPerRemoteMax + 1 }, (_, n) => throttle.attempt(`u${n}`, '192.0.2.1'));
    expect(waits.filter((wait) => wait === 0)).toHaveLength(attemptsPerRemoteMax);
    expect(waits.at(-1)).toBe(attemptPerRemoteEveryMs);
  });
  it('are remembered for so many names and no more, the quietest forgotten first', () => {
    const { throttle } = harness(4);
    for (let n = 0; n < attemptsPerNameMax; n++) throttle.attempt('lan', '192.0.2.1');
    expect(throttle.attempt('lan', '192.0.2.1')).toBe(attemptEveryMs);
    throttle.attempt('a', '192.0.2.2');
    throttle.attempt('b', '192.0.2.3');
    expect(throttle.attempt('lan', '192.0.2.1')).toBe(0);
  });
  it('let through never more than the burst and one a minute, whatever the times', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 90_000 }), { maxLength: 60 }), (pauses) => {
        const { time, throttle } = harness();
        let through = 0;
        for (const pause of pauses) {
          time.ms += pause;
          if (throttle.attempt('lan', '192.0.2.1') === 0) through++;
          expect(through).toBeLessThanOrEqual(attemptsPerNameMax + time.ms / attemptEveryMs);
        }
      }),
    );
  });
});

describe('the network that an address stands for', () => {
  it.each([
    ['192.0.2.1', '192.0.2.1'],
    ['::ffff:192.0.2.1', '192.0.2.1'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2'],
    ['2001:db8:1:2::9', '2001:db8:1:2'],
    ['2001:0db8:0001:0002::9', '2001:db8:1:2'],
    ['2001:db8::1', '2001:db8:0:0'],
    ['::1', '0:0:0:0'],
    ['fe80::1%eth0', 'fe80:0:0:0'],
    ['', ''],
  ])('of %s is %s', (remote, expected) => {
    expect(networkOf(remote)).toBe(expected);
  });
});
