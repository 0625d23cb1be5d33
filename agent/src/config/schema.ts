/** The schema of `agent.yaml`: every key, its default and its bound. Parts of the agent receive plain options, never this. */
import { isIP } from 'node:net';
import { bitRate, duration, octets, secretReference } from '@thongsuot/contract/config.ts';
import { unitKinds } from '@thongsuot/contract/facts.ts';
import { id } from '@thongsuot/contract/id.ts';
import { roles } from '@thongsuot/contract/reasons.ts';
import { z } from 'zod';
import { stateDirectoryDefault } from '../state-directory.ts';
import { unitObjects } from './unit-objects.ts';

const between = (minMs: number, maxMs: number, words: string) =>
  duration.refine((ms) => ms >= minMs && ms <= maxMs, { error: `expected ${words}` });

/** Polls faster than once a second would measure the device's cache, and slower than hourly nothing. */
const interval = between(1_000, 3_600_000, 'an interval from 1s to 1h');
/** Above an hour a device that is back would be taken for dead all day. */
const backoffMax = between(5_000, 3_600_000, 'a wait from 5s to 1h');
const timeout = between(100, 60_000, 'a time-out from 100ms to 60s');

const address = z
  .string()
  .regex(/^[A-Za-z0-9.:_-]+$/, { error: 'expected an IP address or a host name' })
  .max(253);
const port = z.int().min(1).max(65_535);
/** `127.0.0.1:9162`, `[::1]:9162`, `0.0.0.0:162`: where traps are heard. */
const listenAddress = z
  .string()
  .regex(/^(\d{1,3}(\.\d{1,3}){3}|\[[0-9A-Fa-f:.]+\]):\d{1,5}$/, {
    error: 'expected an IP address and a port, such as 0.0.0.0:162 or [::]:162',
  })
  .transform((text, context) => {
    const at = text.lastIndexOf(':');
    const host = text.slice(0, at).replace(/^\[|\]$/g, '');
    const number = Number(text.slice(at + 1));
    if (isIP(host) !== 0 && number <= 65_535) return { host, port: number };
    context.addIssue({ code: 'custom', message: 'expected an IP address with a port up to 65535', input: text });
    return z.NEVER;
  });
const command = z.array(z.string().min(1)).min(1).max(16);

export const authProtocols = ['md5', 'sha', 'sha224', 'sha256', 'sha384', 'sha512'] as const;
export const privProtocols = ['des', 'aes', 'aes256b', 'aes256r'] as const;

const community = z.strictObject({ version: z.enum(['1', '2c']), community: secretReference });
const user = z.strictObject({
  version: z.enum(['3']),
  user: z.string().min(1).max(32),
  level: z.enum(['noAuthNoPriv', 'authNoPriv', 'authPriv']),
  auth: z.strictObject({ protocol: z.enum(authProtocols), key: secretReference }).optional(),
  priv: z.strictObject({ protocol: z.enum(privProtocols), key: secretReference }).optional(),
  context: z.string().max(64).optional(),
});

/** SNMP credentials. `version: 3` and `version: "3"` are one: YAML reads the bare figure as a number. */
const snmp = z.preprocess(
  (value) => {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return value;
    const { version } = value as { version?: unknown };
    return typeof version === 'number' ? { ...value, version: String(version) } : value;
  },
  z
    .discriminatedUnion('version', [community, user], {
      error: (issue) =>
        issue.code === 'invalid_union'
          ? 'version is missing or not known; expected version: 2c (with community), 1, or 3 (with user and level)'
          : undefined,
    })
    .superRefine((value, context) => {
      if (value.version !== '3') return;
      const needsAuth = value.level !== 'noAuthNoPriv';
      const needsPriv = value.level === 'authPriv';
      if (needsAuth && value.auth === undefined)
        context.addIssue({
          code: 'custom',
          path: ['auth'],
          message: `level ${value.level} needs auth: { protocol, key }`,
        });
      if (needsPriv && value.priv === undefined)
        context.addIssue({
          code: 'custom',
          path: ['priv'],
          message: `level ${value.level} needs priv: { protocol, key }`,
        });
    }),
);

export const deviceConfig = z.strictObject({
  id,
  /** Where it stands, if not at the agent's own site. */
  site: id.optional(),
  address,
  port: port.default(161),
  snmp,
  interval: interval.optional(),
  timeout: timeout.optional(),
  /** The longest time between two tries while it does not answer. */
  backoffMax: backoffMax.optional(),
});

const interfaceBinding = z
  .strictObject({
    name: z.string().min(1).optional(),
    alias: z.string().min(1).optional(),
    descr: z.string().min(1).optional(),
  })
  .refine((value) => Object.values(value).filter((text) => text !== undefined).length === 1, {
    error:
      'expected exactly one of name (ifName), alias (ifAlias), descr (ifDescr); an ifIndex changes when the device restarts',
  });

