import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { gunzipSync } from 'node:zlib';
import { batch as batchSchema } from '@thongsuot/contract/batch.ts';
import { type GapSample, type PingSample, sample as sampleSchema } from '@thongsuot/contract/sample.ts';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createManualClock } from '../clock.fake.ts';
import type { LoadedBatch } from './ledger.ts';
import { memorySamplesMax } from './limits.ts';
import { type Outbox, type OutboxOptions, openOutbox } from './outbox.ts';
import { OutboxError } from './outbox-error.ts';

const start = 1_780_000_000_000;
const a = 'https://a.example';
const b = 'https://b.example';
const log = pino({ level: 'silent' });
const dayMs = 86_400_000;
const wide = { octetsMax: 100_000_000, ageMsMax: 7 * dayMs };

let directory: string;
let opened: Outbox[];
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'outbox-'));
  opened = [];
});
afterEach(async () => {
  for (const outbox of opened) await outbox.stop();
  rmSync(directory, { recursive: true, force: true });
});

const open = (options: Partial<OutboxOptions> = {}) => {
  const clock = options.clock ?? createManualClock(start);
  const outbox = openOutbox({
    path: join(directory, 'outbox.db'),
    collectors: [a],
    limits: wide,
    clock,
    log,
    ...options,
  });
  opened.push(outbox);
  return outbox;
};
const ping = (at: number, link = 'l1'): PingSample => ({ kind: 'ping', at, link, intervalS: 10, sent: 5, received: 0 });
const samplesOf = (outbox: Outbox, collector: string) =>
  outbox.oldest(collector, 10_000).flatMap((ref) => {
    const body = outbox.load(collector, ref)?.body;
    return body === undefined ? [] : (JSON.parse(gunzipSync(body).toString()) as (PingSample | GapSample)[]);
  });

/** Holds the connection that the outbox opens next, for faults that only SQLite itself can make. */
const capture = (action: () => Outbox): { outbox: Outbox; database: DatabaseSync } => {
  const exec = vi.spyOn(DatabaseSync.prototype, 'exec');
  const outbox = action();
  const database = exec.mock.contexts[0] as DatabaseSync;
  exec.mockRestore();
  return { outbox, database };
};
const linkOf = (sample: PingSample | GapSample) => ('link' in sample ? sample.link : sample.kind);

