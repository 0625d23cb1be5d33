/**
 * Shapes that the collector's API answers with and the board reads. Types only, no zod: the board may import this file.
 * Times are Unix epoch milliseconds; an unknown figure is null, never 0.
 */
import type { EndpointReadiness, ZoneMark } from './api-duty.ts';
import type { ClassCode } from './classes.ts';
import type { FactName, UnitKind } from './facts.ts';
import type {
  CapacityTerm,
  CheckFailure,
  CheckReason,
  FindingCode,
  GapReason,
  LinkUnknownReason,
  NoRateReason,
  PingUnknownReason,
  Role,
} from './reasons.ts';
import type { Fact } from './sample.ts';
import type { Tier } from './storage.ts';
import type { AlertRule, LinkCause, LinkDoubt, ReadinessReasonCode } from './verdicts.ts';

export type State = 'up' | 'degraded' | 'down' | 'unknown';
export type Severity = 'warning' | 'critical';
export type Readiness = 'ready' | 'conditional' | 'notReady' | 'unknown';

/** `GET /v1/overview`. */
export interface Overview {
  at: number;
  /** True when the collector runs as the demo, without sign-in. */
  demo: boolean;
  endpoints: Record<State, number> & { total: number };
  links: Record<State, number> & { total: number };
  units: Record<Readiness, number> & { total: number };
  alerts: { firing: number; pending: number };
  agents: { total: number; silent: number };
  worstReserve: WorstReserve[];
}

export interface WorstReserve {
  operator: string;
  endpoint: string;
  link: string;
  reserveRatio: number;
  reserveBitsPerSecond: number;
}

/** One endpoint of the register with its present state; an element of `GET /v1/endpoints`. */
export interface EndpointView {
  id: string;
  vi: string;
  en: string;
  classes: ClassCode[];
  /** The class that counts, and its priority. */
  leading: ClassCode;
  priority: 1 | 2 | 3 | 4;
  area: string | null;
  coordinates: { latitude: number; longitude: number } | null;
  state: State;
  since: number | null;
  onBackup: boolean;
  isolated: boolean;
  paths: number;
  pathsUp: number;
  /** The least reserve of its primary paths that are up, 0–1 of capacity; negative when traffic exceeds the contract. */
  worstReserve: WorstReserve | null;
  /** Open alerts about it, worst first. */
  alerts: number;
  /** Of paths of other operators, what the viewer may know: that they are present. */
  othersPaths: number;
  /** Of its backups taken together; this collector always says it. */
  readiness?: EndpointReadiness;
  /** The zone that its area stands in now. */
  zone?: ZoneMark | null;
}

export interface EndpointDetail extends EndpointView {
  links: LinkView[];
  units: UnitView[];
  checks: CheckView[];
  /** Each of its backups, worst first. */
  backups?: BackupView[];
}

export interface DirectionView {
  bitsPerSecond: number | null;
  capacityBitsPerSecond: number | null;
  limitedBy: CapacityTerm | null;
  /** 0–1 and above. */
  utilizationRatio: number | null;
  reserveBitsPerSecond: number | null;
}

/** One link with its present figures; an element of `GET /v1/links`. */
export interface LinkView {
  operator: string;
  link: string;
  site: string;
  endpoint: string;
  role: Role;
  circuitId: string | null;
  interface: string;
  state: State;
  since: number | null;
  /** Why its state is unknown, as far as somebody said; null in any other state. */
  unknown: LinkUnknownReason | PingUnknownReason | LinkDoubt | null;
  /** Why it is down or degraded; null in any other state. */
  cause: LinkCause | null;
  noRate: NoRateReason | null;
  in: DirectionView;
  out: DirectionView;
  /** The worse direction: reserve over capacity. */
  reserveRatio: number | null;
  ping: { lossRatio: number; rttMsAvg: number | null; jitterMs: number | null; at: number } | null;
  /** Optical power that its port receives, and the least that it should; null where nothing says. */
  receivePowerDbm: number | null;
  receivePowerMinDbm: number | null;
  /** Time of the newest sample. */
  at: number | null;
  intervalS: number;
}

/** `GET /v1/links/{operator}/{link}/series?from&to&points`. */
export interface SeriesView {
  operator: string;
  link: string;
  tier: Tier;
  from: number;
  to: number;
  /** Expected distance of two points; a larger one is a gap and is drawn as one. */
  stepMs: number;
  at: number[];
  inBitsPerSecond: (number | null)[];
  outBitsPerSecond: (number | null)[];
  /** The greatest reading within each point; absent where a point is one reading. */
  inBitsPerSecondMax?: (number | null)[];
  outBitsPerSecondMax?: (number | null)[];
  capacityInBitsPerSecond: (number | null)[];
  capacityOutBitsPerSecond: (number | null)[];
  rttMsAvg: (number | null)[];
  lossRatio: (number | null)[];
  /** Nearest-rank p95 of the 5-minute means in the range, with how many there are of how many expected. */
  p95: { inBitsPerSecond: number | null; outBitsPerSecond: number | null; n: number; expected: number };
  /** What the link's agent has lost in the range, for good: between `from` and `to` so many samples of all its links. */
  gaps: SeriesGap[];
}

export interface SeriesGap {
  from: number;
  to: number;
  count: number;
  reason: GapReason;
}

