/** What is wrong with the watching itself: the newest whole list of each source, with ids that stay the same. */
import { createHash } from 'node:crypto';
import type { FindingView } from '@thongsuot/contract/api.ts';
import { findingsPerSourceMax } from './limits.ts';

/** A finding as a source reports it. Without `since`, it began when it was first reported. */
export interface ReportedFinding {
  code: FindingView['code'];
  operator: string;
  agent: string | null;
  subject: { [K in keyof FindingView['subject']]?: string | undefined };
  detail: string;
  since?: number;
}

/** The same for the same finding, across restarts: its code, operator, agent and subject. */
export function findingId(finding: Pick<ReportedFinding, 'code' | 'operator' | 'agent' | 'subject'>): string {
  const subject = named(finding.subject).sort(([a], [b]) => (a < b ? -1 : 1));
  return createHash('sha256')
    .update(JSON.stringify([finding.code, finding.operator, finding.agent, subject]))
    .digest('hex')
    .slice(0, 16);
}

const named = (subject: ReportedFinding['subject']): [string, string][] =>
  Object.entries(subject).filter((entry): entry is [string, string] => entry[1] !== undefined);

export class FindingBook {
  readonly #sources = new Map<string, Map<string, FindingView>>();
  /** Since when, of findings known before a restart, until their source reports again. */
  readonly #remembered = new Map<string, number>();

  /**
   * Takes a source's whole list; what is missing from it has ended. Returns how many did not fit, and whether the list
   * changed.
   */
  report(source: string, findings: readonly ReportedFinding[], now: number): { changed: boolean; omitted: number } {
    const before = this.#sources.get(source) ?? new Map<string, FindingView>();
    const after = new Map<string, FindingView>();
    let omitted = 0;
    for (const { since, ...finding } of findings) {
      const id = findingId(finding);
      if (after.size >= findingsPerSourceMax && !after.has(id)) {
        omitted++;
        continue;
      }
      const began = since ?? before.get(id)?.since ?? this.#remembered.get(id) ?? now;
      after.set(id, { id, ...finding, subject: Object.fromEntries(named(finding.subject)), since: began });
    }
    if (after.size === 0) this.#sources.delete(source);
    else this.#sources.set(source, after);
    const changed =
      before.size !== after.size || [...after].some(([id, finding]) => before.get(id)?.detail !== finding.detail);
    return { changed, omitted };
  }

  /** All findings, oldest first; one that two sources report stands once. */
  list(): FindingView[] {
    const all = new Map<string, FindingView>();
    for (const findings of this.#sources.values()) {
      for (const [id, finding] of findings) {
        const known = all.get(id);
        if (known === undefined || finding.since < known.since) all.set(id, finding);
      }
    }
    return [...all.values()].sort((a, b) => a.since - b.since || (a.id < b.id ? -1 : 1));
  }

  /** Restores since when, after a restart. */
  remember(since: Iterable<readonly [string, number]>): void {
    for (const [id, at] of since) this.#remembered.set(id, at);
  }
}
