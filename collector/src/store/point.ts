/**
 * The one border between our camelCase samples and the stores' snake_case points. Pure. Between ingest, which accepted
 * and placed the sample, and the store.
 */
import type { Severity, State } from '@thongsuot/contract/api.ts';
import type { FactName, UnitKind } from '@thongsuot/contract/facts.ts';
import type { Role } from '@thongsuot/contract/reasons.ts';
import type {
  AgentSample,
  CheckSample,
  LinkSample,
  PingSample,
  Sample,
  UnitSample,
} from '@thongsuot/contract/sample.ts';
import type { Measurement } from '@thongsuot/contract/storage.ts';
import type { Point } from './store.ts';

/** What of a placed sample (`network/placed.ts`) becomes tags and fields. */
export interface PlacedLike {
  operator: string;
  agent: string;
  site: string;
  endpoint: string | null;
  link: { role: Role } | null;
  unit: { kind: UnitKind } | null;
  sample: Exclude<Sample, { kind: 'inventory' }>;
}

/** The endpoint of links that the register does not know. */
export const unassigned = 'unassigned';

/** A field that may be unknown; an unknown one is left out of the point, never written as 0. */
type Known = Record<string, number | string | undefined>;

/**
 * The points of one sample: one, or none when it measured nothing (an unknown reading), or when its kind is kept
 * elsewhere: `device` and `gap` samples live in the picture and the operational file only.
 */
export function toPoints(placed: PlacedLike): Point[] {
  const { operator, site, sample } = placed;
  const endpoint = placed.endpoint ?? unassigned;
  switch (sample.kind) {
    case 'link':
      return point('link', { operator, site, endpoint, link: sample.link }, sample.at, linkFields(sample), {
        role: placed.link?.role,
        interval_s: sample.intervalS,
      });
    case 'ping':
      return point('ping', { operator, site, endpoint, link: sample.link }, sample.at, pingFields(sample), {
        interval_s: sample.intervalS,
      });
    case 'check':
      return point('check', { operator, endpoint, check: sample.check }, sample.at, checkFields(sample));
    case 'unit': {
      // Without the inventory's word there is no kind, and a point needs all its tags.
      if (placed.unit === null) return [];
      return point(
        'unit',
        { operator, site, unit: sample.unit, kind: placed.unit.kind },
        sample.at,
        unitFields(sample),
      );
    }
    case 'agent':
      return point('agent', { operator, agent: placed.agent }, sample.at, agentFields(sample));
    case 'device':
    case 'gap':
      return [];
  }
}

/** The state of an endpoint, of one operator's paths or of all (`allOperators`). */
export function endpointPoint(figures: {
  operator: string;
  endpoint: string;
  at: number;
  state: State;
  isolated: boolean;
  onBackup: boolean;
  /** 0–1 of capacity, negative above it; null when no path is up. */
  worstReserveRatio: number | null;
  pathsUp: number;
  paths: number;
}): Point {
  const { operator, endpoint, at, state, isolated, onBackup, worstReserveRatio, pathsUp, paths } = figures;
  const fields = known({
    state,
    isolated: flag(isolated),
    on_backup: flag(onBackup),
    worst_reserve_ratio: worstReserveRatio ?? undefined,
    paths_up: pathsUp,
    paths,
  });
  return { measurement: 'endpoint', tags: { operator, endpoint }, fields, at };
}

/** A transition of an alert: firing or not, with the value that it was judged by. */
export function alertPoint(figures: {
  operator: string;
  endpoint: string;
  rule: string;
  severity: Severity;
  at: number;
  firing: boolean;
  value: number | null;
  threshold: number | null;
}): Point {
  const { operator, endpoint, rule, severity, at, firing, value, threshold } = figures;
  const fields = known({ firing: flag(firing), value: value ?? undefined, threshold: threshold ?? undefined });
  return { measurement: 'alert', tags: { operator, endpoint, rule, severity }, fields, at };
}

/** What one direction of a link carried over the window, bits per second; null where not known. */
export interface CapacityDirection {
  reserve: { p95BitsPerSecond: number | null; reserve: { bitsPerSecond: number } | null };
  busyHour: { hour: { bitsPerSecond: number } | null };
}

