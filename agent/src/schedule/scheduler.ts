import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import { createLag } from './lag.ts';
import { deadSlotsDefault, jobsMax, liveSlotsDefault, sleepMsMax, stopMsMax, stuckMs } from './limits.ts';
import { advanced, ended, firstPlan, type Plan } from './plan.ts';

/** One thing done again and again: a poll of a device, a burst of echoes, a check. */
export interface Job {
  /** Unique in the scheduler; its place within the interval follows from it. */
  id: string;
  intervalMs: number;
  /** When the run's signal is aborted, counted from its start; less than the interval. */
  deadlineMs: number;
  /** Does the work. `ok: false`, or a rejection, means that the device did not answer: it backs off. */
  run(signal: AbortSignal): Promise<{ ok: boolean }>;
  /** The pool of slots it runs on while it answers. @default 'live' */
  lane?: string;
  /** Jobs with the same word (a device's id) never run at once; one waits for the other. */
  exclusive?: string;
  /** Longest back-off; 60,000 for priority 1. @default 300,000 */
  backoffMsMax?: number;
  /** Its grid begins within this long. @default the interval */
  spreadMs?: number;
  /** A first run comes within this long, before the grid begins. @default none */
  soonMs?: number;
}

export interface SchedulerOptions {
  clock: Clock;
  /** 0 up to 1. */
  random: () => number;
  log: Logger;
  /** Runs at once, by lane; a lane not named here has 50. */
  slots?: Readonly<Record<string, number>>;
  /** Runs at once of devices that do not answer. @default 10 */
  deadSlots?: number;
}

export interface SchedulerStats {
  jobs: number;
  /** Jobs whose last run did not succeed. */
  dead: number;
  running: number;
  waiting: number;
  runs: number;
  /** Runs skipped because the run before had not ended, since the start. */
  overruns: number;
  /** Runs that did not heed the abort of their deadline and lost their slot, since the start. */
  stuck: number;
  /** How late runs of answering devices started: the worst of the last minute. */
  lagMsMax: number;
}

export interface Scheduler {
  /** @throws RangeError when the deadline is not below the interval, the id is taken or the bound of jobs is reached. */
  add(job: Job): void;
  /** Takes a job out; a run under way is aborted. */
  remove(id: string): void;
  /** Runs the job as soon as a slot is free; while it runs, once more after it. False when there is no such job. */
  runNow(id: string): boolean;
  start(): void;
  /** Aborts the runs under way and resolves when they have ended, at most 5 s later. */
  stop(): Promise<void>;
  stats(): SchedulerStats;
  /** Runs of one job skipped since the start; 0 for an unknown job. */
  overrunsOf(id: string): number;
}

interface Entry {
  job: Job;
  plan: Plan;
  /** When the run that waits for a slot was due. */
  waitingSinceMs: number | null;
  running: AbortController | null;
  again: boolean;
  overruns: number;
}

const deadLane = 'dead';

/**
 * Runs each job on its own grid of time, never twice at once: a run that is still under way, or still waiting for a
 * slot, when the next is due lets that one fall out and counts it. Between configuration and the pollers.
 */
