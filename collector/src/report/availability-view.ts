/** Days as they are kept into what the API and the report say of a period: sums, ratios, incidents, restoration. Pure. */
import type {
  AvailabilitySeconds,
  AvailabilityView,
  IncidentView,
  OrderViolationView,
  RestorationView,
} from '@thongsuot/contract/api-availability.ts';
import { type ClassCode, endpointClasses } from '@thongsuot/contract/classes.ts';
import { expanded } from '../availability/compact.ts';
import { dateOf, dayStart } from '../availability/days.ts';
import { figuresOf, type Incident, incidentsOf } from '../availability/incidents.ts';
import { againstTarget, availabilityOf } from '../availability/percentage.ts';
import { clockOf, orderViolations, restorationFigures, restorationTargets } from '../availability/restoration.ts';
import { addSeconds, type StateSeconds } from '../availability/seconds.ts';
import { clip, type Interval } from '../availability/timeline.ts';
import { layerThresholds, type RegisterIndex } from '../network/register.ts';
import type { DayRow } from '../recorder/availability-file.ts';
import { compareText } from './capacity-view.ts';

const secondsView = ({ up, degraded, down, unknown, maintenance }: StateSeconds): AvailabilitySeconds => ({
  upS: up,
  degradedS: degraded,
  downS: down,
  unknownS: unknown,
  maintenanceS: maintenance,
});

/** Rows in groups of one subject each, in their order. */
export function bySubject(rows: readonly DayRow[]): DayRow[][] {
  const subjects = new Map<string, DayRow[]>();
  for (const row of rows) {
    const key = `${row.scope} ${row.name} ${row.operator}`;
    const own = subjects.get(key);
    if (own === undefined) subjects.set(key, [row]);
    else own.push(row);
  }
  return [...subjects.values()];
}

/** One subject over its days. `rows` are of one subject, in ascending order of days, and not empty. */
export function availabilityView(rows: readonly DayRow[], register: RegisterIndex): AvailabilityView {
  const first = rows[0];
  const last = rows.at(-1);
  if (first === undefined || last === undefined) throw new RangeError('availability of no day at all');
  const { scope, name, operator } = first;
  const seconds = addSeconds(rows.map((row) => row.seconds));
  const found = availabilityOf(seconds, dayStart(first.day), dayStart(last.day + 1));
  const goal = targetOf(first, register);
  const verdict = goal === null ? null : againstTarget(seconds, goal.ratio);
  const members = scope === 'endpoint' || scope === 'link' ? null : { n: last.n, expected: last.expected };
  return {
    scope,
    name,
    operator,
    seconds: secondsView(seconds),
    availabilityRatio: found.ratio,
    strictRatio: found.strictRatio,
    coverageRatio: found.coverageRatio,
    lowCoverage: found.lowCoverage,
    target:
      goal === null || verdict === null
        ? null
        : {
            ...goal,
            allowedMinutes: verdict.allowedMinutes,
            downMinutes: verdict.downMinutes,
            unknownMinutes: verdict.unknownMinutes,
            kind: verdict.kind,
          },
    repair: scope === 'endpoint' ? repairOf(rows) : null,
    members,
    days: rows.map((row) => ({
      date: dateOf(row.day),
      state: row.state,
      revision: row.revision,
      ...secondsView(row.seconds),
    })),
  };
}

/** The target in force: of a class its own, of an endpoint with all its layers; areas, operators, province have none. */
function targetOf(
  { scope, name, operator }: DayRow,
  register: RegisterIndex,
): { ratio: number; source: string } | null {
  if (scope === 'class') {
    const code = name as ClassCode;
    const own = register.register.operators.find(({ id }) => id === operator)?.classes?.[code];
    const layers = [register.register.classes[code], own];
    const { values, sources } = layerThresholds(endpointClasses[code].thresholds, layers);
    return { ratio: values.availabilityTarget, source: sources.availabilityTarget };
  }
  if (scope !== 'endpoint') return null;
  const { values, sources } = register.thresholds(operator, name);
  return { ratio: values.availabilityTarget, source: sources.availabilityTarget };
}

