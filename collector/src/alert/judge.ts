/** Which rules a sample concerns. Between the picture, which the sample has just moved, and the keeper. Pure. */
import { keyOf } from '../network/entries.ts';
import type { Picture } from '../network/picture.ts';
import type { Placed } from '../network/placed.ts';
import type { CapacityResult } from './capacity-result.ts';
import { judgedAgeMsMax } from './limits.ts';
import type { ReachIndex } from './reach.ts';
import type { Observation } from './record.ts';
import { observeCertificate } from './rule-certificate.ts';
import { observeDevice } from './rule-device.ts';
import { observeExhaustion } from './rule-exhaustion.ts';
import { observeFailover } from './rule-failover.ts';
import type { Rules } from './rule-options.ts';
import { observePortal } from './rule-portal.ts';
import { observeQuality } from './rule-quality.ts';
import { observeReserve } from './rule-reserve.ts';
import { observeEndpoint, observeLinkDown, observeUnit } from './rule-states.ts';
import { observeUtilization } from './rule-utilization.ts';

/**
 * What a sample that moved the present says, rule by rule. Nothing from the backlog lane and nothing that is old at its
 * receipt: alerts are about what is happening.
 */
export function observationsOf(placed: Placed, picture: Picture, reaches: ReachIndex, rules: Rules): Observation[] {
  const { sample, operator, agent, site, lane, receivedAt } = placed;
  if (lane !== 'live' || receivedAt - sample.at > judgedAgeMsMax) return [];
  const { register } = picture;
  const out: Observation[] = [];
  const add = (seen: Observation | null) => {
    if (seen !== null) out.push(seen);
  };
  switch (sample.kind) {
    case 'link':
    case 'ping': {
      const entry = picture.links.get(keyOf(operator, sample.link));
      if (entry === undefined) return [];
      if (sample.kind === 'link' && rules.utilization !== undefined)
        add(observeUtilization(sample, entry, register, rules.utilization));
      if (sample.kind === 'ping' && rules.quality !== undefined)
        add(observeQuality(entry, receivedAt, register, rules.quality));
      if (rules.linkDown !== undefined) add(observeLinkDown(entry, sample.at, register, rules.linkDown));
      addEndpoint(add, entry.endpoint, sample.at, sample.intervalS, picture, rules);
      break;
    }
    case 'unit': {
      const entry = picture.units.get(keyOf(operator, sample.unit));
      if (entry !== undefined && rules.unitNotReady !== undefined)
        add(observeUnit(entry, sample.at, register, rules.unitNotReady));
      break;
    }
    case 'check': {
      const entry = picture.checks.get(keyOf(operator, sample.check));
      if (entry === undefined) return [];
      if (rules.portalDown !== undefined) add(observePortal(sample, entry, register, rules.portalDown));
      if (rules.certificateNearExpiry !== undefined)
        add(observeCertificate(sample, entry, register, rules.certificateNearExpiry));
      addEndpoint(add, entry.endpoint, sample.at, sample.intervalS, picture, rules);
      break;
    }
    case 'device':
      if (rules.deviceUnreachable !== undefined)
        add(observeDevice({ operator, agent, site, sample }, picture, reaches, rules.deviceUnreachable));
      break;
    case 'agent':
    case 'gap':
      break;
  }
  return out;
}

const endpointRules = ['endpointIsolated', 'endpointOnBackup'] as const;

function addEndpoint(
  add: (seen: Observation | null) => void,
  id: string,
  at: number,
  intervalS: number,
  picture: Picture,
  rules: Rules,
): void {
  const endpoint = picture.endpoints.get(id);
  if (endpoint === undefined) return;
  for (const name of endpointRules) {
    const rule = rules[name];
    if (rule !== undefined) add(observeEndpoint(name, endpoint, at, intervalS * 1000, picture.register, rule));
  }
}

/** What a new figure of capacity says. Of a link that is no longer there it says nothing. */
export function capacityObservations(result: CapacityResult, picture: Picture, rules: Rules): Observation[] {
  const { register } = picture;
  if (result.kind === 'failover') {
    const { failoverReserveShort } = rules;
    const seen = failoverReserveShort === undefined ? null : observeFailover(result, register, failoverReserveShort);
    return seen === null ? [] : [seen];
  }
  const entry = picture.links.get(keyOf(result.operator, result.link));
  if (entry === undefined) return [];
  const { reserveBelowCommitment, exhaustionNear } = rules;
  return [
    reserveBelowCommitment === undefined ? null : observeReserve(result, entry, register, reserveBelowCommitment),
    exhaustionNear === undefined ? null : observeExhaustion(result, entry, register, exhaustionNear),
  ].filter((seen) => seen !== null);
}
