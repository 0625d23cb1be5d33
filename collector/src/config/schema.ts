/** The schema of `collector.yaml`. Defaults live here, once; `collector.example.yaml` shows them. */
import { type ClassCode, classCodes } from '@thongsuot/contract/classes.ts';
import { duration, secretReference } from '@thongsuot/contract/config.ts';
import { id } from '@thongsuot/contract/id.ts';
import { samplesPerBatchMax } from '@thongsuot/contract/limits.ts';
import { databaseName, timeZone } from '@thongsuot/contract/storage.ts';
import { z } from 'zod';
import { notifySection } from './notify.ts';

const name = z.string().min(1).max(200);
const ratio = z.number().min(0).max(1);
const names = z.strictObject({ vi: name, en: name });

/** SHA-256 of a token, as `collector user add` prints it. */
const tokenHash = z
  .string()
  .regex(/^[0-9a-f]{64}$/, { error: 'a SHA-256 is 64 hexadecimal digits, lower case; collector user add prints one' });

/** A password as `collector user add --password` prints it: scrypt in PHC's notation. */
const passwordPattern = /^\$scrypt\$ln=1[4-7],r=8,p=[1-5]\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/;
// A union's mistake is told without what was found: it may be a password.
const passwordHash = z.union([z.string().regex(passwordPattern), z.never()], {
  error: 'not a password as collector user add NAME --password prints it; run it, and never write a password here',
});

const token = z.union([tokenHash, secretReference], {
  error:
    'a token is given as its SHA-256 (64 hexadecimal digits), or by reference: { env: NAME }, { file: PATH } or { credential: NAME } (systemd)',
});
/** Two tokens are valid at a time, so that a credential can be exchanged while agents run. */
const tokens = z.array(token).max(2).default([]);

const httpUrl = z.url({ protocol: /^https?$/, error: 'an address starts with http:// or https://' });

const listen = z.strictObject({
  host: z.string().min(1).default('127.0.0.1'),
  port: z.int().min(0).max(65_535).default(8443),
  tls: z
    .strictObject({
      certificate: z.string().min(1),
      key: z.string().min(1),
      /** Authority of the agents' certificates, PEM; with it an agent may show one in place of a token, or beside it. */
      clientCa: z.string().min(1).optional(),
    })
    .optional(),
});

const sqliteStore = z.strictObject({
  kind: z.literal('sqlite'),
  /** Absent: `samples.db` in the state directory. */
  path: z.string().min(1).optional(),
});

const influxStore = z.strictObject({
  kind: z.literal('influx'),
  url: httpUrl,
  database: z
    .string()
    .regex(/^[A-Za-z0-9_]+$/, { error: 'a database name has letters, digits and underscore' })
    .default(databaseName),
  username: z.string().min(1).optional(),
  password: secretReference.optional(),
  token: secretReference.optional(),
  /** Operators whose points are written a second time into databases of their own, for their own Grafana. */
  mirror: z.array(id).max(20).default([]),
});

const thresholds = z.strictObject({
  utilizationWarning: ratio.optional(),
  utilizationCritical: ratio.optional(),
  lossWarning: ratio.optional(),
  lossCritical: ratio.optional(),
  rttMsWarning: z.number().positive().max(60_000).optional(),
  rttMsCritical: z.number().positive().max(60_000).optional(),
  availabilityTarget: ratio.optional(),
  restoreMinutes: z.int().positive().max(100_000).optional(),
});
/** Thresholds of our own choice; those that are left out stay as the layer below has them. */
const override = z.strictObject({
  /** Where the figures come from: a letter, a contract, a standard. It is shown beside them. */
  source: z.string().min(1).max(500).default('collector.yaml'),
  thresholds,
});
const classes = z.strictObject(
  Object.fromEntries(classCodes.map((code) => [code, override.optional()])) as Record<
    ClassCode,
    z.ZodOptional<typeof override>
  >,
);

