/** How often a standby router changed roles lately, from what it stated one reading after another. Pure. */
import type { FactName } from '@thongsuot/contract/facts.ts';
import type { UnitSample } from '@thongsuot/contract/sample.ts';
import { roleChangesPerUnitMax } from './limits.ts';

/** Changes of role within which a verdict looks back (domain §5). */
export const roleChangeWindowMs = 86_400_000;

const stated = (sample: UnitSample, name: FactName): number | string | null => {
  const fact = sample.facts[name];
  return fact !== undefined && 'value' in fact ? (fact.value ?? null) : null;
};

/**
 * The times of the changes of role in the day before `next`, oldest first, at most `roleChangesPerUnitMax` of the
 * newest. The device's own counter (vrrpStatsBecomeMaster, RFC 2787; jnxRedundancySwitchoverCount) says how many; one
 * that fell began anew and says nothing. Without a counter a change between active and standing by is one.
 */
export function roleChangesAfter(
  held: readonly number[],
  before: UnitSample | null,
  next: UnitSample,
): readonly number[] {
  const kept = held.filter((at) => at > next.at - roleChangeWindowMs);
  if (before === null) return kept;
  const [was, is] = [stated(before, 'transitions'), stated(next, 'transitions')];
  let count: number;
  if (typeof was === 'number' && typeof is === 'number') count = Math.max(0, is - was);
  else {
    const [role, now] = [stated(before, 'standbyState'), stated(next, 'standbyState')];
    count = role !== null && now !== null && (role === 'active') !== (now === 'active') ? 1 : 0;
  }
  if (count === 0) return kept;
  const added = Array<number>(Math.min(count, roleChangesPerUnitMax)).fill(next.at);
  return [...kept, ...added].slice(-roleChangesPerUnitMax);
}
