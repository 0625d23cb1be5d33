import { backoffJitterRatio, backoffStepsMs } from './limits.ts';

/** When one job runs next. Times are monotonic milliseconds. */
export interface Plan {
  readonly intervalMs: number;
  /** A point of the job's grid: but for its first run it runs at `gridMs + n · intervalMs`, whatever a run takes. */
  readonly gridMs: number;
  readonly dueMs: number;
  /** Runs in a row that did not succeed; above 0 the job backs off on the slots of the dead. */
  readonly failures: number;
  readonly backoffMsMax: number;
}

/**
 * Where in `spreadMs` the job `id` starts, in whole ms from 0 up to but without `spreadMs`: the same at each start, so
 * that an agent that restarts keeps its load as even as it was. FNV-1a, 32 bits.
 */
export const phaseMs = (id: string, spreadMs: number): number => {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193) >>> 0;
  // The last letters reach the high bits only by another round: ids often differ in their last digit alone.
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b) >>> 0;
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35) >>> 0;
  return Math.floor(((hash ^ (hash >>> 16)) >>> 0) * (spreadMs / 2 ** 32));
};

/**
 * The plan of a job added at `nowMs`: on a grid that begins within `spreadMs`. With `soonMs` its first run comes within
 * that, and the grid begins half an interval later, so that the second does not follow on its heels.
 */
export const firstPlan = (
  id: string,
  intervalMs: number,
  backoffMsMax: number,
  spreadMs: number,
  nowMs: number,
  soonMs?: number,
): Plan => {
  const phase = phaseMs(id, spreadMs);
  const gridMs = nowMs + phase + (soonMs === undefined ? 0 : intervalMs / 2);
  const dueMs = soonMs === undefined ? gridMs : nowMs + phaseMs(id, soonMs);
  return { intervalMs, gridMs, dueMs, failures: 0, backoffMsMax };
};

/** The first point of the grid after `nowMs`. */
export const nextOnGridMs = (plan: Plan, nowMs: number): number => {
  if (nowMs < plan.gridMs) return plan.gridMs;
  return plan.gridMs + (Math.floor((nowMs - plan.gridMs) / plan.intervalMs) + 1) * plan.intervalMs;
};

/** The plan once a run was asked for, or skipped, at `nowMs`: back on the grid. */
export const advanced = (plan: Plan, nowMs: number): Plan => ({ ...plan, dueMs: nextOnGridMs(plan, nowMs) });

/** How long a device waits after `failures` (≥ 1) failed runs in a row; `random` is 0 up to 1. */
export const deadBackoffMs = (failures: number, backoffMsMax: number, random: number): number => {
  const step = backoffStepsMs[Math.min(failures, backoffStepsMs.length) - 1] ?? backoffStepsMs[0];
  const jitter = 1 + (random * 2 - 1) * backoffJitterRatio;
  return Math.min(Math.round(step * jitter), backoffMsMax);
};

/** The plan after a run ended at `nowMs`. A success returns to the grid, a failure backs off from now. */
export const ended = (plan: Plan, ok: boolean, nowMs: number, random: number): Plan => {
  if (ok) return plan.failures === 0 ? plan : advanced({ ...plan, failures: 0 }, nowMs);
  const failures = plan.failures + 1;
  return { ...plan, failures, dueMs: nowMs + deadBackoffMs(failures, plan.backoffMsMax, random) };
};
