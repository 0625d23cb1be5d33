/** What the rounds of capacity found, as the API shows it. Pure. */
import type {
  BusyHourView,
  CapacityDirectionView,
  CapacityView,
  ExhaustionView,
  FailoverLoadView,
  FailoverView,
} from '@thongsuot/contract/api-capacity.ts';
import { endpointClasses } from '@thongsuot/contract/classes.ts';
import type { BusyHour } from '../capacity/busy-hour.ts';
import type { Exhaustion } from '../capacity/exhaustion.ts';
import type { FailoverLoad } from '../capacity/failover-load.ts';
import { utilizationRatio } from '../capacity/utilization.ts';
import type { RegisterIndex } from '../network/register.ts';
import { soonest } from '../recorder/capacity.ts';
import { type GroupResult, groupReserve, type LinkCapacity } from '../recorder/capacity-book.ts';

/** One link. `failoverReserve`: by the groups that the viewer may know of. */
export function capacityView(
  found: LinkCapacity,
  register: RegisterIndex,
  failoverReserve: number | null,
): CapacityView {
  const { entry, at, summary, trend } = found;
  const { headline } = summary;
  return {
    operator: entry.operator,
    endpoint: entry.endpoint,
    link: entry.link.id,
    role: entry.link.role,
    class: register.leading(entry.endpoint),
    priority: register.priority(entry.endpoint),
    at,
    in: directionView(found, 'in'),
    out: directionView(found, 'out'),
    headline:
      headline === null
        ? null
        : {
            direction: headline.direction,
            reserveBitsPerSecond: headline.bitsPerSecond,
            reserveRatio: headline.ratio,
          },
    daysToFull: soonest(trend)?.mid ?? null,
    failoverReserveBitsPerSecond: failoverReserve,
  };
}

function directionView({ entry, summary, trend }: LinkCapacity, name: 'in' | 'out'): CapacityDirectionView {
  const { reserve, busyHour, n } = summary[name];
  const sample = entry.reading?.sample;
  const bitsPerSecond = (name === 'in' ? sample?.inBitsPerSecond : sample?.outBitsPerSecond) ?? null;
  const { capacityBitsPerSecond, p95BitsPerSecond } = reserve;
  return {
    bitsPerSecond,
    capacityBitsPerSecond,
    utilizationRatio: utilizationRatio({ bitsPerSecond, capacityBitsPerSecond }),
    p95BitsPerSecond,
    p95Basis: { ...summary.basis, n },
    reserveBitsPerSecond: reserve.reserve?.bitsPerSecond ?? null,
    reserveRatio: reserve.reserve?.ratio ?? null,
    because: reserve.because,
    busyHour: busyHourView(busyHour),
    workdayBusyHour: trend === null ? null : busyHourView(trend.workday[name]),
    exhaustion: trend === null ? null : exhaustionView(trend.exhaustion[name]),
    forecast: (trend?.forecast[name] ?? []).map(({ daysAhead, p95BitsPerSecond: expected, low, high, errors }) => ({
      daysAhead,
      p95BitsPerSecond: expected,
      lowBitsPerSecond: low,
      highBitsPerSecond: high,
      errors,
    })),
  };
}

const busyHourView = ({ hour, basis }: BusyHour): BusyHourView => ({ hour, basis });

function exhaustionView(found: Exhaustion): ExhaustionView {
  const days = found.kind === 'days' ? found.days : null;
  const trend = 'trend' in found ? found.trend : null;
  return {
    kind: found.kind,
    because: found.kind === 'notEnoughData' ? found.because : null,
    days: days?.mid ?? null,
    daysLow: days?.low ?? null,
    daysHigh: days?.high ?? null,
    earliestDays: found.kind === 'noEvidence' ? found.earliestDays : null,
    reached: trend?.reached ?? (found.kind === 'levelShift' && found.reached),
    slopeBitsPerSecondPerDay: trend?.slopeBitsPerSecondPerDay.mid ?? null,
    basis: found.basis,
  };
}

/** Ranks links: the least reserve first, then those whose reserve is not known, by name. */
export function compareCapacity(a: CapacityView, b: CapacityView): number {
  const ratio = (view: CapacityView) => view.headline?.reserveRatio ?? Number.POSITIVE_INFINITY;
  const [x, y] = [ratio(a), ratio(b)];
  if (x !== y) return x < y ? -1 : 1;
  return compareText(`${a.operator}/${a.link}`, `${b.operator}/${b.link}`);
}

/** One protection group. */
export function failoverView(group: GroupResult, register: RegisterIndex): FailoverView {
  const { scenario, basis, endpoint, kind } = group;
  return {
    group: group.group,
    endpoint,
    operators: [...group.operators],
    priority: endpoint === null ? endpointClasses.PUBLIC.priority : register.priority(endpoint),
    kind,
    event:
      scenario === null
        ? null
        : {
            kind: scenario.kind,
            risk: scenario.kind === 'sharedRisk' ? scenario.word : null,
            failed: [...scenario.failed].sort(compareText),
          },
    present: loadView(group.present),
    p95: loadView(group.p95),
    reserveBitsPerSecond: groupReserve(group),
    reserveInBitsPerSecond: finite(group.reserveBitsPerSecond.in),
    reserveOutBitsPerSecond: finite(group.reserveBitsPerSecond.out),
    primaries: [...group.primaries],
    backups: [...group.backups],
    sharingRisk: [...group.sharingRisk],
    missing: [...group.missing],
    unverified: [...group.unverified],
    events: group.events,
    at: group.at,
    basis,
  };
}

const finite = (value: number | null) => (value !== null && Number.isFinite(value) ? value : null);

const loadView = (load: FailoverLoad | null): FailoverLoadView | null =>
  load && {
    kind: load.kind,
    demandInBitsPerSecond: load.demandBitsPerSecond.in,
    demandOutBitsPerSecond: load.demandBitsPerSecond.out,
    spareInBitsPerSecond: load.spareBitsPerSecond.in,
    spareOutBitsPerSecond: load.spareBitsPerSecond.out,
    shortInBitsPerSecond: load.shortBitsPerSecond.in,
    shortOutBitsPerSecond: load.shortBitsPerSecond.out,
    shed: [...load.shed],
  };

const severity = { fail: 0, unknown: 1, shed: 2, ok: 3 } as const;

/** Ranks groups: by verdict, then by priority, then by what is left. */
export function compareFailover(a: FailoverView, b: FailoverView): number {
  const left = (view: FailoverView) => view.reserveBitsPerSecond ?? Number.NEGATIVE_INFINITY;
  if (a.kind !== b.kind) return severity[a.kind] - severity[b.kind];
  if (a.priority !== b.priority) return a.priority - b.priority;
  return left(a) === left(b) ? compareText(a.group, b.group) : left(a) < left(b) ? -1 : 1;
}

/** By code unit, the same on every machine. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