export interface UnitView {
  operator: string;
  unit: string;
  site: string;
  kind: UnitKind;
  protects: string[];
  profile: string | null;
  verified: boolean | null;
  readiness: Readiness;
  /** 0–100, or null when unknown. */
  score: number | null;
  /** Worst first. */
  reasons: ReadinessReason[];
  facts: Partial<Record<FactName, Fact>>;
  at: number | null;
}

export interface ReadinessReason {
  /** What kind of reason it is, the same in every language; it says what `value` and `limit` count in. */
  code: ReadinessReasonCode;
  blocker: boolean;
  penalty: number;
  fact: FactName | null;
  value: number | string | null;
  limit: number | string | null;
  /** Measured by the agent, or attested by whoever held the drill or the inspection. */
  source?: ReadinessSource;
  /** Age of what it stands on, in seconds, when the unit was judged; null: nothing is known. */
  ageS?: number | null;
}

export type ReadinessSource = 'measured' | 'drill' | 'inspection';

/** One of the backups that an endpoint leans on: a unit, or a backup link that no unit stands for. */
export interface BackupView {
  operator: string;
  kind: UnitKind;
  unit: string | null;
  link: string | null;
  readiness: Readiness;
  score: number | null;
  reasons: ReadinessReason[];
}

export interface CheckView {
  operator: string;
  check: string;
  endpoint: string;
  url: string;
  up: boolean | null;
  durationMs: number | null;
  status: number | null;
  tlsDaysLeft: number | null;
  /** Where the last check failed, and what more is known of it; null while it succeeds. */
  failure: CheckFailure | null;
  reason: CheckReason | null;
  at: number | null;
}

export type AlertState = 'pending' | 'firing' | 'resolved';
export type AlertEnding = 'cleared' | 'removed' | 'ruleChanged' | 'zoneEnded';

/** One alert; an element of `GET /v1/alerts`. */
export interface AlertView {
  id: string;
  rule: AlertRule;
  severity: Severity;
  state: AlertState;
  operator: string;
  endpoint: string;
  link: string | null;
  unit: string | null;
  startedAt: number;
  firedAt: number | null;
  endedAt: number | null;
  ending: AlertEnding | null;
  value: number | null;
  threshold: number | null;
  /** No sample has come for over 3 intervals: what it says may be out of date. */
  stale: boolean;
  priority: 1 | 2 | 3 | 4;
  /** What, where, how bad, since when: Vietnamese. */
  summary: string;
  summaryEn: string;
  /** What to do first: Vietnamese and English. */
  advice: string;
  adviceEn: string;
  /** By whom at its present severity; a worse one asks again. */
  acknowledged: { by: string; at: number; note: string } | null;
  /** The device, check or agent that it is about or that its subject is read from. */
  device: string | null;
  check: string | null;
  agent: string | null;
  /** It comes and goes: nobody is told of each change until it has settled. */
  flapping: boolean;
  /** Its messages are held back until the work ends. */
  maintenance: boolean;
  /** The firing alert that says why nothing is known here; only alerts about missing data have one. */
  suppressedBy: string | null;
  /** Of an alert that says why nothing is known: how many alerts it hides now, and the endpoints left in the dark. */
  hides: { alerts: number; endpoints: string[] } | null;
  /** Learnt of after it was over, from data that came late; nobody was told when it began. */
  late: boolean;
}

/** One finding; an element of `GET /v1/findings`. */
export interface FindingView {
  id: string;
  code: FindingCode;
  operator: string;
  agent: string | null;
  subject: { device?: string; link?: string; unit?: string; check?: string; collector?: string; endpoint?: string };
  since: number;
  detail: string;
}

/** One agent; an element of `GET /v1/agents`. */
export interface AgentView {
  operator: string;
  agent: string;
  site: string | null;
  version: string | null;
  silent: boolean;
  /** Receipt of its newest batch, on the collector's clock. */
  lastReceivedAt: number | null;
  /** Up to when its data is whole. */
  completeTo: number | null;
  queueBytes: number | null;
  queueOldestS: number | null;
  drops: number | null;
  offsetMs: number | null;
}

export interface OperatorView {
  id: string;
  name: string;
}

export interface AreaView {
  id: string;
  vi: string;
  en: string;
}

/** `GET /v1/me`: who is looking, and the names the page needs. */
export interface Me {
  demo: boolean;
  role: 'operator' | 'department' | 'administrator';
  operator: string | null;
  province: { vi: string; en: string };
  /** Set where the figures are of another time than now: the demo is set in August 2020. */
  scene: { vi: string; en: string } | null;
  operators: OperatorView[];
  areas: AreaView[];
  /** Who has signed in, and until when (Unix epoch ms); absent when a token or the demo lets him look. */
  session?: { name: string; endsAt: number };
}

/**
 * Events of `GET /v1/stream` (server-sent events). The `event` is the key below, `data` its JSON. `links`, `endpoints`,
 * `units` and `agents` carry those that changed and take the place of the ones with the same key; `alert` is one that
 * changed; `findings` is the whole list, since a finding that has ended is told by its absence only. After `resync` the
 * page reads the lists anew: its buffer overflowed, the collector started, or something left the picture.
 */
export interface StreamEvents {
  /** The first event, and every 5 s after it: the stream lives. */
  tick: { at: number };
  links: { at: number; links: LinkView[] };
  endpoints: { at: number; endpoints: EndpointView[] };
  units: { at: number; units: UnitView[] };
  alert: AlertView;
  findings: { at: number; findings: FindingView[] };
  agents: { at: number; agents: AgentView[] };
  overview: Overview;
  resync: { at: number };
}
