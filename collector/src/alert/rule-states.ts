/** The rules about states: link down, endpoint isolated or on its backup, unit not ready. Pure. */
import type { Severity } from '@thongsuot/contract/api.ts';
import { allOperators } from '@thongsuot/contract/storage.ts';
import type { AlertRule } from '@thongsuot/contract/verdicts.ts';
import type { EndpointEntry, LinkEntry, UnitEntry } from '../network/entries.ts';
import type { RegisterIndex } from '../network/register.ts';
import type { Judgement } from './machine.ts';
import type { Observation, Thresholds } from './record.ts';
import type { RuleTiming } from './rule-options.ts';
import { placeOf } from './sentence.ts';
import { linkSubject, type Subject, subjectOf } from './subject.ts';
import { type StateRule, stateSummary } from './summary.ts';

interface Seen {
  at: number;
  intervalMs: number;
  severity: Severity | null;
  began: number | null;
}

/** One for all: three of these are made for each sample of a province. */
const noThresholds: Thresholds = { warning: null, critical: null };

function observation(
  subject: Subject & { rule: StateRule },
  rule: RuleTiming,
  seen: Seen,
  register: RegisterIndex,
): Observation {
  const { at, severity, began, intervalMs } = seen;
  const { forMs, keepFiringForMs } = rule;
  const judgement: Judgement = { at, raise: severity, hold: severity };
  if (began !== null && began <= at) judgement.began = began;
  return {
    subject,
    judgement,
    timing: { forMs, keepFiringForMs, intervalMs },
    value: null,
    thresholds: noThresholds,
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

type EndpointRule = 'endpointIsolated' | 'endpointOnBackup';
type EndpointSubjects = Record<EndpointRule, Subject & { rule: EndpointRule }>;
/** Subjects of endpoints by the register that they were made of: every sample of a path asks for both in a row. */
const held = new WeakMap<RegisterIndex, Map<string, EndpointSubjects | null>>();
let last: { register: RegisterIndex; id: string; own: EndpointSubjects | null } | undefined;

/** Null of an endpoint that the register does not know. */
function endpointSubjects(id: string, register: RegisterIndex): EndpointSubjects | null {
  if (last?.id === id && last.register === register) return last.own;
  let subjects = held.get(register);
  if (subjects === undefined) {
    subjects = new Map();
    held.set(register, subjects);
  }
  let own = subjects.get(id);
  if (own === undefined) {
    const of = (rule: EndpointRule) => subjectOf(rule, { id, operator: allOperators, endpoint: id }, register);
    const isKnown = register.endpoint(id) !== undefined;
    own = isKnown ? { endpointIsolated: of('endpointIsolated'), endpointOnBackup: of('endpointOnBackup') } : null;
    subjects.set(id, own);
  }
  last = { register, id, own };
  return own;
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
  const subjects = entry.verdict.state === 'unknown' ? null : endpointSubjects(entry.id, register);
  if (subjects === null) return null;
  const subject = subjects[name];
  const holds = name === 'endpointIsolated' ? entry.verdict.isolated : entry.verdict.onBackup;
  const began = name === 'endpointIsolated' ? entry.isolatedSince : entry.onBackupSince;
  const severity: Severity | null = !holds ? null : name === 'endpointIsolated' ? 'critical' : 'warning';
  return observation(subject, rule, { at, intervalMs, severity, began: holds ? began : null }, register);
}

/** The subject of a rule about a unit. */
export const unitSubject = <R extends AlertRule>(
  rule: R,
  { operator, key, endpoint, site, agent, unit }: UnitEntry,
  register: RegisterIndex,
): Subject & { rule: R } =>
  subjectOf(
    rule,
    {
      id: key,
      operator,
      endpoint: endpoint ?? '',
      site,
      unit: unit.id,
      device: unit.device ?? null,
      agent,
      called: site,
    },
    register,
  );

/** What the readiness of a unit says; null while it is unknown. */
export function observeUnit(
  entry: UnitEntry,
  at: number,
  register: RegisterIndex,
  rule: RuleTiming,
): Observation | null {
  const { readiness } = entry.verdict;
  if (readiness === 'unknown') return null;
  const subject = unitSubject('unitNotReady', entry, register);
  const failing = readiness === 'notReady';
  const severity: Severity | null = failing ? 'warning' : null;
  const intervalMs = entry.unit.intervalS * 1000;
  return observation(subject, rule, { at, intervalMs, severity, began: failing ? entry.since : null }, register);
}
