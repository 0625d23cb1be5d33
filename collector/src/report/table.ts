/** The report's tables, the same for HTML and CSV: rows of text made of the figures. Pure. */
import { endpointClasses } from '@thongsuot/contract/classes.ts';
import { defaultSource, type RegisterIndex } from '../network/register.ts';
import type { Line, ReportFigures } from './figures.ts';
import { printedMax } from './limits.ts';
import { reasonText, unitKindWords } from './reason-words.ts';
import {
  drillKindWords,
  drillResultWords,
  dutyRoleWords,
  failoverWords,
  readinessWords,
  restoreWords,
  say,
  targetWords,
  type Word,
} from './words.ts';
import { decimal, type Language, megabits, minutes, percent, points, writtenTime } from './written.ts';

export interface Table {
  /** Stable name, for CSV. */
  id: string;
  heads: string[];
  rows: string[][];
}

const lineHeads: Word[] = [
  'subject',
  'availability',
  'strict',
  'coverage',
  'target',
  'verdict',
  'downMinutes',
  'unknownMinutes',
  'maintenanceMinutes',
];
/** Sums over endpoints are weighted: their minutes are not those of a clock, and the head says so. */
const sumHeads: Word[] = [...lineHeads.slice(0, -3), 'downWeighted', 'unknownWeighted', 'maintenanceWeighted'];

/** Names as the department's register has them; an id that it does not know stands for itself. */
export function namesOf(register: RegisterIndex, lang: Language) {
  const areas = new Map(register.register.areas.map((area) => [area.id, area[lang]]));
  return {
    endpoint: (id: string | null) => (id === null ? '–' : (register.endpoint(id)?.[lang] ?? id)),
    operator: (id: string) => register.operatorName(id),
    area: (id: string) => areas.get(id) ?? id,
    class: (code: string) =>
      Object.hasOwn(endpointClasses, code) ? endpointClasses[code as keyof typeof endpointClasses][lang] : code,
  };
}
export type Names = ReturnType<typeof namesOf>;

/** Where a threshold comes from; the register's own words for a layer stay as the department wrote them. */
function sourceText(source: string, lang: Language): string {
  if (source === defaultSource) return say('defaultSource', lang);
  return source.startsWith('zone ') ? `${say('zoneSource', lang)} ${source.slice(5)}` : source;
}

