/** The hand on the clock of a test's processes: hours in seconds, at the same time in all of them. */
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type ClockLeg, shownAt } from './fast-clock.ts';

export interface ClockControl {
  /** For the processes that follow it; `aheadMs`: their wall clock is wrong by so much. */
  env(aheadMs?: number): Record<string, string>;
  /** What the clock shows, Unix epoch ms. */
  now(): number;
  /** Resolves once every process goes at this speed. */
  speed(times: number): Promise<void>;
  /** Lets so much time pass at this speed, then real time again. */
  pass(shownMs: number, times: number): Promise<void>;
}

/** All processes have read the timetable by then. */
const noticeMs = 500;

export function createClockControl(folder: string): ClockControl {
  const path = join(folder, 'clock.json');
  const preload = new URL('fast-clock.ts', import.meta.url).href;
  const start = Date.now();
  let legs: ClockLeg[] = [{ fromMs: start, shownMs: start, speed: 1 }];
  const write = () => {
    writeFileSync(`${path}.new`, JSON.stringify(legs));
    renameSync(`${path}.new`, path);
  };
  write();
  const at = (realMs: number) => shownAt(legs, realMs).ms;
  const change = async (speed: number) => {
    const fromMs = Date.now() + noticeMs;
    legs = [...legs, { fromMs, shownMs: at(fromMs), speed }];
    write();
    await sleep(noticeMs);
  };
  return {
    env: (aheadMs = 0) => ({
      THONGSUOT_TEST_CLOCK: path,
      THONGSUOT_TEST_CLOCK_AHEAD_MS: String(aheadMs),
      NODE_OPTIONS: `--import=${preload}`,
    }),
    now: () => at(Date.now()),
    speed: change,
    async pass(shownMs, times) {
      await change(times);
      await sleep(Math.max(0, shownMs / times - noticeMs));
      await change(1);
    },
  };
}
