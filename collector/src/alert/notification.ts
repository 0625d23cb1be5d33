import type { AlertEnding, Severity } from '@thongsuot/contract/api.ts';
import type { AlertRule } from '@thongsuot/contract/verdicts.ts';

/**
 * A message about one transition of an alert, written in the same transaction as the alert's new state. The id is the
 * same however often it is sent: a receiver that keeps ids sees each transition once.
 */
export interface Notification {
  /** `<alert id>/<sequence of the transition>`. */
  id: string;
  /** When it became due, Unix epoch ms; and how often it was tried. */
  createdAt: number;
  transition: 'firing' | 'severity' | 'resolved';
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
  };
}

/** The queue between alert and notify: rows that stay until a channel has said that it took them. */
export interface NotificationQueue {
  /** Oldest first; at most `limit`. */
  due(channel: string, now: number, limit: number): Notification[];
  sent(channel: string, id: string, now: number): void;
  failed(channel: string, id: string, now: number, retryAt: number, detail: string): void;
  /** Calls `wake` when a row is added. */
  onAdded(wake: () => void): void;
}
