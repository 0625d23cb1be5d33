/**
 * What people were told of a subject, and what they are still owed. Told and true are two things: maintenance, flapping
 * and hiding hold messages back; when they end, the difference between what is true and what was told last is sent, and
 * nothing when there is none. Pure.
 */
import type { Severity } from '@thongsuot/contract/api.ts';
import { flipsMax } from './limits.ts';
import { inactive, type MachineState, type Transition } from './machine.ts';
import type { AlertRecord } from './record.ts';
import type { FlappingRule } from './rule-options.ts';

/** What was told last: that it fires, with this severity. */
export interface Told {
  severity: Severity;
  /** The alert that was told of, when it has ended and nobody knows yet. */
  ended: AlertRecord | null;
}

/** Everything that is kept of one rule and subject. */
export interface Machine {
  state: MachineState;
  record: AlertRecord | null;
  told: Told | null;
  /** Data times at which it fired or ended, newest last. */
  flips: readonly number[];
  flapping: boolean;
}

export const idle: Machine = { state: inactive, record: null, told: null, flips: [], flapping: false };

export type Owed = { transition: 'firing' | 'severity' | 'resolved'; record: AlertRecord };

/** What is true and was not told; null when nothing. A less severe one is shown, not sent. */
export function owedOf({ record, told }: Machine): Owed | null {
  if (told !== null && told.ended !== null && record?.state !== 'firing') {
    return { transition: 'resolved', record: told.ended };
  }
  if (record === null || record.state !== 'firing') return null;
  if (told === null) return { transition: 'firing', record };
  return told.severity === 'warning' && record.severity === 'critical' ? { transition: 'severity', record } : null;
}

/** The machine once what is owed was told, and the record as it stands in the message: with the message's number. */
export function told(machine: Machine, owed: Owed): { machine: Machine; record: AlertRecord } {
  const record = { ...owed.record, sequence: owed.record.sequence + 1 };
  if (owed.transition !== 'resolved') {
    return { machine: { ...machine, record, told: { severity: record.severity, ended: null } }, record };
  }
  // A pending one that goes by the same id goes on from this number.
  const pending = machine.record === null ? null : { ...machine.record, sequence: record.sequence };
  return { machine: { ...machine, record: pending, told: null }, record };
}

/** A less severe state that nobody need be told of is what the next difference is measured from. */
export function eased(machine: Machine): Machine {
  const { record, told: before } = machine;
  if (before === null || record?.state !== 'firing' || before.severity === record.severity) return machine;
  return { ...machine, told: { ...before, severity: record.severity } };
}

/** The times of firing and ending, with the newest. */
export function flipped(flips: readonly number[], transition: Transition | null, at: number): readonly number[] {
  const flips_ = transition?.kind === 'firing' || transition?.kind === 'resolved';
  return flips_ ? [...flips.slice(1 - flipsMax), at] : flips;
}

/** How many within the time before `now`, and, since a clock can be set back, after it. */
const within = (flips: readonly number[], now: number, ms: number): number =>
  flips.filter((at) => Math.abs(now - at) < ms).length;

export const beginsFlapping = (flips: readonly number[], now: number, rule: FlappingRule | undefined): boolean =>
  rule !== undefined && within(flips, now, rule.withinMs) >= rule.transitions;

/** It has settled once half as many are within the time: later than it began, so that flapping does not flap. */
export const hasSettled = (flips: readonly number[], now: number, rule: FlappingRule | undefined): boolean =>
  rule === undefined || within(flips, now, rule.withinMs) < rule.transitions / 2;
