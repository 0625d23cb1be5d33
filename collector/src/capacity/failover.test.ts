import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assessFailover, worstFailover } from './failover.ts';
import type { ClassLoad, FailoverLink, ProtectionGroup, Topology } from './failure.ts';
import { partsOf as topologyParts } from './partition.ts';

const M = 1e6;
const load = (name: string, mbps: number | null, p95 = mbps): ClassLoad => {
  const both = (v: number | null) => ({ in: v === null ? null : v * M, out: v === null ? null : v * M });
  return { class: name, present: both(mbps), p95: both(p95) };
};
const link = (id: string, capacity: number | null, loads: ClassLoad[], more: Partial<FailoverLink> = {}) => {
  const c = capacity === null ? null : capacity * M;
  return { id, state: 'up', capacityBitsPerSecond: { in: c, out: c }, loads, sharedRisk: [], ...more } as FailoverLink;
};
const group = (id: string, primaries: string[], backups: string[]): ProtectionGroup => ({
  id,
  endpoint: id,
  primaries,
  backups,
});
const assess = (links: FailoverLink[], groups: ProtectionGroup[], sheddable: string[] = ['PUBLIC', 'EDU']) =>
  assessFailover({ links, groups, sheddable }, 0, 1);
const kinds = (...args: Parameters<typeof assess>) => assess(...args).map((g) => g.kind);