/** What one agent may send. */
const budget = z.strictObject({
  /** Sustained. Ten times what the largest agent polls (20,000 interfaces a minute), so that a backlog drains. */
  samplesPerSecond: z.int().min(1).max(1_000_000).default(4_000),
  /** What may come at once after a rest; four fifths of it, the backlog's share, hold at least one batch. */
  burst: z
    .int()
    .min(samplesPerBatchMax * 1.25)
    .max(10_000_000)
    .default(40_000),
  /** Links, probes, units, checks and devices within a day. */
  series: z.int().min(1).max(1_000_000).default(25_000),
});
const ingest = z.strictObject({ budget: budget.prefault({}) });
/** Without its defaults: what is left out here is as `ingest.budget` has it. */
const agentBudget = z.strictObject({
  samplesPerSecond: budget.shape.samplesPerSecond.unwrap().optional(),
  burst: budget.shape.burst.unwrap().optional(),
  series: budget.shape.series.unwrap().optional(),
});

const agent = z.strictObject({ id, tokens, budget: agentBudget.optional() });
const operator = z.strictObject({
  id,
  name,
  agents: z.array(agent).default([]),
  /** The second layer of thresholds: what this operator's links are held to, by class. */
  classes: classes.prefault({}),
});

const user = z.strictObject({
  name,
  role: z.enum(['operator', 'department', 'administrator']),
  operator: id.optional(),
  /** For programs. */
  tokenSha256: z.union([tokenHash, z.array(tokenHash).min(1).max(2)]).optional(),
  /** For people: they sign in on the board with it. */
  passwordScrypt: passwordHash.optional(),
});

const day = z.iso.date({ error: 'a date is written as 2025-07-01' });
const area = z.strictObject({ id, vi: name, en: name, from: day.optional(), to: day.optional() });

const contact = z.strictObject({
  name,
  phone: z.string().max(40).optional(),
  email: z.string().max(200).optional(),
  operator: id.optional(),
});

const endpoint = z.strictObject({
  id,
  vi: name,
  en: name,
  classes: z.array(z.enum(classCodes)).min(1),
  area: id.optional(),
  coordinates: z
    .strictObject({ latitude: z.number().min(-90).max(90), longitude: z.number().min(-180).max(180) })
    .optional(),
  weight: z.number().positive().max(1_000).optional(),
  /** The last layer of thresholds: of this endpoint alone. */
  override: override.optional(),
  contacts: z.array(contact).max(20).default([]),
});

const instant = z.iso
  .datetime({ offset: true, error: 'a time is written with its zone: 2026-11-24T07:00:00+07:00' })
  .transform((text) => Date.parse(text));

/** Who is on duty; the report prints it, and counts the hours that nobody is named for. */
const shift = z.strictObject({
  operator: id,
  role: z.enum(['leader', 'operations', 'rescue']),
  name,
  phone: z.string().max(40).optional(),
  from: instant,
  to: instant,
});

const utilizationRule = z.strictObject({
  /** How long the utilisation stays above the threshold of the endpoint's class before the alert fires. */
  for: duration.prefault('5m'),
  /** How far below the threshold it must fall to clear, so that it does not flap around the line; 0–1 of capacity. */
  clearBelow: ratio.default(0.05),
  /** How long a firing alert stays after its condition has ended. */
  keepFiringFor: duration.prefault('5m'),
});

/** A rule that has no threshold of its own: the state itself is the condition. */
const stateRule = (forDefault: string, keepDefault: string) =>
  z
    .strictObject({
      /** How long the state lasts before the alert fires. */
      for: duration.prefault(forDefault),
      /** How long it has been over before the alert ends. */
      keepFiringFor: duration.prefault(keepDefault),
    })
    .prefault({});

/** A rule about days that are left. */
const daysRule = (warning: number, critical: number, clear: number, forDefault: string, keepDefault: string) =>
  z
    .strictObject({
      for: duration.prefault(forDefault),
      daysWarning: z.number().min(0).max(3_650).default(warning),
      daysCritical: z.number().min(0).max(3_650).default(critical),
      /** Days above its threshold at which it clears. */
      clearAboveDays: z.number().min(0).max(365).default(clear),
      keepFiringFor: duration.prefault(keepDefault),
    })
    .prefault({});

