import { crc32, gunzipSync, gzipSync } from 'node:zlib';
import { batchOctetsMax, samplesPerBatchMax } from '@thongsuot/contract/limits.ts';
import { gzipLevel, headOctetsMax } from './limits.ts';
import type { Queued } from './memory-queue.ts';

/** What a batch is made of: its samples' JSON array as one gzip member, which never changes once it is committed. */
export interface Packed {
  count: number;
  /** Times of the oldest and of the newest sample. */
  fromAt: number;
  toAt: number;
  body: Uint8Array;
  /** CRC-32 of `body`, so that a flipped bit on the disk is found before it is sent. */
  crc: number;
}

/** How many of the first samples go into one batch: at most 2,000 and 1 MiB of JSON, the head included; 0 if the first is too large by itself. */
export const fittingCount = (samples: readonly Pick<Queued, 'octets'>[]): number => {
  let octets = headOctetsMax;
  let count = 0;
  for (const sample of samples) {
    octets += sample.octets + 1;
    if (octets > batchOctetsMax || count === samplesPerBatchMax) break;
    count++;
  }
  return count;
};

/** Compresses samples, at least one. */
export const pack = (samples: readonly Pick<Queued, 'at' | 'json'>[]): Packed => {
  // A loop, not Math.min(...): clearer about what it costs for 2,000 samples.
  let fromAt = Number.POSITIVE_INFINITY;
  let toAt = Number.NEGATIVE_INFINITY;
  for (const { at } of samples) {
    fromAt = Math.min(fromAt, at);
    toAt = Math.max(toAt, at);
  }
  const body = gzipSync(`[${samples.map((sample) => sample.json).join(',')}]`, { level: gzipLevel });
  return { count: samples.length, fromAt, toAt, body, crc: crc32(body) };
};

/**
 * The samples of a stored body, each as its JSON and its time.
 *
 * @throws SyntaxError or a zlib error when the body is not what `pack` made.
 */
export const unpack = (body: Uint8Array): { at: number; json: string }[] => {
  const samples = JSON.parse(gunzipSync(body).toString()) as { at: number }[];
  return samples.map((sample) => ({ at: sample.at, json: JSON.stringify(sample) }));
};
