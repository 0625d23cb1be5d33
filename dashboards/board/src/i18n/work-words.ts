/** Words of the pages on which somebody works: alerts, backups, capacity, availability, duty, the map, and their forms. */

import type { AlertEnding, AlertState, ReadinessSource } from '@thongsuot/contract/api.ts';
import type { AvailabilityScope, IncidentView } from '@thongsuot/contract/api-availability.ts';
import type { ExhaustionView, FailoverView } from '@thongsuot/contract/api-capacity.ts';
import type {
  AuditAction,
  BackupNeed,
  DrillView,
  MaintenancePhase,
  MaintenanceSubject,
  ZonePhase,
} from '@thongsuot/contract/api-duty.ts';
import type { ProblemCode } from '@thongsuot/contract/problem.ts';
import type { GapReason } from '@thongsuot/contract/reasons.ts';

type Scope = Extract<AvailabilityScope, 'class' | 'operator' | 'area'>;

export interface WorkWords {
  ways: { alerts: string; capacity: string; backups: string; availability: string; duty: string };
  filter: {
    label: string;
    operator: string;
    class: string;
    severity: string;
    state: string;
    kind: string;
    readiness: string;
    /** The choice that leaves nothing out. */
    all: string;
    noMatch: string;
  };
  more: { show: (shown: string, total: string) => string; next: string; reading: string };
  form: {
    cancel: string;
    sending: string;
    detail: string;
    note: string;
    from: string;
    to: string;
    provinceTime: string;
    operator: string;
    choose: string;
    endBeforeStart: string;
    noAnswer: string;
    otherRefusal: (status: number) => string;
  };
  problems: Record<ProblemCode, string>;
  alertPage: {
    title: string;
    states: Record<AlertState, string>;
    none: Record<AlertState, string>;
    endings: Record<AlertEnding, string>;
    ended: (when: string) => string;
    lasted: (duration: string) => string;
    advice: string;
    acknowledge: string;
    acknowledgeLabel: (rule: string, endpoint: string) => string;
    acknowledgeNote: string;
    acknowledgedBy: (by: string, when: string) => string;
    openOnly: string;
    unacknowledged: (count: string) => string;
    late: string;
    lateHint: string;
    maintenance: string;
    flapping: string;
    suppressed: string;
    suppressedBy: (what: string) => string;
    hides: (alerts: string, endpoints: string) => string;
    device: string;
    check: string;
    agent: string;
  };
  backups: {
    title: string;
    endpoints: string;
    endpointsExplain: string;
    noneEndpoints: string;
    set: string;
    /** How many are ready of how many must be. */
    readyOf: (ready: string, required: string) => string;
    notRequired: string;
    missing: (needs: string) => string;
    needs: Record<BackupNeed, string>;
    noUnit: string;
    sources: Record<ReadinessSource, string>;
    age: (age: string) => string;
    record: string;
    recordLabel: (unit: string) => string;
    kind: string;
    kinds: Record<DrillView['kind'], string>;
    at: string;
    by: string;
    result: string;
    results: Record<DrillView['result'], string>;
    runtime: string;
    runtimeHint: string;
    attested: string;
    drills: string;
    noDrills: string;
    recordedBy: (by: string, when: string) => string;
    carried: (duration: string) => string;
    ofEndpoint: string;
  };
  capacity: {
    title: string;
    explain: string;
    none: string;
    rank: string;
    link: string;
    reserve: string;
    p95: string;
    busyHour: string;
    busyHourAt: (time: string) => string;
    failover: string;
    exhaustion: string;
    direction: Record<'in' | 'out', string>;
    notEnough: string;
    noCapacity: string;
    exhaustionKinds: Record<Exclude<ExhaustionView['kind'], 'days'>, string>;
    because: Record<NonNullable<ExhaustionView['because']>, string>;
    days: (days: string) => string;
    interval: (low: string, high: string) => string;
    intervalOpen: (low: string) => string;
    earliest: (days: string) => string;
    beyond: string;
    reached: string;
    short: (rate: string) => string;
    spare: (rate: string) => string;
    noBackup: string;
    groups: string;
    groupsExplain: string;
    noGroups: string;
    group: string;
    event: string;
    events: Record<NonNullable<FailoverView['event']>['kind'], string>;
    failoverKinds: Record<FailoverView['kind'], string>;
    shed: (classes: string) => string;
    sharingRisk: (links: string) => string;
    unverified: (links: string) => string;
    missing: (links: string) => string;
    filtered: (shown: string, read: string) => string;
  };
  availability: {
    title: string;
    month: string;
    scope: string;
    scopes: Record<Scope, string>;
    province: string;
    name: string;
    ratio: string;
    strict: string;
    coverage: string;
    target: string;
    verdict: string;
    verdicts: Record<'met' | 'missed' | 'undecided' | 'notEnoughData' | 'none', string>;
    down: string;
    unknown: string;
    maintenance: string;
    allowed: (minutes: string) => string;
    minutes: (minutes: string) => string;
    members: (n: string, expected: string) => string;
    lowCoverage: string;
    explain: string;
    provisional: (days: string) => string;
    none: string;
    csv: string;
    report: string;
    incidents: string;
    noIncidents: string;
    omitted: (count: string) => string;
    started: string;
    restored: string;
    lasted: string;
    restore: Record<IncidentView['restore'], string>;
    stillOpen: string;
    before: string;
    restoration: string;
    inTime: (priority: number, ratio: string, n: string) => string;
  };
  duty: {
    title: string;
    maintenance: string;
    maintenanceExplain: string;
    noMaintenance: string;
    announce: string;
    cancelWork: string;
    endWork: string;
    reason: string;
    phases: Record<MaintenancePhase, string>;
    excluded: string;
    notExcluded: string;
    subjects: string;
    subjectsHint: string;
    subject: string;
    subjectKinds: Record<MaintenanceSubject['kind'], string>;
    by: (by: string, when: string) => string;
    cancelledBy: (by: string, when: string) => string;
    zones: string;
    zonesExplain: string;
    noZones: string;
    declare: string;
    end: string;
    area: string;
    order: string;
    orderHint: string;
    zonePhases: Record<ZonePhase, string>;
    endedBy: (by: string, when: string) => string;
    inZone: (order: string, to: string) => string;
    departmentOnly: string;
    audit: string;
    auditExplain: string;
    noAudit: string;
    actions: Record<AuditAction, string>;
    changed: (from: string, to: string) => string;
    notes: string;
    noNotes: string;
    addNote: string;
    saveNote: string;
    noteBy: (by: string, when: string) => string;
    allOperators: string;
  };
  map: {
    title: string;
    explain: string;
    label: (places: string, danger: string) => string;
    areas: string;
    area: string;
    noArea: string;
    counts: string;
    place: (name: string, count: string) => string;
    chosen: (count: string) => string;
    noCoordinates: (count: string) => string;
    danger: Record<'critical' | 'warning' | 'unknown' | 'none', string>;
    zone: string;
    close: string;
  };
  history: {
    lastWeek: string;
    lastWeekIn: string;
    lastWeekOut: string;
    gapReasons: Record<GapReason, string>;
    gapCount: (count: string) => string;
    gapTitle: string;
  };
}
