import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { GapSample, PingSample } from '@thongsuot/contract/sample.ts';
import fc from 'fast-check';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { createManualClock } from '../clock.fake.ts';
import { type Outbox, openOutbox, type PendingBatch } from './outbox.ts';

// Goal: whatever happens in whatever order, each committed sample is, for each collector, in exactly one place: pending,
// held, delivered, put aside, or counted in a gap. Method: random commands against sets of names.

const start = 1_780_000_000_000;
const log = pino({ level: 'silent' });
const names = ['https://a', 'https://b', 'https://c'];

type Command =
  | { kind: 'append'; count: number; weight: number }
  | { kind: 'commit'; afterMs: number }
  | {
      kind: 'answer';
      collector: number;
      which: number;
      rejectEach: number;
      code: 'invalid' | 'inventoryMissing' | 'future';
    }
  | { kind: 'split'; collector: number; which: number }
  | { kind: 'quarantine'; collector: number; which: number }
  | { kind: 'reopen'; collectors: string[] };

const index = fc.integer({ min: 0, max: 20 });
const command: fc.Arbitrary<Command> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('append' as const),
      count: fc.integer({ min: 1, max: 30 }),
      weight: fc.integer({ min: 0, max: 400 }),
    }),
  },
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('commit' as const), afterMs: fc.constantFrom(1_000, 20_000, 70_000) }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('answer' as const),
      collector: index,
      which: index,
      rejectEach: fc.integer({ min: 1, max: 6 }),
      code: fc.constantFrom('invalid' as const, 'inventoryMissing' as const, 'future' as const),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('split' as const), collector: index, which: index }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('quarantine' as const), collector: index, which: index }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('reopen' as const),
      collectors: fc.shuffledSubarray(names, { minLength: 1 }),
    }),
  },
);

/** What one collector is owed, and what became of it so far. */
interface Ledger {
  owed: Set<number>;
  ended: Set<number>;
  held: Set<number>;
  /** Sum of the counts of gap records that have left the outbox. */
  gapsDelivered: number;
}

const contentOf = (outbox: Outbox, collector: string, ref: PendingBatch) => {
  const body = outbox.load(collector, ref)?.body;
  if (body === undefined) throw new Error(`batch ${ref.seq} is pending, yet cannot be loaded`);
  return JSON.parse(gunzipSync(body).toString()) as (PingSample | GapSample)[];
};

const idsOf = (samples: readonly (PingSample | GapSample)[]) =>
  samples.filter((sample) => sample.kind === 'ping').map(({ at }) => at);
const gapCount = (samples: readonly (PingSample | GapSample)[]) =>
  samples.reduce((sum, sample) => sum + (sample.kind === 'gap' ? sample.count : 0), 0);

