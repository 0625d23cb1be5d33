/** What a window of maintenance covers, and when. Pure. */
import type { MaintenancePhase, MaintenanceSubject, MaintenanceView } from '@thongsuot/contract/api-duty.ts';
import { allOperators } from '@thongsuot/contract/storage.ts';

export type Maintenance = Omit<MaintenanceView, 'phase' | 'excluded'>;

/** What may be under maintenance: whose it is, and where it belongs as far as that is known. */
export interface MaintainedSubject {
  operator: string;
  link?: string | null;
  unit?: string | null;
  endpoint?: string | null;
  site?: string | null;
  device?: string | null;
}

/** When the work ends: at its date, or when it was cancelled; never before its start. */
export const endOf = (window: Maintenance): number =>
  Math.max(window.from, Math.min(window.to, window.cancelled?.at ?? Number.POSITIVE_INFINITY));

export function maintenancePhase(window: Maintenance, at: number): MaintenancePhase {
  if (window.cancelled !== null && window.cancelled.at <= window.from) return 'cancelled';
  if (at >= endOf(window)) return 'over';
  return at < window.from ? 'announced' : 'underWay';
}

/** Work announced at its start or later was an outage. */
export const isExcluded = (window: Maintenance): boolean =>
  window.announcedAt < window.from && !(window.cancelled !== null && window.cancelled.at <= window.from);

export const maintenanceView = (window: Maintenance, at: number): MaintenanceView => ({
  ...window,
  phase: maintenancePhase(window, at),
  excluded: isExcluded(window),
});

const keyOf = (kind: MaintenanceSubject['kind'], id: string) => `${kind}/${id}`;

/** The subjects of a window, to be asked often. */
export const coverOf = (window: Maintenance): ReadonlySet<string> =>
  new Set(window.subjects.map(({ kind, id }) => keyOf(kind, id)));

/**
 * True when the window is about the subject or about what it belongs to: its endpoint, site or device. A window of one
 * operator says nothing of another's; one of `all` covers every operator at its endpoints. The endpoint as a whole
 * (operator `all`) is covered by a window of `all` only: one operator's work does not excuse its isolation.
 */
export function covers(
  window: Pick<Maintenance, 'operator'>,
  cover: ReadonlySet<string>,
  subject: MaintainedSubject,
): boolean {
  if (window.operator !== subject.operator && window.operator !== allOperators) return false;
  for (const kind of ['link', 'unit', 'endpoint', 'site', 'device'] as const) {
    const id = subject[kind];
    if (id !== undefined && id !== null && cover.has(keyOf(kind, id))) return true;
  }
  return false;
}