export const createScheduler = ({ clock, random, log, slots = {}, deadSlots }: SchedulerOptions): Scheduler => {
  const entries = new Map<string, Entry>();
  const waiting = new Map<string, Entry[]>();
  const busy = new Map<string, number>();
  const exclusive = new Set<string>();
  const runs = new Set<Promise<void>>();
  const lag = createLag();
  const counts = { runs: 0, overruns: 0, stuck: 0 };
  let stopping: AbortController | null = null;
  let nap = new AbortController();

  const laneOf = (entry: Entry) => (entry.plan.failures > 0 ? deadLane : (entry.job.lane ?? 'live'));
  const slotsOf = (lane: string) =>
    lane === deadLane ? (deadSlots ?? deadSlotsDefault) : (slots[lane] ?? liveSlotsDefault);

  const makeDue = (entry: Entry, nowMs: number) => {
    const dueMs = entry.plan.dueMs;
    entry.plan = advanced(entry.plan, nowMs);
    if (entry.running !== null || entry.waitingSinceMs !== null) {
      entry.overruns++;
      counts.overruns++;
      return;
    }
    entry.waitingSinceMs = dueMs;
    const lane = laneOf(entry);
    const queue = waiting.get(lane) ?? [];
    queue.push(entry);
    waiting.set(lane, queue);
  };

  const startWaiting = () => {
    if (stopping === null || stopping.signal.aborted) return;
    for (const [lane, queue] of waiting) {
      let at = 0;
      while (at < queue.length && (busy.get(lane) ?? 0) < slotsOf(lane)) {
        const entry = queue[at] as Entry;
        if (entry.job.exclusive !== undefined && exclusive.has(entry.job.exclusive)) {
          at++;
          continue;
        }
        queue.splice(at, 1);
        const run = perform(entry, lane).finally(() => runs.delete(run));
        runs.add(run);
      }
    }
  };

  const perform = async (entry: Entry, lane: string): Promise<void> => {
    const { job } = entry;
    const startMs = clock.monotonicMs();
    if (lane !== deadLane) lag.note(startMs, startMs - (entry.waitingSinceMs ?? startMs));
    entry.waitingSinceMs = null;
    const controller = new AbortController();
    entry.running = controller;
    counts.runs++;
    busy.set(lane, (busy.get(lane) ?? 0) + 1);
    if (job.exclusive !== undefined) exclusive.add(job.exclusive);
    let held = true;
    const release = () => {
      if (!held) return;
      held = false;
      busy.set(lane, (busy.get(lane) ?? 1) - 1);
      startWaiting();
    };
    const done = new AbortController();
    const guard = (async () => {
      await clock.sleep(job.deadlineMs, done.signal);
      if (done.signal.aborted) return;
      controller.abort(new Error(`The run of ${job.id} reached its deadline of ${job.deadlineMs} ms`));
      await clock.sleep(stuckMs, done.signal);
      if (done.signal.aborted) return;
      counts.stuck++;
      log.error({ job: job.id, deadlineMs: job.deadlineMs }, 'A run did not end at its deadline; its slot is given on');
      release();
    })();
    let ok = false;
    try {
      ok = (await job.run(controller.signal)).ok;
    } catch (error) {
      // An abort makes runs throw, and a defect would repeat with each run: neither is told more than once.
      if (!controller.signal.aborted && entry.plan.failures === 0) {
        log.error({ job: job.id, err: error }, 'A run failed; it counts as no answer, and the job backs off');
      }
    }
    done.abort();
    await guard;
    entry.running = null;
    if (job.exclusive !== undefined) exclusive.delete(job.exclusive);
    const nowMs = clock.monotonicMs();
    // What a run says that the stop cut short says nothing of the device.
    if (stopping?.signal.aborted !== true) entry.plan = ended(entry.plan, ok, nowMs, random());
    if (entry.again) {
      entry.again = false;
      entry.plan = { ...entry.plan, dueMs: nowMs };
    }
    release();
    startWaiting();
    nap.abort();
  };

  const loop = async (stop: AbortSignal) => {
    while (!stop.aborted) {
      nap = new AbortController();
      const nowMs = clock.monotonicMs();
      let nextMs = nowMs + sleepMsMax;
      for (const entry of entries.values()) {
        if (entry.plan.dueMs <= nowMs) makeDue(entry, nowMs);
        nextMs = Math.min(nextMs, entry.plan.dueMs);
      }
      startWaiting();
      // Whole milliseconds upward: a timer that fires a fraction early would only go round once more.
      await clock.sleep(Math.max(1, Math.ceil(nextMs - nowMs)), nap.signal);
    }
  };

  return {
    add: (job) => {
      if (entries.has(job.id)) throw new RangeError(`Job ${job.id} is in the schedule already`);
      if (entries.size >= jobsMax) throw new RangeError(`Job ${job.id} is one more than the ${jobsMax} an agent runs`);
      if (!(job.deadlineMs > 0 && job.deadlineMs < job.intervalMs)) {
        throw new RangeError(
          `Job ${job.id} has a deadline of ${job.deadlineMs} ms; it must be above 0 and below the interval of ${job.intervalMs} ms`,
        );
      }
      const backoffMsMax = job.backoffMsMax ?? Number.POSITIVE_INFINITY;
      const spreadMs = Math.min(job.spreadMs ?? job.intervalMs, job.intervalMs);
      const plan = firstPlan(job.id, job.intervalMs, backoffMsMax, spreadMs, clock.monotonicMs(), job.soonMs);
      entries.set(job.id, { job, plan, waitingSinceMs: null, running: null, again: false, overruns: 0 });
      nap.abort();
    },
    remove: (id) => {
      const entry = entries.get(id);
      if (entry === undefined) return;
      entries.delete(id);
      for (const queue of waiting.values()) if (queue.includes(entry)) queue.splice(queue.indexOf(entry), 1);
      entry.running?.abort(new Error(`The job ${id} was taken out of the schedule`));
    },
    runNow: (id) => {
      const entry = entries.get(id);
      if (entry === undefined) return false;
      if (entry.running !== null) entry.again = true;
      else if (entry.waitingSinceMs === null) entry.plan = { ...entry.plan, dueMs: clock.monotonicMs() };
      nap.abort();
      return true;
    },
    start: () => {
      if (stopping !== null) return;
      stopping = new AbortController();
      const run = loop(stopping.signal).finally(() => runs.delete(run));
      runs.add(run);
    },
    stop: async () => {
      if (stopping === null) return;
      stopping.abort();
      nap.abort();
      for (const entry of entries.values()) entry.running?.abort(new Error('The agent stops'));
      const ended = new AbortController();
      const all = Promise.allSettled([...runs]).then(() => ended.abort());
      await clock.sleep(stopMsMax, ended.signal);
      if (ended.signal.aborted) await all;
      for (const queue of waiting.values()) queue.length = 0;
      for (const entry of entries.values()) entry.waitingSinceMs = null;
      stopping = null;
    },
    stats: () => {
      let dead = 0;
      let running = 0;
      let waitingCount = 0;
      for (const entry of entries.values()) {
        if (entry.plan.failures > 0) dead++;
        if (entry.running !== null) running++;
        if (entry.waitingSinceMs !== null) waitingCount++;
      }
      const lagMsMax = lag.worstMs(clock.monotonicMs());
      return { jobs: entries.size, dead, running, waiting: waitingCount, ...counts, lagMsMax };
    },
    overrunsOf: (id) => entries.get(id)?.overruns ?? 0,
  };
};
