// What leaves the agent, octet by octet, against the golden batches of the contract: queued, packed and framed as a
// delivery does it, a receiver reads the same batch. The collector's ingest tests run the same files.
import { readdirSync, readFileSync } from 'node:fs';
import { crc32, gunzipSync } from 'node:zlib';
import { type Batch, batch } from '@thongsuot/contract/batch.ts';
import { batchOctetsMax } from '@thongsuot/contract/limits.ts';
import { type Sample, sample } from '@thongsuot/contract/sample.ts';
import { describe, expect, it } from 'vitest';
import { frame } from './deliver/body.ts';
import { createMemoryQueue } from './outbox/memory-queue.ts';
import { fittingCount, pack, unpack } from './outbox/packing.ts';

const folder = new URL('../../collector/contract/fixtures/valid/', import.meta.url);
const files = readdirSync(folder).filter((file) => file.endsWith('.json'));
const golden = (file: string) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Batch;

/** The samples as the outbox stores them. */
function packed(samples: readonly Sample[]) {
  const queue = createMemoryQueue(10_000, batchOctetsMax);
  expect(queue.push(samples)).toBeNull();
  const queued = queue.peek(samples.length);
  return pack(queued.slice(0, fittingCount(queued)));
}

describe.each(files)('the golden batch %s', (file) => {
  const raw = golden(file);
  const samples = raw.samples as Sample[];
  const { version: _, samples: __, ...head } = raw;

  it('leaves the agent as it stands there: three gzip members, one JSON text', () => {
    const members = frame(head, packed(samples).body);
    expect(members.map((member) => gunzipSync(member).toString()).join('')).toBe(JSON.stringify(raw));
    const read = batch.parse(JSON.parse(gunzipSync(Buffer.concat(members)).toString()));
    expect(read).toEqual(raw);
    expect(read.samples.map((one) => sample.parse(one))).toEqual(samples);
  });

  it('says its count and its times, and is unpacked as it was packed', () => {
    const stored = packed(samples);
    const times = samples.map(({ at }) => at);
    expect([stored.count, stored.fromAt, stored.toAt]).toEqual([
      samples.length,
      Math.min(...times),
      Math.max(...times),
    ]);
    expect(stored.crc).toBe(crc32(stored.body));
    expect(unpack(stored.body)).toEqual(samples.map((one) => ({ at: one.at, json: JSON.stringify(one) })));
  });
});