describe('failover reserve', () => {
  const idle = [load('HOSPITAL', 0)];
  it.each([
    [
      'a backup takes 80 % of its capacity and no more',
      [link('p', 200, [load('HOSPITAL', 80)]), link('b', 100, idle)],
      'ok',
    ],
    ['one bit above 80 % is short', [link('p', 200, [load('HOSPITAL', 80.000001)]), link('b', 100, idle)], 'fail'],
    [
      'what the backup carries itself is taken off',
      [link('p', 200, [load('HOSPITAL', 60)]), link('b', 100, [load('HOSPITAL', 30)])],
      'fail',
    ],
    [
      'p95 counts though the load of now would fit',
      [link('p', 200, [load('HOSPITAL', 10, 90)]), link('b', 100, idle)],
      'fail',
    ],
    [
      'the load of now counts though p95 would fit',
      [link('p', 200, [load('HOSPITAL', 90, 10)]), link('b', 100, idle)],
      'fail',
    ],
    [
      'a backup that is down counts as none',
      [link('p', 200, [load('HOSPITAL', 10)]), link('b', 100, idle, { state: 'down' })],
      'fail',
    ],
    [
      'a backup with a shared risk counts as none',
      [
        link('p', 200, [load('HOSPITAL', 10)], { sharedRisk: ['duct'] }),
        link('b', 100, idle, { sharedRisk: ['duct'] }),
      ],
      'fail',
    ],
    ['a load that is not known is not 0', [link('p', 200, [load('HOSPITAL', null)]), link('b', 100, idle)], 'unknown'],
    [
      'a capacity that is not known is not assumed',
      [link('p', 200, [load('HOSPITAL', 10)]), link('b', null, idle)],
      'unknown',
    ],
    [
      'a backup too small is too small whatever it carries itself',
      [link('p', 200, [load('HOSPITAL', 90)]), link('b', 100, [load('HOSPITAL', null)])],
      'fail',
    ],
  ])('%s', (_name, links, kind) => {
    expect(kinds(links, [group('g', ['p'], ['b'])])).toEqual([kind]);
  });

  it('states demand, spare, shortfall and what rule made them', () => {
    const [g] = assess(
      [link('p', 200, [load('HOSPITAL', 50, 100)]), link('b', 100, [load('HOSPITAL', 10)])],
      [group('g', ['p'], ['b'])],
    );
    expect(g).toMatchObject({
      kind: 'fail',
      scenario: { kind: 'group', group: 'g' },
      present: {
        kind: 'ok',
        demandBitsPerSecond: { in: 50 * M, out: 50 * M },
        spareBitsPerSecond: { in: 70 * M, out: 70 * M },
        shortBitsPerSecond: { in: 0, out: 0 },
      },
      p95: {
        kind: 'fail',
        demandBitsPerSecond: { in: 100 * M, out: 100 * M },
        shortBitsPerSecond: { in: 30 * M, out: 30 * M },
      },
      reserveBitsPerSecond: { in: -30 * M, out: -30 * M },
      basis: { from: 0, to: 1, n: 2, expected: 2, rule: 'failover' },
    });
  });

  it('a shared backup serves each group alone, and once where a shared risk takes both', () => {
    const links = (words: string[]) => [
      link('p1', 100, [load('HOSPITAL', 50)], { sharedRisk: words }),
      link('p2', 100, [load('HOSPITAL', 50)], { sharedRisk: words }),
      link('b', 100, idle),
    ];
    const groups = [group('g1', ['p1'], ['b']), group('g2', ['p2'], ['b'])];
    expect(kinds(links([]), groups)).toEqual(['ok', 'ok']);
    const together = assess(links(['pole-line']), groups);
    expect(together.map((g) => [g.kind, g.scenario?.kind, g.p95?.shortBitsPerSecond.in])).toEqual([
      ['fail', 'sharedRisk', 20 * M],
      ['fail', 'sharedRisk', 20 * M],
    ]);
  });

  it('a link that two groups protect is lost once, and the backups of both may carry it', () => {
    const links = [link('p', 200, [load('HOSPITAL', 120)]), link('b1', 100, idle), link('b2', 100, idle)];
    const both = assess(links, [group('endpoint', ['p'], ['b1']), group('unit', ['p'], ['b2'])]);
    expect(both.map((g) => [g.kind, g.p95?.demandBitsPerSecond.in])).toEqual([
      ['ok', 120 * M],
      ['ok', 120 * M],
    ]);
  });

  it('classes are dropped in their order, and only those that must be', () => {
    const mixed = (edu: number, open: number) => [
      link('p', 400, [load('HOSPITAL', 60), load('EDU', edu), load('PUBLIC', open)]),
      link('b', 100, idle),
    ];
    const shed = (edu: number, open: number) =>
      assess(mixed(edu, open), [group('g', ['p'], ['b'])]).map((g) => g.p95?.shed);
    expect(shed(10, 10)).toEqual([[]]);
    expect(shed(20, 10)).toEqual([['PUBLIC']]);
    expect(shed(30, 10)).toEqual([['EDU']]); // with schools dropped the public fits, and dropping the public alone does not help
    expect(shed(30, 30)).toEqual([['PUBLIC', 'EDU']]);
    expect(
      kinds([link('p', 400, [load('HOSPITAL', 90), load('EDU', 1)]), link('b', 100, idle)], [group('g', ['p'], ['b'])]),
    ).toEqual(['fail']);
  });

  it('primaries that share the load without a backup are judged by the loss of each one', () => {
    const pair = (mbps: number) => [
      link('p1', 100, [load('HOSPITAL', mbps)]),
      link('p2', 100, [load('HOSPITAL', mbps)]),
    ];
    expect(kinds(pair(40), [group('g', ['p1', 'p2'], [])])).toEqual(['ok']);
    expect(kinds(pair(41), [group('g', ['p1', 'p2'], [])])).toEqual(['fail']);
  });

  it('one primary alone has nothing to fall back on', () => {
    expect(assess([link('p', 100, [load('HOSPITAL', 1)])], [group('g', ['p'], [])])).toMatchObject([
      { kind: 'fail', scenario: null, events: 0, present: null, p95: null },
    ]);
  });

  it('a backup nobody has proven up counts, and is named', () => {
    const [g] = assess(
      [link('p', 100, [load('HOSPITAL', 1)]), link('b', 100, idle, { state: 'unknown' })],
      [group('g', ['p'], ['b'])],
    );
    expect([g?.kind, g?.unverified]).toEqual(['ok', ['b']]);
  });

  it('the worst of an endpoint’s groups speaks for it', () => {
    const all = assess(
      [link('p', 100, [load('HOSPITAL', 50)]), link('b', 100, idle), link('c', 50, idle)],
      [group('g', ['p'], ['b']), group('h', ['c'], [])],
    );
    expect(worstFailover(all)?.group).toBe('h');
    expect(worstFailover([])).toBeNull();
  });
});