describe('openOutbox', () => {
  it('keeps what was committed, in order, over a restart; the epoch and the numbers go on', async () => {
    const first = open();
    const { epoch } = first.stats();
    expect(epoch).toMatch(/^[0-9a-f]{16}$/);
    first.append([ping(start), ping(start + 1)]);
    expect(samplesOf(first, a)).toEqual([]);
    expect(first.commit()).toBe(true);
    first.append([ping(start + 2)]);
    await first.stop();
    const second = open();
    expect(second.stats().epoch).toBe(epoch);
    expect(samplesOf(second, a)).toEqual([ping(start), ping(start + 1), ping(start + 2)]);
    expect(second.oldest(a, 9).map(({ seq, count, fromAt, toAt }) => [seq, count, fromAt, toAt])).toEqual([
      [1, 2, start, start + 1],
      [2, 1, start + 2, start + 2],
    ]);
  });

  // One epoch in two thousand has digits only, and a column with numeric affinity made a number of it: beyond 2^53 the
  // file could not be opened again.
  it.each(['9912322024464023', '0000000000000000', '00000000000001e5'])(
    'keeps the epoch %s as it is',
    async (epoch) => {
      await open({ newEpoch: () => epoch }).stop();
      expect(open().stats().epoch).toBe(epoch);
    },
  );

  it('never uses a number twice, not even after it has drained and was opened anew', async () => {
    const first = open();
    first.append([ping(start)]);
    first.commit();
    for (const ref of first.oldest(a, 9)) first.acknowledge(a, ref, [], start);
    await first.stop();
    const second = open();
    second.append([ping(start + 1)]);
    second.commit();
    expect(second.oldest(a, 9).map(({ seq }) => seq)).toEqual([2]);
  });

  it('keeps a batch until each collector has it, each at its own pace', () => {
    const outbox = open({ collectors: [a, b] });
    outbox.append([ping(start)]);
    outbox.commit();
    const [ref] = outbox.oldest(a, 1);
    if (ref === undefined) throw new Error('no batch');
    expect(outbox.acknowledge(a, ref, [], start)).toBe(true);
    expect(outbox.oldest(a, 9)).toEqual([]);
    expect(samplesOf(outbox, b)).toEqual([ping(start)]);
    expect(outbox.acknowledge(b, ref, [], start)).toBe(true);
    expect(outbox.stats().collectors).toEqual([
      { url: a, pending: 0, dropped: 0, oldestAt: null },
      { url: b, pending: 0, dropped: 0, oldestAt: null },
    ]);
    expect(outbox.acknowledge(b, ref, [], start)).toBe(true);
  });

  it('hands the place of a collector that moved to its new address', async () => {
    const first = open({ collectors: [a] });
    first.append([ping(start)]);
    await first.stop();
    const second = open({ collectors: [b] });
    expect(samplesOf(second, b)).toEqual([ping(start)]);
    expect(() => second.oldest(a, 1)).toThrow(`The outbox knows no collector ${a}`);
  });

  it('takes an acknowledgement of another epoch for none', () => {
    const outbox = open();
    outbox.append([ping(start)]);
    outbox.commit();
    expect(outbox.acknowledge(a, { epoch: '0123456789abcdef', seq: 1 }, [], start)).toBe(true);
    expect(outbox.stats().collectors[0]?.pending).toBe(1);
  });

  it('commits once a second, and a last time when it stops', async () => {
    const clock = createManualClock(start);
    const outbox = open({ clock });
    let commits = 0;
    const unsubscribe = outbox.onCommit(() => commits++);
    outbox.start();
    outbox.append([ping(start)]);
    await clock.advance(999);
    expect(commits).toBe(0);
    await clock.advance(1);
    expect(commits).toBe(1);
    await clock.advance(5_000);
    expect(commits).toBe(1);
    outbox.append([ping(start + 1)]);
    await outbox.stop();
    expect(commits).toBe(2);
    unsubscribe();
  });

  it('writes as many batches as the bounds of one ask for', () => {
    const outbox = open();
    outbox.append(Array.from({ length: 4_001 }, (_, n) => ping(start + n)));
    outbox.commit();
    expect(outbox.oldest(a, 9).map(({ count }) => count)).toEqual([2_000, 2_000, 1]);
  });

  it('makes a dead letter of a sample that no batch can hold', () => {
    const outbox = open();
    outbox.append([ping(start, 'x'.repeat(1_100_000)), ping(start + 1)]);
    outbox.commit();
    expect(outbox.stats().deadLetters).toBe(1);
    expect(samplesOf(outbox, a)).toEqual([ping(start + 1)]);
  });

  it('holds a sample that has no inventory yet, sends it again when it is due, and gives it up after twelve tries', async () => {
    const clock = createManualClock(start);
    const outbox = open({ clock });
    outbox.append([ping(start, 'new'), ping(start, 'old')]);
    outbox.commit();
    const rejected = [{ index: 0, code: 'inventoryMissing' as const, detail: 'x' }];
    for (let tries = 0; tries <= 12; tries++) {
      const [ref] = outbox.oldest(a, 1);
      if (ref === undefined) throw new Error(`no batch at try ${tries}`);
      outbox.acknowledge(a, ref, rejected, clock.now());
      expect(outbox.stats().held).toBe(tries < 12 ? 1 : 0);
      await clock.advance(600_000);
      outbox.commit();
      if (tries < 12) expect(samplesOf(outbox, a)).toEqual([ping(start, 'new')]);
    }
    expect(outbox.stats()).toMatchObject({ deadLetters: 1, held: 0 });
    expect(outbox.oldest(a, 1)).toEqual([]);
  });

  it('counts a held sample as not yet delivered: the agent’s data is not whole before it', () => {
    const outbox = open();
    outbox.append([ping(start - 5_000, 'new')]);
    outbox.commit();
    const [ref] = outbox.oldest(a, 1);
    if (ref === undefined) throw new Error('no batch');
    outbox.acknowledge(a, ref, [{ index: 0, code: 'inventoryMissing', detail: 'x' }], start);
    outbox.append([ping(start)]);
    outbox.commit();
    const [next] = outbox.oldest(a, 1);
    expect(next === undefined ? null : outbox.load(a, next)?.oldestPending).toBe(start - 5_000);
  });

  it('drops what is older than its age, and tells it as one gap', async () => {
    const clock = createManualClock(start);
    const outbox = open({ clock, limits: { octetsMax: 1e8, ageMsMax: dayMs } });
    outbox.append([ping(start), ping(start + 10)]);
    outbox.commit();
    await clock.advance(1_000);
    outbox.append([ping(start + 1_000)]);
    outbox.commit();
    await clock.advance(dayMs + 500 - 1_000);
    outbox.commit();
    const [first, gap] = samplesOf(outbox, a);
    expect(first).toEqual(ping(start + 1_000));
    expect(gap).toEqual({ kind: 'gap', at: clock.now(), from: start, to: start + 10, count: 2, reason: 'outboxAge' });
    expect(sampleSchema.safeParse(gap).success).toBe(true);
    expect(outbox.stats().dropped).toBe(2);
    expect(outbox.findings()).toMatchObject([{ code: 'outboxDropped' }]);
    await clock.advance(600_001);
    expect(outbox.findings()).toEqual([]);
  });

  it('drops the oldest when it is full, within its octets, and sends at most one gap record a minute', async () => {
    const clock = createManualClock(start);
    const octetsMax = 80_000;
    const outbox = open({ clock, limits: { octetsMax, ageMsMax: dayMs } });
    for (let n = 0; n < 200; n++) {
      await clock.advance(1_000);
      outbox.append([ping(clock.now(), randomBytes(400).toString('hex'))]);
      outbox.commit();
      // The gap record of this commit comes on top.
      expect(outbox.stats().octets).toBeLessThanOrEqual(octetsMax + 2 * 1_024);
    }
    await clock.advance(60_000);
    outbox.commit();
    const samples = samplesOf(outbox, a);
    const gaps = samples.filter((sample) => sample.kind === 'gap');
    const kept = samples.filter((sample) => sample.kind === 'ping');
    expect(gaps.length).toBeGreaterThan(1);
    expect(gaps.length).toBeLessThanOrEqual(5);
    expect(gaps.reduce((sum, gap) => sum + gap.count, 0)).toBe(200 - kept.length);
    expect(outbox.stats().dropped).toBe(200 - kept.length);
    expect(kept.at(-1)?.at).toBe(start + 200_000);
  });

  it('has a head that the contract reads, even of samples from 1970 or from after 2100', () => {
    for (const at of [3_600_000, 4_200_000_000_000]) {
      const outbox = open({ path: join(directory, `${at}.db`) });
      outbox.append([ping(at)]);
      outbox.commit();
      const [ref] = outbox.newest(a, 1);
      if (ref === undefined) throw new Error('nothing was committed');
      const { epoch, seq, oldestPending, pending, dropped } = outbox.load(a, ref) as LoadedBatch;
      const head = { version: 1, lane: 'live', epoch, seq, oldestPending, pending, dropped, samples: [ping(at)] };
      expect(batchSchema.safeParse(head).error?.issues).toBe(undefined);
    }
  });

  it('counts the samples of a batch that was put aside whole, so that the collector hears of them', () => {
    const outbox = open();
    outbox.append([ping(start), ping(start + 1), ping(start + 2)]);
    outbox.commit();
    const [ref] = outbox.newest(a, 1);
    if (ref === undefined) throw new Error('nothing was committed');
    outbox.quarantine(a, ref, 'batchMalformed', 'x');
    expect(outbox.stats()).toMatchObject({ quarantined: 1, deadLetters: 3 });
  });

  it('keeps little of a large dead letter: a refused inventory must not take the room of samples', () => {
    const outbox = open();
    const large = { ...ping(start), link: 'x'.repeat(400_000) };
    const empty = outbox.stats().octets;
    for (let n = 0; n < 5; n++) {
      outbox.append([{ ...large, at: start + n }]);
      outbox.commit();
      const [ref] = outbox.newest(a, 1);
      if (ref === undefined) throw new Error('nothing was committed');
      outbox.acknowledge(a, ref, [{ index: 0, code: 'invalid', detail: 'x' }], start);
    }
    expect(outbox.stats().deadLetters).toBe(5);
    expect(outbox.stats().octets - empty).toBeLessThan(150_000);
  });

  it('remembers values over a restart, and forgets them', async () => {
    const first = open();
    expect(first.save('device/pe1', { inOctets: '18446744073709551615' })).toBe(true);
    first.save('device/pe2', 1);
    expect(first.recall('device/pe1')).toEqual({ inOctets: '18446744073709551615' });
    first.commit();
    first.forget('device/pe2');
    await first.stop();
    const second = open();
    expect(second.recall('device/pe1')).toEqual({ inOctets: '18446744073709551615' });
    expect(second.recall('device/pe2')).toBe(undefined);
    expect(second.recall('never')).toBe(undefined);
    expect(second.save('large', 'x'.repeat(300_000))).toBe(false);
  });

  it('gives the file back to the file system once it has drained', async () => {
    const path = join(directory, 'outbox.db');
    const outbox = open();
    const noise = () => ping(start, randomBytes(4_000).toString('hex'));
    for (let n = 0; n < 25; n++) {
      outbox.append(Array.from({ length: 100 }, noise));
      outbox.commit();
    }
    await outbox.stop();
    const full = statSync(path).size;
    expect(full).toBeGreaterThan(10_000_000);
    const again = open();
    for (const ref of again.oldest(a, 1_000)) again.acknowledge(a, ref, [], start);
    for (let n = 0; n < 20; n++) {
      again.append([ping(start + n)]);
      again.commit();
    }
    await again.stop();
    expect(statSync(path).size).toBeLessThan(full / 2);
  });

  it('survives a full disk: memory holds the samples, drops its oldest as a gap, and all goes on when there is space', () => {
    const { outbox, database } = capture(() => open());
    outbox.append([ping(start)]);
    outbox.commit();
    const pages = database.prepare('PRAGMA page_count').get()?.['page_count'] as number;
    database.exec(`PRAGMA max_page_count = ${pages}`);
    const noise = Array.from({ length: memorySamplesMax }, (_, n) => ping(start + 1_000 + n, `l${n}`));
    outbox.append(noise);
    expect(outbox.commit()).toBe(false);
    expect(outbox.commit()).toBe(false);
    expect(outbox.stats()).toMatchObject({ writeFailures: 2, memorySamples: memorySamplesMax });
    expect(outbox.findings()[0]?.detail).toContain('database or disk is full');
    outbox.append([ping(start + 90_000), ping(start + 90_001)]);
    expect(outbox.stats().memorySamples).toBe(memorySamplesMax);
    database.exec('PRAGMA max_page_count = 1000000');
    expect(outbox.commit()).toBe(true);
    const samples = samplesOf(outbox, a);
    expect(samples.filter((sample) => sample.kind === 'ping')).toHaveLength(1 + memorySamplesMax);
    expect(samples.filter((sample) => sample.kind === 'gap')).toMatchObject([
      { from: start + 1_000, to: start + 1_001, count: 2, reason: 'memoryFull' },
    ]);
    expect(outbox.stats()).toMatchObject({ dropped: 2, memorySamples: 0 });
  });

  it('refuses a batch number that the disk cannot settle, so that it is sent again', () => {
    const { outbox, database } = capture(() => open());
    outbox.append([ping(start)]);
    outbox.commit();
    const [ref] = outbox.oldest(a, 1);
    if (ref === undefined) throw new Error('no batch');
    database.exec('PRAGMA query_only = ON');
    expect(outbox.acknowledge(a, ref, [], start)).toBe(false);
    database.exec('PRAGMA query_only = OFF');
    expect(outbox.acknowledge(a, ref, [], start)).toBe(true);
  });

  it('drops exactly the batch whose octets have changed on the disk, and tells it as a gap', () => {
    const { outbox, database } = capture(() => open({ collectors: [a, b] }));
    for (let n = 0; n < 3; n++) {
      outbox.append([ping(start + n)]);
      outbox.commit();
    }
    database.exec("UPDATE batch SET body = substr(body, 1, 20) || x'ff' || substr(body, 22) WHERE seq = 2");
    expect(samplesOf(outbox, a)).toEqual([ping(start), ping(start + 2)]);
    outbox.commit();
    for (const collector of [a, b]) {
      expect(samplesOf(outbox, collector)).toEqual([
        ping(start),
        ping(start + 2),
        { kind: 'gap', at: start, from: start + 1, to: start + 1, count: 1, reason: 'outboxCorrupt' },
      ]);
    }
  });

  it('splits a batch into halves for the one collector that refused it, and makes a dead letter of a last sample', () => {
    const outbox = open({ collectors: [a, b] });
    outbox.append([ping(start, 'x'), ping(start, 'y'), ping(start, 'z')]);
    outbox.commit();
    const [ref] = outbox.oldest(a, 1);
    if (ref === undefined) throw new Error('no batch');
    outbox.split(a, ref, 'too large');
    expect(outbox.oldest(a, 9).map(({ seq, count }) => [seq, count])).toEqual([
      [2, 2],
      [3, 1],
    ]);
    expect(outbox.oldest(b, 9).map(({ seq }) => seq)).toEqual([1]);
    const [, single] = outbox.oldest(a, 2);
    if (single === undefined) throw new Error('no batch');
    outbox.split(a, single, 'too large');
    expect(samplesOf(outbox, a).map(linkOf)).toEqual(['x', 'y']);
    expect(outbox.stats().deadLetters).toBe(1);
  });
});