/** A link's load and reserve over the window that ends at `at`; without figures the point says how much was missing. */
export function capacityPoint(of: {
  operator: string;
  endpoint: string;
  link: string;
  at: number;
  summary: { in: CapacityDirection; out: CapacityDirection; basis: { n: number; expected: number } };
  /** Days until the sooner direction is full; null: no trend says so. */
  exhaustion: { mid: number; low: number | null; high: number | null } | null;
}): Point {
  const { operator, endpoint, link, at, summary, exhaustion } = of;
  const direction = (name: 'in' | 'out') => ({
    [`p95_${name}_bps`]: summary[name].reserve.p95BitsPerSecond ?? undefined,
    [`busy_hour_${name}_bps`]: summary[name].busyHour.hour?.bitsPerSecond,
    [`reserve_${name}_bps`]: summary[name].reserve.reserve?.bitsPerSecond,
  });
  const fields = known({
    ...direction('in'),
    ...direction('out'),
    days_to_full: exhaustion?.mid,
    days_low: exhaustion?.low ?? undefined,
    days_high: exhaustion?.high ?? undefined,
    n: summary.basis.n,
    expected: summary.basis.expected,
  });
  return { measurement: 'capacity', tags: { operator, endpoint, link }, fields, at };
}

/** What the backups of a link could carry more if it failed; it joins the link's capacity of the same time. */
export function failoverPoint(of: {
  operator: string;
  endpoint: string;
  link: string;
  at: number;
  reserveBitsPerSecond: number;
}): Point {
  const { operator, endpoint, link, at, reserveBitsPerSecond } = of;
  const fields = { failover_reserve_bps: reserveBitsPerSecond };
  return { measurement: 'capacity', tags: { operator, endpoint, link }, fields, at };
}

/** Seconds of one day of the province; weighted where the subject has members. At the day's start. */
export function availabilityPoint(of: {
  scope: string;
  name: string;
  operator: string;
  at: number;
  seconds: { up: number; degraded: number; down: number; unknown: number; maintenance: number };
}): Point {
  const { scope, name, operator, at, seconds } = of;
  const fields = {
    up_s: seconds.up,
    degraded_s: seconds.degraded,
    down_s: seconds.down,
    unknown_s: seconds.unknown,
    maintenance_s: seconds.maintenance,
  };
  return { measurement: 'availability', tags: { scope, name, operator }, fields, at };
}

/** The verdict on a unit; at the time of its sample it joins that sample's facts in one point. */
export function readinessPoint(figures: {
  operator: string;
  site: string;
  unit: string;
  kind: UnitKind;
  at: number;
  /** 0–100; null when unknown. */
  score: number | null;
  /** Null when unknown. */
  ready: boolean | null;
}): Point | undefined {
  const { operator, site, unit, kind, at, score, ready } = figures;
  const fields = known({ score: score ?? undefined, ready: ready === null ? undefined : flag(ready) });
  if (Object.keys(fields).length === 0) return undefined;
  return { measurement: 'unit', tags: { operator, site, unit, kind }, fields, at };
}

/** `measured` must hold something for a point to exist; `about` says how it was measured and goes with it. */
function point(measurement: Measurement, tags: Point['tags'], at: number, measured: Known, about: Known = {}): Point[] {
  const fields = known(measured);
  return Object.keys(fields).length === 0 ? [] : [{ measurement, tags, fields: { ...known(about), ...fields }, at }];
}

function known(fields: Known): Record<string, number | string> {
  return Object.fromEntries(
    Object.entries(fields).filter((entry): entry is [string, number | string] => entry[1] !== undefined),
  );
}

function flag(value: boolean): number {
  return value ? 1 : 0;
}