const play = async (commands: readonly Command[], octetsMax: number): Promise<number> => {
  const directory = mkdtempSync(join(tmpdir(), 'outbox-model-'));
  const clock = createManualClock(start);
  const open = (collectors: readonly string[]) =>
    openOutbox({
      path: join(directory, 'outbox.db'),
      collectors,
      limits: { octetsMax, ageMsMax: 30 * 86_400_000 },
      clock,
      log,
    });
  let present = ['https://a', 'https://b'];
  let outbox = open(present);
  const ledgers = new Map<string, Ledger>();
  const empty = (): Ledger => ({ owed: new Set(), ended: new Set(), held: new Set(), gapsDelivered: 0 });
  for (const name of present) ledgers.set(name, empty());
  const ledgerOf = (name: string) => ledgers.get(name) as Ledger;
  let waiting: number[] = [];
  let nextId = start;
  let highest = 0;
  const known = new Map<number, string>();

  const committed = () => {
    for (const name of present) for (const id of waiting) ledgerOf(name).owed.add(id);
    waiting = [];
  };

  /** Each sample is in one place, and the gaps count exactly those that are in none. */
  const check = (gapsComplete: boolean) => {
    const newSeqs = new Set<number>();
    for (const name of present) {
      const ledger = ledgerOf(name);
      const refs = outbox.oldest(name, 10_000);
      const stats = outbox.stats().collectors.find(({ url }) => url === name);
      expect(stats?.pending).toBe(refs.length);
      const pending: number[] = [];
      let gaps = ledger.gapsDelivered;
      for (const ref of refs) {
        const content = contentOf(outbox, name, ref);
        expect(content).toHaveLength(ref.count);
        // A number names one content for ever.
        const text = JSON.stringify(content);
        if (!known.has(ref.seq)) newSeqs.add(ref.seq);
        expect(known.get(ref.seq) ?? text).toBe(text);
        known.set(ref.seq, text);
        pending.push(...idsOf(content));
        gaps += gapCount(content);
      }
      const inPending = new Set(pending);
      expect(inPending.size).toBe(pending.length);
      for (const id of inPending) {
        expect(ledger.ended.has(id)).toBe(false);
        ledger.held.delete(id);
      }
      const missing = [...ledger.owed].filter(
        (id) => !inPending.has(id) && !ledger.ended.has(id) && !ledger.held.has(id),
      );
      const dropped = stats?.dropped ?? Number.NaN;
      // What was held may have come back into a batch and gone with it, between two looks.
      expect(dropped).toBeGreaterThanOrEqual(missing.length);
      expect(dropped).toBeLessThanOrEqual(missing.length + ledger.held.size);
      if (gapsComplete) expect(gaps).toBe(dropped);
      else expect(gaps).toBeLessThanOrEqual(dropped);
    }
    for (const seq of newSeqs) expect(seq).toBeGreaterThan(highest);
    highest = Math.max(highest, ...newSeqs);
  };

  const reopen = async (collectors: readonly string[]) => {
    await outbox.stop();
    committed();
    // A look at what the file holds as it is, before the collectors change.
    outbox = open(present);
    check(false);
    const inFile = new Set(
      present.flatMap((name) => outbox.oldest(name, 10_000).flatMap((ref) => idsOf(contentOf(outbox, name, ref)))),
    );
    await outbox.stop();
    const gone = present.filter((name) => !collectors.includes(name));
    const added = collectors.filter((name) => !present.includes(name));
    const moved = new Map(added.slice(0, gone.length).map((name, n) => [gone[n] as string, name]));
    for (const [from, to] of moved) ledgers.set(to, ledgerOf(from));
    for (const name of added.slice(gone.length)) ledgers.set(name, empty());
    present = [
      ...present.flatMap((name) => (collectors.includes(name) ? [name] : (moved.get(name) ?? []))),
      ...added.slice(gone.length),
    ];
    for (const name of names) if (!present.includes(name)) ledgers.delete(name);
    // A ledger of its own for each: sets must not be shared between collectors.
    for (const name of present) {
      const { owed, ended, held, gapsDelivered } = ledgerOf(name);
      ledgers.set(name, { owed: new Set(owed), ended: new Set(ended), held: new Set(held), gapsDelivered });
    }
    outbox = open(collectors);
    // A collector that is new is owed what it finds, and that was all committed for others before.
    for (const name of added.slice(gone.length)) {
      for (const ref of outbox.oldest(name, 10_000)) {
        for (const id of idsOf(contentOf(outbox, name, ref))) {
          expect(inFile.has(id)).toBe(true);
          ledgerOf(name).owed.add(id);
        }
      }
    }
  };

  const take = (collector: number, which: number) => {
    const name = present[collector % present.length] as string;
    const refs = outbox.oldest(name, 10_000);
    const ref = refs[which % Math.max(1, refs.length)];
    return ref === undefined ? null : { name, ref, content: contentOf(outbox, name, ref), ledger: ledgerOf(name) };
  };

  try {
    for (const step of commands) {
      if (step.kind === 'append') {
        const samples = Array.from({ length: step.count }, (): PingSample => {
          const at = nextId++;
          waiting.push(at);
          // Text that gzip cannot shorten, so that small outboxes fill up.
          const link = createHash('shake256', { outputLength: step.weight }).update(`${at}`).digest('hex');
          return { kind: 'ping', at, link: `l${link}`, intervalS: 10, sent: 1, received: 0 };
        });
        outbox.append(samples);
      } else if (step.kind === 'commit') {
        await clock.advance(step.afterMs);
        expect(outbox.commit()).toBe(true);
        committed();
      } else if (step.kind === 'reopen') {
        await reopen(step.collectors);
      } else {
        const taken = take(step.collector, step.which);
        if (taken === null) continue;
        const { name, ref, content, ledger } = taken;
        if (step.kind === 'quarantine') {
          outbox.quarantine(name, ref, 'batchMalformed', 'x');
          for (const id of idsOf(content)) ledger.ended.add(id);
          ledger.gapsDelivered += gapCount(content);
        } else if (step.kind === 'split') {
          outbox.split(name, ref, 'x');
          if (content.length === 1) {
            for (const id of idsOf(content)) ledger.ended.add(id);
            ledger.gapsDelivered += gapCount(content);
          }
        } else {
          const rejected = content.flatMap((_, n) =>
            n % step.rejectEach === 1 ? [{ index: n, code: step.code, detail: 'x' }] : [],
          );
          const isHeld = (n: number) => step.code !== 'invalid' && n % step.rejectEach === 1;
          const gapsHeld = content.some((sample, n) => sample.kind === 'gap' && isHeld(n));
          if (gapsHeld) continue;
          expect(outbox.acknowledge(name, ref, rejected, clock.now())).toBe(true);
          for (const [n, sample] of content.entries()) {
            if (sample.kind === 'ping') (isHeld(n) ? ledger.held : ledger.ended).add(sample.at);
          }
          ledger.gapsDelivered += gapCount(content);
        }
      }
      check(false);
    }
    // In the end all gaps have been told, and what was held is back.
    for (let n = 0; n < 3; n++) {
      await clock.advance(700_000);
      outbox.commit();
      committed();
    }
    check(false);
    expect(outbox.stats().held).toBe(0);
    for (const name of present) ledgerOf(name).held.clear();
    check(true);
    return outbox.stats().dropped;
  } finally {
    await outbox.stop();
    rmSync(directory, { recursive: true, force: true });
  }
};

describe('the outbox as a whole', () => {
  it('loses no committed sample, reuses no number, and counts its gaps exactly, with space enough', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 5, maxLength: 30 }), async (commands) => {
        await play(commands, 100_000_000);
      }),
      { numRuns: 40 },
    );
  }, 30_000);

  it('does so too when it is full all the time', async () => {
    let dropped = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(command, { minLength: 10, maxLength: 40 }), async (commands) => {
        dropped += await play(commands, 60_000);
      }),
      { numRuns: 40 },
    );
    // Otherwise the bound was never reached, and this test said nothing.
    expect(dropped).toBeGreaterThan(0);
  }, 30_000);
});
