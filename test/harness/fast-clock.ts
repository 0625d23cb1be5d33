/**
 * Preloaded into a process of a test, so that its hours take seconds: `Date.now`, `performance.now` and the timers follow
 * a timetable in a file, which every process of the test reads (clock-control.ts). Without `THONGSUOT_TEST_CLOCK` it
 * changes nothing. Sockets keep real time: what the kernel does takes as long as ever.
 */
import { readFileSync } from 'node:fs';

export interface ClockLeg {
  /** Real Unix epoch ms from which it holds. */
  fromMs: number;
  /** What the clock shows then. */
  shownMs: number;
  speed: number;
}

const real = {
  setTimeout: globalThis.setTimeout,
  clearTimeout: globalThis.clearTimeout,
  monotonicMs: performance.now.bind(performance),
};
const realMs = () => performance.timeOrigin + real.monotonicMs();

/** The real timer, for what a test process says of itself. */
export function everyRealMs(ms: number, work: () => void): () => void {
  let timer: NodeJS.Timeout;
  const again = () => {
    timer = real.setTimeout(() => {
      again();
      work();
    }, ms);
  };
  again();
  return () => real.clearTimeout(timer);
}

/** What a clock on this timetable shows at `nowMs` of real time, and how fast it goes. */
export function shownAt(legs: readonly ClockLeg[], nowMs: number): { ms: number; speed: number } {
  const leg = legs.findLast(({ fromMs }) => fromMs <= nowMs) ?? legs[0];
  if (leg === undefined) return { ms: nowMs, speed: 1 };
  return { ms: leg.shownMs + (nowMs - leg.fromMs) * leg.speed, speed: leg.speed };
}

/** A timer looks at the timetable so often: the clock's speed may have changed. */
const lookMs = 40;
const readMs = 50;

class ShownTimer {
  #dueMs: number;
  #timer: NodeJS.Timeout | undefined;
  #referenced = true;
  readonly #work: () => void;
  readonly #delayMs: number;
  readonly #repeats: boolean;
  readonly #clock: () => { ms: number; speed: number };

  constructor(clock: () => { ms: number; speed: number }, work: () => void, delayMs: number, repeats: boolean) {
    this.#clock = clock;
    this.#work = work;
    this.#delayMs = Math.max(1, Number.isFinite(delayMs) ? delayMs : 1);
    this.#repeats = repeats;
    this.#dueMs = clock().ms + this.#delayMs;
    this.#arm();
  }
  #arm(): void {
    const { ms, speed } = this.#clock();
    const left = (this.#dueMs - ms) / speed;
    this.#timer = real.setTimeout(() => this.#look(), Math.max(0, Math.min(left, lookMs)));
    if (!this.#referenced) this.#timer.unref();
  }
  #look(): void {
    const { ms } = this.#clock();
    if (ms < this.#dueMs) {
      this.#arm();
      return;
    }
    this.#timer = undefined;
    if (this.#repeats) {
      this.#dueMs = ms + this.#delayMs;
      this.#arm();
    }
    this.#work();
  }
  close(): this {
    real.clearTimeout(this.#timer);
    this.#timer = undefined;
    return this;
  }
  refresh(): this {
    this.close();
    this.#dueMs = this.#clock().ms + this.#delayMs;
    this.#arm();
    return this;
  }
  ref(): this {
    this.#referenced = true;
    this.#timer?.ref();
    return this;
  }
  unref(): this {
    this.#referenced = false;
    this.#timer?.unref();
    return this;
  }
  hasRef(): boolean {
    return this.#referenced;
  }
  [Symbol.dispose](): void {
    this.close();
  }
}

function install(path: string, aheadMs: number): void {
  const read = () => JSON.parse(readFileSync(path, 'utf8')) as ClockLeg[];
  let legs = read();
  const clock = () => shownAt(legs, realMs());
  const startedMs = clock().ms;
  const timer = real.setTimeout(function look() {
    try {
      legs = read();
    } catch {
      // The test has ended, and its folder with it.
    }
    real.setTimeout(look, readMs).unref();
  }, readMs);
  timer.unref();

  type Work = (...args: unknown[]) => void;
  const make =
    (repeats: boolean) =>
    (work: Work, ms = 0, ...args: unknown[]) =>
      new ShownTimer(clock, () => work(...args), ms, repeats);
  const clear = (one?: unknown) => {
    if (one instanceof ShownTimer) one.close();
    else real.clearTimeout(one as NodeJS.Timeout | undefined);
  };
  Object.defineProperty(performance, 'now', { value: () => clock().ms - startedMs, configurable: true });
  Date.now = () => Math.floor(clock().ms + aheadMs);
  Object.assign(globalThis, {
    setTimeout: make(false),
    setInterval: make(true),
    clearTimeout: clear,
    clearInterval: clear,
  });
}

const { THONGSUOT_TEST_CLOCK: timetable, THONGSUOT_TEST_CLOCK_AHEAD_MS: ahead = '0' } = process.env;
if (timetable !== undefined) install(timetable, Number(ahead));
