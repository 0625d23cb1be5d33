import { gunzipSync, gzipSync } from 'node:zlib';
import { batch as batchSchema } from '@thongsuot/contract/batch.ts';
import { describe, expect, it } from 'vitest';
import { frame } from './body.ts';

describe('frame', () => {
  it('makes three gzip members that inflate to one batch of the contract, the stored one untouched', () => {
    const samples = [{ kind: 'ping', at: 1_780_000_000_000, link: 'Trạm y tế' }];
    const stored = gzipSync(JSON.stringify(samples));
    const head = {
      lane: 'live' as const,
      epoch: '00000000000000ff',
      seq: 7,
      oldestPending: 1_780_000_000_000,
      pending: 3,
      dropped: 5,
    };
    const parts = frame(head, stored);
    expect(parts[1]).toBe(stored);
    const parsed: unknown = JSON.parse(gunzipSync(Buffer.concat(parts)).toString());
    expect(parsed).toEqual({ version: 1, ...head, samples });
    expect(batchSchema.safeParse(parsed).success).toBe(true);
  });
});