describe('a file that cannot be read', () => {
  const path = () => join(directory, 'outbox.db');
  const made = async (samples = 300) => {
    const outbox = open();
    for (let n = 0; n < samples; n++) {
      outbox.append([ping(start + n, randomBytes(30).toString('hex'))]);
      outbox.commit();
    }
    await outbox.stop();
  };

  it.each<[string, () => Promise<void> | void, { from: number; to: number; count: number } | null]>([
    ['is another kind of file', () => writeFileSync(path(), 'hello, this is not a database\n'.repeat(90)), null],
    [
      'is another program’s database',
      () => {
        const database = new DatabaseSync(path());
        database.exec('CREATE TABLE cookies (a); PRAGMA user_version = 1');
        database.close();
      },
      null,
    ],
    [
      'is of a newer format',
      async () => {
        await made(3);
        const database = new DatabaseSync(path());
        database.exec('PRAGMA user_version = 2');
        database.close();
      },
      { from: start, to: start + 2, count: 3 },
    ],
    [
      'was cut in half',
      async () => {
        await made();
        truncateSync(path(), Math.floor(statSync(path()).size / 2_048) * 1_024);
      },
      null,
    ],
    [
      'was overwritten in the middle',
      async () => {
        await made();
        const file = openSync(path(), 'r+');
        writeSync(file, randomBytes(60_000), 0, 60_000, 20_000);
        closeSync(file);
      },
      null,
    ],
    [
      'lost its first octets',
      async () => {
        await made();
        const file = openSync(path(), 'r+');
        writeSync(file, Buffer.alloc(100), 0, 100, 0);
        closeSync(file);
      },
      null,
    ],
  ])('is put aside, a new one begun and the loss told, when it %s', async (_name, damage, known) => {
    await damage();
    const outbox = open();
    expect(outbox.stats()).toMatchObject({ corruptFiles: 1, writeFailures: 0 });
    expect(readdirSync(directory).filter((name) => /^outbox\.db\.corrupt-\d{8}T\d{9}Z$/.test(name))).toHaveLength(1);
    outbox.append([ping(start + 9_999)]);
    expect(outbox.commit()).toBe(true);
    const samples = samplesOf(outbox, a);
    expect(samples.map(({ kind }) => kind)).toEqual(['ping', 'gap']);
    const gap = samples[1] as GapSample;
    expect(sampleSchema.safeParse(gap).success).toBe(true);
    expect(gap.reason).toBe('outboxCorrupt');
    if (known !== null) expect(gap).toMatchObject(known);
    expect(outbox.findings()).toMatchObject([{ code: 'outboxCorrupt' }]);
    await outbox.stop();
    const again = open();
    expect(again.stats().corruptFiles).toBe(0);
    expect(samplesOf(again, a)).toHaveLength(2);
  });

  it('is put aside while the agent runs as well, and the samples in memory go into the new one', () => {
    const { outbox, database } = capture(() => open());
    for (let n = 0; n < 50; n++) {
      outbox.append([ping(start + n, randomBytes(600).toString('hex'))]);
      outbox.commit();
    }
    const { epoch } = outbox.stats();
    const [ref] = outbox.oldest(a, 1);
    if (ref === undefined) throw new Error('no batch');
    database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    const file = openSync(path(), 'r+');
    const octets = statSync(path()).size - 1_024;
    writeSync(file, randomBytes(octets), 0, octets, 1_024);
    closeSync(file);
    database.exec('PRAGMA shrink_memory');
    outbox.append([ping(start + 999, 'kept')]);
    expect(outbox.commit()).toBe(false);
    expect(outbox.commit()).toBe(true);
    expect(outbox.stats().epoch).not.toBe(epoch);
    expect(outbox.stats().corruptFiles).toBe(1);
    expect(samplesOf(outbox, a).map(linkOf)).toEqual(['kept', 'gap']);
    // What the collector answers to a batch of the old file changes nothing in the new one.
    expect(outbox.acknowledge(a, ref, [], start)).toBe(true);
    expect(samplesOf(outbox, a)).toHaveLength(2);
  });

  it('keeps no more than two files that were put aside', async () => {
    const clock = createManualClock(start);
    for (let n = 0; n < 4; n++) {
      writeFileSync(path(), 'not a database at all, and longer than a header\n'.repeat(90));
      await clock.advance(1_000);
      await open({ clock }).stop();
      rmSync(path());
    }
    expect(readdirSync(directory).filter((name) => name.includes('corrupt'))).toHaveLength(2);
  });

  it('is none when a process died between making the file and its tables', () => {
    const database = new DatabaseSync(path());
    database.exec('PRAGMA journal_mode = WAL');
    database.close();
    const outbox = open();
    expect(outbox.stats().corruptFiles).toBe(0);
    outbox.append([ping(start)]);
    expect(outbox.commit()).toBe(true);
  });

  it('is refused in words when the path is a directory', () => {
    mkdirSync(path());
    expect(() => open()).toThrow(`Outbox ${path()} cannot be opened`);
  });

  it('is readable for its owner alone', () => {
    open();
    expect(statSync(path()).mode & 0o777).toBe(0o600);
  });
});

