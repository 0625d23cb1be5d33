/** The busy hour of a day, and the hour that is busy at the same time of each workday (ITU-T E.600). */
import type { Basis } from './basis.ts';
import { presentRatioMin, slotMs } from './percentile.ts';

/** Width of a quarter hour, and how many 5-minute slots it holds. Days of the province begin on one. */
export const quarterMs = 900_000;
const slotsPerQuarter = quarterMs / slotMs;
const quartersPerHour = 4;
const quartersPerDay = 96;
/** Workdays below which an hour is not yet "the same each day". */
export const workdaysMin = 5;

/** The 5-minute means of one day of one direction: index 0 is the slot at midnight; null or missing: not measured. */
export interface DaySlots {
  /** Midnight of the province, Unix epoch ms. */
  startAt: number;
  workday: boolean;
  means: readonly (number | null)[];
}

export interface BusyHour {
  /** Null: not enough data. `minuteOfDay` is when the hour begins; the earliest of equal ones. */
  hour: { minuteOfDay: number; bitsPerSecond: number } | null;
  basis: Basis;
}

/** Means of the quarter hours; null where any of the three slots is missing: an hour must not lean on two thirds. */
function quartersOf(means: readonly (number | null)[], count: number): (number | null)[] {
  return Array.from({ length: count }, (_, quarter) => {
    let sum = 0;
    for (let i = 0; i < slotsPerQuarter; i++) {
      const mean = means[quarter * slotsPerQuarter + i] ?? null;
      if (mean === null) return null;
      sum += mean;
    }
    return sum / slotsPerQuarter;
  });
}

/** Means of the hours that lie wholly in the window (93 of a day), one for each quarter hour they may begin at. */
function hoursOf(quarters: readonly (number | null)[]): (number | null)[] {
  return Array.from({ length: Math.max(0, quarters.length - quartersPerHour + 1) }, (_, first) => {
    let sum = 0;
    for (let i = first; i < first + quartersPerHour; i++) {
      const quarter = quarters[i] ?? null;
      if (quarter === null) return null;
      sum += quarter;
    }
    return sum / quartersPerHour;
  });
}

const present = (quarters: readonly (number | null)[]) => quarters.filter((q) => q !== null).length;
const isWhole = (quarters: readonly (number | null)[]) =>
  quarters.length > 0 && present(quarters) >= presentRatioMin * quarters.length;

function greatest(hours: readonly (number | null)[]): BusyHour['hour'] {
  let best: BusyHour['hour'] = null;
  for (const [quarter, mean] of hours.entries()) {
    if (mean !== null && (best === null || mean > best.bitsPerSecond)) {
      best = { minuteOfDay: (quarter * quarterMs) / 60_000, bitsPerSecond: mean };
    }
  }
  return best;
}

/** The busiest hour of one day, of those whose four quarter hours were measured. `basis` counts quarter hours. */
export function busyHourOfDay(day: DaySlots): BusyHour {
  return busyHourOfQuarters(quartersOf(day.means, quartersPerDay), day.startAt, day.startAt);
}

/**
 * The same over any window, such as the 24 h up to an hour of the clock: its quarter hours are those of the clock that lie
 * wholly in from ≤ time < to. `means` is keyed by the start of the slot, Unix epoch ms.
 */
export function busyHourWithin(means: ReadonlyMap<number, number>, from: number, to: number): BusyHour {
  const first = Math.ceil(from / quarterMs) * quarterMs;
  const count = Math.max(0, Math.floor((to - first) / quarterMs));
  const slots = Array.from({ length: count * slotsPerQuarter }, (_, i) => means.get(first + i * slotMs) ?? null);
  return busyHourOfQuarters(quartersOf(slots, count), first, dayStartOf(first));
}

/** Asia/Ho_Chi_Minh is UTC+7 all year round. */
const zoneMs = 7 * 3_600_000;
const dayMs = 86_400_000;
const dayStartOf = (at: number) => Math.floor((at + zoneMs) / dayMs) * dayMs - zoneMs;

function busyHourOfQuarters(quarters: readonly (number | null)[], startAt: number, midnight: number): BusyHour {
  const best = isWhole(quarters) ? greatest(hoursOf(quarters)) : null;
  const minutesPerDay = dayMs / 60_000;
  return {
    hour:
      best === null
        ? null
        : { ...best, minuteOfDay: (best.minuteOfDay + (startAt - midnight) / 60_000) % minutesPerDay },
    basis: {
      from: startAt,
      to: startAt + quarters.length * quarterMs,
      n: present(quarters),
      expected: quarters.length,
      rule: 'dailyBusyHour',
    },
  };
}

/**
 * The hour that is greatest in the mean over the workdays, at the same time on each. An hour counts where 90 % of the
 * whole workdays, and 5 of them, have measured it. `basis` counts workdays. `days` are in ascending order.
 */
export function timeConsistentBusyHour(days: readonly DaySlots[]): BusyHour {
  const workdays = days.filter((d) => d.workday);
  const whole = workdays.map((d) => quartersOf(d.means, quartersPerDay)).filter(isWhole);
  const needed = Math.max(workdaysMin, presentRatioMin * whole.length);
  const perDay = whole.map(hoursOf);
  const means = Array.from({ length: quartersPerDay - quartersPerHour + 1 }, (_, quarter) => {
    const values = perDay.map((hours) => hours[quarter] ?? null).filter((v) => v !== null);
    return values.length >= needed ? values.reduce((a, b) => a + b, 0) / values.length : null;
  });
  return {
    hour: greatest(means),
    basis: {
      from: days[0]?.startAt ?? 0,
      to: (days.at(-1)?.startAt ?? 0) + (days.length > 0 ? quartersPerDay * quarterMs : 0),
      n: whole.length,
      expected: workdays.length,
      rule: 'timeConsistentBusyHour',
    },
  };
}
