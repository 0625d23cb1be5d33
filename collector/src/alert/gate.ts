/** What may hold an alert's messages back. Ports: maintenance is declared by people, hiding is judged by `hiding.ts`. */
import type { AlertRecord } from './record.ts';
import type { Subject } from './subject.ts';

/** The window of work that covers a subject at a time, or null. */
export interface Maintenance {
  underMaintenance(
    subject: Pick<Subject, 'operator' | 'endpoint' | 'site' | 'link' | 'unit' | 'device'>,
    at: number,
  ): { to: number } | null;
}

/** Finds the alert of a key that fires, as it stands within the batch that is being judged. */
export type Firing = (key: string) => AlertRecord | null;

export interface Gate {
  /** Why the messages of an alert are held back now; null: they are not. */
  heldBy(record: AlertRecord, firing: Firing): 'maintenance' | 'hidden' | 'waiting' | null;
}

export const openGate: Gate = { heldBy: () => null };