/** One rate for both directions (`200M`), or one each. */
const rates = z.union(
  [bitRate.transform((bps) => ({ in: bps, out: bps })), z.strictObject({ in: bitRate, out: bitRate })],
  {
    error: 'expected a rate for both directions, such as 200M, or { in: 200M, out: 100M }',
  },
);

export const linkConfig = z.strictObject({
  id,
  endpoint: id,
  role: z.enum(roles),
  device: id,
  interface: interfaceBinding,
  capacity: rates.optional(),
  shaper: rates.optional(),
  /** The least optical power that the port should receive; below it the link is degraded, and no standby. */
  receivePowerMinDbm: z.number().min(-60).max(30).optional(),
  /** Ports of a link aggregation group by ifName, where the device has no table that says them. */
  members: z.array(z.string().min(1)).min(1).max(64).optional(),
  circuitId: z.string().max(64).optional(),
  sharedRisk: z.array(z.string().min(1).max(64)).max(16).default([]),
  probe: z.strictObject({ address, interval: interval.optional() }).optional(),
});

export const unitConfig = z.strictObject({
  id,
  kind: z.enum(unitKinds),
  /** The device that is asked; a standby link has none of its own. */
  device: id.optional(),
  /** Of a standby link: the link that it is. */
  link: id.optional(),
  /** The profile that reads the unit; found out from the device when it is absent. */
  profile: z.string().min(1).max(64).optional(),
  /** Facts read by OIDs of the equipment's own papers, where no profile reads them. */
  objects: unitObjects.optional(),
  /** The one row that is read of each table: a BGP peer's address, or the number of a BFD session. */
  peer: z
    .string()
    .regex(/^\d+(\.\d+){0,31}$/, { error: "expected a BGP peer's IPv4 address, or the number of a BFD session" })
    .optional(),
  protects: z.array(id).max(1_000).default([]),
  runtimeMinimum: duration.optional(),
  interval: interval.optional(),
});

/** A name at a name server. */
const dnsQuestion = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\.?$/, { error: 'expected a name such as gialai.example' })
    .max(253),
  type: z.enum(['A', 'AAAA', 'CNAME', 'MX', 'NS', 'TXT']).default('A'),
  /** The one server that is asked, by its address. */
  server: z.union([z.ipv4(), z.ipv6()], { error: 'expected the IP address of a name server' }),
  port: port.default(53),
  /** Values that the answer may hold, and no others; any will do where none is given. */
  expect: z.preprocess(
    (value) => (typeof value === 'string' ? [value] : value),
    z.array(z.string().min(1).max(255)).max(64).default([]),
  ),
});
const pageKeys = ['expect', 'ca'] as const;

const checkShape = z.strictObject({
  id,
  endpoint: id,
  /** A portal, or … */
  url: z.url({ protocol: /^https?$/, error: 'expected an address that starts with http:// or https://' }).optional(),
  /** … a name at a name server. */
  dns: dnsQuestion.optional(),
  expect: z
    .strictObject({ status: z.int().min(100).max(599).default(200), body: z.string().min(1).max(1_000).optional() })
    .optional(),
  interval: interval.optional(),
  timeout: timeout.optional(),
  /** Certificate authority, PEM, of a portal that is not publicly signed. */
  ca: z.string().min(1).optional(),
});

export const checkConfig = checkShape.transform(({ url, dns, expect, ...rest }, context) => {
  const only = pageKeys.filter((key) => (key === 'expect' ? expect : rest.ca) !== undefined);
  if (url !== undefined && dns === undefined)
    return { ...rest, url, expect: expect ?? { status: 200, body: undefined }, dns: undefined };
  if (dns !== undefined && url === undefined && only.length === 0)
    return { ...rest, dns, url: undefined, expect: undefined };
  context.addIssue({
    code: 'custom',
    message:
      dns !== undefined && url === undefined
        ? `${only.join(' and ')} belongs to the check of a page; a name is expected by dns: { expect }`
        : 'a check asks for a page or for a name; write one of url and dns',
  });
  return z.NEVER;
});

/** Elements are checked one by one (`load.ts`), so that a mistake in one hides none in another. */
export const elementSchemas = {
  devices: deviceConfig,
  links: linkConfig,
  units: unitConfig,
  checks: checkConfig,
} as const;
export type ListName = keyof typeof elementSchemas;
export const listNames = Object.keys(elementSchemas) as ListName[];

const lists = {
  devices: z.array(z.unknown()).max(5_000).default([]),
  links: z.array(z.unknown()).max(50_000).default([]),
  units: z.array(z.unknown()).max(5_000).default([]),
  checks: z.array(z.unknown()).max(1_000).default([]),
};

