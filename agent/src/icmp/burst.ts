/**
 * Judges one burst of echoes: what is loss, and what says nothing about its target. Pure; it returns what must be
 * remembered for the next burst.
 */
import { isIP } from 'node:net';
import type { PingUnknownReason } from '@thongsuot/contract/reasons.ts';
import type { PingSample } from '@thongsuot/contract/sample.ts';
import type { PresentFinding } from '../finding.ts';
import type { Echoes } from './echo.ts';
import { fallRatioMin, fallTargetsMin } from './limits.ts';
import { summarize } from './summary.ts';

/** The far end of a link, as it is asked. */
export interface PingTarget {
  link: string;
  address: string;
  intervalS: number;
}

/** An address that shows whether our own path works. */
export interface Reference {
  address: string;
  /** Set by the operator: it counts from the start. A gateway that we found counts once it has answered. */
  configured: boolean;
}

/**
 * What is remembered of an address that has answered once. `suspended` fell silent together with most others while
 * SNMP still answered; `of` is how many fell with it.
 */
export type AddressState = { kind: 'answering' } | { kind: 'silent' } | { kind: 'suspended'; of: number };

export interface BurstInput {
  /** Unix epoch ms at which the burst ended. */
  at: number;
  targets: readonly PingTarget[];
  /** The answers by address; an address that is absent could not be asked. */
  echoes: ReadonlyMap<string, Echoes>;
  references: readonly Reference[];
  /** Addresses that have answered once, from before this burst. */
  known: ReadonlySet<string>;
  states: ReadonlyMap<string, AddressState>;
  /** Whether SNMP answers on this agent at this time. */
  snmpAnswers: boolean;
}

export interface BurstVerdict {
  samples: PingSample[];
  /** By link: targets that have never answered. */
  neverAnswered: Map<string, PresentFinding>;
  /** By link: targets of which nothing is known because our own path is in doubt. */
  ownPath: Set<string>;
  /** Why, when `ownPath` is not empty. */
  ownPathDetail?: string;
  /** The new state of each known address that was asked. */
  states: Map<string, AddressState>;
  /** Addresses that answered, references included. */
  answered: string[];
}

/**
 * The verdict on each target, in this order: not asked → `engineFailed`; references silent and echoes lost → `ownPath`;
 * silent and never seen to answer → `neverAnswered`; silent together with ≥ 80 % of ≥ 5 others while SNMP answers →
 * `ownPath`; else measured. A target that lost nothing is measured always: a reply is a fact.
 */
export function judgeBurst(input: BurstInput): BurstVerdict {
  const { at, echoes, references, known } = input;
  const received = (address: string): number => echoes.get(address)?.filter((rtt) => rtt !== null).length ?? 0;
  const addresses = [...new Set(input.targets.map((target) => target.address))].filter((a) => echoes.has(a));
  const asked = references.filter((reference) => echoes.has(reference.address));
  const answered = [...new Set([...addresses, ...asked.map((r) => r.address)])].filter((a) => received(a) > 0);
  const isKnown = (address: string): boolean => known.has(address) || received(address) > 0;

  const judges = asked.filter((reference) => reference.configured || isKnown(reference.address));
  // IPv4 and IPv6 are two paths: each is judged by its own references, where it has any.
  const judgesOf = (address: string): readonly Reference[] => {
    const own = judges.filter((reference) => isIP(reference.address) === isIP(address));
    return own.length > 0 ? own : judges;
  };
  const isPathSilent = (address: string): boolean =>
    judges.length > 0 && judgesOf(address).every((reference) => received(reference.address) === 0);
  const fall = judgeFall(addresses.filter(isKnown), received, input);

  const verdict: BurstVerdict = {
    samples: [],
    neverAnswered: new Map(),
    ownPath: new Set(),
    states: new Map(),
    answered,
  };
  for (const address of addresses.filter(isKnown)) {
    if (received(address) > 0) verdict.states.set(address, { kind: 'answering' });
    else if (fall.suspended.has(address)) verdict.states.set(address, { kind: 'suspended', of: fall.of });
    // Silence on a path in doubt says nothing: what was known before stands.
    else if (isPathSilent(address)) verdict.states.set(address, input.states.get(address) ?? { kind: 'answering' });
    else verdict.states.set(address, { kind: 'silent' });
  }

  for (const target of input.targets) {
    const { link, address, intervalS } = target;
    const burst = echoes.get(address);
    if (burst === undefined) {
      verdict.samples.push(unknownSample(target, at, 'engineFailed'));
      continue;
    }
    const count = received(address);
    if ((count < burst.length && isPathSilent(address)) || fall.suspended.has(address)) {
      verdict.samples.push(unknownSample(target, at, 'ownPath'));
      verdict.ownPath.add(link);
    } else if (count === 0 && !isKnown(address)) {
      verdict.samples.push(unknownSample(target, at, 'neverAnswered'));
      verdict.neverAnswered.set(link, neverAnsweredFinding(link, address));
    } else {
      verdict.samples.push({ kind: 'ping', at, link, intervalS, ...summarize(burst) });
    }
  }
  const silent = judges.filter((reference) => isPathSilent(reference.address));
  if (silent.length > 0) {
    const list = silent.map((reference) => reference.address).join(', ');
    verdict.ownPathDetail = `None of the reference addresses (${list}) answers, so lost echoes say nothing about their targets; check this server's own uplink, or set icmp.reference to addresses that answer`;
  } else if (fall.suspended.size > 0) {
    verdict.ownPathDetail = `${fall.suspended.size} of ${fall.of} targets fell silent at once while SNMP still answers; check whether this server's ICMP is filtered or rate-limited on its own path`;
  }
  return verdict;
}

interface Fall {
  suspended: Set<string>;
  of: number;
}

/**
 * The addresses whose silence is not believed, because most fell in one burst while SNMP answers. They stay suspended
 * as long as 80 % of those that fell are silent and SNMP answers; then the rest are measured as they are.
 */
function judgeFall(
  addresses: readonly string[],
  received: (address: string) => number,
  { states, snmpAnswers }: BurstInput,
): Fall {
  const none: Fall = { suspended: new Set(), of: 0 };
  if (!snmpAnswers) return none;
  const stateOf = (address: string): AddressState => states.get(address) ?? { kind: 'answering' };
  const standing = addresses.filter((address) => stateOf(address).kind === 'answering');
  const fallen = standing.filter((address) => received(address) === 0);
  const before = addresses.filter((address) => stateOf(address).kind === 'suspended');
  const still = before.filter((address) => received(address) === 0);
  const groupOf = before.reduce((of, address) => {
    const state = stateOf(address);
    return state.kind === 'suspended' ? Math.max(of, state.of) : of;
  }, 0);
  const fellNow = standing.length >= fallTargetsMin && fallen.length / standing.length >= fallRatioMin;
  const held = groupOf > 0 && still.length / groupOf >= fallRatioMin;
  if (!fellNow && !held) return none;
  // One that falls while the others are held falls with them.
  return { suspended: new Set([...still, ...fallen]), of: Math.max(groupOf, standing.length) };
}

/** A burst that says nothing carries no counts either, so that nobody can read them as loss. */
export function unknownSample(target: PingTarget, at: number, unknown: PingUnknownReason): PingSample {
  return { kind: 'ping', at, link: target.link, intervalS: target.intervalS, unknown, sent: 0, received: 0 };
}

const neverAnsweredFinding = (link: string, address: string): PresentFinding => ({
  code: 'neverAnswered',
  subject: { link },
  detail: `The probe address ${address} has never answered an echo, so its silence is not reported as loss; check the address, and whether the far end answers ICMP`,
});
