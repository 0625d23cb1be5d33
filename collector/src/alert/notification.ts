import type { AlertEnding, Severity } from '@thongsuot/contract/api.ts';
import type { ClassCode } from '@thongsuot/contract/classes.ts';
import type { AlertRule } from '@thongsuot/contract/verdicts.ts';

/**
 * What a message says of an alert. `firing`, `severity` (it has become worse) and `resolved` are transitions, `late` is
 * the digest of incidents that were learnt of afterwards; the alert's keeper writes them. `repeat` and `escalated` are
 * notify's own: the alert fires on and nobody has acknowledged it. `test` is somebody's "send a test".
 */
export type NotificationKind = 'firing' | 'severity' | 'resolved' | 'late' | 'repeat' | 'escalated' | 'test';

/**
 * A message about one transition of an alert, written in the same transaction as the alert's new state. The id is the
 * same however often it is sent: a receiver that keeps ids sees each transition once.
 */
export interface Notification {
  /** `<alert id>/<sequence of the transition>`. */
  id: string;
  /** When it became due, Unix epoch ms. */
  createdAt: number;
  transition: NotificationKind;
  /** Not to be sent before then, Unix epoch ms: maintenance postpones and never drops. Absent: at once. */
  notBefore?: number;
  alert: {
    id: string;
    rule: AlertRule;
    severity: Severity;
    priority: 1 | 2 | 3 | 4;
    operator: string;
    endpoint: string;
    endpointVi: string;
    endpointEn: string;
    link: string | null;
    unit: string | null;
    circuitId: string | null;
    startedAt: number;
    firedAt: number;
    endedAt: number | null;
    ending: AlertEnding | null;
    value: number | null;
    threshold: number | null;
    summary: string;
    summaryEn: string;
    /** The site of the operator where it is; absent or null when it has none. */
    site?: string | null;
    /** Id of the area that the endpoint lies in. */
    area?: string | null;
    /** The endpoint's classes, the leading one first. */
    classes?: readonly ClassCode[];
    /**
     * What is told together: alerts of one group leave in one message. `endpoint/ID` for what concerns an endpoint,
     * `site/OPERATOR/SITE` for a burst at a site, `agent/OPERATOR/AGENT`. Absent: the alert's endpoint.
     */
    group?: string;
    /** Endpoints whose own alerts this one hides, at most as many as a sentence bears; and how many there are. */
    hides?: { alerts: number; endpoints: readonly { id: string; vi: string; en: string }[] };
    /** What to do first, where the keeper knows better than the rule's own advice. */
    advice?: { vi: string; en: string };
    /** The zone that raised its priority: its name and order number. */
    zone?: { vi: string; en: string; order: string } | null;
  };
}

/** What notify asks of an open alert before it repeats, escalates, or sends what maintenance holds back. */
export interface AlertStanding {
  /** Somebody has acknowledged it at its present severity. */
  acknowledged: boolean;
  /** Maintenance holds its messages back until then, Unix epoch ms; null: nothing does. */
  heldTo: number | null;
}

/** What a version that kept one account for all channels left behind: a row for each channel and notification. */
export interface Earlier {
  receiver: string;
  seq: number;
  /** The channel has taken it. */
  sent: boolean;
  notification: Notification;
}

/** Notifications as the keeper adds them, for notify to read: a log in the order of their commits. */
export interface NotificationLog {
  /** Those after `seq`, oldest first, at most `limit`. */
  after(seq: number, limit: number): { seq: number; notification: Notification }[];
  /** The one with this number; undefined when it has been forgotten. */
  at(seq: number): Notification | undefined;
  /** The newest number; 0 when there is none. */
  newest(): number;
  /** Writes notify's own (`repeat`, `escalated`) inside the caller's transaction. Returns the number. */
  append(notification: Notification): number;
  /** Forgets those up to `upTo` that were added before `createdBefore`, but for the numbers that are still used. */
  forget(createdBefore: number, upTo: number, used: readonly number[]): void;
  /** Calls `wake` after a commit that added rows. */
  onAdded(wake: () => void): void;
  /** What an earlier version left to be taken over, in the order of the log; empty once `forgetEarlier` was called. */
  earlier(): Earlier[];
  /** To be called in the transaction that has taken it over. */
  forgetEarlier(): void;
}
