/** What the page's main thread did, from Chromium's own trace: script between one update and the next, tasks. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { CDPSession } from 'playwright-core';

interface TraceEvent {
  name: string;
  ph: string;
  pid: number;
  tid: number;
  /** Microseconds. */
  ts: number;
  dur?: number;
  /** The thread's own processor time within `dur`. */
  tdur?: number;
}

export interface Watched {
  /**
   * Script of the page for each update of the collector, in order, from the last event of one to the last of the next:
   * ms of the main thread's processor time, which a busy machine does not lengthen as it does the time on the wall.
   */
  updatesMs: number[];
  /** The same on the wall. */
  updatesWallMs: number[];
  /** The longest task of the main thread, ms. */
  taskMsMax: number;
}

const scriptNames = new Set([
  'FunctionCall',
  'EvaluateScript',
  'RunMicrotasks',
  'TimerFire',
  'FireAnimationFrame',
  'FireIdleCallback',
  'EventDispatch',
]);
const traceWaitMsMax = 30_000;

/** Traces the page while `work` runs. @throws Error when the trace does not come */
export async function watchMainThread(cdp: CDPSession, work: () => Promise<void>): Promise<Watched> {
  const events: TraceEvent[] = [];
  const collect = ({ value }: { value: unknown[] }) => {
    for (const event of value) events.push(event as TraceEvent);
  };
  cdp.on('Tracing.dataCollected', collect);
  const complete = new Promise<true>((resolve) => cdp.once('Tracing.tracingComplete', () => resolve(true)));
  await cdp.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: {
      includedCategories: [
        'devtools.timeline',
        'blink.user_timing',
        'disabled-by-default-devtools.timeline',
        'toplevel',
      ],
    },
  });
  await work();
  await cdp.send('Tracing.end');
  if ((await Promise.race([complete, sleep(traceWaitMsMax, false, { ref: false })])) === false)
    throw new Error(`Chromium gave no trace within ${traceWaitMsMax} ms`);
  cdp.off('Tracing.dataCollected', collect);
  return judge(events);
}

/** Script for each update, and the longest task, of the renderer that ran most of the script. */
export function judge(events: readonly TraceEvent[]): Watched {
  const ran = new Map<string, number>();
  const threadOf = ({ pid, tid }: TraceEvent) => `${pid}/${tid}`;
  for (const event of events)
    if (scriptNames.has(event.name)) ran.set(threadOf(event), (ran.get(threadOf(event)) ?? 0) + (event.dur ?? 0));
  const [busiest] = [...ran].sort(([, a], [, b]) => b - a);
  if (busiest === undefined) throw new Error('the trace has no script in it');
  const own = events.filter(
    (event) => (event.ph === 'X' || event.name === 'bench:update') && threadOf(event) === busiest[0],
  );
  own.sort((a, b) => a.ts - b.ts);
  const [updatesMs, updatesWallMs]: [number[], number[]] = [[], []];
  let [spent, spentWall, counting, end, taskMsMax] = [0, 0, false, 0, 0];
  for (const { name, ts, dur = 0, tdur = dur } of own) {
    if (name === 'RunTask' || name === 'ThreadControllerImpl::RunTask') taskMsMax = Math.max(taskMsMax, dur / 1_000);
    if (name === 'bench:update') {
      if (counting) {
        updatesMs.push(spent / 1_000);
        updatesWallMs.push(spentWall / 1_000);
      }
      [spent, spentWall, counting] = [0, 0, true];
    }
    // Script within script is counted once.
    if (!scriptNames.has(name) || ts < end) continue;
    spent += tdur;
    spentWall += dur;
    end = ts + dur;
  }
  return { updatesMs, updatesWallMs, taskMsMax };
}
