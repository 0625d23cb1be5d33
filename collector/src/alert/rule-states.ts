/** The rules about states: link down, endpoint isolated or on its backup, unit not ready. Pure. */
import type { Severity } from '@thongsuot/contract/api.ts';
import { allOperators } from '@thongsuot/contract/storage.ts';
import type { EndpointEntry, LinkEntry, UnitEntry } from '../network/entries.ts';
import type { RegisterIndex } from '../network/register.ts';
import type { Observation, Subject } from './record.ts';
import type { RuleTiming } from './rule-options.ts';
import { linkSubject, placeOf } from './rule-utilization.ts';
import { type StateRule, stateSummary } from './summary.ts';

interface Seen {
  at: number;
  intervalMs: number;
  severity: Severity | null;
  began: number | null;
}

function observation(
  subject: Subject & { rule: StateRule },
  rule: RuleTiming,
  seen: Seen,
  register: RegisterIndex,
): Observation {
  const { at, severity, began, intervalMs } = seen;
  return {
    subject,
    judgement: { at, raise: severity, hold: severity, ...(began === null || began > at ? {} : { began }) },
    timing: { ...rule, intervalMs },
    value: null,
    thresholds: { warning: null, critical: null },
    describe: (occasion) => stateSummary(subject.rule, placeOf(subject, register), occasion),
  };
}

/** What the present state of a link says; null while it is unknown, which neither raises nor clears. */
export function observeLinkDown(
  entry: LinkEntry,
  at: number,
  register: RegisterIndex,
  rule: RuleTiming,
): Observation | null {
  if (entry.state === 'unknown') return null;
  const subject = linkSubject('linkDown', entry, register);
  const worst: Severity = subject.priority === 1 && entry.link.role === 'primary' ? 'critical' : 'warning';
  const down = entry.state === 'down';
  const intervalMs = entry.link.intervalS * 1000;
  return observation(
    subject,
    rule,
    { at, intervalMs, severity: down ? worst : null, began: down ? entry.since : null },
    register,
  );
}

/** What the present state of an endpoint says of `endpointIsolated` or `endpointOnBackup`; null while it is unknown. */
export function observeEndpoint(
  name: 'endpointIsolated' | 'endpointOnBackup',
  entry: EndpointEntry,
  at: number,
  intervalMs: number,
  register: RegisterIndex,
  rule: RuleTiming,
): Observation | null {
  const known = register.endpoint(entry.id);
  if (known === undefined || entry.verdict.state === 'unknown') return null;
  const subject: Subject & { rule: StateRule } = {
    key: `${name}:${entry.id}`,
    rule: name,
    operator: allOperators,
    endpoint: entry.id,
    endpointVi: known.vi,
    endpointEn: known.en,
    link: null,
    unit: null,
    agent: null,
    circuitId: null,
    priority: register.priority(entry.id),
  };
  const holds = name === 'endpointIsolated' ? entry.verdict.isolated : entry.verdict.onBackup;
  const began = name === 'endpointIsolated' ? entry.isolatedSince : entry.onBackupSince;
  const severity: Severity | null = !holds ? null : name === 'endpointIsolated' ? 'critical' : 'warning';
  return observation(subject, rule, { at, intervalMs, severity, began: holds ? began : null }, register);
}

/** What the readiness of a unit says; null while it is unknown. */
export function observeUnit(
  entry: UnitEntry,
  at: number,
  register: RegisterIndex,
  rule: RuleTiming,
): Observation | null {
  const { readiness } = entry.verdict;
  if (readiness === 'unknown') return null;
  const endpoint = entry.endpoint ?? '';
  const known = register.endpoint(endpoint);
  const subject: Subject & { rule: StateRule } = {
    key: `unitNotReady:${entry.key}`,
    rule: 'unitNotReady',
    operator: entry.operator,
    endpoint,
    endpointVi: known?.vi ?? entry.site,
    endpointEn: known?.en ?? entry.site,
    link: null,
    unit: entry.unit.id,
    agent: entry.agent,
    circuitId: null,
    priority: register.priority(endpoint),
  };
  const failing = readiness === 'notReady';
  const severity: Severity | null = failing ? 'warning' : null;
  const intervalMs = entry.unit.intervalS * 1000;
  return observation(subject, rule, { at, intervalMs, severity, began: failing ? entry.since : null }, register);
}
