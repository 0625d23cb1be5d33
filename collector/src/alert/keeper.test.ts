import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Severity } from '@thongsuot/contract/api.ts';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type OperationalFile, openOperationalFile } from '../operational.ts';
import { AlertKeeper, type NotificationSink } from './keeper.ts';
import { inactive, type MachineState, step, type Timing } from './machine.ts';
import type { Notification } from './notification.ts';
import type { Observation } from './record.ts';

const timing: Timing = { forMs: 20, keepFiringForMs: 10, intervalMs: 10 };
const subject: Observation['subject'] = {
  key: 'utilization:vnpt/a1',
  rule: 'utilization',
  operator: 'vnpt',
  endpoint: 'bvdk',
  endpointVi: 'Bệnh viện',
  endpointEn: 'Hospital',
  area: null,
  classes: ['HOSPITAL'],
  site: 'pleiku',
  link: 'a1',
  unit: null,
  device: 'pe1',
  check: null,
  agent: 'vnpt-1',
  circuitId: null,
  priority: 1,
};
const observation = (at: number, severity: Severity | null): Observation => ({
  subject,
  judgement: { at, raise: severity, hold: severity },
  timing,
  value: null,
  thresholds: { warning: null, critical: null },
  describe: () => ({ vi: 'vi', en: 'en' }),
});

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'thongsuot-keeper-'));
});
afterAll(() => rmSync(directory, { recursive: true }));

class Process {
  readonly file: OperationalFile;
  readonly keeper: AlertKeeper;

  constructor(path: string, world: { closed: boolean; sent: Notification[]; ids: number }) {
    this.file = openOperationalFile(path);
    // What was committed is on the disk whatever becomes of the process; speed here buys more runs.
    this.file.db.exec('PRAGMA synchronous = OFF');
    const queue: NotificationSink = { add: (list) => world.sent.push(...list), announce() {} };
    this.keeper = new AlertKeeper({
      file: this.file,
      queue,
      newId: () => `alert-${world.ids++}`,
      gate: { heldBy: () => (world.closed ? 'maintenance' : null) },
      flapping: () => undefined,
      hidesOf: () => null,
      onShown() {},
    });
  }
}

type Event =
  | { kind: 'sample'; gap: number; severity: Severity | null }
  | { kind: 'again'; back: number }
  | { kind: 'maintenance'; on: boolean }
  | { kind: 'kill' }
  | { kind: 'acknowledge' };
const event: fc.Arbitrary<Event> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record({
      kind: fc.constant('sample' as const),
      gap: fc.constantFrom(10, 10, 10, 20, 31),
      severity: fc.constantFrom<Severity | null>(null, null, 'warning', 'warning', 'critical', 'critical'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('again' as const), back: fc.integer({ min: 0, max: 5 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('maintenance' as const), on: fc.boolean() }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'kill' as const }) },
  { weight: 1, arbitrary: fc.constant({ kind: 'acknowledge' as const }) },
);

describe('the keeper against a model that compares what is true with what was told, over samples, kills and maintenance', () => {
  it('tells each difference once when it may, and nothing else; an acknowledgement holds for one severity', () => {
    let file = 0;
    fc.assert(
      fc.property(fc.array(event, { minLength: 10, maxLength: 60 }), (events) => {
        const path = join(directory, `${file++}.db`);
        const world = { closed: false, sent: [] as Notification[], ids: 0 };
        let process = new Process(path, world);
        // The model: the pure machine for what is true, one variable for what was told.
        let state: MachineState = inactive;
        let told: Severity | null = null;
        let acknowledged = false;
        const expected: string[] = [];
        const samples: Observation[] = [];
        let at = 0;
        const tell = () => {
          const truth = state.phase === 'firing' ? state.severity : null;
          if (world.closed || truth === told) return;
          if (truth === null) expected.push('resolved');
          else if (told === null) expected.push('firing');
          else if (truth === 'critical') expected.push('severity');
          told = truth;
        };
        for (const one of events) {
          if (one.kind === 'sample') {
            at += one.gap;
            const seen = observation(at, one.severity);
            samples.push(seen);
            const before = state;
            state = step(state, seen.judgement, timing).state;
            const isNew = before.startedAt !== state.startedAt && before.phase !== 'firing';
            const isWorse = before.severity === 'warning' && state.severity === 'critical';
            if (state.phase === 'inactive' || (before.phase === 'inactive' && isNew) || isWorse) acknowledged = false;
            process.keeper.observe([seen], at);
          } else if (one.kind === 'again') {
            for (const seen of samples.slice(-1 - one.back)) process.keeper.observe([seen], at);
          } else if (one.kind === 'maintenance') {
            world.closed = one.on;
          } else if (one.kind === 'kill') {
            process.file.close();
            process = new Process(path, world);
          } else {
            const [open] = process.keeper.open();
            const taken = open === undefined ? undefined : process.keeper.acknowledge(open.id, 'noc', '', at);
            acknowledged = taken !== undefined;
          }
          process.keeper.settle(at);
          tell();
          expect(process.keeper.open().map((r) => r.acknowledged !== null)).toEqual(
            state.phase === 'inactive' ? [] : [acknowledged],
          );
        }
        expect(world.sent.map((n) => n.transition)).toEqual(expected);
        expect(new Set(world.sent.map((n) => n.id)).size).toBe(world.sent.length);
        process.file.close();
      }),
      { numRuns: 150 },
    );
  });
});

describe('a transaction that fails', () => {
  it('changes nothing, and the next sample judges again', () => {
    const path = join(directory, 'failing.db');
    const world = { closed: false, sent: [] as Notification[], ids: 0 };
    const process = new Process(path, world);
    process.keeper.observe([observation(0, 'critical'), observation(10, 'critical')], 10);
    const failing = new Error('database or disk is full');
    const { transaction } = process.file;
    Object.assign(process.file, {
      transaction: () => {
        throw failing;
      },
    });
    expect(() => process.keeper.observe([observation(20, 'critical')], 20)).toThrow(failing);
    expect(process.keeper.open()).toMatchObject([{ state: 'pending' }]);
    Object.assign(process.file, { transaction });
    process.keeper.observe([observation(20, 'critical')], 20);
    expect(process.keeper.open()).toMatchObject([{ state: 'firing', firedAt: 20 }]);
    expect(world.sent.map((n) => n.transition)).toEqual(['firing']);
    process.file.close();
  });
});
