// Goal: nothing that was acknowledged is lost, altered or doubled across kill -9 of agent, collector and influxd.
// Nor is an alert lost, or told twice under two ids.
// Method: a hundredth of `pnpm faults --full`, by the same program: real processes, and an oracle that is filled by a
// trigger in the agent's own transaction. The oracle itself is judged first, by stores that are wrong in known ways.
import type { Sample } from '@thongsuot/contract/sample.ts';
import { describe, expect, it } from 'vitest';
import { pointOf } from '../faults/expected.ts';
import { judge } from '../faults/verdict.ts';
import { lacks } from '../harness/parts.ts';
import { start } from '../harness/process.ts';

const at = 1_780_000_000_000;
const inventory: Sample = {
  kind: 'inventory',
  at,
  hash: '0'.repeat(64),
  part: 1,
  parts: 1,
  site: 'pleiku',
  version: '0.1.0',
  intervalS: 60,
  devices: [],
  links: [
    {
      id: 'a',
      endpoint: 'ubnd-tinh',
      role: 'primary',
      device: 'pe1',
      interface: 'name ge1',
      sharedRisk: [],
      intervalS: 1,
    },
  ],
  units: [],
  checks: [],
};
const reading = (n: number): Sample => ({
  kind: 'link',
  at: at + n * 1_000,
  link: 'a',
  intervalS: 1,
  oper: 'up',
  spanS: 1,
  inBitsPerSecond: 0.1 + n,
  outBitsPerSecond: 0.2 + n,
});
const readings = [0, 1, 2].map(reading);
const origin = { operator: 'vnpt', agent: 'f', inventories: [inventory] as never[] };
const points = readings.flatMap((sample) => pointOf(sample, origin) ?? []);
const owed = [{ operator: 'vnpt', agent: 'f', committed: [inventory, ...readings], givenUp: [] as Sample[] }];
const [first, second, third] = points as [(typeof points)[0], (typeof points)[0], (typeof points)[0]];
const wrongs = (verdict: ReturnType<typeof judge>) => {
  const { missing, spurious, altered, duplicated } = verdict;
  return { missing, spurious, altered, duplicated };
};
const none = { missing: 0, spurious: 0, altered: 0, duplicated: 0 };

describe('the oracle', () => {
  it('finds nothing wrong with a store that holds what was committed', () => {
    expect(points).toHaveLength(3);
    expect(wrongs(judge(owed, points))).toEqual(none);
  });

  it.each([
    ['a point that is missing', [first, second], { missing: 1 }],
    ['a point that nobody sent', [...points, { ...first, at: at - 1 }], { spurious: 1 }],
    [
      'a figure that differs in its last bit',
      [first, second, { ...third, fields: { ...third.fields, in_bps: 2.1 + 2 ** -51 } }],
      { altered: 1 },
    ],
    [
      'a figure that was never measured',
      [first, second, { ...third, fields: { ...third.fields, util_in: 0 } }],
      { altered: 1 },
    ],
    [
      'a point under the wrong endpoint',
      [first, second, { ...third, tags: { ...third.tags, endpoint: 'x' } }],
      { altered: 1 },
    ],
    [
      'a point under another operator',
      [first, second, { ...third, tags: { ...third.tags, operator: 'viettel' } }],
      { missing: 1, spurious: 1 },
    ],
    [
      'a point in two series',
      [...points, { ...third, tags: { ...third.tags, endpoint: 'unassigned' } }],
      { duplicated: 1 },
    ],
  ])('finds %s', (_, stored, wrong) => {
    expect(wrongs(judge(owed, stored))).toEqual({ ...none, ...wrong });
  });

  it('takes a sample that was given up with a word for no loss, and one without a word for one', () => {
    const told = [{ ...owed[0]!, givenUp: [readings[2]!] }];
    expect(wrongs(judge(told, [first, second]))).toEqual(none);
    expect(wrongs(judge(told, [first]))).toEqual({ ...none, missing: 1 });
  });
});

describe.skipIf(lacks('influxd') || lacks('fping'))('a hundredth of the faults', () => {
  const cases = ['agentKill', 'senderKill', 'collectorKill', 'alertKill', 'influxdKill'];

  it('loses, alters and doubles nothing across kill -9 of agent, collector and influxd', async () => {
    const faults = start(['test/faults/main.ts', '--kills', '2', ...cases.flatMap((name) => ['--case', name])]);
    const code = await faults.exited;
    const summary = JSON.parse(faults.stdout.at(-1) ?? '{}') as Record<string, number> & { cases: object };
    const wrong = faults.stderr.filter((line) => line.includes('WRONG'));
    expect({ wrong, ...wrongs(summary as never), secretsFound: summary['secretsFound'] }).toEqual({
      wrong: [],
      ...none,
      secretsFound: 0,
    });
    expect(summary.cases).toEqual(Object.fromEntries(cases.map((name) => [name, true])));
    expect(summary['obligations']).toBeGreaterThan(1_000);
    expect(summary['kills']).toBe(2 * cases.length);
    expect(summary['resent']).toBeGreaterThan(0);
    expect(summary['duplicatesSeen']).toBeGreaterThan(0);
    expect(code).toBe(0);
    // Some 90 s on two cores that are free.
  }, 240_000);

  it('survives files that cannot be used, a batch that is partly wrong, and what random devices answer', async () => {
    const short = ['collectorFiles', 'mixedBatch', 'histories', 'snmpFuzz'];
    const faults = start(['test/faults/main.ts', ...short.flatMap((name) => ['--case', name])]);
    const code = await faults.exited;
    const summary = JSON.parse(faults.stdout.at(-1) ?? '{}') as { secretsFound: number; cases: object };
    const wrong = faults.stderr.filter((line) => line.includes('WRONG'));
    expect({ wrong, ...wrongs(summary as never), secretsFound: summary.secretsFound }).toEqual({
      wrong: [],
      ...none,
      secretsFound: 0,
    });
    expect(summary.cases).toEqual(Object.fromEntries(short.map((name) => [name, true])));
    expect(code).toBe(0);
    // Some 45 s.
  }, 180_000);
});