/* Random small topologies against every failure that could be, tried one by one. */

const sheddable = ['PUBLIC', 'EDU'];
const wordList = ['a', 'b'];
const amount = fc.integer({ min: 0, max: 12 });
const arbitraryTopology = (unknownToo: boolean): fc.Arbitrary<Topology> => {
  const figure = unknownToo ? fc.option(amount, { freq: 6 }) : amount;
  const both = fc.record({ in: figure, out: figure });
  const arbitraryLoad = fc.record({ class: fc.constantFrom('HOSPITAL', 'EDU', 'PUBLIC'), present: both, p95: both });
  return fc.integer({ min: 1, max: 6 }).chain((count) => {
    const ids = Array.from({ length: count }, (_, i) => `l${i}`);
    const links = fc.tuple(
      ...ids.map((id) =>
        fc.record({
          id: fc.constant(id),
          state: fc.constantFrom('up' as const, 'up' as const, 'unknown' as const, 'down' as const),
          capacityBitsPerSecond: fc.record({ in: figure.map(times5), out: figure.map(times5) }),
          loads: fc.array(arbitraryLoad, { maxLength: 2 }),
          sharedRisk: fc.subarray(wordList, { maxLength: 1 }),
        }),
      ),
    );
    const oneGroup = fc.tuple(fc.subarray(ids, { minLength: 1 }), fc.subarray(ids)).map(([primaries, backups]) => ({
      primaries,
      backups: backups.filter((b) => !primaries.includes(b)),
    }));
    return fc.record({
      links,
      groups: fc
        .array(oneGroup, { minLength: 1, maxLength: 3 })
        .map((list) => list.map((g, i) => ({ id: `g${i}`, endpoint: null, ...g }))),
      sheddable: fc.constant(sheddable),
    });
  });
};
const times5 = (v: number | null) => (v === null ? null : v * 5);

const subsets = <T>(list: readonly T[]): T[][] =>
  Array.from({ length: 2 ** list.length }, (_, mask) => list.filter((_item, i) => ((mask >> i) & 1) === 1));
const sameSet = (a: readonly string[], b: readonly string[]) => a.length === b.length && a.every((x) => b.includes(x));
const rank = { ok: 0, shed: 1, unknown: 2, fail: 3 };

/** The verdict on each group by trying every set of failed links, every set of dropped classes, every cut. */
function naive(t: Topology): string[] {
  const verdicts = t.groups.map(() => [] as ('ok' | 'shed' | 'fail')[]);
  for (const failed of subsets(t.links.map((l) => l.id))) {
    const isEvent =
      t.groups.some((g) => g.backups.length > 0 && sameSet(failed, g.primaries)) ||
      t.groups.some(
        (g) =>
          g.backups.length === 0 &&
          g.primaries.length > 1 &&
          failed.length === 1 &&
          g.primaries.includes(failed[0] ?? ''),
      ) ||
      wordList.some(
        (w) =>
          failed.length > 0 &&
          sameSet(
            failed,
            t.links.filter((l) => l.sharedRisk.includes(w)).map((l) => l.id),
          ),
      );
    if (!isEvent) continue;
    const lost = t.links.filter((l) => failed.includes(l.id) && t.groups.some((g) => g.primaries.includes(l.id)));
    const mayCarry = (l: FailoverLink, c: FailoverLink) =>
      c.state !== 'down' &&
      !failed.includes(c.id) &&
      !c.sharedRisk.some((w) => l.sharedRisk.includes(w)) &&
      t.groups.some((g) => g.primaries.includes(l.id) && [...g.primaries, ...g.backups].includes(c.id));
    for (const [i, g] of t.groups.entries()) {
      const reached = new Set(lost.filter((l) => g.primaries.includes(l.id)));
      // Whoever competes for a carrier with one that is reached is reached too.
      for (let before = -1; before !== reached.size; ) {
        before = reached.size;
        for (const l of lost) {
          if ([...reached].some((r) => t.links.some((c) => mayCarry(r, c) && mayCarry(l, c)))) reached.add(l);
        }
      }
      if (reached.size === 0) continue;
      for (const part of partsOf([...reached], t, mayCarry)) {
        if (!part.some((l) => g.primaries.includes(l.id))) continue;
        for (const which of ['present', 'p95'] as const) verdicts[i]?.push(naiveVerdict(part, t, which, mayCarry));
      }
    }
  }
  return verdicts.map((list) => list.reduce((a, b) => (rank[a] >= rank[b] ? a : b), list[0] ?? 'fail'));
}

