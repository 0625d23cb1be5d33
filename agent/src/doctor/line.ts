/** One line of `doctor`: what was looked at, what was found, and what to do. Pure. */

/** `warn` works but not as it should, `fail` does not work. */
export type LineState = 'ok' | 'warn' | 'fail';

export interface Line {
  state: LineState;
  /** `device pe1`, `collector https://…`, `clock`. */
  subject: string;
  /** What was found, and the remedy where one is needed. */
  detail: string;
}

export const ok = (subject: string, detail: string): Line => ({ state: 'ok', subject, detail });
export const warn = (subject: string, detail: string): Line => ({ state: 'warn', subject, detail });
export const fail = (subject: string, detail: string): Line => ({ state: 'fail', subject, detail });

const marks: Record<LineState, string> = { ok: 'ok  ', warn: 'WARN', fail: 'FAIL' };

/** `FAIL  device pe1: no answer …; check …`, in one line whatever a device's text holds. */
export const formatLine = ({ state, subject, detail }: Line): string =>
  `${marks[state]}  ${subject}: ${detail.replaceAll(/\s+/g, ' ')}`;

/** 0 when all is well, 1 when something only warns, 2 when something fails. */
export function exitCodeOf(lines: readonly Line[]): 0 | 1 | 2 {
  if (lines.some(({ state }) => state === 'fail')) return 2;
  return lines.some(({ state }) => state === 'warn') ? 1 : 0;
}

/** The last line: how many of each. */
export function summaryOf(lines: readonly Line[]): string {
  const count = (state: LineState) => lines.filter((line) => line.state === state).length;
  return `${lines.length} checks: ${count('ok')} ok, ${count('warn')} to look at, ${count('fail')} failed.`;
}
