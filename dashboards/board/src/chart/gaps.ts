/** Times of lost data as a chart shades them and a list tells them. Pure. */
import type { SeriesGap, SeriesView } from '@thongsuot/contract/api.ts';

/**
 * The gaps inside the series' range, in order; those that touch with one reason are one. Its agent's samples are
 * counted, of all its links: the count says how much was lost, not of which link.
 */
export function gapsOf({ gaps, from, to }: Pick<SeriesView, 'gaps' | 'from' | 'to'>): SeriesGap[] {
  const inside = gaps
    .map((gap) => ({ ...gap, from: Math.max(gap.from, from), to: Math.min(gap.to, to) }))
    .filter((gap) => gap.from < gap.to)
    .sort((a, b) => a.from - b.from || a.to - b.to);
  const joined: SeriesGap[] = [];
  for (const gap of inside) {
    const last = joined.at(-1);
    if (last !== undefined && last.reason === gap.reason && gap.from <= last.to) {
      last.to = Math.max(last.to, gap.to);
      last.count += gap.count;
    } else {
      joined.push(gap);
    }
  }
  return joined;
}

const weekMs = 7 * 86_400_000;

/** A column over the times of another one (both ascending, seconds): its value at the nearest time within a step. */
export function laidOver(
  times: readonly number[],
  at: readonly number[],
  column: readonly (number | null)[],
  stepS: number,
) {
  let i = 0;
  return times.map((time) => {
    while (i + 1 < at.length && Math.abs((at[i + 1] ?? 0) - time) <= Math.abs((at[i] ?? 0) - time)) i += 1;
    const nearest = at[i];
    return nearest !== undefined && Math.abs(nearest - time) <= stepS ? (column[i] ?? null) : null;
  });
}

export interface LastWeek {
  in: (number | null)[];
  out: (number | null)[];
}

/** The rates of a week before, at the times of the chart; all null where nothing is known of them. */
export function lastWeekOver(times: readonly number[], before: SeriesView): LastWeek {
  const at = before.at.map((ms) => (ms + weekMs) / 1000);
  const stepS = before.stepMs / 1000;
  return {
    in: laidOver(times, at, before.inBitsPerSecond, stepS),
    out: laidOver(times, at, before.outBitsPerSecond, stepS),
  };
}
