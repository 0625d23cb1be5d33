/** How an open alert ends that no sample clears: its subject is gone, or what it was judged by has changed. Pure. */
import type { AlertEnding } from '@thongsuot/contract/api.ts';
import { keyOf } from '../network/entries.ts';
import type { Picture } from '../network/picture.ts';
import type { AgentInventory } from '../network/placed.ts';
import type { LinkCapacityResult } from './capacity-result.ts';
import type { AlertRecord, Observation } from './record.ts';
import type { Rules } from './rule-options.ts';
import { observeQuality } from './rule-quality.ts';
import { observeReserve } from './rule-reserve.ts';
import { observeUtilization } from './rule-utilization.ts';

type Why = (record: AlertRecord) => AlertEnding | null;

/** The ending of an open alert whose subject its agent's inventory no longer lists; null while the subject is there. */
export function removedBy(inventory: AgentInventory, picture: Picture): Why {
  const devices = new Set(inventory.devices.map(({ id }) => id));
  return (record) => {
    const { operator, agent, rule, link, unit, check, device } = record;
    if (operator !== inventory.operator || agent !== inventory.agent) return null;
    const there =
      (link === null || picture.links.has(keyOf(operator, link))) &&
      (unit === null || picture.units.has(keyOf(operator, unit))) &&
      (check === null || picture.checks.has(keyOf(operator, check))) &&
      (rule !== 'deviceUnreachable' || device === null || devices.has(device));
    return there ? null : 'removed';
  };
}

/** The newest figures of a link's capacity; undefined before the first. */
export type CapacityOf = (operator: string, link: string) => LinkCapacityResult | undefined;

/**
 * The ending of an open alert that the new register or the new rules no longer support: its rule is gone, its endpoint
 * or its agent is gone, or its thresholds changed and its present value is below the new ones. An alert that still holds
 * stays the one it is.
 */
export function changedBy(picture: Picture, rules: Rules, capacityOf: CapacityOf, now: number): Why {
  const { register } = picture;
  const agents = new Map(register.register.operators.map(({ id, agents: known }) => [id, known]));
  return (record) => {
    if (rules[record.rule] === undefined) return 'ruleChanged';
    if (record.rule === 'agentSilent') {
      const known = agents.get(record.operator);
      return known !== undefined && record.agent !== null && !known.includes(record.agent) ? 'removed' : null;
    }
    if (record.rule === 'certificateNearExpiry' || record.rule === 'exhaustionNear') {
      const limit = rules[record.rule]?.daysWarning ?? null;
      const changed = limit !== null && limit !== record.thresholds.warning;
      return changed && record.value !== null && record.value > limit ? 'ruleChanged' : null;
    }
    if (record.link === null) {
      const ofEndpoint = record.unit === null && record.check === null && record.device === null;
      return ofEndpoint && !picture.endpoints.has(record.endpoint) ? 'removed' : null;
    }
    const seen = reobserve(record, picture, rules, capacityOf, now);
    if (seen === null) return null;
    const { warning, critical } = seen.thresholds;
    const same = warning === record.thresholds.warning && critical === record.thresholds.critical;
    return !same && seen.judgement.raise === null ? 'ruleChanged' : null;
  };
}

/** What the newest readings of a link say by the thresholds in force; null for rules without any, and while unknown. */
function reobserve(
  record: AlertRecord,
  picture: Picture,
  rules: Rules,
  capacityOf: CapacityOf,
  now: number,
): Observation | null {
  const entry = record.link === null ? undefined : picture.links.get(keyOf(record.operator, record.link));
  // Not known yet after a restart: its inventory will tell.
  if (entry === undefined) return null;
  const { register } = picture;
  switch (record.rule) {
    case 'utilization':
      return entry.reading === null || rules.utilization === undefined
        ? null
        : observeUtilization(entry.reading.sample, entry, register, rules.utilization);
    case 'quality':
      return rules.quality === undefined ? null : observeQuality(entry, now, register, rules.quality);
    case 'reserveBelowCommitment': {
      const result = capacityOf(entry.operator, entry.link.id);
      return result === undefined || rules.reserveBelowCommitment === undefined
        ? null
        : observeReserve(result, entry, register, rules.reserveBelowCommitment);
    }
    default:
      return null;
  }
}
