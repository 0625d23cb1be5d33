/** Which rules a sample concerns. Between the picture, which the sample has just moved, and the keeper. Pure. */
import type { AlertEnding } from '@thongsuot/contract/api.ts';
import { keyOf } from '../network/entries.ts';
import type { Picture } from '../network/picture.ts';
import type { Placed } from '../network/placed.ts';
import { judgedAgeMsMax } from './limits.ts';
import type { AlertRecord, Observation } from './record.ts';
import type { Rules } from './rule-options.ts';
import { observeEndpoint, observeLinkDown, observeUnit } from './rule-states.ts';
import { observeUtilization } from './rule-utilization.ts';

/**
 * What a sample that moved the present says, rule by rule. Nothing from the backlog lane and nothing that is old at its
 * receipt: alerts are about what is happening.
 */
export function observationsOf(placed: Placed, picture: Picture, rules: Rules): Observation[] {
  const { sample, operator, lane, receivedAt } = placed;
  if (lane !== 'live' || receivedAt - sample.at > judgedAgeMsMax) return [];
  const { register } = picture;
  const out: (Observation | null)[] = [];
  if (sample.kind === 'link' || sample.kind === 'ping') {
    const entry = picture.links.get(keyOf(operator, sample.link));
    if (entry === undefined) return [];
    if (sample.kind === 'link' && rules.utilization !== undefined) {
      out.push(observeUtilization(sample, entry, register, rules.utilization));
    }
    if (rules.linkDown !== undefined) out.push(observeLinkDown(entry, sample.at, register, rules.linkDown));
    const endpoint = picture.endpoints.get(entry.endpoint);
    for (const name of ['endpointIsolated', 'endpointOnBackup'] as const) {
      const rule = rules[name];
      if (rule === undefined || endpoint === undefined) continue;
      out.push(observeEndpoint(name, endpoint, sample.at, sample.intervalS * 1000, register, rule));
    }
  }
  if (sample.kind === 'unit' && rules.unitNotReady !== undefined) {
    const entry = picture.units.get(keyOf(operator, sample.unit));
    if (entry !== undefined) out.push(observeUnit(entry, sample.at, register, rules.unitNotReady));
  }
  return out.filter((seen) => seen !== null);
}

/** The ending of an open alert whose subject its agent's inventory no longer lists; null while the subject is there. */
export function removedBy(
  inventory: { operator: string; agent: string },
  picture: Picture,
): (record: AlertRecord) => AlertEnding | null {
  return (record) => {
    if (record.operator !== inventory.operator || record.agent !== inventory.agent) return null;
    const there =
      (record.link === null || picture.links.has(keyOf(record.operator, record.link))) &&
      (record.unit === null || picture.units.has(keyOf(record.operator, record.unit)));
    return there ? null : 'removed';
  };
}

/**
 * The ending of an open alert that the new register or the new rules no longer support: its rule is gone, its endpoint
 * is gone, or its thresholds changed and its present value is below the new ones. An alert that still holds stays the
 * one it is.
 */
export function changedBy(picture: Picture, rules: Rules): (record: AlertRecord) => AlertEnding | null {
  return (record) => {
    if (rules[record.rule as keyof Rules] === undefined) return 'ruleChanged';
    if (record.link === null) {
      return record.unit === null && !picture.endpoints.has(record.endpoint) ? 'removed' : null;
    }
    const entry = picture.links.get(keyOf(record.operator, record.link));
    // Not known yet after a restart: its inventory will tell.
    if (entry === undefined || record.rule !== 'utilization' || rules.utilization === undefined) return null;
    const { values } = picture.register.thresholds(entry.operator, entry.endpoint);
    const same =
      values.utilizationWarning === record.thresholds.warning &&
      values.utilizationCritical === record.thresholds.critical;
    if (same || entry.reading === null) return null;
    const seen = observeUtilization(entry.reading.sample, entry, picture.register, rules.utilization);
    return seen !== null && seen.judgement.raise === null ? 'ruleChanged' : null;
  };
}