function partsOf(lost: FailoverLink[], t: Topology, mayCarry: (l: FailoverLink, c: FailoverLink) => boolean) {
  const parts: FailoverLink[][] = [];
  for (const l of lost) {
    const touching = parts.filter((p) => p.some((o) => t.links.some((c) => mayCarry(o, c) && mayCarry(l, c))));
    for (const p of touching) parts.splice(parts.indexOf(p), 1);
    parts.push([...touching.flat(), l]);
  }
  return parts;
}

/** What the last naive verdict dropped. */
const dropped = { value: [] as string[] };

function naiveVerdict(
  lost: FailoverLink[],
  t: Topology,
  which: 'present' | 'p95',
  mayCarry: (l: FailoverLink, c: FailoverLink) => boolean,
): 'ok' | 'shed' | 'fail' {
  const own = (l: FailoverLink, d: 'in' | 'out', off: string[]) =>
    l.loads.filter((x) => !off.includes(x.class)).reduce((s, x) => s + (x[which][d] ?? 0), 0);
  const fits = (off: string[]) =>
    (['in', 'out'] as const).every((d) =>
      // Hall's condition: no set of demands exceeds what all its carriers together can take.
      subsets(lost).every((set) => {
        const demand = set.reduce((s, l) => s + own(l, d, off), 0);
        const carriers = t.links.filter((c) => set.some((l) => mayCarry(l, c)));
        const spare = carriers.reduce(
          (s, c) => s + Math.max(0, ((c.capacityBitsPerSecond[d] ?? 0) * 4) / 5 - own(c, d, off)),
          0,
        );
        return demand <= spare;
      }),
    );
  // The last class weighs more than all before it together: what is dropped is the lightest set that fits.
  const weight = (set: string[]) => set.reduce((sum, c) => sum + 2 ** t.sheddable.indexOf(c), 0);
  const best = subsets(t.sheddable)
    .filter(fits)
    .sort((a, b) => weight(a) - weight(b))[0];
  dropped.value = best ?? [];
  return best === undefined ? 'fail' : best.length === 0 ? 'ok' : 'shed';
}

