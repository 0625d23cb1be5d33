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
}

export interface Watched {
  /** Script of the page for each update of the collector, ms, in order: from the last event of one to the last of the next. */
  updatesMs: number[];
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
  const updatesMs: number[] = [];
  let [spent, counting, end, taskMsMax] = [0, false, 0, 0];
  for (const { name, ts, dur = 0 } of own) {
    if (name === 'RunTask' || name === 'ThreadControllerImpl::RunTask') taskMsMax = Math.max(taskMsMax, dur / 1_000);
    if (name === 'bench:update') {
      if (counting) updatesMs.push(spent / 1_000);
      [spent, counting] = [0, true];
    }
    if (!scriptNames.has(name)) continue;
    // Script within script is counted once: only what lies behind the end of what was counted.
    spent += Math.max(0, ts + dur - Math.max(ts, end));
    end = Math.max(end, ts + dur);
  }
  return { updatesMs, taskMsMax };
}
