/** Days and months of the province. Asia/Ho_Chi_Minh has been UTC+7 without summer time since 1975. */

const zoneMs = 7 * 3_600_000;
export const dayMs = 86_400_000;

/** Whole days since 1970-01-01 of the province's calendar. */
export const dayOf = (at: number) => Math.floor((at + zoneMs) / dayMs);

/** Midnight at which a day begins, Unix epoch ms. */
export const dayStart = (day: number) => day * dayMs - zoneMs;

/** `2020-08` of a day. */
export const monthOf = (day: number) => dateOf(day).slice(0, 7);

/** `2020-08-04` of a day. */
export const dateOf = (day: number) => new Date(day * dayMs).toISOString().slice(0, 10);

/** First day of the month after that of `day`. */
export function nextMonth(day: number): number {
  const date = new Date(day * dayMs);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1) / dayMs;
}
