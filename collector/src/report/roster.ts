/** Who was on duty in a period as the roster has it, and the hours that nobody was named for. Pure. */
import type { RegisterShift } from '../network/register.ts';
import { compareText } from './capacity-view.ts';

/** Leaders' duty, operations duty and rescue duty, as the letter of 4/8/2020 asks for in its point 8. */
export const dutyRoles = ['leader', 'operations', 'rescue'] as const satisfies readonly RegisterShift['role'][];
export type DutyRole = (typeof dutyRoles)[number];

/** One role of one operator in a period. */
export interface DutyCover {
  operator: string;
  role: DutyRole;
  /** Shifts that reach into the period, oldest first. */
  shifts: RegisterShift[];
  /** Whole seconds of the period without anybody named, and the first of them; null: none is. */
  uncoveredS: number;
  firstGapAt: number | null;
}

/** Each role of each operator in from ≤ time < to; an operator without a shift is uncovered throughout. */
export function dutyCover(
  operators: readonly string[],
  roster: readonly RegisterShift[],
  from: number,
  to: number,
): DutyCover[] {
  return operators.flatMap((operator) =>
    dutyRoles.map((role) => {
      const shifts = roster
        .filter((shift) => shift.operator === operator && shift.role === role && shift.from < to && shift.to > from)
        .sort((a, b) => a.from - b.from || a.to - b.to || compareText(a.name, b.name));
      let [covered, uncoveredMs] = [from, 0];
      let firstGapAt: number | null = null;
      for (const next of [...shifts.map((shift) => [shift.from, shift.to] as const), [to, to] as const]) {
        if (next[0] > covered) {
          firstGapAt ??= covered;
          uncoveredMs += next[0] - covered;
        }
        covered = Math.max(covered, next[1]);
      }
      return { operator, role, shifts, uncoveredS: Math.round(uncoveredMs / 1000), firstGapAt };
    }),
  );
}
