import { pingSample } from '@thongsuot/contract/sample.ts';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AddressState, type BurstInput, judgeBurst } from './burst.ts';
import type { Echoes } from './echo.ts';

const at = 1_596_500_000_000;
const all: Echoes = [5, 6, 5, 6, 5];
const none: Echoes = [null, null, null, null, null];
const some: Echoes = [5, null, 5, null, 5];
const gateway = '10.0.0.254';
const address = (i: number): string => `10.0.0.${i}`;

/** A burst to the targets 1…n with the given echoes; the gateway answers unless told. */
function burst(echoes: Echoes[], more: Partial<BurstInput> & { gateway?: Echoes } = {}): BurstInput {
  const list = echoes.map((_, i) => address(i + 1));
  return {
    at,
    targets: list.map((a, i) => ({ link: `link-${i + 1}`, address: a, intervalS: 10 })),
    echoes: new Map([[gateway, more.gateway ?? all], ...list.map((a, i) => [a, echoes[i] ?? none] as const)]),
    references: [{ address: gateway, configured: true }],
    known: new Set([gateway, ...list]),
    states: new Map(),
    snmpAnswers: true,
    ...more,
  };
}
const outcome = (input: BurstInput): string[] =>
  judgeBurst(input).samples.map((s) => s.unknown ?? `${s.received}/${s.sent}`);
const times = <T>(n: number, value: T): T[] => Array.from({ length: n }, () => value);

