import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createClockControl } from './clock-control.ts';
import { shownAt } from './fast-clock.ts';
import { start } from './process.ts';

const folder = mkdtempSync(join(tmpdir(), 'thongsuot-clock-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('a clock on a timetable', () => {
  const legs = [
    { fromMs: 1_000, shownMs: 1_000, speed: 1 },
    { fromMs: 2_000, shownMs: 2_000, speed: 60 },
    { fromMs: 3_000, shownMs: 62_000, speed: 1 },
  ];
  it.each([
    [500, 500, 1],
    [1_500, 1_500, 1],
    [2_500, 32_000, 60],
    [4_000, 63_000, 1],
  ])('shows at %i ms %i ms and goes %i times as fast', (now, ms, speed) => {
    expect(shownAt(legs, now)).toEqual({ ms, speed });
  });

  it('carries timers, monotonic and wall clock of a process, and leaves a wall clock that is ahead so', async () => {
    const clock = createClockControl(folder);
    await clock.speed(600);
    // Ten minutes take a second.
    const script = `
      const [wall, monotonic] = [Date.now(), performance.now()];
      setTimeout(() => console.log(JSON.stringify([wall, Date.now() - wall, performance.now() - monotonic])), 600_000);
    `;
    const began = clock.now();
    const child = start(['--input-type=module', '-e', script], { env: clock.env(3_600_000) });
    expect(await child.exited).toBe(0);
    const [wall, passed, elapsed] = JSON.parse(child.stdout[0] ?? '[]') as [number, number, number];
    expect(wall - began).toBeGreaterThanOrEqual(3_600_000);
    expect(passed).toBeGreaterThanOrEqual(600_000);
    expect(Math.abs(elapsed - passed)).toBeLessThan(1_000);
    expect(clock.now() - began).toBeGreaterThan(600_000);
  });
});
