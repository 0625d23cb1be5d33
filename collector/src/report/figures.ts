/**
 * The figures of one period's report: a plain object made of what is kept, the same however often it is asked for. Pure.
 * Nothing in it is the time of asking; days that are not over have no place in it.
 */
import { createHash } from 'node:crypto';
import type {
  AvailabilityView,
  IncidentView,
  OrderViolationView,
  RestorationView,
} from '@thongsuot/contract/api-availability.ts';
import type { DrillView } from '@thongsuot/contract/api-duty.ts';
import { classCodes } from '@thongsuot/contract/classes.ts';
import { allOperators } from '@thongsuot/contract/storage.ts';
import { dateOf, dayStart } from '../availability/days.ts';
import type { RegisterIndex } from '../network/register.ts';
import type { DayRow } from '../recorder/availability-file.ts';
import { availabilityView, bySubject, incidentViews, restorationViews, violationViews } from './availability-view.ts';
import { compareText } from './capacity-view.ts';
import { type Compared, comparePeriods } from './comparison.ts';
import { worstMax } from './limits.ts';
import type { Night, NightGroup, NightLink, NightUnit } from './night.ts';
import { type DutyCover, dutyCover } from './roster.ts';

/** A subject without its days: a report prints sums. */
export type Line = Omit<AvailabilityView, 'days'>;

export interface ReportFigures {
  /** Dates of the first and the last day. */
  from: string;
  to: string;
  days: { over: number; closed: number; expected: number; revision: number; open: string[] };
  /** `all`, or the operator whose report it is. */
  operator: string;
  province: Line | null;
  classes: Line[];
  operators: Line[];
  areas: Line[];
  /** Those with the least availability, the strict figure deciding; and how many endpoints there are. */
  worstEndpoints: Line[];
  endpoints: number;
  incidents: IncidentView[];
  restoration: RestorationView[];
  orderViolations: OrderViolationView[];
  /** The same subjects in the period of the same length right before; null: nothing is kept of it. */
  before: { from: string; to: string; days: number; lines: Compared[]; incidents: number } | null;
  /** Drills and inspections done in the period, as people attest them; oldest first. */
  drills: DrillView[];
  /** Who was on duty, and the time that nobody was; null: no roster is written at all. */
  duty: DutyCover[] | null;
  night: {
    at: number;
    worstLinks: NightLink[];
    links: number;
    /** Links without a figure: too little measured, or no capacity known. */
    linksUnknown: number;
    groups: NightGroup[];
    groupsByKind: Record<NightGroup['kind'], number>;
    unitsByReadiness: Record<NightUnit['readiness'], number>;
    unitsNotReady: NightUnit[];
    thresholds: Night['thresholds'];
  } | null;
}

export interface ReportSource {
  /** Days from first to end, of the scopes, in the order of the file; endpoints with their timelines. */
  rows(scope: DayRow['scope'], timelines: boolean): DayRow[];
  /** The same of the period of the same length right before. */
  rowsBefore(scope: DayRow['scope'], timelines: boolean): DayRow[];
  /** Drills and inspections done in the period, of everybody. */
  drills: readonly DrillView[];
  night: Night | null;
  register: RegisterIndex;
  /** Null: the department's. */
  operator: string | null;
  firstDay: number;
  /** Not included. */
  endDay: number;
}

/** The figures, or null where no day of the period is over. */
export function reportFigures(source: ReportSource): ReportFigures | null {
  const { night, register, firstDay, endDay } = source;
  const whose = source.operator ?? allOperators;
  const over = (rows: DayRow[]) => rows.filter(({ state }) => state !== 'running');
  const rows = {
    province: over(source.rows('province', false)),
    class: over(source.rows('class', false)),
    operator: over(source.rows('operator', false)),
    area: over(source.rows('area', false)),
    endpoint: over(source.rows('endpoint', true)),
  };
  const ownRows = (list: DayRow[], operator: string) => list.filter((row) => row.operator === operator);
  const lines = (list: DayRow[]) => bySubject(list).map((own) => lineOf(own, register));
  // The day's state is that of the widest figure that the reader sees.
  const overall =
    source.operator === null ? rows.province : rows.operator.filter(({ name }) => name === source.operator);
  if (overall.length === 0) return null;
  const endpointRows = ownRows(rows.endpoint, whose);
  const endpoints = lines(endpointRows);
  const none = () => ({ detectedAt: null, acknowledgedAt: null });
  const incidents = incidentViews(endpointRows, register, none);
  const teams = rows.endpoint.filter(
    ({ operator }) => operator !== allOperators && (source.operator === null || operator === source.operator),
  );
  const roster = register.register.roster ?? [];
  const isOwn = ({ operator }: { operator: string }) => source.operator === null || operator === source.operator;
  const classes = lines(ownRows(rows.class, whose)).sort(
    (a, b) => classCodes.indexOf(a.name as never) - classCodes.indexOf(b.name as never),
  );
  const operators = lines(source.operator === null ? rows.operator : overall);
  const province = source.operator === null ? (lines(rows.province)[0] ?? null) : null;
  return {
    from: dateOf(firstDay),
    to: dateOf(endDay - 1),
    days: {
      over: overall.length,
      closed: overall.filter(({ state }) => state === 'closed').length,
      expected: endDay - firstDay,
      revision: overall.reduce((most, { revision }) => Math.max(most, revision), 0),
      open: overall.filter(({ state }) => state !== 'closed').map(({ day }) => dateOf(day)),
    },
    operator: whose,
    province,
    classes,
    operators,
    areas: lines(ownRows(rows.area, whose)),
    worstEndpoints: endpoints.sort(compareWorst).slice(0, worstMax),
    endpoints: endpoints.length,
    incidents,
    restoration: restorationViews(incidents),
    orderViolations: violationViews(incidentViews(teams, register, none)),
    before: beforeOf(source, [...(province === null ? [] : [province]), ...classes, ...operators]),
    drills: source.drills
      .filter(isOwn)
      .sort((a, b) => a.at - b.at || compareText(`${a.operator}/${a.unit}/${a.id}`, `${b.operator}/${b.unit}/${b.id}`)),
    duty:
      roster.length === 0
        ? null
        : dutyCover(
            source.operator === null ? register.register.operators.map(({ id }) => id) : [source.operator],
            roster,
            dayStart(firstDay),
            dayStart(endDay),
          ),
    night: night === null ? null : nightFigures(night, source.operator),
  };
}

