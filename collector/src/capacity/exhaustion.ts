/**
 * When a direction of a link will be full: its daily p95 extended by the trend (domain: DESIGN §8, Capacity).
 *
 *   days ─▶ since the last capacity step ─▶ since the last level shift ─▶ weekday effect out ─▶ Theil–Sen ─▶ verdict
 *
 * A trend is stated only where the whole Sen interval rises; everything else says why it is not one.
 */
import type { Basis } from './basis.ts';
import { newestLevelShift } from './level-shift.ts';
import { autocorrelationFactor, median, type Slope, senSlope, z95 } from './theil-sen.ts';
import { type DayValue, withoutWeekdays } from './weekday.ts';

/** Valid days that a trend needs, and the days it looks back: a quarter holds the growth that still goes on. */
export const trendDaysMin = 28;
export const trendDaysMax = 90;
/** Share of the capacity at which a direction counts as full: above it queues grow in every busy second. */
export const fullRatio = 0.8;
/** Days that are foretold for each day of history. */
const horizonPerHistoryDay = 2;
/** Valid days of the last 7, without which the trend is one of the past. */
const recentDaysMin = 4;
/** A capacity that differs by more is another capacity: 1 % is more than rounding of a shaper ever gives. */
const capacityStepRatio = 0.01;
/** Growth a day that is none: what rounding leaves of a constant load, in parts of the limit. */
const flatRatioPerDay = 1e-9;
const dayMs = 86_400_000;
/** Midnight of the province, UTC+7, lies 7 h before that of UTC. */
const zoneMs = 7 * 3_600_000;

/** One day of one direction; null where there were not enough slots, or no capacity was known. */
export interface DailyLoad {
  /** Days since 1970-01-01 of the province's calendar. */
  day: number;
  p95BitsPerSecond: number | null;
  capacityBitsPerSecond: number | null;
}

/** What was fitted, for people to check. */
export interface Trend {
  slopeBitsPerSecondPerDay: Slope;
  /** Load of a usual workday today, by the middle slope. */
  levelBitsPerSecond: number;
  /** 80 % of today's capacity. */
  limitBitsPerSecond: number;
  /** The level has reached the limit already, whatever the trend. */
  reached: boolean;
  /** Factor of each weekday, Monday first; all 1 where no pattern could be told. */
  weekdayFactors: readonly number[];
  horizonDays: number;
}

/** Days until the limit; null: beyond the horizon, where nothing is foretold. 0: reached. */
export interface DaysToFull {
  low: number | null;
  mid: number | null;
  high: number | null;
}

export type NotEnoughBecause = 'fewDays' | 'stale' | 'noCapacity' | 'afterCapacityStep';

export type Exhaustion = { basis: Basis } & (
  | { kind: 'days'; days: DaysToFull; trend: Trend }
  | { kind: 'notGrowing'; trend: Trend }
  /** The interval holds both growth and none; `earliestDays` is what its upper end would give. */
  | { kind: 'noEvidence'; earliestDays: number | null; trend: Trend }
  /** The load has jumped and has not been at its new level for long enough to show a trend. */
  | {
      kind: 'levelShift';
      shiftDay: number;
      ratio: number;
      levelBitsPerSecond: number;
      limitBitsPerSecond: number;
      reached: boolean;
    }
  | { kind: 'notEnoughData'; because: NotEnoughBecause }
);

/**
 * The verdict on one direction as of the day `today`, from its days in ascending order (those after `today` are left
 * out). The window is at most 90 days and begins anew at a capacity step or a level shift; `basis` states the part used.
 */
export function exhaustionOf(daily: readonly DailyLoad[], today: number): Exhaustion {
  const window = daily.filter((d) => d.day <= today && d.day > today - trendDaysMax);
  const capacity = window.findLast((d) => d.capacityBitsPerSecond !== null)?.capacityBitsPerSecond ?? 0;
  const stepped = sinceCapacityStep(window, capacity);
  const all = stepped.days;
  const from = all[0]?.day ?? today + 1;
  const basis = (used: readonly DayValue[], since: number): Basis => ({
    from: since * dayMs - zoneMs,
    to: (today + 1) * dayMs - zoneMs,
    n: used.length,
    expected: Math.max(0, today + 1 - since),
    rule: 'theilSen',
  });
  const notEnough = (because: NotEnoughBecause): Exhaustion => ({
    kind: 'notEnoughData',
    because,
    basis: basis(all, from),
  });
  if (capacity <= 0) return notEnough('noCapacity');
  if (all.filter((d) => d.day > today - 7).length < recentDaysMin) return notEnough('stale');

  const limit = fullRatio * capacity;
  const shift = newestLevelShift(all);
  const days = shift === null ? all : all.filter((d) => d.day >= shift.day);
  if (shift !== null && days.length < trendDaysMin) {
    const level = median(days.map((d) => d.value));
    return {
      kind: 'levelShift',
      shiftDay: shift.day,
      ratio: shift.ratio,
      levelBitsPerSecond: level,
      limitBitsPerSecond: limit,
      reached: level >= limit,
      basis: basis(days, shift.day),
    };
  }
  if (days.length < trendDaysMin) return notEnough(stepped.cut ? 'afterCapacityStep' : 'fewDays');
  return { ...verdictOf(days, today, limit), basis: basis(days, days[0]?.day ?? today) };
}

/** The valid days since the capacity became what it is today. */
function sinceCapacityStep(window: readonly DailyLoad[], capacity: number): { days: DayValue[]; cut: boolean } {
  const other = window.findLastIndex(
    ({ capacityBitsPerSecond: c }) => c !== null && Math.abs(c - capacity) > capacityStepRatio * capacity,
  );
  const days = window
    .slice(other + 1)
    .flatMap((d) =>
      d.p95BitsPerSecond === null || d.capacityBitsPerSecond === null
        ? []
        : [{ day: d.day, value: d.p95BitsPerSecond }],
    );
  return { days, cut: other >= 0 };
}

type Verdict =
  Exclude<Exhaustion, { kind: 'levelShift' | 'notEnoughData' }> extends infer T
    ? T extends { basis: Basis }
      ? Omit<T, 'basis'>
      : never
    : never;

function verdictOf(days: readonly DayValue[], today: number, limit: number): Verdict {
  const plain = withoutWeekdays(days);
  const points = plain.days.map((d) => ({ x: d.day - today, y: d.value }));
  const varianceFactor = autocorrelationFactor(points, senSlope(points)?.mid ?? 0);
  const slope = senSlope(points, z95, varianceFactor) ?? { low: 0, mid: 0, high: 0 };
  const levelAt = (b: number) => median(points.map((p) => p.y - b * p.x));
  const horizonDays = horizonPerHistoryDay * (today + 1 - (days[0]?.day ?? today));
  const within = (b: number): number | null => {
    if (levelAt(b) >= limit) return 0;
    const d = b > 0 ? (limit - levelAt(b)) / b : Number.POSITIVE_INFINITY;
    return d <= horizonDays ? d : null;
  };
  const level = levelAt(slope.mid);
  const trend: Trend = {
    slopeBitsPerSecondPerDay: slope,
    levelBitsPerSecond: level,
    limitBitsPerSecond: limit,
    reached: level >= limit,
    weekdayFactors: plain.factors,
    horizonDays,
  };
  const none = flatRatioPerDay * limit;
  if (slope.high <= none) return { kind: 'notGrowing', trend };
  if (slope.low <= none) return { kind: 'noEvidence', earliestDays: within(slope.high), trend };
  return { kind: 'days', days: { low: within(slope.high), mid: within(slope.mid), high: within(slope.low) }, trend };
}
