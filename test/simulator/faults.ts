/** Scripted faults of a device and what they make of it at a time. Pure. Times are seconds since the simulation began. */
import type { Window } from './traffic.ts';

export type Fault =
  /** The device answers nothing. */
  | ({ kind: 'deaf' } & Window)
  /** Each answer comes late. */
  | ({ kind: 'slow'; delayMs: number } & Window)
  /** It is silent for `silentS`, then starts anew: sysUpTime and counters from 0, snmpEngineBoots one more. */
  | { kind: 'reboot'; atS: number; silentS: number }
  /** From then on every ifIndex is larger by `by`; ifTableLastChange says so. */
  | { kind: 'renumber'; atS: number; by: number }
  /** Counters of one interface (or all) start from 0, and ifCounterDiscontinuityTime says so. */
  | { kind: 'discontinuity'; atS: number; interface?: string }
  /** Counters of one interface jump and nothing says so: a defect of some devices. May be negative. */
  | { kind: 'jump'; atS: number; interface: string; octets: bigint }
  /** Octet counters of one interface (or all) read 2^64−1, as some devices do for ever. */
  | ({ kind: 'sentinel'; interface?: string } & Window)
  /** Counters are refreshed each `stepS` only, while sysUpTime runs on. */
  | ({ kind: 'cached'; stepS: number } & Window)
  /** Requests of more varbinds are answered tooBig. */
  | ({ kind: 'tooBig'; varbindsMax: number } & Window);

/** What the faults make of a device at one time. */
export interface Condition {
  silent: boolean;
  delayMs: number;
  /** When it last started, in ticks; negative when it ran before the simulation began. */
  bootTick: number;
  /** snmpEngineBoots, from 1. */
  boots: number;
  /** Added to every ifIndex. */
  indexOffset: number;
  /** When the interface table last changed, in ticks; undefined when never since the device started. */
  tableChangedTick: number | undefined;
  counterTick: number;
  varbindsMax: number;
}

/** Ticks of 10 ms of a time in seconds, rounded: 0.29 s is 29 ticks. */
export const ticksOf = (s: number): number => Math.round(s * 100);

const holds = (window: Window, tick: number): boolean => tick >= ticksOf(window.fromS) && tick < ticksOf(window.toS);

/** The condition at a tick of a device that had run for `uptimeTicks` when the simulation began. */
export function conditionAt(faults: readonly Fault[], tick: number, uptimeTicks: number): Condition {
  const condition: Condition = {
    silent: false,
    delayMs: 0,
    bootTick: -uptimeTicks,
    boots: 1,
    indexOffset: 0,
    tableChangedTick: undefined,
    counterTick: tick,
    varbindsMax: Number.POSITIVE_INFINITY,
  };
  for (const fault of faults) {
    if (fault.kind === 'reboot') {
      const up = ticksOf(fault.atS + fault.silentS);
      if (tick >= ticksOf(fault.atS) && tick < up) condition.silent = true;
      if (tick < up) continue;
      condition.boots += 1;
      condition.bootTick = Math.max(condition.bootTick, up);
    } else if (fault.kind === 'renumber') {
      if (tick < ticksOf(fault.atS)) continue;
      condition.indexOffset += fault.by;
      condition.tableChangedTick = Math.max(condition.tableChangedTick ?? 0, ticksOf(fault.atS));
    } else if ('fromS' in fault && holds(fault, tick)) {
      if (fault.kind === 'deaf') condition.silent = true;
      if (fault.kind === 'slow') condition.delayMs = Math.max(condition.delayMs, fault.delayMs);
      if (fault.kind === 'tooBig') condition.varbindsMax = Math.min(condition.varbindsMax, fault.varbindsMax);
      if (fault.kind === 'cached') {
        const step = Math.max(1, ticksOf(fault.stepS));
        condition.counterTick = Math.floor(tick / step) * step;
      }
    }
  }
  // A table that changed before the restart has not changed since it.
  if ((condition.tableChangedTick ?? 0) < condition.bootTick) condition.tableChangedTick = undefined;
  return condition;
}

/** What the faults make of the counters of one interface at a tick. */
export interface CounterCondition {
  /** From when the counters count; undefined while they still count from before the simulation began. */
  sinceTick: number | undefined;
  /** The last break that the device owns up to (ifCounterDiscontinuityTime); undefined when none since its start. */
  discontinuityTick: number | undefined;
  jumpOctets: bigint;
  sentinel: boolean;
}

export function counterConditionAt(
  faults: readonly Fault[],
  name: string,
  tick: number,
  bootTick: number,
): CounterCondition {
  let sinceTick = bootTick > 0 ? bootTick : undefined;
  let discontinuityTick: number | undefined;
  let sentinel = false;
  for (const fault of faults) {
    if (fault.kind === 'discontinuity' && (fault.interface ?? name) === name && tick >= ticksOf(fault.atS)) {
      const at = ticksOf(fault.atS);
      if (at < bootTick) continue;
      sinceTick = Math.max(sinceTick ?? at, at);
      discontinuityTick = Math.max(discontinuityTick ?? at, at);
    }
    if (fault.kind === 'sentinel' && (fault.interface ?? name) === name && holds(fault, tick)) sentinel = true;
  }
  let jumpOctets = 0n;
  for (const fault of faults) {
    if (fault.kind !== 'jump' || fault.interface !== name) continue;
    const at = ticksOf(fault.atS);
    if (tick >= at && at >= (sinceTick ?? at)) jumpOctets += fault.octets;
  }
  return { sinceTick, discontinuityTick, jumpOctets, sentinel };
}