/** A file named by `include` holds lists and nothing else. */
export const includedConfig = z.strictObject(lists);

const collectorTls = z
  .strictObject({
    /** Certificate authority, PEM, where the collector's certificate is not publicly signed. */
    ca: z.string().min(1).optional(),
    /** The agent's own certificate, PEM, with the name URI:thongsuot:OPERATOR/AGENT; and its key. */
    certificate: z.string().min(1).optional(),
    key: secretReference.optional(),
  })
  .refine(({ certificate, key }) => (certificate === undefined) === (key === undefined), {
    error: 'a certificate needs its key, and a key its certificate; write both, or neither',
  });

const proxyUrl = z.url({
  protocol: /^http$/,
  error: 'expected the address of an HTTP proxy, such as http://proxy.example:3128',
});
/** The HTTP proxy on the way to a collector. The environment's (HTTPS_PROXY and the like) is never used. */
const proxy = z.union(
  [
    proxyUrl.transform((url) => ({ url, username: undefined, password: undefined })),
    z
      .strictObject({ url: proxyUrl, username: z.string().min(1).max(200), password: secretReference })
      .refine(({ url }) => !/^http:\/\/[^/]*@/.test(url), { error: 'write the user as username, not in the address' }),
  ],
  { error: 'expected http://host:port, or { url, username, password } where the proxy asks who we are' },
);

const collectorConfig = z
  .strictObject({
    url: z.url({
      protocol: /^https?$/,
      error: 'expected an address that starts with https:// (http:// on loopback only)',
    }),
    token: secretReference.optional(),
    tls: collectorTls.prefault({}),
    proxy: proxy.optional(),
  })
  .refine(({ token, tls }) => token !== undefined || tls.certificate !== undefined, {
    error: 'expected token, or tls with certificate and key: one of them says who the agent is',
  });
export type CollectorConfig = z.infer<typeof collectorConfig>;

export const agentConfig = z.strictObject({
  agent: z.strictObject({
    id,
    operator: id,
    site: id,
    /** Where the outbox is kept. */
    stateDirectory: z.string().min(1).default(stateDirectoryDefault),
    /** `/metrics` and `/healthz`; loopback only. Port 0 takes a free one. */
    listen: z
      .strictObject({
        host: z.enum(['127.0.0.1', '::1']).default('127.0.0.1'),
        port: z.int().min(0).max(65_535).default(9_464),
      })
      .prefault({}),
  }),
  collectors: z.array(collectorConfig).min(1).max(4),
  /** One pattern, or several. */
  include: z.preprocess(
    (value) => (typeof value === 'string' ? [value] : value),
    z.array(z.string().min(1)).max(100).default([]),
  ),
  defaults: z
    .strictObject({
      interval: interval.prefault('30s'),
      probeInterval: interval.prefault('10s'),
      unitInterval: interval.prefault('60s'),
      checkInterval: interval.prefault('60s'),
      timeout: timeout.prefault('2s'),
      backoffMax: backoffMax.prefault('5m'),
    })
    .prefault({}),
  icmp: z
    .strictObject({
      /** The command that stands for fping, with its first arguments. */
      fping: command.default(['fping']),
      /** Asked with each burst; when none answers, the fault is on our own path. The default gateway unless set. */
      reference: z.array(address).max(8).optional(),
      count: z.int().min(1).max(20).default(5),
      period: between(20, 10_000, 'a period from 20ms to 10s').prefault('200ms'),
      timeout: timeout.prefault('1s'),
      source: address.optional(),
      /** Differentiated services code point of the echoes, 0–63 (RFC 2474). */
      dscp: z.int().min(0).max(63).optional(),
    })
    .prefault({}),
  /** Traps and informs of the devices, each answered by a poll of its device; not heard unless this is set. Port 0 takes a free one. */
  traps: z.strictObject({ listen: listenAddress }).optional(),
  outbox: z
    .strictObject({
      sizeMax: octets.refine((size) => size >= 16 * 1024 ** 2, { error: 'expected at least 16MiB' }).prefault('2GiB'),
      ageMax: duration.prefault('30d'),
    })
    .prefault({}),
  log: z.strictObject({ level: z.enum(['debug', 'info', 'warn', 'error']).default('info') }).prefault({}),
  ...lists,
});

export type DeviceConfig = z.infer<typeof deviceConfig>;
export type LinkConfig = z.infer<typeof linkConfig>;
export type UnitConfig = z.infer<typeof unitConfig>;
export type CheckConfig = z.infer<typeof checkConfig>;
/** The settings of the main file without its lists. */
export type AgentSettings = Omit<z.infer<typeof agentConfig>, ListName>;
export interface AgentConfig extends AgentSettings {
  devices: DeviceConfig[];
  links: LinkConfig[];
  units: UnitConfig[];
  checks: CheckConfig[];
}
