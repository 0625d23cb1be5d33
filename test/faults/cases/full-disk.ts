// A full disk under the outbox, then under the collector: nothing that was committed is lost, nobody ends, and both go on
// when there is room again.
import { rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { within } from '../../harness/timeline.ts';
import { createClaims, type FaultCase } from '../case.ts';
import { createGround, type Ground, stored } from '../ground.ts';
import { canMount, mountSmall, small } from '../small-disk.ts';

async function underTheOutbox(say: (text: string) => void, that: (what: string, holds: boolean) => void) {
  const folder = small('outbox');
  const disk = mountSmall(folder);
  let ground: Ground | undefined;
  try {
    ground = await createGround({ store: 'sqlite' });
    const feeder = await ground.feeder(200, { folder });
    await stored(ground);
    const { pid } = feeder.running();
    disk.fill();
    say('the disk under the outbox is full');
    await within(60_000, 'a commit fails', () => (feeder.figures()?.writeFailures ?? 0) > 0);
    await sleep(4_000);
    const waiting = feeder.figures()?.memory ?? 0;
    disk.free();
    await within(30_000, 'what waited in memory is on the disk', () => (feeder.figures()?.memory ?? 1e9) < waiting / 2);
    await stored(ground);
    that('samples waited in memory while the disk was full', waiting > 200);
    that('the sender went on in one process', feeder.running().pid === pid && feeder.figures() !== undefined);
    return await ground.settle();
  } finally {
    await (ground?.close() ?? Promise.resolve()).finally(() => disk.unmount());
    rmSync(folder, { recursive: true, force: true });
  }
}

async function underTheCollector(say: (text: string) => void, that: (what: string, holds: boolean) => void) {
  const state = small('collector');
  const disk = mountSmall(state);
  let ground: Ground | undefined;
  try {
    ground = await createGround({ store: 'sqlite', state });
    const { book } = ground.proxy;
    await ground.feeder(200);
    await stored(ground);
    const { pid } = ground.collector.running();
    disk.fill();
    say('the disk under the collector is full');
    const before = { ...book };
    const unwell = () => book.seen + book.refused > before.seen + before.refused;
    await within(60_000, 'a batch is not stored', unwell);
    await sleep(6_000);
    const during = { ...book };
    that('a full disk is answered 503 seen', during.seen > before.seen);
    that(`and nothing else, found ${during.refused - before.refused} other answers`, during.refused === before.refused);
    disk.free();
    await stored(ground, 90_000);
    that('the collector went on in one process', ground.collector.running().pid === pid);
    return await ground.settle();
  } finally {
    await (ground?.close() ?? Promise.resolve()).finally(() => disk.unmount());
    rmSync(state, { recursive: true, force: true });
  }
}

export const fullDisk: FaultCase = {
  lacks: canMount,
  async run({ say }) {
    const { claims, that } = createClaims();
    const settled = [await underTheOutbox(say, that), await underTheCollector(say, that)];
    return { settled, kills: 0, claims };
  },
};
