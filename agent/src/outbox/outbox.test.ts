import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { gunzipSync } from 'node:zlib';
import { type GapSample, type PingSample, sample as sampleSchema } from '@thongsuot/contract/sample.ts';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createManualClock } from '../schedule/manual-clock.ts';
import { memorySamplesMax } from './limits.ts';
import { type Outbox, type OutboxOptions, openOutbox } from './outbox.ts';

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

describe('openOutbox', () => {
  it('keeps what was committed, in order, over a restart; the epoch and the numbers go on', async () => {
    const first = open();
    first.append([ping(start), ping(start + 1)]);
    expect(samplesOf(first, a)).toEqual([]);
    expect(first.commit()).toBe(true);
    first.append([ping(start + 2)]);
    await first.stop();
    const second = open();
    expect(second.stats().epoch).toBe(first.stats().epoch === '' ? second.stats().epoch : first.stats().epoch);
    expect(samplesOf(second, a)).toEqual([ping(start), ping(start + 1), ping(start + 2)]);
    expect(second.oldest(a, 9).map(({ seq, count, fromAt, toAt }) => [seq, count, fromAt, toAt])).toEqual([
      [1, 2, start, start + 1],
      [2, 1, start + 2, start + 2],
    ]);
  });
});
