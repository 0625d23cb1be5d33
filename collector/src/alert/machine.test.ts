import type { Severity } from '@thongsuot/contract/api.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  inactive,
  type Judgement,
  type MachineState,
  mustCommit,
  step,
  type Timing,
  type Transition,
} from './machine.ts';

const timing: Timing = { forMs: 60, keepFiringForMs: 0, intervalMs: 10 };
const [warning, critical, margin] = [0.7, 0.85, 0.05];

const level = (value: number, below: number): Severity | null =>
  value >= critical - below ? 'critical' : value >= warning - below ? 'warning' : null;
const judge = (at: number, value: number): Judgement => ({ at, raise: level(value, 0), hold: level(value, margin) });

/** Runs `at:value` pairs and lists the transitions with the time of the sample that made each. */
function run(samples: readonly (readonly [number, number])[], over: Partial<Timing> = {}): string[] {
  let state: MachineState = inactive;
  const out: string[] = [];
  for (const [at, value] of samples) {
    const next = step(state, judge(at, value), { ...timing, ...over });
    if (next.transition !== null && !(next.transition.kind === 'pending' && state.phase === 'pending')) {
      const { kind, ...rest } = next.transition;
      out.push([at, kind, ...Object.values(rest)].join(' '));
    }
    state = next.state;
  }
  return out;
}
const every10 = (from: number, values: readonly number[]) => values.map((v, i) => [from + i * 10, v] as const);

describe('the alert machine', () => {
  it('fires when the condition has lasted for the whole of for, counted from the first breaching sample', () => {
    expect(run(every10(0, [0.1, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8]))).toEqual(['10 pending', '70 firing warning']);
  });

  it('fires at once without a for', () => {
    expect(run([[5, 0.9]], { forMs: 0 })).toEqual(['5 firing critical']);
  });

  it('one sample below the threshold starts a pending anew', () => {
    expect(run(every10(0, [0.8, 0.8, 0.69, 0.8, 0.8]))).toEqual(['0 pending', '20 dropped', '30 pending']);
  });

  it('clears below the threshold less its margin, not at the threshold', () => {
    expect(run(every10(0, [0.8, 0.69, 0.66, 0.64]), { forMs: 0 })).toEqual(['0 firing warning', '30 resolved 30']);
  });

  it('keeps firing for as long as told, and then ends when it first cleared', () => {
    const values = every10(0, [0.8, 0.1, 0.1, 0.8, 0.1, 0.1, 0.1, 0.1]);
    expect(run(values, { forMs: 0, keepFiringForMs: 30 })).toEqual(['0 firing warning', '70 resolved 40']);
  });

  it('a rise in severity fires again once it has lasted, a fall is only shown', () => {
    const values = every10(0, [0.8, 0.9, 0.9, 0.9, 0.82, 0.79, 0.6]);
    expect(run(values, { forMs: 20 })).toEqual([
      '0 pending',
      '20 firing warning',
      '30 severity critical',
      '50 eased warning',
      '60 resolved 60',
    ]);
  });

  it('one high sample at the end of a warning is a spike, not critical', () => {
    expect(run(every10(0, [0.8, 0.8, 0.95, 0.8]), { forMs: 20 })).toEqual(['0 pending', '20 firing warning']);
  });

  it('a gap over three intervals restarts a pending', () => {
    expect(
      run([
        [0, 0.8],
        [50, 0.8],
        [60, 0.8],
      ]),
    ).toEqual(['0 pending']);
    let state = step(inactive, judge(0, 0.8), timing).state;
    state = step(state, judge(31, 0.8), timing).state;
    expect(state.startedAt).toBe(31);
  });

  it('three intervals exactly are no gap', () => {
    let state = step(inactive, judge(0, 0.8), timing).state;
    state = step(state, judge(30, 0.8), timing).state;
    expect(state.startedAt).toBe(0);
  });

  it('a gap leaves a firing one firing, however long', () => {
    expect(
      run(
        [
          [0, 0.8],
          [9_000_000, 0.8],
        ],
        { forMs: 0 },
      ),
    ).toEqual(['0 firing warning']);
  });

  it('a gap breaks the row of clear samples that keepFiringFor counts', () => {
    const samples = [
      [0, 0.8],
      [10, 0.1],
      [1000, 0.1],
      [1010, 0.1],
      [1020, 0.1],
    ] as const;
    expect(run(samples, { forMs: 0, keepFiringForMs: 20 })).toEqual(['0 firing warning', '1020 resolved 1000']);
  });

  it('a condition that began before its sample is counted from when it began', () => {
    const judgement: Judgement = { at: 100, raise: 'critical', hold: 'critical', began: 80 };
    expect(step(inactive, judgement, { ...timing, forMs: 20 })).toMatchObject({
      state: { phase: 'firing', startedAt: 80, severity: 'critical' },
    });
  });
});

