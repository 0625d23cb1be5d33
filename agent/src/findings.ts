/** Findings over time: since when each stands, and one log line when it comes and when it goes. */
import { findingsPerAgentMax, textLengthMax } from '@thongsuot/contract/limits.ts';
import type { FindingCode } from '@thongsuot/contract/reasons.ts';
import type { Finding } from '@thongsuot/contract/sample.ts';
import type { Logger } from 'pino';
import type { PresentFinding } from './finding.ts';

/** Findings of which an operator wants to know first: they blind everything behind them. */
const worstFirst: readonly FindingCode[] = [
  'outboxCorrupt',
  'outboxFailing',
  'outboxDropped',
  'collectorGone',
  'collectorRefused',
  'collectorUnreachable',
  'budgetExceeded',
  'icmpNotPermitted',
  'icmpFailed',
  'ownPath',
];

export interface Findings {
  /** The whole present list of one part (`device pe1`, `icmp`, `collector …`); what it no longer lists has ended. */
  report(part: string, present: readonly PresentFinding[], now: number): void;
  /** Worst first, at most as many as one sample takes; `omitted` counts the rest. */
  list(): { findings: Finding[]; omitted: number };
}

/** `onChange` is called after a report that brought a finding or ended one. */
export function createFindings(log: Logger, onChange: () => void = () => undefined): Findings {
  const parts = new Map<string, Map<string, Finding>>();
  return {
    report(part, present, now) {
      const before = parts.get(part) ?? new Map<string, Finding>();
      const after = new Map<string, Finding>();
      let changed = false;
      for (const finding of present) {
        const key = JSON.stringify([finding.code, finding.subject]);
        const known = before.get(key);
        const detail = finding.detail.slice(0, textLengthMax);
        after.set(key, { ...finding, detail, since: known?.since ?? now });
        if (known !== undefined) continue;
        changed = true;
        log.warn({ code: finding.code, ...finding.subject, detail }, 'Finding');
      }
      for (const [key, { code, subject, since }] of before) {
        if (after.has(key)) continue;
        changed = true;
        log.info({ code, ...subject, afterS: Math.round((now - since) / 1_000) }, 'Finding ended');
      }
      if (after.size === 0) parts.delete(part);
      else parts.set(part, after);
      if (changed) onChange();
    },
    list() {
      const rank = (code: FindingCode) => (worstFirst.includes(code) ? worstFirst.indexOf(code) : worstFirst.length);
      const all = [...parts.values()].flatMap((findings) => [...findings.values()]);
      all.sort((a, b) => rank(a.code) - rank(b.code) || a.since - b.since);
      return { findings: all.slice(0, findingsPerAgentMax), omitted: Math.max(0, all.length - findingsPerAgentMax) };
    },
  };
}
