/**
 * How much danger an endpoint is in, from its state and its reserve against the thresholds of its class, and the order
 * in which a person must read the list. Pure.
 */
import type { AlertView, EndpointView, Readiness, UnitView } from '@thongsuot/contract/api.ts';
import { type ClassCode, endpointClasses } from '@thongsuot/contract/classes.ts';

/** `unknown` is not a danger and not safety: nobody knows. */
export type Danger = 'critical' | 'warning' | 'unknown' | 'none';

/**
 * What a reserve of 0–1 of capacity means for a class: the reverse side of its utilisation thresholds, reached at the
 * same figure as the alert is. A reserve that is not known is `unknown`.
 */
export function reserveDanger(reserveRatio: number | null, leading: ClassCode): Danger {
  if (reserveRatio === null) return 'unknown';
  const { utilizationWarning, utilizationCritical } = endpointClasses[leading].thresholds;
  // Ten decimals: 1 − 0.7 is 0.30000000000000004, and a reserve of exactly 30 % has reached 70 % used.
  const used = Math.round((1 - reserveRatio) * 1e10) / 1e10;
  if (used >= utilizationCritical) return 'critical';
  return used >= utilizationWarning ? 'warning' : 'none';
}

// A view is never changed, only replaced by a newer one: what it says is judged once. By id, of which a register has
// some thousands, and not weakly by view: a garbage collector goes through weak maps at every turn.
const judged = new Map<string, { endpoint: EndpointView; danger: Danger }>();

/** The worst of what is known about an endpoint: down or isolated, on backup or degraded, reserve below its class. */
export function endpointDanger(endpoint: EndpointView): Danger {
  const held = judged.get(endpoint.id);
  if (held?.endpoint === endpoint) return held.danger;
  const danger = judgeDanger(endpoint);
  judged.set(endpoint.id, { endpoint, danger });
  return danger;
}

function judgeDanger(endpoint: EndpointView): Danger {
  if (isCutOff(endpoint)) return 'critical';
  const reserve = reserveDanger(endpoint.worstReserve?.reserveRatio ?? null, endpoint.leading);
  if (reserve === 'critical') return 'critical';
  if (endpoint.state === 'degraded' || endpoint.onBackup || reserve === 'warning' || endpoint.alerts > 0) {
    return 'warning';
  }
  return endpoint.state === 'unknown' ? 'unknown' : 'none';
}

const dangerRank: Record<Danger, number> = { critical: 0, warning: 1, unknown: 2, none: 3 };

/** No traffic can reach it: worse than any want of reserve. */
function isCutOff(endpoint: EndpointView): boolean {
  return endpoint.isolated || endpoint.state === 'down';
}

// One collator for all comparisons: localeCompare looks one up each time, which 2,000 names make felt.
const vietnamese = new Intl.Collator('vi');

/** By name, as a reader of Vietnamese looks for them; of one name by id. */
export function compareNames(a: EndpointView, b: EndpointView): number {
  return vietnamese.compare(a.vi, b.vi) || (a.id < b.id ? -1 : 1);
}

/** In steps of a twentieth: with every reading's own figure the rows would change places all the time. */
const reserveStep = ({ worstReserve }: EndpointView) => Math.floor((worstReserve?.reserveRatio ?? 2) * 20);

/** Priority first, since that is the order of repair; then danger, then the least reserve, then the name. */
function compareEndpoints(a: EndpointView, b: EndpointView): number {
  return (
    a.priority - b.priority ||
    dangerRank[endpointDanger(a)] - dangerRank[endpointDanger(b)] ||
    Number(isCutOff(b)) - Number(isCutOff(a)) ||
    reserveStep(a) - reserveStep(b) ||
    compareNames(a, b)
  );
}

export interface EndpointGroup {
  /** `danger` holds those in danger of every class; the others stand under their class. */
  key: 'danger' | ClassCode;
  endpoints: EndpointView[];
}

/**
 * The endpoints in danger first, in order of repair, then the rest by class (priority, weight, name), each class in the
 * order given, which the picture makes that of names: it does not change with every reading. Each once.
 */
export function groupEndpoints(endpoints: Iterable<EndpointView>): EndpointGroup[] {
  const danger: EndpointView[] = [];
  const classes = new Map<ClassCode, EndpointView[]>();
  for (const endpoint of endpoints) {
    const level = endpointDanger(endpoint);
    if (level === 'critical' || level === 'warning') {
      danger.push(endpoint);
      continue;
    }
    const list = classes.get(endpoint.leading);
    if (list === undefined) classes.set(endpoint.leading, [endpoint]);
    else list.push(endpoint);
  }
  const groups: EndpointGroup[] = [...classes]
    .sort(([a], [b]) => {
      const [x, y] = [endpointClasses[a], endpointClasses[b]];
      return x.priority - y.priority || y.weight - x.weight || vietnamese.compare(x.vi, y.vi);
    })
    .map(([key, list]) => ({ key, endpoints: list }));
  return danger.length === 0 ? groups : [{ key: 'danger', endpoints: danger.sort(compareEndpoints) }, ...groups];
}

export interface DangerCount {
  /** Endpoints of priority 1 in critical danger, in any danger, and of unknown state. */
  critical: number;
  warning: number;
  unknown: number;
  total: number;
}

/** The answer to "is anything critical in danger": counts of the endpoints of priority 1. */
export function countDanger(endpoints: Iterable<EndpointView>): DangerCount {
  const count: DangerCount = { critical: 0, warning: 0, unknown: 0, total: 0 };
  for (const endpoint of endpoints) {
    if (endpoint.priority !== 1) continue;
    count.total += 1;
    const danger = endpointDanger(endpoint);
    if (danger !== 'none') count[danger] += 1;
  }
  return count;
}

/** Alerts in the order in which somebody must act: severity, priority, then the oldest. */
export function sortAlerts(alerts: Iterable<AlertView>): AlertView[] {
  const rank = { critical: 0, warning: 1 } as const;
  return [...alerts].sort(
    (a, b) =>
      rank[a.severity] - rank[b.severity] ||
      a.priority - b.priority ||
      a.startedAt - b.startedAt ||
      a.id.localeCompare(b.id),
  );
}

const readinessRank: Record<Readiness, number> = { notReady: 0, conditional: 1, unknown: 2, ready: 3 };

/** Endpoints that must have backups or have some: the least ready first, then by priority. */
export function sortEndpointsByReadiness(endpoints: Iterable<EndpointView>): EndpointView[] {
  const rank = ({ readiness }: EndpointView) => readinessRank[readiness?.readiness ?? 'unknown'];
  return [...endpoints]
    .filter(({ readiness }) => readiness !== undefined && readiness.readiness !== null)
    .sort((a, b) => rank(a) - rank(b) || a.priority - b.priority || (a.id < b.id ? -1 : 1));
}

/** Units with the least ready first. */
export function sortUnits(units: Iterable<UnitView>): UnitView[] {
  return [...units].sort(
    (a, b) =>
      readinessRank[a.readiness] - readinessRank[b.readiness] ||
      (a.score ?? 101) - (b.score ?? 101) ||
      (a.operator === b.operator ? Number(a.unit > b.unit) * 2 - 1 : Number(a.operator > b.operator) * 2 - 1),
  );
}
