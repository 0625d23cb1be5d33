/** What a settled poll of one device asks, before anything is sent: for `check-config --load`. Pure. */
import type { InterfaceBinding } from './binding.ts';
import { oidsOf } from './interfaces.ts';
import { encodeHead, encodeRequest } from './lean-request.ts';
import { oidsPerGetMax } from './limits.ts';
import { ifOperStatus, ifTableLastChange, sysUpTime } from './oids.ts';
import { pack } from './pdu.ts';

export interface PollLoad {
  pdus: number;
  objects: number;
  /** Octets on the wire, IPv4 and UDP heads included. */
  requestOctets: number;
  replyOctets: number;
}

export interface LoadedLink {
  interface: InterfaceBinding;
  members?: readonly string[] | undefined;
}

/** Octets of IPv4 and UDP before an SNMP message. */
const headOctets = 28;
/** Further octets of a v3 message: global data, USM parameters with a 32-octet engine and a truncated HMAC, padding. */
const userSecurityOctets = 110;
/** A value in a reply beyond the NULL of the request, on average over a link's name, states and counters. */
const valueOctets = 4;

/** PDUs of these OIDs, as many in each as devices take at first; `ahead` OIDs head each of them. */
export function loadOf(
  groups: readonly (readonly string[])[],
  version: '1' | '2c' | '3',
  perPdu: number,
  ahead: readonly string[] = [],
): PollLoad {
  const head = encodeHead('x'.repeat(12));
  const load: PollLoad = { pdus: 0, objects: 0, requestOctets: 0, replyOctets: 0 };
  for (const part of pack(groups, (oids) => oids.length, ahead.length, perPdu)) {
    const oids = [...ahead, ...part.flat()];
    const octets =
      encodeRequest(head, 'get', oids).octets.length + headOctets + (version === '3' ? userSecurityOctets : 0);
    load.pdus += 1;
    load.objects += oids.length;
    load.requestOctets += octets;
    load.replyOctets += octets + oids.length * valueOctets;
  }
  return load;
}

export const sumOf = (...loads: readonly PollLoad[]): PollLoad =>
  loads.reduce<PollLoad>(
    (sum, one) => ({
      pdus: sum.pdus + one.pdus,
      objects: sum.objects + one.objects,
      requestOctets: sum.requestOctets + one.requestOctets,
      replyOctets: sum.replyOctets + one.replyOctets,
    }),
    { pdus: 0, objects: 0, requestOctets: 0, replyOctets: 0 },
  );

/**
 * One poll of a device once its links are bound and its refresh step is known. Ports of a group are counted where the
 * config names them; those that the device names itself are known only then. A device without links is asked for its
 * own clock.
 */
export function deviceLoad(links: readonly LoadedLink[], version: '1' | '2c' | '3'): PollLoad {
  const bits = version === '1' ? 32 : 64;
  // A typical ifIndex; its digits do not change the count of PDUs.
  const groups = links.map((link) => [
    ...oidsOf(link.interface, { index: '1000', bits, absent: new Set(), essentialOnly: false }),
  ]);
  const first = groups.length === 0 ? loadOf([[ifTableLastChange]], version, oidsPerGetMax, [sysUpTime]) : undefined;
  const counters = first ?? withLastChange(loadOf(groups, version, oidsPerGetMax - 1, [sysUpTime]));
  const members = links.map(({ members = [] }) =>
    members.length === 0
      ? sumOf()
      : loadOf(
          members.map((_, index) => [`${ifOperStatus}.${1_000 + index}`]),
          version,
          oidsPerGetMax,
        ),
  );
  return sumOf(counters, ...members);
}

/** ifTableLastChange is asked in the first PDU of each poll: 16 octets with its varbind. */
const withLastChange = (load: PollLoad): PollLoad => ({
  ...load,
  objects: load.objects + 1,
  requestOctets: load.requestOctets + 16,
  replyOctets: load.replyOctets + 20,
});
