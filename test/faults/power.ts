/**
 * The disk as a power cut would leave it: what was written and not synced is not there, or only here and there. Pure.
 */
import type { DiskCall } from './syscalls.ts';

/** What of the unsynced is on the disk: nothing, or each write with even odds, as a disk's own cache may have it. */
export type Unsynced = 'nothing' | (() => number);

/** Whether a sync that returned before `at` began after the call had returned. */
const isSynced = (call: DiskCall, disk: readonly DiskCall[], at: number): boolean =>
  disk.some(
    (other) => other.kind === 'sync' && other.path === call.path && other.begun >= call.ended && other.ended <= at,
  );

/** The content of one file at a moment: what it held at the start of the trace, and what is on the disk of what came since. */
export function fileAfterCut(
  base: Buffer,
  path: string,
  disk: readonly DiskCall[],
  at: number,
  unsynced: Unsynced,
): Buffer {
  const own = disk.filter((call) => call.path === path && call.begun < at);
  let content = base;
  for (const call of own) {
    if (call.kind === 'sync') continue;
    if (!isSynced(call, own, at) && (unsynced === 'nothing' || unsynced() < 0.5)) continue;
    if (call.kind === 'truncate') {
      content = Buffer.concat([
        content.subarray(0, call.length),
        Buffer.alloc(Math.max(0, call.length - content.length)),
      ]);
      continue;
    }
    const end = call.offset + call.octets.length;
    const grown = Buffer.alloc(Math.max(content.length, end));
    content.copy(grown);
    call.octets.copy(grown, call.offset);
    content = grown;
  }
  return content;
}