function linkFields(s: LinkSample): Known {
  const capacityIn = s.capacityIn?.bitsPerSecond;
  const capacityOut = s.capacityOut?.bitsPerSecond;
  return {
    in_bps: s.inBitsPerSecond,
    out_bps: s.outBitsPerSecond,
    capacity_in_bps: capacityIn,
    capacity_out_bps: capacityOut,
    util_in: both(s.inBitsPerSecond, capacityIn, (rate, capacity) => rate / capacity),
    util_out: both(s.outBitsPerSecond, capacityOut, (rate, capacity) => rate / capacity),
    reserve_in_bps: both(s.inBitsPerSecond, capacityIn, (rate, capacity) => capacity - rate),
    reserve_out_bps: both(s.outBitsPerSecond, capacityOut, (rate, capacity) => capacity - rate),
    in_errors_ps: s.inErrorsPerSecond,
    out_errors_ps: s.outErrorsPerSecond,
    in_discards_ps: s.inDiscardsPerSecond,
    out_discards_ps: s.outDiscardsPerSecond,
    receive_power_dbm: s.receivePowerDbm,
    oper: s.oper,
    span_s: s.spanS,
  };
}

function both<T>(a: number | undefined, b: number | undefined, of: (a: number, b: number) => T): T | undefined {
  return a === undefined || b === undefined ? undefined : of(a, b);
}

function pingFields(s: PingSample): Known {
  // A burst whose own path failed says nothing of the far end: its zero replies must not become a loss of 1.
  if (s.unknown !== undefined) return {};
  return {
    sent: s.sent,
    received: s.received,
    loss: (s.sent - s.received) / s.sent,
    rtt_ms_min: s.rttMsMin,
    rtt_ms_avg: s.rttMsAvg,
    rtt_ms_max: s.rttMsMax,
    jitter_ms: s.jitterMs,
  };
}

/** Where and why a check failed stays in the picture and in the alert: a word for each failure is no figure to draw. */
function checkFields(s: CheckSample): Known {
  return { up: flag(s.up), duration_ms: s.durationMs, status: s.status, tls_days_left: s.tlsDaysLeft };
}

function agentFields(s: AgentSample): Known {
  return {
    queue_bytes: s.queueBytes,
    queue_oldest_s: s.queueOldestS,
    lag_s: s.lagS,
    drops: s.drops,
    offset_ms: s.offsetMs,
    rss_bytes: s.rssBytes,
  };
}

/** Field of each fact; a fact that is free text has none. */
const factFields: Readonly<
  Record<FactName, keyof typeof import('@thongsuot/contract/storage.ts').measurements.unit.fields | null>
> = {
  batteryChargeRatio: 'battery_charge_ratio',
  runtimeS: 'runtime_s',
  onBatteryS: 'on_battery_s',
  loadRatio: 'load_ratio',
  outputSource: 'output_source',
  batteryStatus: 'battery_status',
  batteryVoltageV: 'battery_voltage_v',
  batteryCurrentA: 'battery_current_a',
  batteryTemperatureC: 'battery_temperature_c',
  batteryCapacityAh: 'battery_capacity_ah',
  batteryInstalledAt: 'battery_installed_at',
  inputVoltageV: 'input_voltage_v',
  inputFrequencyHz: 'input_frequency_hz',
  outputVoltageV: 'output_voltage_v',
  outputFrequencyHz: 'output_frequency_hz',
  outputCurrentA: 'output_current_a',
  outputPowerW: 'output_power_w',
  replaceBattery: 'replace_battery',
  alarms: 'alarms',
  alarmNames: null,
  lastTestResult: 'last_test_result',
  lastTestAt: 'last_test_at',
  rectifiers: 'rectifiers',
  rectifiersWorking: 'rectifiers_working',
  mainsPresent: 'mains_present',
  fuelRatio: 'fuel_ratio',
  startBatteryVoltageV: 'start_battery_voltage_v',
  engineMode: 'engine_mode',
  engineState: 'engine_state',
  starts: 'starts',
  nextServiceAt: 'next_service_at',
  standbyState: 'standby_state',
  peerState: 'peer_state',
  transitions: 'transitions',
  operState: 'oper',
  receivePowerDbm: 'receive_power_dbm',
  trafficBitsPerSecond: 'traffic_bps',
};

function unitFields(s: UnitSample): Known {
  const fields: Known = {};
  for (const [name, fact] of Object.entries(s.facts)) {
    const field = factFields[name as FactName];
    if (field !== null && fact !== undefined && 'value' in fact) fields[field] = fact.value;
  }
  return fields;
}