function lineOf(rows: readonly DayRow[], register: RegisterIndex): Line {
  const { days: _days, ...line } = availabilityView(rows, register);
  return line;
}

/** The earlier period's figures of the same subjects; only days that are over count, and how many they are is said. */
function beforeOf(source: ReportSource, now: readonly Line[]): ReportFigures['before'] {
  const { register, firstDay, endDay, rowsBefore } = source;
  const whose = source.operator ?? allOperators;
  const scopes =
    source.operator === null ? (['province', 'class', 'operator'] as const) : (['class', 'operator'] as const);
  const rows = scopes.flatMap((scope) =>
    rowsBefore(scope, false).filter(
      ({ state, operator }) =>
        state !== 'running' && (operator === whose || (scope === 'operator' && source.operator === null)),
    ),
  );
  if (rows.length === 0) return null;
  const outages = rowsBefore('endpoint', true).filter(
    ({ state, operator }) => state !== 'running' && operator === whose,
  );
  return {
    from: dateOf(2 * firstDay - endDay),
    to: dateOf(firstDay - 1),
    days: new Set(rows.map(({ day }) => day)).size,
    lines: comparePeriods(
      now,
      scopes.flatMap((scope) =>
        bySubject(rows.filter((row) => row.scope === scope)).map((own) => lineOf(own, register)),
      ),
    ),
    incidents: incidentViews(outages, register, () => ({ detectedAt: null, acknowledgedAt: null })).length,
  };
}

/** The least strict figure first: what is not known is not good; then the least coverage, then by name. */
function compareWorst(a: Line, b: Line): number {
  const order = (a.strictRatio ?? 2) - (b.strictRatio ?? 2) || (a.coverageRatio ?? 2) - (b.coverageRatio ?? 2);
  return order !== 0 ? order : compareText(a.name, b.name);
}

function nightFigures(night: Night, operator: string | null): NonNullable<ReportFigures['night']> {
  const own = <T extends { operator: string }>(list: readonly T[]) =>
    operator === null ? [...list] : list.filter((one) => one.operator === operator);
  const links = own(night.links);
  const units = own(night.units);
  const groups = night.groups.filter(({ scope }) => scope === (operator ?? allOperators));
  const known = links.filter(({ headline }) => headline !== null);
  const ratio = (link: NightLink) => link.headline?.reserveRatio ?? 0;
  const count = <K extends string>(kinds: readonly K[], of: (kind: K) => number) =>
    Object.fromEntries(kinds.map((kind) => [kind, of(kind)])) as Record<K, number>;
  return {
    at: night.at,
    worstLinks: known
      .sort((a, b) => ratio(a) - ratio(b) || compareText(`${a.operator}/${a.link}`, `${b.operator}/${b.link}`))
      .slice(0, worstMax),
    links: links.length,
    linksUnknown: links.length - known.length,
    groups: groups.filter(({ kind }) => kind !== 'ok').slice(0, worstMax),
    groupsByKind: count(['ok', 'shed', 'unknown', 'fail'], (kind) => groups.filter((g) => g.kind === kind).length),
    unitsByReadiness: count(
      ['ready', 'conditional', 'notReady', 'unknown'],
      (readiness) => units.filter((u) => u.readiness === readiness).length,
    ),
    unitsNotReady: units
      .filter(({ readiness }) => readiness !== 'ready')
      .sort((a, b) => compareText(`${a.readiness} ${a.operator}/${a.unit}`, `${b.readiness} ${b.operator}/${b.unit}`))
      .slice(0, worstMax),
    thresholds: night.thresholds,
  };
}

/** JSON with the keys of every object in order of their code units (RFC 8785 for what stands in our figures). */
export function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  return `{${entries
    .sort(([a], [b]) => compareText(a, b))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonical(member)}`)
    .join(',')}}`;
}

/** SHA-256 of the figures, hex. */
export const hashOf = (figures: ReportFigures): string =>
  createHash('sha256').update(canonical(figures), 'utf8').digest('hex');
