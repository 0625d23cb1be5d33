/** Config → what each part takes: credentials, register, rules, store. Pure but for the secrets it reads. */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { ClassCode } from '@thongsuot/contract/classes.ts';
import { tiers } from '@thongsuot/contract/storage.ts';
import type { Rules } from './alert/rule-options.ts';
import type { CollectorConfig, TokenConfig } from './config/schema.ts';
import { readSecret } from './config/secret.ts';
import type { Credential } from './http/authenticate.ts';
import type { AgentName } from './http/certificate.ts';
import type { PasswordUser } from './http/session.ts';
import type { BudgetOf } from './ingest/budget.ts';
import type { Register, ThresholdLayer } from './network/register.ts';
import type { InfluxStoreOptions, StoreOptions } from './store/open.ts';

/** The credentials of agents and users. @throws SecretMissing when a token’s reference leads nowhere. */
export function credentialsOf(config: CollectorConfig): Credential[] {
  const agents = config.operators.flatMap((operator) =>
    operator.agents.flatMap((agent) =>
      agent.tokens.map((token): Credential => {
        return { sha256: sha256Of(token), identity: { kind: 'agent', operator: operator.id, agent: agent.id } };
      }),
    ),
  );
  const users = config.users.flatMap(({ name, role, operator, tokenSha256 }) =>
    [tokenSha256 ?? []].flat().map((sha256): Credential => {
      return { sha256, identity: { kind: 'viewer', viewer: { name, role, operator: operator ?? null } } };
    }),
  );
  return [...agents, ...users];
}

/** The users who sign in by password. */
export const passwordUsersOf = ({ users }: CollectorConfig): PasswordUser[] =>
  users.flatMap(({ name, role, operator, passwordScrypt }) =>
    passwordScrypt === undefined ? [] : [{ viewer: { name, role, operator: operator ?? null }, passwordScrypt }],
  );

const sha256Of = (token: TokenConfig): string =>
  typeof token === 'string' ? token : createHash('sha256').update(readSecret(token).reveal()).digest('hex');

/** The agents whom a certificate may name; none where no authority of theirs is configured. */
export const namedAgentsOf = ({ listen, operators }: CollectorConfig): AgentName[] =>
  listen.tls?.clientCa === undefined
    ? []
    : operators.flatMap(({ id, agents }) => agents.map((agent) => ({ operator: id, agent: agent.id })));

/** The budget of each agent: its own figures over those of all. */
export function budgetsOf({ ingest, operators }: CollectorConfig): BudgetOf {
  const own = new Map(
    operators.flatMap(({ id, agents }) => agents.map((agent) => [`${id}/${agent.id}`, agent.budget])),
  );
  return (operator, agent) => {
    const { samplesPerSecond, burst, series } = own.get(`${operator}/${agent}`) ?? {};
    return {
      samplesPerSecond: samplesPerSecond ?? ingest.budget.samplesPerSecond,
      burst: burst ?? ingest.budget.burst,
      series: series ?? ingest.budget.series,
    };
  };
}

/** The department’s register as the live picture takes it. */
export function registerOf(config: CollectorConfig): Register {
  return {
    province: config.province,
    scene: config.scene ?? null,
    operators: config.operators.map(({ id, name, classes, agents }) => ({
      id,
      name,
      classes: layersOf(classes),
      agents: agents.map((agent) => agent.id),
    })),
    areas: config.areas.map(({ id, vi, en }) => ({ id, vi, en })),
    endpoints: config.endpoints.map(({ id, vi, en, classes, area, coordinates, weight, override }) => ({
      id,
      vi,
      en,
      classes,
      area: area ?? null,
      coordinates: coordinates ?? null,
      ...(weight === undefined ? {} : { weight }),
      ...(override === undefined ? {} : { thresholds: layerOf(override) }),
    })),
    classes: layersOf(config.classes),
    roster: config.roster.map(({ phone, ...shift }) => ({ ...shift, phone: phone ?? null })),
  };
}

type Override = NonNullable<CollectorConfig['classes'][ClassCode]>;

