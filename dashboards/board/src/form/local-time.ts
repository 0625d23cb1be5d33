/**
 * Times as a person types them and months as he chooses them: the province's clock, whatever zone the browser is in.
 * Pure.
 */
import { timeZone } from '@thongsuot/contract/storage.ts';

const clock = new Intl.DateTimeFormat('en-GB', {
  timeZone,
  hourCycle: 'h23',
  year: 'numeric',
  month: '2-digit',
  day: '2-digit',
  hour: '2-digit',
  minute: '2-digit',
  second: '2-digit',
});

/** What the province's clock shows at `at`, as if it were UTC. */
function shownAt(at: number): number {
  const part: Record<string, number> = {};
  for (const { type, value } of clock.formatToParts(at)) part[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
  return Date.UTC(year, month - 1, day, hour, minute, second);
}

/** The time at which the province's clock shows `shown`. Exact where the zone keeps one offset, as Vietnam does. */
function timeShowing(shown: number): number {
  const guess = shown - (shownAt(shown) - shown);
  return guess - (shownAt(guess) - shown);
}

/** Value of a `datetime-local` field for a time: `2020-08-04T07:30`. */
export function toLocalField(at: number): string {
  return new Date(shownAt(at)).toISOString().slice(0, 16);
}

/** The time that a `datetime-local` field means; null when it is not one. */
export function parseLocalField(text: string): number | null {
  const match = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d))?$/.exec(text);
  if (match === null) return null;
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1).map((n) => Number(n ?? 0));
  const shown = Date.UTC(year, month - 1, day, hour, minute, second);
  // 31 February is no day: Date would make 2 or 3 March of it.
  if (new Date(shown).toISOString().slice(0, 16) !== text.slice(0, 16)) return null;
  return timeShowing(shown);
}

export interface Month {
  /** `2020-08`. */
  name: string;
  /** Its first moment and the first of the next one. */
  from: number;
  to: number;
}

/** The month of the province's calendar that is `back` months before the one of `now`; 0 is that of `now`. */
export function monthBefore(now: number, back: number): Month {
  const shown = new Date(shownAt(now));
  const [year, month] = [shown.getUTCFullYear(), shown.getUTCMonth() - back];
  const [first, next] = [Date.UTC(year, month, 1), Date.UTC(year, month + 1, 1)];
  return { name: new Date(first).toISOString().slice(0, 7), from: timeShowing(first), to: timeShowing(next) };
}
