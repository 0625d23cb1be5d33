/**
 * What people declare, as the API takes it and answers with it: zones, maintenance, drills, notes, the audit trail.
 * Plain constants and types: the board may import this file. Times are Unix epoch milliseconds. Every id is the
 * client's own: the same body again is the same thing (200), another body under it is a conflict (409).
 */
import type { Readiness } from './api.ts';
import type { ClassCode, ClassThresholds } from './classes.ts';

/** `POST /v1/zones`: an area whose every endpoint is of priority 1 for a time, by an official order. */
export interface ZoneRequest {
  id: string;
  area: string;
  from: number;
  to: number;
  /** Number of the official order: `1580/UBND-KGVX`. */
  order: string;
  note?: string | undefined;
}

export type ZonePhase = 'declared' | 'inForce' | 'over';

/** One zone; an element of `GET /v1/zones`. */
export interface ZoneView extends Required<ZoneRequest> {
  /** Who declared it, and when: it is in force no earlier. */
  by: string;
  declaredAt: number;
  /** Set when somebody ended it before its date. */
  ended: { at: number; by: string; note: string } | null;
  phase: ZonePhase;
}

/** The zone that an endpoint stands in; the endpoint then is of priority 1. */
export interface ZoneMark {
  id: string;
  order: string;
  to: number;
  /** Seconds between two polls that a zone asks of agents; a hint that nobody is bound to. */
  cadenceS: number;
}

/** What a window of maintenance is about; of its operator. */
export const maintenanceKinds = ['link', 'unit', 'endpoint', 'site', 'device'] as const;
export interface MaintenanceSubject {
  kind: (typeof maintenanceKinds)[number];
  id: string;
}

/** `POST /v1/maintenance`. */
export interface MaintenanceRequest {
  id: string;
  /** Whose equipment; `all` (the department) with endpoints only: of every operator there. */
  operator: string;
  subjects: MaintenanceSubject[];
  from: number;
  to: number;
  note?: string | undefined;
}

export type MaintenancePhase = 'announced' | 'underWay' | 'over' | 'cancelled';

/** One window of maintenance; an element of `GET /v1/maintenance`. */
export interface MaintenanceView extends Required<MaintenanceRequest> {
  by: string;
  announcedAt: number;
  /** Before its start: it never was. After it: it ended then. */
  cancelled: { at: number; by: string; note: string } | null;
  phase: MaintenancePhase;
  /** Announced before its start: the time of it that the caps allow is no outage. */
  excluded: boolean;
}

export const drillKinds = ['drill', 'inspection'] as const;
export const drillResults = ['passed', 'failed'] as const;

/** `POST /v1/drills`: what somebody tried or saw of a unit of backup equipment. Attested, never measured. */
export interface DrillRequest {
  id: string;
  operator: string;
  unit: string;
  kind: (typeof drillKinds)[number];
  /** When it was done. */
  at: number;
  /** Who did it. */
  by: string;
  result: (typeof drillResults)[number];
  /** How long the unit carried in the drill, in seconds. */
  runtimeS?: number | undefined;
  note?: string | undefined;
}

/** One drill or inspection; an element of `GET /v1/drills`. */
export interface DrillView extends Omit<DrillRequest, 'runtimeS' | 'note'> {
  runtimeS: number | null;
  note: string;
  /** Whose credential recorded it, and when. */
  recordedBy: string;
  recordedAt: number;
}

export const noteKinds = ['link', 'unit', 'endpoint', 'alert'] as const;

/** `POST /v1/notes`. */
export interface NoteRequest {
  id: string;
  /** `operator` is set of a link and of a unit, whose ids are their operator's. */
  subject: { kind: (typeof noteKinds)[number]; id: string; operator?: string | undefined };
  text: string;
}

/** One note; an element of `GET /v1/notes`. */
export interface NoteView {
  id: string;
  subject: { kind: (typeof noteKinds)[number]; id: string; operator: string | null };
  text: string;
  by: string;
  /** Operator of its author; null: the department. */
  byOperator: string | null;
  at: number;
}

/** What the audit trail tells of. */
export const auditActions = [
  'zoneDeclared',
  'zoneStarted',
  'zoneEnded', // by somebody
  'zoneExpired', // by its date
  'maintenanceAnnounced',
  'maintenanceCancelled',
  'drillRecorded',
  'noteAdded',
  'alertAcknowledged',
  'thresholdChanged',
] as const;
export type AuditAction = (typeof auditActions)[number];

/** One line of the audit trail; an element of `GET /v1/audit`, newest first. Lines are added, never changed. */
export interface AuditView {
  seq: number;
  at: number;
  /** A credential's name; `collector.yaml` for what its reload changed; `collector` for what time did. */
  who: string;
  role: 'operator' | 'department' | 'administrator' | 'config' | 'collector';
  /** Whose it is about; null: the province's. */
  operator: string | null;
  action: AuditAction;
  /** What it is about: `zone vung-1`, `classes.HOSPITAL.utilizationWarning`. */
  subject: string;
  from: string | number | null;
  to: string | number | null;
  note: string;
}

/** `GET /v1/thresholds?endpoint&operator`: what holds for an operator's links to an endpoint, each with its source. */
export interface ThresholdsView {
  endpoint: string;
  operator: string | null;
  leading: ClassCode;
  priority: 1 | 2 | 3 | 4;
  zone: ZoneMark | null;
  figures: Record<keyof ClassThresholds, { value: number; source: string }>;
}

/** What an endpoint of priority 1 must have, and has not: a proposal, the letter names none. */
export const backupNeeds = ['backupPath', 'backupPower'] as const;
export type BackupNeed = (typeof backupNeeds)[number];

/** Readiness of all the backups that an endpoint leans on. */
export interface EndpointReadiness {
  /** Null: none is required and none is listed. */
  readiness: Readiness | null;
  /** The lowest of them; null while one is unknown. */
  score: number | null;
  /** How many must be ready, with those that are missing, and how many are. */
  required: number;
  ready: number;
  missing: BackupNeed[];
}