// The enumeration is slow on a busy machine; nothing here is about time.
describe('failover reserve against an exhaustive enumeration', { timeout: 60_000 }, () => {
  it('judged part by part is what judging the whole gives', () => {
    fc.assert(
      fc.property(arbitraryTopology(true), arbitraryTopology(true), (a, b) => {
        // The second province's links and groups have names of their own; its risks are the same words.
        const rename = (id: string) => `x${id}`;
        const links = b.links.map((l) => ({ ...l, id: rename(l.id), sharedRisk: l.sharedRisk.map(rename) }));
        const groups = b.groups.map((g) => ({
          ...g,
          id: rename(g.id),
          primaries: g.primaries.map(rename),
          backups: g.backups.map(rename),
        }));
        const whole = { ...a, links: [...a.links, ...links], groups: [...a.groups, ...groups] };
        const byGroup = new Map(
          topologyParts(whole).flatMap((part) => assessFailover(part, 0, 1).map((g) => [g.group, g] as const)),
        );
        expect(whole.groups.map((g) => byGroup.get(g.id))).toEqual(assessFailover(whole, 0, 1));
      }),
      { numRuns: 120 },
    );
  });

  it('gives the verdict that trying every failure gives', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(arbitraryTopology(false), (topology) => {
        const found = assessFailover(topology, 0, 1).map((g) => g.kind);
        for (const kind of found) seen.add(kind);
        expect(found).toEqual(naive(topology));
      }),
      { numRuns: 1_000 },
    );
    expect([...seen].sort()).toEqual(['fail', 'ok', 'shed']);
  });

  it('drops the classes that trying every set of them drops', () => {
    let shed = 0;
    fc.assert(
      fc.property(arbitraryTopology(false), (topology) => {
        const links = topology.links.map((l) => ({ ...l, sharedRisk: [], state: 'up' as const }));
        const one = {
          ...topology,
          links,
          groups: [
            group(
              'g',
              ['l0'],
              links.slice(1).map((l) => l.id),
            ),
          ],
        };
        const [found] = assessFailover(one, 0, 1);
        if (found?.p95 == null) return;
        const kind = naiveVerdict(links.slice(0, 1), one, 'p95', (l, c) => l.id === 'l0' && c.id !== 'l0');
        expect([found.p95.kind, found.p95.shed]).toEqual([kind, dropped.value]);
        if (kind === 'shed') shed++;
      }),
      { numRuns: 1_500 },
    );
    expect(shed).toBeGreaterThan(20);
  });

  it('states what is not known only where it matters: filled in at random, a verdict stays what it was', () => {
    fc.assert(
      fc.property(arbitraryTopology(true), fc.infiniteStream(amount), (topology, fill) => {
        const next = (v: number | null) => v ?? (fill.next().value as number);
        const both = (b: { in: number | null; out: number | null }) => ({ in: next(b.in), out: next(b.out) });
        const filled = {
          ...topology,
          links: topology.links.map((l) => ({
            ...l,
            capacityBitsPerSecond: both(l.capacityBitsPerSecond),
            loads: l.loads.map((x) => ({ ...x, present: both(x.present), p95: both(x.p95) })),
          })),
        };
        const [before, after] = [assessFailover(topology, 0, 1), assessFailover(filled, 0, 1)];
        for (const [i, g] of before.entries()) {
          if (g.kind !== 'unknown') expect(after[i]?.kind).toBe(g.kind);
        }
      }),
      { numRuns: 1_000 },
    );
  });

  it('what it leaves in reserve can be added, and one bit more cannot', () => {
    fc.assert(
      fc.property(arbitraryTopology(false), (topology) => {
        const one = { ...topology, groups: topology.groups.slice(0, 1).filter((g) => g.primaries.length === 1) };
        const [g] = assessFailover(one, 0, 1);
        const reserve = g?.reserveBitsPerSecond.in ?? null;
        const primary = one.groups[0]?.primaries[0];
        if (g === undefined || reserve === null || reserve < 0 || g.scenario === null) return;
        const scenario = { ...one, sheddable: [], links: one.links.map((l) => ({ ...l, sharedRisk: [] })) };
        const with_ = (extra: number) =>
          assessFailover(
            {
              ...scenario,
              links: scenario.links.map((l) =>
                l.id === primary
                  ? {
                      ...l,
                      loads: [
                        ...l.loads,
                        { class: 'HOSPITAL', present: { in: 0, out: 0 }, p95: { in: extra, out: 0 } },
                      ],
                    }
                  : l,
              ),
            },
            0,
            1,
          )[0]?.p95?.shortBitsPerSecond.in;
        const free = assessFailover(scenario, 0, 1)[0]?.reserveBitsPerSecond.in ?? -1;
        if (free < 0) return;
        expect([with_(free), with_(free + 1)]).toEqual([0, 1]);
      }),
      { numRuns: 500 },
    );
  });
});
