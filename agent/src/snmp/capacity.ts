/** What a link can carry: the least of contract, shaper and what is physically up, each direction by itself. Pure. */
import type { CapacityTerm } from '@thongsuot/contract/reasons.ts';
import { ethernetCsmacd } from './oids.ts';

export interface RateTerms {
  inBitsPerSecond: number;
  outBitsPerSecond: number;
}

export interface Capacity {
  bitsPerSecond: number;
  limitedBy: CapacityTerm;
  physicalBitsPerSecond?: number;
}

export interface CapacityTerms {
  contract?: RateTerms | undefined;
  shaper?: RateTerms | undefined;
  physicalBitsPerSecond?: number | undefined;
}

/** Each direction's capacity; absent where no term is known. The first of equal terms wins: contract, shaper, physical. */
export function capacityOf(terms: CapacityTerms): { in?: Capacity; out?: Capacity } {
  const incoming = least(terms, 'inBitsPerSecond');
  const outgoing = least(terms, 'outBitsPerSecond');
  return { ...(incoming && { in: incoming }), ...(outgoing && { out: outgoing }) };
}

function least(terms: CapacityTerms, direction: keyof RateTerms): Capacity | undefined {
  const physical = terms.physicalBitsPerSecond;
  const candidates: [CapacityTerm, number | undefined][] = [
    ['contract', terms.contract?.[direction]],
    ['shaper', terms.shaper?.[direction]],
    ['physical', physical],
  ];
  let best: Capacity | undefined;
  for (const [limitedBy, bitsPerSecond] of candidates) {
    if (bitsPerSecond === undefined || bitsPerSecond <= 0) continue;
    if (best === undefined || bitsPerSecond < best.bitsPerSecond) best = { bitsPerSecond, limitedBy };
  }
  return best && physical !== undefined ? { ...best, physicalBitsPerSecond: physical } : best;
}

/** What an interface says of its own speed; undefined where the device has no such object. */
export interface SpeedObjects {
  /** IANAifType. */
  ifType?: number | undefined;
  /** Mbit/s. */
  ifHighSpeed?: number | undefined;
  /** Bit/s; 4,294,967,295 says "more than that". */
  ifSpeed?: number | undefined;
}

/** A port of a link aggregation group (IEEE 802.1AX). */
export interface LagMember extends SpeedObjects {
  /** dot3adAggPortAttachedAggID is the group. */
  attached: boolean;
  /** ifOperStatus is up(1). */
  up: boolean;
}

/**
 * Bits per second that the hardware carries each way, or undefined when nothing physical limits it.
 *
 * With members: Σ speed of those attached and up, 0 when none is. Without: the speed of an Ethernet port. A speed of 0
 * (a port that is down, a chassis that leaves it out) and the speed of anything virtual (Huawei's Vlanif says 1,000,
 * Cisco's tunnels 100 kbit/s, both fiction) limit nothing.
 */
export function physicalBitsPerSecond(own: SpeedObjects, members: readonly LagMember[] = []): number | undefined {
  if (members.length > 0) {
    let sum = 0;
    for (const member of members) if (member.attached && member.up) sum += speedOf(member) ?? 0;
    return sum > 0 ? sum : undefined;
  }
  return own.ifType === ethernetCsmacd ? speedOf(own) : undefined;
}

/**
 * Bits per second that an interface says of itself; undefined for 0, for none and for ifSpeed's "more than I can say".
 * ifHighSpeed counts whole Mbit/s, so an ifSpeed that rounds to it is the same speed told exactly (an E1 is 2.048 Mbit/s,
 * not 2); one that does not is stale, and ifHighSpeed holds.
 */
export function speedOf({ ifHighSpeed, ifSpeed }: SpeedObjects): number | undefined {
  const exact = ifSpeed !== undefined && ifSpeed > 0 && ifSpeed < 4_294_967_295 ? ifSpeed : undefined;
  if (ifHighSpeed === undefined || ifHighSpeed <= 0) return exact;
  return exact !== undefined && Math.abs(exact / 1_000_000 - ifHighSpeed) <= 0.5 ? exact : ifHighSpeed * 1_000_000;
}
