/**
 * What the board can say. `vi.ts` and `en.ts` each hold all of it: a code of the contract without words in both
 * languages does not compile.
 */
import type { Readiness, Severity, State } from '@thongsuot/contract/api.ts';
import type { FactName, FactUnknown, UnitKind } from '@thongsuot/contract/facts.ts';
import type {
  CapacityTerm,
  CheckFailure,
  CheckReason,
  FindingCode,
  LinkUnknownReason,
  NoRateReason,
  PingUnknownReason,
  Role,
} from '@thongsuot/contract/reasons.ts';
import type { AlertRule, LinkCause, LinkDoubt, ReadinessReasonCode } from '@thongsuot/contract/verdicts.ts';
import type { FactStateWord } from '../codes.ts';
import type { WorkWords } from './work-words.ts';

export interface Dictionary extends WorkWords {
  product: { name: string; tagline: (province: string) => string };
  nav: { label: string; province: string; agents: string; skip: string; home: string };
  language: { label: string; other: string };
  theme: { label: string; auto: string; light: string; dark: string };
  demo: { word: string; text: string };
  stream: {
    label: string;
    connecting: string;
    live: string;
    /** The strip that covers the page: how old the data are. */
    stale: (seconds: string) => string;
    staleHint: string;
    announceStale: string;
    announceLive: string;
  };
  problem: {
    loading: string;
    failed: string;
    retry: string;
    notFound: string;
    notFoundHint: string;
    noAnswer: string;
    status: (status: number) => string;
  };
  states: Record<State, string>;
  severities: Record<Severity, string>;
  readiness: Record<Readiness, string>;
  roles: Record<Role, string>;
  priority: (priority: number) => string;
  onBackup: string;
  isolated: string;
  verdict: {
    safe: (total: number) => string;
    danger: (endangered: number, total: number) => string;
    unknown: (unknown: number) => string;
    none: string;
  };
  strip: {
    label: string;
    endpoints: string;
    alerts: string;
    backups: string;
    agents: string;
    ofUnits: (total: string) => string;
    ofAgents: (total: string) => string;
    pending: (count: string) => string;
    silent: string;
    allReporting: string;
    firing: string;
    ready: string;
  };
  worst: { title: string; explain: string; none: string };
  endpoints: {
    title: string;
    danger: string;
    state: string;
    endpoint: string;
    area: string;
    reserve: string;
    paths: string;
    since: string;
    pathsUp: (up: string, total: string) => string;
    othersPaths: (count: string) => string;
    showAll: (count: string) => string;
    none: string;
    noReserve: string;
    alerts: (count: string) => string;
    classes: string;
  };
  alerts: {
    title: string;
    none: string;
    severity: string;
    what: string;
    value: string;
    since: string;
    threshold: (threshold: string) => string;
    stale: string;
    acknowledged: (by: string) => string;
    announce: (summary: string) => string;
    lasting: (duration: string) => string;
  };
  findings: {
    title: string;
    explain: string;
    none: string;
    since: (when: string) => string;
    detail: string;
    showAll: (count: string) => string;
  };
  units: {
    title: string;
    none: string;
    readiness: string;
    unit: string;
    reasons: string;
    protects: string;
    score: (score: string) => string;
    noReasons: string;
    blocker: string;
    unverified: string;
    limit: (limit: string) => string;
    facts: string;
    at: string;
  };
  links: {
    title: string;
    none: string;
    link: string;
    role: string;
    state: string;
    reserve: string;
    in: string;
    out: string;
    capacity: string;
    utilization: string;
    reserveRate: string;
    limitedBy: string;
    probe: string;
    circuit: string;
    interface: string;
    site: string;
    operator: string;
    endpoint: string;
    interval: string;
    newest: string;
    noRate: string;
    direction: string;
    rate: string;
    loss: string;
    rtt: string;
    jitter: string;
    now: string;
  };
  checks: {
    title: string;
    up: string;
    down: string;
    unknown: string;
    duration: string;
    tls: (days: string) => string;
    failures: Record<CheckFailure, string>;
    reasons: Record<CheckReason, string>;
  };
  chart: {
    title: string;
    label: (link: string, range: string) => string;
    range: string;
    ranges: Record<'15m' | '1h' | '6h' | '24h' | '7d' | '30d', string>;
    in: string;
    out: string;
    capacityIn: string;
    capacityOut: string;
    p95In: string;
    p95Out: string;
    time: string;
    gaps: string;
    empty: string;
    summary: string;
    mean: string;
    max: string;
    p95: string;
    coverage: (n: string, expected: string) => string;
    tooFew: (n: string, expected: string) => string;
  };
  agents: {
    title: string;
    none: string;
    agent: string;
    state: string;
    silent: string;
    reporting: string;
    received: string;
    complete: string;
    queue: string;
    drops: string;
    offset: string;
    version: string;
    empty: string;
    behind: (duration: string) => string;
  };
  since: (when: string) => string;
  facts: Record<FactName, string>;
  factUnknowns: Record<FactUnknown, string>;
  factStates: Record<FactStateWord, string>;
  flag: { yes: string; no: string };
  kinds: Record<UnitKind, string>;
  capacityTerms: Record<CapacityTerm, string>;
  noRate: Record<NoRateReason, string>;
  unknown: Record<LinkUnknownReason | PingUnknownReason | LinkDoubt, string>;
  /** Why a link is down or degraded. */
  causes: Record<LinkCause, string>;
  findingTexts: Record<FindingCode, { title: string; remedy: string }>;
  rules: Record<AlertRule, string>;
  readinessReasons: Record<ReadinessReasonCode, string>;
  days: string;
  years: string;
}
