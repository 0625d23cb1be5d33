/**
 * Shapes of `GET /v1/availability` and `GET /v1/report`. Types and plain constants: the board may import this file.
 * Seconds are whole; times are Unix epoch ms; a figure that is not known is null.
 */
import type { ClassCode } from './classes.ts';

export const availabilityScopes = ['province', 'class', 'area', 'operator', 'endpoint', 'link'] as const;
export type AvailabilityScope = (typeof availabilityScopes)[number];

/** The name of the province's own series. */
export const provinceName = 'province';

export interface AvailabilitySeconds {
  upS: number;
  degradedS: number;
  downS: number;
  unknownS: number;
  maintenanceS: number;
}

/** One day of the province. `running`: not over; `provisional`: data may still come; `closed`: it is final. */
export interface AvailabilityDay extends AvailabilitySeconds {
  /** `2020-08-04`. */
  date: string;
  state: 'running' | 'provisional' | 'closed';
  /** How often its figures have been closed: 1 and above once closed; 2 when late data changed a closed day. */
  revision: number;
}

export interface RepairView {
  /** Seconds; of incidents whose start and end are known. Null of none. */
  meanS: number | null;
  medianS: number | null;
  p90S: number | null;
  n: number;
  incidents: number;
  open: number;
  startedBefore: number;
  /** Mean with the open ones at the age they have reached. */
  meanAtLeastS: number | null;
  /** MTBF; null with fewer than 3 failures: not enough of them. */
  betweenFailuresS: number | null;
  failures: number;
}

/** One subject over the period; an element of `GET /v1/availability`. */
export interface AvailabilityView {
  scope: AvailabilityScope;
  name: string;
  /** Whose links are counted: an operator, or `all`. */
  operator: string;
  /** Sums over the days; of a class, area, operator or province weighted by its endpoints' weights. */
  seconds: AvailabilitySeconds;
  /** (up + degraded) / (up + degraded + down). */
  availabilityRatio: number | null;
  /** The same with unknown as down. */
  strictRatio: number | null;
  /** What was measured of the time outside announced maintenance. */
  coverageRatio: number | null;
  /** Coverage below 99 %: the percentage is not to be read without it. */
  lowCoverage: boolean;
  target: {
    ratio: number;
    source: string;
    allowedMinutes: number;
    downMinutes: number;
    unknownMinutes: number;
    kind: 'met' | 'missed' | 'undecided' | 'notEnoughData';
  } | null;
  /** Of endpoints and links; null for what has members. */
  repair: RepairView | null;
  /** Members with at least one measured second, and all of them; null for endpoints and links. */
  members: { n: number; expected: number } | null;
  days: AvailabilityDay[];
}

/** One outage of an endpoint. */
export interface IncidentView {
  /** Stable: what it is about and when it began. */
  id: string;
  endpoint: string;
  /** Whose paths were down: an operator, or `all` when none of any operator carried. */
  operator: string;
  class: ClassCode;
  priority: 1 | 2 | 3 | 4;
  startedAt: number;
  /** It was down when the period began. */
  startedBefore: boolean;
  /** Null: open at the end of the period, or of what is known. */
  restoredAt: number | null;
  downS: number;
  flaps: number;
  detectedAt: number | null;
  acknowledgedAt: number | null;
  /** The restoration clock of its priority, or of its class where that has one of its own. */
  targetMinutes: number;
  dueAt: number;
  restore: 'inTime' | 'late' | 'running' | 'overdue';
}

/** A lesser incident was restored while an older, more important one of the same operator was open. */
export interface OrderViolationView {
  operator: string;
  restored: string;
  open: string;
  restoredAt: number;
}

export interface RestorationView {
  priority: 1 | 2 | 3 | 4;
  /** Restored in time, of those that were restored or are overdue. */
  inTimeRatio: number | null;
  n: number;
  incidents: number;
}

/** `GET /v1/availability?from&to&scope`. */
export interface AvailabilityAnswer {
  /** Whole days of the province: from ≤ time < to. */
  from: number;
  to: number;
  availability: AvailabilityView[];
  incidents: IncidentView[];
  restoration: RestorationView[];
  orderViolations: OrderViolationView[];
  /** More incidents than one answer holds were left out, the oldest first. */
  incidentsOmitted: number;
  next: string | null;
}
