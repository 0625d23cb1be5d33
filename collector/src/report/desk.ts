/** Answers the API's questions about figures; each answer is made for its viewer. Keeps what stands at each night. */
import type { AlertView } from '@thongsuot/contract/api.ts';
import type { DrillView } from '@thongsuot/contract/api-duty.ts';
import { classCodes, endpointClasses } from '@thongsuot/contract/classes.ts';
import { allOperators } from '@thongsuot/contract/storage.ts';
import { dayOf, dayStart } from '../availability/days.ts';
import type { Incident } from '../availability/incidents.ts';
import { flapMs } from '../availability/limits.ts';
import type { AvailabilityQuestion, FigureDesk, ReportAnswer, ReportQuestion } from '../http/figure-desk.ts';
import type { Viewer } from '../http/views.ts';
import type { Picture } from '../network/picture.ts';
import { layerThresholds } from '../network/register.ts';
import type { AvailabilityFile, DayRow } from '../recorder/availability-file.ts';
import type { CapacityBook } from '../recorder/capacity-book.ts';
import {
  availabilityView,
  bySubject,
  type IncidentNote,
  incidentViews,
  restorationViews,
  violationViews,
} from './availability-view.ts';
import { capacityView, compareCapacity, compareFailover, compareText, failoverView } from './capacity-view.ts';
import { reportCsv } from './csv.ts';
import { canonical, hashOf, reportFigures } from './figures.ts';
import { reportHtml } from './html.ts';
import { incidentsMax } from './limits.ts';
import type { NightBook } from './night.ts';
import { namesOf, tablesOf } from './table.ts';

export interface ReportDeskOptions {
  picture: Picture;
  file: AvailabilityFile;
  book: CapacityBook;
  nights: NightBook;
  /** Alerts of everybody, open and resolved: when an outage was told to people, and who took it on. */
  alerts(): readonly AlertView[];
  /** Drills and inspections done in from ≤ time < to, of everybody. */
  drills(from: number, to: number): readonly DrillView[];
}

/** An operator's eyes are his own id; one whose credential names no operator sees nothing. */
const scopeOf = (viewer: Viewer): string | null => (viewer.role === 'operator' ? (viewer.operator ?? '') : null);

export class ReportDesk implements FigureDesk {
  readonly #options: ReportDeskOptions;

  constructor(options: ReportDeskOptions) {
    this.#options = options;
  }

  capacity(viewer: Viewer) {
    return this.#capacity(scopeOf(viewer));
  }

  failover(viewer: Viewer) {
    return this.#failover(scopeOf(viewer));
  }

