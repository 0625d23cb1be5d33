/**
 * The disk as a power cut would leave it: what was written and not synced is not there, or only here and there. Pure.
 */
import type { DiskCall } from './syscalls.ts';

/** What of the unsynced is on the disk: nothing, or each write with even odds, as a disk's own cache may have it. */
export type Unsynced = 'nothing' | (() => number);

/** The content of one file at a moment: what it held at the start of the trace, and what is on the disk of what came since. */
export function fileAfterCut(
  base: Buffer,
  path: string,
  disk: readonly DiskCall[],
  at: number,
  unsynced: Unsynced,
): Buffer {
  const own = disk.filter((call) => call.path === path && call.begun < at);
  const syncs = own.filter((call) => call.kind === 'sync' && call.ended <= at);
  // A sync covers what had returned before it began.
  const syncedTo = Math.max(Number.NEGATIVE_INFINITY, ...syncs.map(({ begun }) => begun));
  const ends = own.map((call) => (call.kind === 'write' ? call.offset + call.octets.length : 0));
  const content = Buffer.alloc(ends.reduce((most, end) => Math.max(most, end), base.length));
  base.copy(content);
  let length = base.length;
  for (const call of own) {
    if (call.kind === 'sync') continue;
    if (call.ended > syncedTo && (unsynced === 'nothing' || unsynced() < 0.5)) continue;
    if (call.kind === 'truncate') {
      content.fill(0, Math.min(call.length, content.length));
      length = call.length;
      continue;
    }
    call.octets.copy(content, call.offset);
    length = Math.max(length, call.offset + call.octets.length);
  }
  return content.subarray(0, length);
}
