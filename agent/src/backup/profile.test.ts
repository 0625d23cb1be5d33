import { type FactName, factRatioMax, facts, unitKinds } from '@thongsuot/contract/facts.ts';
import { factsPerUnitMax } from '@thongsuot/contract/limits.ts';
import { describe, expect, it } from 'vitest';
import type { SnmpValue } from './object-reader.ts';
import { chooseProfile, identityColumns, identityOids, sysDescr, sysObjectId } from './profile.ts';
import type { Profile } from './profile-data.ts';
import { profiles } from './profiles/all.ts';
import { planOf } from './read.ts';

const oid = (value: string): SnmpValue => ({ type: 'oid', value });
const text = (value: string): SnmpValue => ({ type: 'octets', value: Buffer.from(value) });
const device = (instances: Record<string, SnmpValue>, columns: string[] = []) => ({
  instances: new Map(Object.entries(instances)),
  columns: new Set(columns),
});
const smuName = '1.3.6.1.4.1.2011.6.164.1.1.1.4.0';

describe('chooseProfile', () => {
  const cases: {
    name: string;
    kind: Profile['kind'];
    device: ReturnType<typeof device>;
    is: string | undefined;
    by?: string;
  }[] = [
    {
      name: 'knows APC by sysObjectID',
      kind: 'ups',
      device: device({ [sysObjectId]: oid('1.3.6.1.4.1.318.1.3.27') }),
      is: 'apcUps',
      by: 'sysObjectID',
    },
    {
      name: 'takes 705.1 and 705.1.2 for MGE',
      kind: 'ups',
      device: device({ [sysObjectId]: oid('1.3.6.1.4.1.705.1.2') }),
      is: 'mgeUps',
      by: 'sysObjectID',
    },
    {
      name: 'does not take 318.1.30 for 318.1.3',
      kind: 'ups',
      device: device({ [sysObjectId]: oid('1.3.6.1.4.1.318.1.30') }),
      is: 'rfc1628',
      by: 'generic',
    },
    {
      name: 'knows Generex, which answers UPS-MIB itself',
      kind: 'ups',
      device: device({ [sysObjectId]: oid('1.3.6.1.2.1.33') }),
      is: 'rfc1628',
      by: 'sysObjectID',
    },
    {
      name: 'knows Himoinsa, which answers 0.0, by sysDescr',
      kind: 'generator',
      device: device({ [sysObjectId]: oid('0.0'), [sysDescr]: text('C2LAN SNMP v1') }),
      is: 'himoinsa',
      by: 'sysDescr',
    },
    {
      name: 'knows an SMU, which answers net-snmp’s id, by its own words',
      kind: 'dcPlant',
      device: device({ [sysObjectId]: oid('1.3.6.1.4.1.8072.3.2.10'), [smuName]: text('HUAWEI SMU') }),
      is: 'huaweiSmu',
      by: 'probe',
    },
    {
      name: 'takes no other words at that place for an SMU',
      kind: 'dcPlant',
      device: device({ [smuName]: text('ROUTER') }),
      is: undefined,
    },
    {
      name: 'prefers VRRPv3 to VRRPv2 where both have rows',
      kind: 'standbyRouter',
      device: device({}, ['1.3.6.1.2.1.207.1.1.1.1.6', '1.3.6.1.2.1.68.1.3.1.3']),
      is: 'vrrpV3',
      by: 'probe',
    },
    {
      name: 'offers the generic profile of the kind where nothing fits',
      kind: 'standbyRouter',
      device: device({}),
      is: 'vrrpV2',
      by: 'generic',
    },
    {
      name: 'has none for a generator that nobody knows',
      kind: 'generator',
      device: device({ [sysDescr]: text('Linux') }),
      is: undefined,
    },
  ];
  for (const { name, kind, is, by, ...rest } of cases) {
    it(name, () => {
      const choice = chooseProfile(profiles, kind, rest.device);
      expect([choice?.profile.name, choice?.by]).toEqual([is, by]);
    });
  }

  it('takes the longest prefix, whatever the order', () => {
    const [a, b] = ['1.3.6.1.4.1.9', '1.3.6.1.4.1.9.1'].map(
      (prefix, i): Profile => ({
        name: `p${i}`,
        kind: 'ups',
        match: { sysObjectId: [prefix] },
        facts: {},
        verified: null,
      }),
    );
    if (a === undefined || b === undefined) throw new Error('two profiles');
    const identity = device({ [sysObjectId]: oid('1.3.6.1.4.1.9.1.5') });
    expect(chooseProfile([a, b], 'ups', identity)?.profile.name).toBe('p1');
    expect(chooseProfile([b, a], 'ups', identity)?.profile.name).toBe('p1');
  });
});

describe('profiles', () => {
  it('have names of their own, and at most one generic profile per kind', () => {
    expect(new Set(profiles.map((p) => p.name)).size).toBe(profiles.length);
    for (const kind of unitKinds) {
      expect(profiles.filter((p) => p.kind === kind).length).toBeGreaterThan(0);
      expect(profiles.filter((p) => p.kind === kind && p.match.generic).length).toBeLessThanOrEqual(1);
    }
  });

  for (const profile of profiles) {
    it(`${profile.name} reads objects that exist as OIDs, facts of the contract, and scales that can reach their bands`, () => {
      const plan = planOf(profile);
      for (const name of plan.instances) expect(name).toMatch(/^1\.3\.6(\.\d+)+\.0$/);
      for (const name of plan.columns) expect(name).toMatch(/^1\.3\.6(\.\d+)+$/);
      const names = Object.keys(profile.facts) as FactName[];
      expect(names.length).toBeLessThanOrEqual(factsPerUnitMax);
      for (const name of names) {
        const words = facts[name] === 'state' || facts[name] === 'text';
        for (const reading of profile.facts[name] ?? []) {
          expect(['state', 'bits', 'names', 'decide', 'address'].includes(reading.as)).toBe(words);
          expect(reading.as === 'flag').toBe(facts[name] === 'flag');
          expect(reading.as === 'date' || reading.as === 'uptime').toBe(facts[name] === 'time');
          if (reading.as === 'number') {
            expect(reading.band[0]).toBeLessThan(reading.band[1]);
            if (facts[name] === 'ratio') expect(reading.band[1]).toBeLessThanOrEqual(factRatioMax(name));
          }
        }
      }
    });
  }

  it('are told apart with one small GET per kind, and few columns', () => {
    for (const kind of unitKinds) {
      expect(identityOids(profiles, kind).length).toBeLessThanOrEqual(8);
      expect(identityColumns(profiles, kind).length).toBeLessThanOrEqual(4);
    }
  });
});