  availability(viewer: Viewer, question: AvailabilityQuestion) {
    const { file, picture } = this.#options;
    const { register } = picture;
    const scope = scopeOf(viewer);
    const [firstDay, endDay] = [dayOf(question.from), dayOf(question.to - 1) + 1];
    // An operator sees his own; the department sees each operator, and of endpoints and groups all of them together.
    const grouped = question.scope !== 'operator' && question.scope !== 'link';
    const wanted = scope ?? question.operator ?? (grouped ? allOperators : null);
    const rows = file.days(firstDay, endDay, question.scope, question.scope === 'endpoint', {
      operator: wanted,
      name: question.name,
    });
    const endpoints = question.scope === 'endpoint' ? rows : [];
    const noteOf = this.#notes();
    const all = scope ?? question.operator ?? allOperators;
    const outages = endpoints.length > 0 ? endpoints : this.#endpointRows(firstDay, endDay, all, question.name);
    const incidents = incidentViews(outages, register, noteOf);
    const teams = this.#endpointRows(firstDay, endDay, null, undefined).filter(
      ({ operator }) => operator !== allOperators && (scope === null || operator === scope),
    );
    return {
      from: dayStart(firstDay),
      to: dayStart(endDay),
      availability: bySubject(rows).map((own) => availabilityView(own, register)),
      incidents: incidents.slice(-incidentsMax),
      restoration: restorationViews(incidents),
      orderViolations: violationViews(incidentViews(teams, register, noteOf)).slice(-incidentsMax),
      incidentsOmitted: Math.max(0, incidents.length - incidentsMax),
    };
  }

  report(viewer: Viewer, { from, to, format, lang }: ReportQuestion): ReportAnswer | undefined {
    const { file, nights, picture } = this.#options;
    const { register } = picture;
    const operator = scopeOf(viewer);
    const [firstDay, endDay] = [dayOf(from), dayOf(to - 1) + 1];
    const figures = reportFigures({
      rows: (scope, timelines) => file.days(firstDay, endDay, scope, timelines),
      rowsBefore: (scope, timelines) => file.days(2 * firstDay - endDay, firstDay, scope, timelines),
      drills: this.#options.drills(dayStart(firstDay), dayStart(endDay)),
      night: nights.newest(firstDay, endDay),
      register,
      operator,
      firstDay,
      endDay,
    });
    if (figures === null) return undefined;
    const sha256 = hashOf(figures);
    const fileName = `bao-cao-${figures.from}-${figures.to}.${format}`;
    if (format === 'json') {
      const body = `${canonical({ figures, sha256 })}\n`;
      return { contentType: 'application/json', fileName, body, sha256 };
    }
    const names = namesOf(register, lang);
    const tables = tablesOf(figures, names, lang);
    if (format === 'csv')
      return {
        contentType: 'text/csv; charset=utf-8',
        fileName,
        body: reportCsv(figures, Object.values(tables), sha256),
        sha256,
      };
    const province = register.register.province[lang];
    const body = reportHtml(figures, tables, { lang, names, province, sha256 });
    return { contentType: 'text/html; charset=utf-8', fileName, body, sha256 };
  }

  /** Keeps what stands at the end of a round over all links, under the day that its window ends in. */
  keepNight(at: number): void {
    const { nights, picture } = this.#options;
    const { register } = picture;
    const operators = [...new Set([...picture.links.values()].map(({ operator }) => operator))].sort();
    nights.keep(dayOf(at - 1), {
      at,
      links: this.#capacity(null).map((view) => ({
        operator: view.operator,
        endpoint: view.endpoint,
        link: view.link,
        role: view.role,
        priority: view.priority,
        headline: view.headline,
        daysToFull: view.daysToFull,
        failoverReserveBitsPerSecond: view.failoverReserveBitsPerSecond,
        p95InBitsPerSecond: view.in.p95BitsPerSecond,
        p95OutBitsPerSecond: view.out.p95BitsPerSecond,
        n: Math.min(view.in.p95Basis.n, view.out.p95Basis.n),
        expected: view.in.p95Basis.expected,
      })),
      groups: [null, ...operators].flatMap((operator) =>
        this.#failover(operator).map(
          ({ group, endpoint, operators: whose, priority, kind, reserveBitsPerSecond, event }) => ({
            scope: operator ?? allOperators,
            group,
            endpoint,
            operators: whose,
            priority,
            kind,
            reserveBitsPerSecond,
            event,
          }),
        ),
      ),
      units: [...picture.units.values()]
        .sort((a, b) => compareText(a.key, b.key))
        .map(({ operator, site, unit, verdict }) => ({
          operator,
          unit: unit.id,
          site,
          kind: unit.kind,
          readiness: verdict.readiness,
          score: verdict.score,
          reasons: verdict.reasons,
        })),
      thresholds: classCodes.map((code) => ({
        class: code,
        ...layerThresholds(endpointClasses[code].thresholds, [register.register.classes[code]]),
      })),
    });
  }

  #capacity(operator: string | null) {
    const { book, picture } = this.#options;
    const reserves = book.reserves(operator);
    return [...book.links.values()]
      .filter(({ entry }) => operator === null || entry.operator === operator)
      .map((found) => capacityView(found, picture.register, reserves.get(found.entry.key) ?? null))
      .sort(compareCapacity);
  }

  #failover(operator: string | null) {
    const { book, picture } = this.#options;
    return book
      .failover(operator)
      .map((group) => failoverView(group, picture.register))
      .sort(compareFailover);
  }

  /** Rows of endpoints with a second of outage, whole with their other days; null: of everybody. */
  #endpointRows(firstDay: number, endDay: number, operator: string | null, name: string | undefined): DayRow[] {
    return this.#options.file
      .outages(firstDay, endDay)
      .filter((row) => (operator === null || row.operator === operator) && (name === undefined || row.name === name));
  }

  /** The earliest alert about an outage's endpoint that began with it, and who took it on. */
  #notes() {
    const byEndpoint = new Map<string, AlertView[]>();
    for (const alert of this.#options.alerts()) {
      if (alert.rule !== 'endpointIsolated' && alert.rule !== 'linkDown' && alert.rule !== 'endpointOnBackup') continue;
      byEndpoint.set(alert.endpoint, [...(byEndpoint.get(alert.endpoint) ?? []), alert]);
    }
    return (endpoint: string, operator: string, incident: Incident): IncidentNote => {
      const end = incident.restoredAt ?? Number.MAX_SAFE_INTEGER;
      const own = (byEndpoint.get(endpoint) ?? []).filter(
        (alert) =>
          (operator === allOperators || alert.operator === operator || alert.operator === allOperators) &&
          alert.startedAt >= incident.startedAt - flapMs &&
          alert.startedAt <= end,
      );
      const least = (times: readonly number[]) => (times.length === 0 ? null : Math.min(...times));
      return {
        detectedAt: least(own.flatMap((alert) => alert.firedAt ?? [])),
        acknowledgedAt: least(own.flatMap((alert) => alert.acknowledged?.at ?? [])),
      };
    };
  }
}