/** Keys that are there without a value would overlay the layer below with nothing: they are left out. */
const layerOf = ({ source, thresholds }: Override): ThresholdLayer => ({
  source,
  thresholds: Object.fromEntries(
    Object.entries(thresholds).filter(([, value]) => value !== undefined),
  ) as ThresholdLayer['thresholds'],
});

function layersOf(classes: CollectorConfig['classes']): Partial<Record<ClassCode, ThresholdLayer>> {
  const layers: Partial<Record<ClassCode, ThresholdLayer>> = {};
  for (const [code, override] of Object.entries(classes))
    if (override !== undefined) layers[code as ClassCode] = layerOf(override);
  return layers;
}

export function rulesOf({ rules }: CollectorConfig): Rules {
  const timing = (rule: { for: number; keepFiringFor: number }) => ({
    forMs: rule.for,
    keepFiringForMs: rule.keepFiringFor,
  });
  const days = (rule: CollectorConfig['rules']['exhaustionNear']) => ({
    ...timing(rule),
    daysWarning: rule.daysWarning,
    daysCritical: rule.daysCritical,
    clearAboveDays: rule.clearAboveDays,
  });
  return {
    utilization: { ...timing(rules.utilization), clearBelow: rules.utilization.clearBelow },
    linkDown: timing(rules.linkDown),
    endpointIsolated: timing(rules.endpointIsolated),
    endpointOnBackup: timing(rules.endpointOnBackup),
    unitNotReady: timing(rules.unitNotReady),
    reserveBelowCommitment: {
      ...timing(rules.reserveBelowCommitment),
      clearBelow: rules.reserveBelowCommitment.clearBelow,
    },
    failoverReserveShort: timing(rules.failoverReserveShort),
    exhaustionNear: days(rules.exhaustionNear),
    quality: {
      ...timing(rules.quality),
      jitterMsWarning: rules.quality.jitterMsWarning,
      jitterMsCritical: rules.quality.jitterMsCritical,
      clearBelow: rules.quality.clearBelow,
    },
    portalDown: timing(rules.portalDown),
    certificateNearExpiry: days(rules.certificateNearExpiry),
    agentSilent: timing(rules.agentSilent),
    deviceUnreachable: timing(rules.deviceUnreachable),
    noData: timing(rules.noData),
    flapping: { transitions: rules.flapping.transitions, withinMs: rules.flapping.within },
  };
}

type WithRetention<T> = T & { keepMs: Partial<Record<keyof typeof tiers, number>> };

/** What to open. @throws SecretMissing */
export function storeOptionsOf(config: CollectorConfig): WithRetention<StoreOptions> {
  const keepMs = retentionOf(config);
  const { store } = config;
  if (store.kind === 'sqlite') return { kind: 'sqlite', path: store.path ?? join(config.state, 'samples.db'), keepMs };
  return { ...influxOptionsOf(store), keepMs };
}

function influxOptionsOf(store: Extract<CollectorConfig['store'], { kind: 'influx' }>): InfluxStoreOptions {
  const { url, database, username, password, token, mirror } = store;
  const auth =
    token !== undefined
      ? { token: readSecret(token).reveal() }
      : username !== undefined
        ? { username, password: password === undefined ? '' : readSecret(password).reveal() }
        : undefined;
  return { kind: 'influx', url, database, mirror, ...(auth === undefined ? {} : { auth }) };
}

function retentionOf({ retention }: CollectorConfig): Partial<Record<keyof typeof tiers, number>> {
  const kept: Partial<Record<keyof typeof tiers, number>> = {};
  for (const [tier, ms] of Object.entries(retention)) if (ms !== undefined) kept[tier as keyof typeof tiers] = ms;
  return kept;
}

/** How long raw points are kept, in milliseconds: an older sample is `expired`. The defaults are the stores’ own. */
export function rawKeepMsOf(config: CollectorConfig): number {
  const days = config.store.kind === 'sqlite' ? 14 : tiers.raw.keepDays;
  return config.retention.raw ?? days * 86_400_000;
}
