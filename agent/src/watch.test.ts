import type { LinkSample } from '@thongsuot/contract/sample.ts';
import { describe, expect, it } from 'vitest';
import { standbyFacts } from './watch.ts';

const at = 1_596_499_200_000;
const reading: LinkSample = {
  kind: 'link',
  at,
  link: 'bvdk-2',
  intervalS: 30,
  oper: 'up',
  spanS: 30,
  inBitsPerSecond: 2e6,
  outBitsPerSecond: 5e6,
};
const unknown = { operState: { unknown: 'noAnswer' }, trafficBitsPerSecond: { unknown: 'noAnswer' } };

describe('a standby link as a unit', () => {
  it.each([
    [
      'states the worse direction of its own reading',
      reading,
      at + 1_000,
      { operState: { value: 'up', unit: 'state' }, trafficBitsPerSecond: { value: 5e6, unit: 'bps' } },
    ],
    [
      'states the received optical power where the port has it',
      { ...reading, receivePowerDbm: -21.4 },
      at,
      {
        operState: { value: 'up', unit: 'state' },
        receivePowerDbm: { value: -21.4, unit: 'dBm' },
        trafficBitsPerSecond: { value: 5e6, unit: 'bps' },
      },
    ],
    [
      'has no traffic without a rate, and never 0',
      { kind: 'link', at, link: 'bvdk-2', intervalS: 30, oper: 'down', noRate: 'restart' } as const,
      at,
      { operState: { value: 'down', unit: 'state' }, trafficBitsPerSecond: { unknown: 'noAnswer' } },
    ],
    [
      'is unknown when its link is',
      { kind: 'link', at, link: 'bvdk-2', intervalS: 30, unknown: 'deviceUnreachable' } as const,
      at,
      unknown,
    ],
    ['is unknown before the first reading', undefined, at, unknown],
    ['is unknown once its reading is older than 3 intervals', reading, at + 90_001, unknown],
  ])('%s', (_, sample, now, facts) => expect(standbyFacts(sample, now)).toEqual(facts));
});
