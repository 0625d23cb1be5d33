/** Maintenance: what of the announced work is excluded from availability, and what is not. */
import { dayOf, dayStart, nextMonth } from './days.ts';
import { maintenanceMsMax, maintenanceMsPerMonthMax } from './limits.ts';
import { append, clip, type Interval, type Timeline } from './timeline.ts';

export interface MaintenanceWindow {
  from: number;
  to: number;
  /** When it was announced; work announced at its start or later was an outage. */
  announcedAt: number;
}

export interface MaintenanceCaps {
  windowMs: number;
  monthMs: number;
}

export const defaultCaps: MaintenanceCaps = { windowMs: maintenanceMsMax, monthMs: maintenanceMsPerMonthMax };

/**
 * The stretches that are excluded, in order and without overlap: windows announced before their start, each cut at the
 * cap of one window, and together at the cap of each month of the province, in order of time. To be given all windows
 * of the months concerned, so that each day of a month gets the same answer.
 */
export function excludedStretches(windows: readonly MaintenanceWindow[], caps = defaultCaps): Interval[] {
  const merged: Interval[] = [];
  const announced = windows
    .filter((w) => w.announcedAt < w.from)
    .map((w) => ({ from: w.from, to: Math.min(w.to, w.from + caps.windowMs) }))
    .sort((a, b) => a.from - b.from);
  for (const { from, to } of announced) append(merged, Math.max(from, merged.at(-1)?.to ?? from), to, 'maintenance');

  const used = new Map<number, number>();
  const out: Interval[] = [];
  for (const stretch of merged) {
    for (let at = stretch.from; at < stretch.to; ) {
      const monthEnd = dayStart(nextMonth(dayOf(at)));
      const end = Math.min(stretch.to, monthEnd);
      const left = Math.max(0, caps.monthMs - (used.get(monthEnd) ?? 0));
      append(out, at, Math.min(end, at + left), 'maintenance');
      used.set(monthEnd, (used.get(monthEnd) ?? 0) + Math.min(end - at, left));
      at = end;
    }
  }
  return out;
}

/**
 * The timeline with the excluded stretches laid over it, whatever was measured in them. What lasts beyond them stands as
 * measured: an overrun is down, since the end of the work was announced too.
 */
export function withMaintenance(timeline: Timeline, excluded: readonly Interval[]): Interval[] {
  const first = timeline[0];
  const last = timeline.at(-1);
  if (first === undefined || last === undefined) return [];
  const out: Interval[] = [];
  let at = first.from;
  const measured = (to: number) => {
    for (const i of clip(timeline, at, to)) append(out, i.from, i.to, i.state);
  };
  for (const stretch of excluded) {
    const from = Math.min(last.to, Math.max(at, stretch.from));
    const to = Math.min(last.to, stretch.to);
    if (to <= from) continue;
    measured(from);
    append(out, from, to, 'maintenance');
    at = to;
  }
  measured(last.to);
  return out;
}
