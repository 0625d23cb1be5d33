/**
 * V8's optimizing compilers, off until there is work for them. The start runs a megabyte of libraries once, and what
 * compiles the hot parts of that takes 10 MB of memory for as long as the process lives. The commands that start the
 * agent (package.json, the unit for systemd) have them off from the first line on; started otherwise, from main.ts on.
 */
import { setFlagsFromString } from 'node:v8';
import { busyCores, busyLookMs } from './limits.ts';

const compilers = ['sparkplug', 'maglev', 'opt'] as const;

/** To be called before the libraries are loaded. */
export function startUnoptimized(): void {
  for (const compiler of compilers) setFlagsFromString(`--no-${compiler}`);
}

/** Whether so much processor time, user and system, in so much time is work that is worth optimizing. */
export const isBusy = (cpuUs: number, wallMs: number): boolean => cpuUs / 1_000 > busyCores * wallMs;

/**
 * Looks each `busyLookMs`, and turns the compilers on for good once the process is busy. The first look only remembers:
 * a start is busy by itself. Keeps no process alive.
 */
export function optimizeWhenBusy(): void {
  let before: NodeJS.CpuUsage | undefined;
  let atMs = 0;
  const timer = setInterval(() => {
    const now = process.cpuUsage();
    const nowMs = performance.now();
    if (before !== undefined && isBusy(now.user + now.system - before.user - before.system, nowMs - atMs)) {
      for (const compiler of compilers) setFlagsFromString(`--${compiler}`);
      clearInterval(timer);
    }
    before = now;
    atMs = nowMs;
  }, busyLookMs);
  timer.unref();
}