const rules = z.strictObject({
  utilization: utilizationRule.prefault({}),
  linkDown: stateRule('30s', '1m'),
  endpointIsolated: stateRule('30s', '1m'),
  endpointOnBackup: stateRule('1m', '5m'),
  unitNotReady: stateRule('5m', '5m'),
  /** The reserve at p95 against what the class keeps free: 1 less its threshold of utilisation. */
  reserveBelowCommitment: z
    .strictObject({
      for: duration.prefault('0s'),
      clearBelow: ratio.default(0.02),
      keepFiringFor: duration.prefault('0s'),
    })
    .prefault({}),
  /** Rounds of capacity are an hour apart, and each takes the load of its moment: one alone may be a surge. */
  failoverReserveShort: stateRule('30m', '0s'),
  exhaustionNear: daysRule(90, 30, 10, '0s', '0s'),
  quality: z
    .strictObject({
      for: duration.prefault('2m'),
      jitterMsWarning: z.number().positive().max(60_000).default(30),
      jitterMsCritical: z.number().positive().max(60_000).default(50),
      /** How far below its threshold a figure must fall to clear; 0–1 of the threshold. */
      clearBelow: ratio.default(0.2),
      keepFiringFor: duration.prefault('5m'),
    })
    .prefault({}),
  portalDown: stateRule('2m', '2m'),
  certificateNearExpiry: daysRule(30, 7, 1, '10m', '10m'),
  /** Beyond the silence of 3 intervals, 30 s at least, that makes an agent silent. */
  agentSilent: stateRule('0s', '10s'),
  deviceUnreachable: stateRule('2m', '1m'),
  noData: stateRule('5m', '0s'),
  /** An alert that fires and ends so often within the time is told once, and then when it has settled. */
  flapping: z
    .strictObject({ transitions: z.int().min(3).max(50).default(6), within: duration.prefault('30m') })
    .prefault({}),
});

export const collectorConfig = z.strictObject({
  listen: listen.prefault({}),
  /** The directory of the operational file and of the embedded store. */
  state: z.string().min(1),
  store: z.discriminatedUnion('kind', [sqliteStore, influxStore]).prefault({ kind: 'sqlite' }),
  /** The store of tomorrow, or of yesterday: the other side of `collector store copy`. */
  nextStore: z.discriminatedUnion('kind', [sqliteStore, influxStore]).optional(),
  /** What each agent may send, unless its own `budget` says otherwise. */
  ingest: ingest.prefault({}),
  province: names,
  /** Days are days of this zone. The figures of days stand on it, so there is one. */
  timeZone: z.literal(timeZone).default(timeZone),
  /** Said on every page when the figures are of another time than now, as in the demo. */
  scene: names.optional(),
  operators: z.array(operator).min(1).max(100),
  users: z.array(user).max(1_000).default([]),
  areas: z.array(area).max(1_000).default([]),
  endpoints: z.array(endpoint).max(20_000),
  /** The first layer of thresholds above the classes' own defaults. */
  classes: classes.prefault({}),
  rules: rules.prefault({}),
  notify: notifySection.prefault({}),
  /** Leaders' duty, operations duty and rescue duty, three shifts a day of each operator for a year. */
  roster: z.array(shift).max(20_000).default([]),
  /** How long each tier is kept, in milliseconds once parsed; absent: what the store's kind keeps. */
  retention: z
    .strictObject({
      raw: duration.optional(),
      '5m': duration.optional(),
      '1h': duration.optional(),
      '1d': duration.optional(),
    })
    .prefault({}),
});

/** `collector.yaml` once read: durations are milliseconds, defaults are filled in, secrets are still references. */
export type CollectorConfig = z.infer<typeof collectorConfig>;
export type TokenConfig = z.infer<typeof token>;