// A naive model: it keeps every sample and recomputes from the whole history.
interface Said {
  at: number;
  kind: Transition['kind'];
}
function model(samples: readonly (readonly [number, number])[], t: Timing): Said[] {
  const out: Said[] = [];
  let run: [number, number][] = [];
  let severity: Severity | null = null;
  const lasted = (since: number, test: (v: number) => boolean, ms: number) => {
    // The unbroken row of samples at the end that pass the test, no gap inside, and none before `since`.
    let first: number | null = null;
    for (let i = run.length - 1; i >= 0; i--) {
      const [at, value] = run[i]!;
      const next = run[i + 1];
      if (at < since || !test(value) || (next !== undefined && next[0] - at > 3 * t.intervalMs)) break;
      first = at;
    }
    return first !== null && run.at(-1)![0] - first >= ms;
  };
  let since = Number.NEGATIVE_INFINITY;
  let frontier = Number.NEGATIVE_INFINITY;
  for (const [at, value] of samples) {
    if (at <= frontier) continue;
    frontier = at;
    run = [...run, [at, value]];
    const say = (kind: Said['kind']) => {
      out.push({ at, kind });
      since = Number.NEGATIVE_INFINITY;
    };
    if (severity === null) {
      if (!lasted(since, (v) => v >= warning, t.forMs)) continue;
      severity = lasted(since, (v) => v >= critical, t.forMs) ? 'critical' : 'warning';
      say('firing');
    } else if (lasted(since, (v) => v < warning - margin, t.keepFiringForMs)) {
      severity = null;
      say('resolved');
    } else if (severity === 'warning' && lasted(since, (v) => v >= critical, t.forMs)) {
      severity = 'critical';
      say('severity');
    } else if (
      severity === 'critical' &&
      value >= warning - margin &&
      lasted(since, (v) => v < critical - margin, t.keepFiringForMs)
    ) {
      severity = 'warning';
      say('eased');
    }
  }
  return out;
}

const samplesArbitrary = fc
  .array(
    fc.tuple(
      fc.constantFrom(10, 10, 10, 20, 30, 31, 100),
      fc.constantFrom(0.1, 0.64, 0.66, 0.72, 0.72, 0.79, 0.82, 0.9, 0.9),
    ),
    { maxLength: 60 },
  )
  .map((list) => {
    let at = 0;
    return list.map(([gap, value]) => {
      at += gap;
      return [at, value] as const;
    });
  });
const timingArbitrary = fc.record({
  forMs: fc.constantFrom(0, 20, 40),
  keepFiringForMs: fc.constantFrom(0, 20, 40),
  intervalMs: fc.constant(10),
});
const told = (kind: Transition['kind']) => kind !== 'pending' && kind !== 'dropped';

describe('the alert machine against a model that keeps every sample', () => {
  it('makes the same transitions at the same samples', () => {
    fc.assert(
      fc.property(samplesArbitrary, timingArbitrary, (samples, t) => {
        let state = inactive;
        const out: Said[] = [];
        for (const [at, value] of samples) {
          const next = step(state, judge(at, value), t);
          if (next.transition !== null && told(next.transition.kind)) out.push({ at, kind: next.transition.kind });
          state = next.state;
        }
        expect(out).toEqual(model(samples, t));
      }),
      { numRuns: 500 },
    );
  });

  it('makes them once whatever comes again and wherever it is killed: committed state is enough to go on', () => {
    const disorder = fc.array(fc.record({ kill: fc.boolean(), back: fc.integer({ min: 0, max: 8 }) }), {
      maxLength: 60,
    });
    fc.assert(
      fc.property(samplesArbitrary, timingArbitrary, disorder, (samples, t, events) => {
        let [state, disk] = [inactive, inactive];
        const out: Said[] = [];
        const feed = (at: number, value: number) => {
          const next = step(state, judge(at, value), t);
          if (mustCommit(state, next.state)) disk = next.state;
          if (next.transition !== null && told(next.transition.kind)) out.push({ at, kind: next.transition.kind });
          state = next.state;
        };
        samples.forEach(([at, value], i) => {
          feed(at, value);
          const event = events[i];
          if (event?.kill === true) state = disk;
          // What was not acknowledged before the kill comes again, in order.
          if (event !== undefined) for (const [a, v] of samples.slice(Math.max(0, i - event.back), i + 1)) feed(a, v);
        });
        expect(out).toEqual(model(samples, t));
      }),
      { numRuns: 500 },
    );
  });
});