describe('judgeBurst', () => {
  it('measures a known target, whole loss included', () => {
    expect(outcome(burst([all, some, none]))).toEqual(['5/5', '3/5', '0/5']);
  });

  it('does not call a target down that has never answered: it is unknown, with a finding for its link', () => {
    const verdict = judgeBurst(burst([all, none], { known: new Set([gateway, address(1)]) }));
    expect(verdict.samples[1]).toEqual({
      kind: 'ping',
      at,
      link: 'link-2',
      intervalS: 10,
      unknown: 'neverAnswered',
      sent: 0,
      received: 0,
    });
    expect(verdict.neverAnswered.get('link-2')?.code).toBe('neverAnswered');
    expect(verdict.neverAnswered.get('link-2')?.subject).toEqual({ link: 'link-2' });
  });

  it('knows a target from its first reply on', () => {
    const verdict = judgeBurst(burst([some], { known: new Set() }));
    expect(verdict.answered).toEqual([address(1), gateway]);
    expect(verdict.samples[0]?.received).toBe(3);
  });

  describe('own path, by the references', () => {
    it('takes no loss for real when no reference answers', () => {
      const verdict = judgeBurst(burst([some, none], { gateway: none }));
      expect(verdict.samples.map((s) => s.unknown)).toEqual(['ownPath', 'ownPath']);
      expect(verdict.ownPathDetail).toContain(gateway);
    });
    it('still measures a target that lost nothing: a reply is a fact', () => {
      expect(outcome(burst([all, none], { gateway: none }))).toEqual(['5/5', 'ownPath']);
    });
    it('judges IPv4 and IPv6 each by its own references, where it has any', () => {
      const input = burst([none, none]);
      input.targets = [
        { link: 'v4', address: address(1), intervalS: 10 },
        { link: 'v6', address: '2001:db8::7', intervalS: 10 },
      ];
      input.references = [...input.references, { address: '2001:db8::1', configured: true }];
      input.known = new Set([...input.known, '2001:db8::7']);
      const told = (v4: Echoes, v6: Echoes) =>
        outcome({
          ...input,
          echoes: new Map([
            [gateway, v4],
            ['2001:db8::1', v6],
            [address(1), none],
            ['2001:db8::7', none],
          ]),
        });
      expect(told(all, none)).toEqual(['0/5', 'ownPath']);
      expect(told(none, all)).toEqual(['ownPath', '0/5']);
    });

    it('is satisfied with one of several references', () => {
      const input = burst([none], { gateway: none });
      input.echoes = new Map([...input.echoes, ['10.0.0.253', some]]);
      input.references = [...input.references, { address: '10.0.0.253', configured: true }];
      expect(outcome(input)).toEqual(['0/5']);
    });
    it('does not ask a gateway that never answers echoes for its opinion', () => {
      const references = [{ address: gateway, configured: false }];
      const known = new Set([address(1)]);
      expect(outcome(burst([none], { gateway: none, references, known }))).toEqual(['0/5']);
      expect(outcome(burst([none], { gateway: none, references, known: new Set([gateway, address(1)]) }))).toEqual([
        'ownPath',
      ]);
    });
    it('forgets nothing over a burst that says nothing', () => {
      const states = new Map<string, AddressState>([[address(1), { kind: 'silent' }]]);
      expect(judgeBurst(burst([none, none], { gateway: none, states })).states).toEqual(
        new Map([
          [address(1), { kind: 'silent' }],
          [address(2), { kind: 'answering' }],
        ]),
      );
    });
  });

  describe('own path, by many falling at once while SNMP answers', () => {
    it('4 of 5 that fall are unknown; 3 of 5 are loss', () => {
      expect(outcome(burst([none, none, none, none, all]))).toEqual([...times(4, 'ownPath'), '5/5']);
      expect(outcome(burst([none, none, none, all, all]))).toEqual([...times(3, '0/5'), '5/5', '5/5']);
    });
    it('4 of 4 that fall are loss: too few to tell', () => {
      expect(outcome(burst(times(4, none)))).toEqual(times(4, '0/5'));
    });
    it('all that fall are loss when SNMP does not answer either', () => {
      expect(outcome(burst(times(6, none), { snmpAnswers: false }))).toEqual(times(6, '0/5'));
    });
    it('does not count those that were down before', () => {
      const states = new Map<string, AddressState>([1, 2, 3].map((i) => [address(i), { kind: 'silent' }]));
      expect(outcome(burst([none, none, none, none, all, all, all, all], { states }))).toEqual([
        ...times(4, '0/5'),
        ...times(4, '5/5'),
      ]);
    });
    it('does not count those that never answered', () => {
      const known = new Set([gateway, address(1)]);
      expect(outcome(burst([none, none, none, none, none], { known }))).toEqual(['0/5', ...times(4, 'neverAnswered')]);
    });
    it('holds over further bursts, until a quarter is back: then the rest are down', () => {
      const first = judgeBurst(burst(times(8, none)));
      expect(first.samples.map((s) => s.unknown)).toEqual(times(8, 'ownPath'));
      const second = judgeBurst(burst(times(8, none), { states: first.states }));
      expect(second.samples.map((s) => s.unknown)).toEqual(times(8, 'ownPath'));
      const oneBack = judgeBurst(burst([all, ...times(7, none)], { states: second.states }));
      expect(oneBack.samples.map((s) => s.unknown ?? s.received)).toEqual([5, ...times(7, 'ownPath')]);
      const twoBack = burst([all, all, ...times(6, none)], { states: oneBack.states });
      expect(outcome(twoBack)).toEqual(['5/5', '5/5', ...times(6, '0/5')]);
      const stays = burst([all, all, ...times(6, none)], { states: judgeBurst(twoBack).states });
      expect(outcome(stays)).toEqual(['5/5', '5/5', ...times(6, '0/5')]);
    });
  });

  it('says engineFailed of a target that could not be asked', () => {
    const input = burst([all, none]);
    input.echoes = new Map([[address(1), all]]);
    expect(outcome(input)).toEqual(['5/5', 'engineFailed']);
  });

  it('judges two links with one far end alike', () => {
    const input = burst([some]);
    input.targets = [...input.targets, { link: 'other', address: address(1), intervalS: 60 }];
    expect(outcome(input)).toEqual(['3/5', '3/5']);
  });

  it('makes samples that the contract accepts, and loss only of known targets with a path', () => {
    const echoes = fc.constantFrom(all, some, none);
    const state = fc.constantFrom<AddressState>(
      { kind: 'answering' },
      { kind: 'silent' },
      { kind: 'suspended', of: 6 },
    );
    fc.assert(
      fc.property(
        fc.array(fc.record({ echoes, state, known: fc.boolean() }), { minLength: 1, maxLength: 12 }),
        echoes,
        fc.boolean(),
        (list, gatewayEchoes, snmpAnswers) => {
          const known = new Set([gateway, ...list.flatMap((t, i) => (t.known ? [address(i + 1)] : []))]);
          const states = new Map(list.map((t, i) => [address(i + 1), t.state]));
          const input = burst(
            list.map((t) => t.echoes),
            { gateway: gatewayEchoes, known, states, snmpAnswers },
          );
          const { samples } = judgeBurst(input);
          samples.forEach((sample, i) => {
            expect(pingSample.safeParse(sample).success).toBe(true);
            const lost = sample.unknown === undefined && sample.received < sample.sent;
            if (lost) expect(gatewayEchoes).not.toBe(none);
            if (lost && sample.received === 0) expect(known).toContain(address(i + 1));
            if (list[i]?.echoes === all) expect(sample.received).toBe(5);
          });
        },
      ),
    );
  });
});