describe('two processes', () => {
  it('refuses the second, and finds all that was committed when the first was killed', async () => {
    const path = join(directory, 'outbox.db');
    const script = `
      const { openOutbox } = await import(${JSON.stringify(new URL('./outbox.ts', import.meta.url).href)});
      const { createClock } = await import(${JSON.stringify(new URL('../schedule/clock.ts', import.meta.url).href)});
      const log = { error() {}, warn() {}, info() {} };
      const limits = { octetsMax: 1e8, ageMsMax: 1e12 };
      const outbox = openOutbox({ path: ${JSON.stringify(path)}, collectors: ['${a}'], limits, clock: createClock(), log });
      for (let n = 0; ; n++) {
        outbox.append([{ kind: 'ping', at: ${start} + n, link: 'l1', intervalS: 10, sent: 5, received: 0 }]);
        if (outbox.commit()) process.stdout.write(n + '\\n');
        await new Promise((resolve) => setImmediate(resolve));
      }`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let text = '';
    let refusal: unknown;
    await new Promise<void>((resolve) => {
      child.stdout.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        if (refusal !== undefined || !text.includes('\n20\n')) return;
        try {
          open();
        } catch (error) {
          refusal = error;
        }
        child.kill('SIGKILL');
      });
      child.on('close', () => resolve());
    });
    expect(refusal).toBeInstanceOf(OutboxError);
    expect(refusal).toMatchObject({ code: 'OUTBOX_LOCKED' });
    expect(String(refusal)).toContain('is in use by another process');
    const committed = text.split('\n').slice(0, -1).map(Number);
    expect(committed.length).toBeGreaterThan(20);
    const outbox = open({ limits: { octetsMax: 1e8, ageMsMax: 1e12 } });
    expect(outbox.stats().corruptFiles).toBe(0);
    const found = new Set(samplesOf(outbox, a).map(({ at }) => at - start));
    expect(committed.filter((n) => !found.has(n))).toEqual([]);
  });
});