export function tablesOf(figures: ReportFigures, names: Names, lang: Language): Record<string, Table> {
  const heads = (list: readonly Word[]) => list.map((word) => say(word, lang));
  const lineRow = (name: string, line: Line): string[] => [
    name,
    percent(line.availabilityRatio, 3, lang),
    percent(line.strictRatio, 3, lang),
    `${percent(line.coverageRatio, 2, lang)}${line.lowCoverage ? ' (*)' : ''}`,
    percent(line.target?.ratio ?? null, 2, lang),
    line.target === null ? '–' : targetWords[line.target.kind][lang],
    minutes(line.seconds.downS, lang),
    minutes(line.seconds.unknownS, lang),
    minutes(line.seconds.maintenanceS, lang),
  ];
  const lines = (id: string, list: readonly Line[], name: (line: Line) => string): Table => ({
    id,
    heads: heads(sumHeads),
    rows: list.map((line) => lineRow(name(line), line)),
  });
  const { night } = figures;
  const incidents = figures.incidents.slice(-printedMax);
  return {
    overall: lines('overall', figures.province === null ? figures.operators : [figures.province], (line) =>
      line.scope === 'operator' ? names.operator(line.name) : say('wholeProvince', lang),
    ),
    classes: lines('classes', figures.classes, (line) => names.class(line.name)),
    operators: lines('operators', figures.operators, (line) => names.operator(line.name)),
    areas: lines('areas', figures.areas, (line) => names.area(line.name)),
    worstEndpoints: {
      id: 'worst_endpoints',
      heads: heads([...lineHeads, 'mttr']),
      rows: figures.worstEndpoints.map((line) => [
        ...lineRow(names.endpoint(line.name), line),
        minutes(line.repair?.meanS ?? null, lang),
      ]),
    },
    worstLinks: {
      id: 'worst_links',
      heads: heads(['operator', 'endpoint', 'link', 'p95', 'reserve', 'reserveRatio', 'failoverReserve', 'daysToFull']),
      rows: (night?.worstLinks ?? []).map((link) => [
        names.operator(link.operator),
        names.endpoint(link.endpoint),
        link.link,
        `${megabits(link.p95InBitsPerSecond, lang)} / ${megabits(link.p95OutBitsPerSecond, lang)}`,
        megabits(link.headline?.reserveBitsPerSecond ?? null, lang),
        percent(link.headline?.reserveRatio ?? null, 1, lang),
        megabits(link.failoverReserveBitsPerSecond, lang),
        decimal(link.daysToFull, 0, lang),
      ]),
    },
    failover: {
      id: 'failover',
      heads: heads(['endpoint', 'group', 'operator', 'state', 'failoverReserve']),
      rows: (night?.groups ?? []).map((group) => [
        names.endpoint(group.endpoint),
        group.group,
        group.operators.map(names.operator).join(', '),
        failoverWords[group.kind][lang],
        megabits(group.reserveBitsPerSecond, lang),
      ]),
    },
    units: {
      id: 'units',
      heads: heads(['operator', 'site', 'equipment', 'state', 'score', 'reasons']),
      rows: (night?.unitsNotReady ?? []).map((unit) => [
        names.operator(unit.operator),
        unit.site,
        `${unit.unit} (${unitKindWords[unit.kind][lang]})`,
        readinessWords[unit.readiness][lang],
        decimal(unit.score, 0, lang),
        unit.reasons.map((reason) => reasonText(reason, lang)).join('; '),
      ]),
    },
    comparison: {
      id: 'comparison',
      heads: heads(['subject', 'availability', 'before', 'difference', 'downWeighted', 'downBefore', 'coverageBefore']),
      rows: (figures.before?.lines ?? []).map((line) => [
        line.scope === 'class'
          ? names.class(line.name)
          : line.scope === 'operator'
            ? names.operator(line.name)
            : say('wholeProvince', lang),
        percent(line.availabilityRatio, 3, lang),
        percent(line.availabilityRatioBefore, 3, lang),
        points(line.availabilityRatioDelta, lang),
        minutes(line.downS, lang),
        minutes(line.downSBefore, lang),
        percent(line.coverageRatioBefore, 2, lang),
      ]),
    },
    drills: {
      id: 'drills',
      heads: heads(['operator', 'equipment', 'drillKind', 'time', 'doneBy', 'verdict', 'carried', 'recordedBy']),
      rows: figures.drills
        .slice(-printedMax)
        .map((one) => [
          names.operator(one.operator),
          one.unit,
          drillKindWords[one.kind][lang],
          writtenTime(one.at, lang),
          one.by,
          drillResultWords[one.result][lang],
          minutes(one.runtimeS, lang),
          one.recordedBy,
        ]),
    },
    duty: {
      id: 'duty',
      heads: heads(['operator', 'dutyRole', 'onDuty', 'uncovered', 'firstGap']),
      rows: (figures.duty ?? []).map((one) => [
        names.operator(one.operator),
        dutyRoleWords[one.role][lang],
        [...new Set(one.shifts.map(({ name, phone }) => (phone === null ? name : `${name} (${phone})`)))].join('; ') ||
          '–',
        decimal(one.uncoveredS / 3_600, 1, lang),
        one.firstGapAt === null ? '–' : writtenTime(one.firstGapAt, lang),
      ]),
    },
    incidents: {
      id: 'incidents',
      heads: heads(['endpoint', 'priority', 'startedAt', 'restoredAt', 'duration', 'limit', 'verdict']),
      rows: incidents.map((one) => [
        names.endpoint(one.endpoint),
        `P${one.priority}`,
        `${one.startedBefore ? '≤ ' : ''}${writtenTime(one.startedAt, lang)}`,
        one.restoredAt === null ? '–' : writtenTime(one.restoredAt, lang),
        minutes(one.downS, lang),
        decimal(one.targetMinutes, 0, lang),
        restoreWords[one.restore][lang],
      ]),
    },
    restoration: {
      id: 'restoration',
      heads: [...heads(['priority', 'restoration']), 'n', lang === 'vi' ? 'Số sự cố' : 'Incidents'],
      rows: figures.restoration.map((one) => [
        `P${one.priority}`,
        percent(one.inTimeRatio, 1, lang),
        String(one.n),
        String(one.incidents),
      ]),
    },
    violations: {
      id: 'order_violations',
      heads: heads(['operator', 'restoredFirst', 'leftOpen', 'time']),
      rows: figures.orderViolations
        .slice(-printedMax)
        .map((one) => [
          names.operator(one.operator),
          names.endpoint(one.restored.split('/')[0] ?? null),
          names.endpoint(one.open.split('/')[0] ?? null),
          writtenTime(one.restoredAt, lang),
        ]),
    },
    thresholds: {
      id: 'thresholds',
      heads: heads(['subject', 'utilization', 'loss', 'rtt', 'target', 'limit', 'source']),
      rows: (night?.thresholds ?? []).map(({ class: code, values: v, sources }) => [
        names.class(code),
        `${percent(v.utilizationWarning, 0, lang)} / ${percent(v.utilizationCritical, 0, lang)}`,
        `${percent(v.lossWarning, 1, lang)} / ${percent(v.lossCritical, 1, lang)}`,
        `${decimal(v.rttMsWarning, 0, lang)} / ${decimal(v.rttMsCritical, 0, lang)}`,
        percent(v.availabilityTarget, 2, lang),
        decimal(v.restoreMinutes, 0, lang),
        [...new Set(Object.values(sources).map((source) => sourceText(source, lang)))].sort().join('; '),
      ]),
    },
  };
}
