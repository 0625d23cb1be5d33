/**
 * Names in the stores and on the dashboards: measurement, tags (identity, bounded) and fields with their unit. Numbers
 * are floats; a string only for a state. `collector/src/store/point.ts` is the one border to our camelCase names.
 * Plain constants.
 */

/** Unit of a field: `state` is a string, all others are floats. */
export type FieldUnit = 'bps' | 'ratio' | 'ps' | 's' | 'ms' | 'count' | 'flag' | 'state' | 'days' | 'bytes' | 'value';

export const measurements = {
  link: {
    tags: ['operator', 'site', 'endpoint', 'link'],
    fields: {
      role: 'state',
      in_bps: 'bps',
      out_bps: 'bps',
      capacity_in_bps: 'bps',
      capacity_out_bps: 'bps',
      util_in: 'ratio',
      util_out: 'ratio',
      reserve_in_bps: 'bps',
      reserve_out_bps: 'bps',
      in_errors_ps: 'ps',
      out_errors_ps: 'ps',
      in_discards_ps: 'ps',
      out_discards_ps: 'ps',
      oper: 'state',
      interval_s: 's',
      span_s: 's',
      receive_power_dbm: 'value',
    },
  },
  ping: {
    tags: ['operator', 'site', 'endpoint', 'link'],
    fields: {
      sent: 'count',
      received: 'count',
      loss: 'ratio',
      rtt_ms_min: 'ms',
      rtt_ms_avg: 'ms',
      rtt_ms_max: 'ms',
      jitter_ms: 'ms',
      interval_s: 's',
    },
  },
  check: {
    tags: ['operator', 'endpoint', 'check'],
    fields: { up: 'flag', duration_ms: 'ms', status: 'count', tls_days_left: 'days' },
  },
  unit: {
    tags: ['operator', 'site', 'unit', 'kind'],
    fields: {
      score: 'count',
      ready: 'flag',
      battery_charge_ratio: 'ratio',
      runtime_s: 's',
      on_battery_s: 's',
      load_ratio: 'ratio',
      battery_voltage_v: 'value',
      battery_current_a: 'value',
      battery_temperature_c: 'value',
      battery_capacity_ah: 'value',
      battery_installed_at: 'value',
      input_voltage_v: 'value',
      input_frequency_hz: 'value',
      output_voltage_v: 'value',
      output_frequency_hz: 'value',
      output_current_a: 'value',
      output_power_w: 'value',
      replace_battery: 'flag',
      alarms: 'count',
      last_test_at: 'value',
      rectifiers: 'count',
      rectifiers_working: 'count',
      mains_present: 'flag',
      fuel_ratio: 'ratio',
      start_battery_voltage_v: 'value',
      starts: 'count',
      next_service_at: 'value',
      transitions: 'count',
      receive_power_dbm: 'value',
      traffic_bps: 'bps',
      output_source: 'state',
      battery_status: 'state',
      last_test_result: 'state',
      engine_mode: 'state',
      engine_state: 'state',
      standby_state: 'state',
      peer_state: 'state',
      oper: 'state',
    },
  },
  endpoint: {
    tags: ['operator', 'endpoint'],
    fields: {
      state: 'state',
      isolated: 'flag',
      on_backup: 'flag',
      worst_reserve_ratio: 'ratio',
      paths_up: 'count',
      paths: 'count',
    },
  },
  capacity: {
    tags: ['operator', 'endpoint', 'link'],
    fields: {
      p95_in_bps: 'bps',
      p95_out_bps: 'bps',
      busy_hour_in_bps: 'bps',
      busy_hour_out_bps: 'bps',
      reserve_in_bps: 'bps',
      reserve_out_bps: 'bps',
      failover_reserve_bps: 'bps',
      days_to_full: 'days',
      days_low: 'days',
      days_high: 'days',
      n: 'count',
      expected: 'count',
    },
  },
  availability: {
    tags: ['scope', 'name', 'operator'],
    fields: { up_s: 's', degraded_s: 's', down_s: 's', unknown_s: 's', maintenance_s: 's' },
  },
  alert: {
    tags: ['operator', 'endpoint', 'rule', 'severity'],
    fields: { firing: 'flag', value: 'value', threshold: 'value' },
  },
  agent: {
    tags: ['operator', 'agent'],
    fields: {
      queue_bytes: 'bytes',
      queue_oldest_s: 's',
      lag_s: 's',
      drops: 'count',
      offset_ms: 'ms',
      rss_bytes: 'bytes',
    },
  },
} as const satisfies Record<string, { tags: readonly string[]; fields: Record<string, FieldUnit> }>;

export type Measurement = keyof typeof measurements;
export const measurementNames = Object.keys(measurements) as Measurement[];

/** Tiers of resolution, each in a database of its own; `suffix` follows the database's name. */
export const tiers = {
  raw: { suffix: '', bucketMs: 0, keepDays: 30 },
  '5m': { suffix: '_5m', bucketMs: 300_000, keepDays: 180 },
  '1h': { suffix: '_1h', bucketMs: 3_600_000, keepDays: 1_095 },
  '1d': { suffix: '_1d', bucketMs: 86_400_000, keepDays: 3_650 },
} as const;
export type Tier = keyof typeof tiers;
export const tierNames = Object.keys(tiers) as Tier[];

/** The tag `operator` of figures that belong to no operator alone; no operator may have this id. */
export const allOperators = 'all';

/** Default name of the raw database. */
export const databaseName = 'thongsuot';

/** Days are days of the province. */
export const timeZone = 'Asia/Ho_Chi_Minh';