/** The timeline of an endpoint's days, unknown where a day is missing. */
function timelineOf(rows: readonly DayRow[]): Interval[] {
  const parts = rows.flatMap((row) => expanded(row.timeline ?? ''));
  const [first, last] = [rows[0], parts.at(-1)];
  return first === undefined || last === undefined ? [] : clip(parts, dayStart(first.day), last.to);
}

function repairOf(rows: readonly DayRow[]): AvailabilityView['repair'] {
  const { repair, betweenFailuresS, failures } = figuresOf(timelineOf(rows));
  return {
    meanS: repair.meanS,
    medianS: repair.medianS,
    p90S: repair.p90S,
    n: repair.n,
    incidents: repair.expected,
    open: repair.open,
    startedBefore: repair.startedBefore,
    meanAtLeastS: repair.meanAtLeastS,
    betweenFailuresS,
    failures,
  };
}

/** When an incident was told to people and taken on, as far as the alerts know it. */
export interface IncidentNote {
  detectedAt: number | null;
  acknowledgedAt: number | null;
}

/** The incidents of endpoints, oldest first. `rows` hold timelines. */
export function incidentViews(
  rows: readonly DayRow[],
  register: RegisterIndex,
  noteOf: (endpoint: string, operator: string, incident: Incident) => IncidentNote,
): IncidentView[] {
  const views: IncidentView[] = [];
  for (const own of bySubject(rows)) {
    const first = own[0];
    if (first === undefined || own.every((row) => row.seconds.down === 0)) continue;
    const timeline = timelineOf(own);
    const knownTo = timeline.at(-1)?.to ?? 0;
    const { name: endpoint, operator } = first;
    const { values } = register.thresholds(operator, endpoint);
    const priority = register.priority(endpoint);
    const target = {
      acknowledgeMinutes: restorationTargets[priority].acknowledgeMinutes,
      restoreMinutes: values.restoreMinutes,
    };
    for (const incident of incidentsOf(timeline)) {
      const id = `${endpoint}/${operator}/${incident.startedAt}`;
      const { startedAt, startedBefore, restoredAt, downS, flaps } = incident;
      const note = noteOf(endpoint, operator, incident);
      const clock = clockOf({ id, operator, priority, startedAt, restoredAt, ...note }, knownTo, target);
      views.push({
        id,
        endpoint,
        operator,
        class: register.leading(endpoint),
        priority,
        startedAt,
        startedBefore,
        restoredAt,
        downS,
        flaps,
        ...note,
        targetMinutes: target.restoreMinutes,
        dueAt: clock.dueAt,
        restore: clock.restore,
      });
    }
  }
  return views.sort((a, b) => a.startedAt - b.startedAt || compareText(a.id, b.id));
}

/** The share restored in time, of each priority that had an incident. */
export function restorationViews(incidents: readonly IncidentView[]): RestorationView[] {
  return ([1, 2, 3, 4] as const).flatMap((priority) => {
    const own = incidents.filter((one) => one.priority === priority);
    if (own.length === 0) return [];
    const clocks = own.map((one) =>
      clockOf({ ...one }, one.restore === 'overdue' ? Number.MAX_SAFE_INTEGER : one.startedAt, {
        acknowledgeMinutes: restorationTargets[priority].acknowledgeMinutes,
        restoreMinutes: one.targetMinutes,
      }),
    );
    const { inTimeRatio, n, expected } = restorationFigures(clocks, priority);
    return [{ priority, inTimeRatio, n, incidents: expected }];
  });
}

/** Violations of the order of priority among the incidents of each operator's own paths. */
export function violationViews(incidents: readonly IncidentView[]): OrderViolationView[] {
  return orderViolations(incidents.map((one) => ({ ...one }))).sort(
    (a, b) => a.restoredAt - b.restoredAt || compareText(`${a.restored} ${a.open}`, `${b.restored} ${b.open}`),
  );
}
