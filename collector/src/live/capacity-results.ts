/** The figures of the rounds of capacity in the words of the alerts. Pure. */
import { allOperators } from '@thongsuot/contract/storage.ts';
import type { CapacityResult, FailoverResult, LinkCapacityResult } from '../alert/capacity-result.ts';
import { soonest } from '../recorder/capacity.ts';
import { type CapacityBook, type GroupResult, groupReserve, type LinkCapacity } from '../recorder/capacity-book.ts';

/** The slower of the two rounds: a link of low priority has new figures each night. */
const intervalMs = 86_400_000;

/** Everything in the book; what is no newer than the alerts have seen counts for nothing there. */
export function capacityResults(book: Pick<CapacityBook, 'links' | 'failover'>): CapacityResult[] {
  const links = [...book.links.values()].map(linkResult);
  const operators = new Set([...book.links.values()].map(({ entry }) => entry.operator));
  const alone = [...operators].flatMap((operator) =>
    book.failover(operator).map((group) => groupResult(group, operator)),
  );
  // Groups of one operator are told of as his; those of several are the department's.
  const shared = book.failover(null).filter((group) => group.operators.length > 1);
  return [
    ...links,
    ...[...alone, ...shared.map((group) => groupResult(group, allOperators))].flatMap((one) => one ?? []),
  ];
}

function linkResult({ entry, at, summary, trend }: LinkCapacity): LinkCapacityResult {
  return {
    kind: 'link',
    operator: entry.operator,
    link: entry.link.id,
    at,
    intervalMs,
    reserve: reserveOf(summary),
    exhaustion: exhaustionOf(trend),
  };
}

/** The direction with the lower ratio; null unless both are known, since the other could be the worse. */
function reserveOf(summary: LinkCapacity['summary']): LinkCapacityResult['reserve'] {
  const { headline, basis } = summary;
  if (headline === null) return null;
  const { p95BitsPerSecond, capacityBitsPerSecond } = summary[headline.direction].reserve;
  if (p95BitsPerSecond === null || capacityBitsPerSecond === null) return null;
  const { n, expected } = basis;
  return { direction: headline.direction, p95BitsPerSecond, capacityBitsPerSecond, n, expected };
}

/** Both directions must speak before growth is denied; one is enough to foretell it. */
function exhaustionOf(trend: LinkCapacity['trend']): LinkCapacityResult['exhaustion'] {
  const found = soonest(trend);
  if (found !== null && trend !== null) {
    const { in: inward } = trend.exhaustion;
    const direction = inward.kind === 'days' && inward.days.mid === found.mid ? 'in' : 'out';
    return { days: found.mid, low: found.low, high: found.high, direction };
  }
  if (trend === null) return null;
  const denied = [trend.exhaustion.in, trend.exhaustion.out].every(
    ({ kind }) => kind === 'notGrowing' || kind === 'noEvidence' || kind === 'days',
  );
  return denied ? 'notGrowing' : null;
}

function groupResult(group: GroupResult, operator: string): FailoverResult | null {
  // A single primary without a backup has no event: that it stands alone is its isolation’s matter.
  if (group.endpoint === null || group.scenario === null) return null;
  if (operator !== allOperators && group.operators.some((one) => one !== operator)) return null;
  return {
    kind: 'failover',
    group: group.group,
    operator,
    endpoint: group.endpoint,
    at: group.at,
    intervalMs,
    present: group.present?.kind ?? 'unknown',
    p95: group.p95?.kind ?? 'unknown',
    reserveBitsPerSecond: groupReserve(group),
  };
}
