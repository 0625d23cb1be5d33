/**
 * What a datagram claims to be, before the library sees it. net-snmp believes the message's own flags: a plaintext
 * reply with the right id is taken as data even on an authPriv session, and a reply of another version or community
 * ends the request that waits. Here only as much BER (X.690) is read as the verdict needs.
 *
 *   Message     ::= 30 len { 02 version, 04 community, PDU }                            RFC 1901, RFC 1157
 *   SNMPv3      ::= 30 len { 02 version, 30 { 02 msgID, 02 maxSize, 04 flags, 02 model },
 *                            04 { 30 { 04 engineID, 02 boots, 02 time, 04 user, 04 digest, 04 salt } },
 *                            30 { 04 engineID, 04 context, PDU } | 04 encrypted }       RFC 3412 §6
 */

const integer = 0x02;
const octetString = 0x04;
const sequence = 0x30;
const responsePdu = 0xa2;
const reportPdu = 0xa8;

/** What a session accepts. */
export type Expected =
  | { version: 0 | 1; community: Uint8Array }
  /** `flags` are the bits of msgFlags that must be set: 1 authentication, 2 privacy (RFC 3412 §6.4). */
  | { version: 3; flags: 0 | 1 | 3 };

/**
 * - `pass`: may be handed on. `signed` names the parts of a v3 digest that is yet to be checked.
 * - `downgraded`: a v3 reply below the session's level, which is not a report.
 * - `foreign`: well formed, but of another version or community, or no reply at all.
 * - `malformed`: not SNMP.
 */
export type Verdict =
  | { kind: 'pass'; signed?: { engineId: Buffer; digest: Buffer } }
  | { kind: 'downgraded' }
  | { kind: 'foreign' }
  | { kind: 'malformed' };

/** The verdict on one datagram. Never throws. The buffers of `signed` share the datagram's memory. */
export function inspect(datagram: Buffer, expected: Expected): Verdict {
  const message = open(datagram, 0, datagram.length, sequence);
  const version = message && open(datagram, message.at, message.end, integer);
  if (message === undefined || version === undefined) return { kind: 'malformed' };
  if (version.end - version.at !== 1 || datagram[version.at] !== expected.version) return { kind: 'foreign' };
  if (expected.version === 3) return inspectUserMessage(datagram, version.end, message.end, expected.flags);
  const community = open(datagram, version.end, message.end, octetString);
  if (community === undefined || community.end >= message.end) return { kind: 'malformed' };
  const same = datagram.subarray(community.at, community.end).equals(expected.community);
  return same && datagram[community.end] === responsePdu ? { kind: 'pass' } : { kind: 'foreign' };
}

function inspectUserMessage(datagram: Buffer, at: number, end: number, required: number): Verdict {
  const header = open(datagram, at, end, sequence);
  const msgId = header && open(datagram, header.at, header.end, integer);
  const maxSize = msgId && open(datagram, msgId.end, header.end, integer);
  const msgFlags = maxSize && open(datagram, maxSize.end, header.end, octetString);
  const parameters = header && open(datagram, header.end, end, octetString);
  if (msgFlags === undefined || msgFlags.end - msgFlags.at !== 1 || parameters === undefined)
    return { kind: 'malformed' };
  const flags = datagram[msgFlags.at] ?? 0;
  const fulfils = (flags & required) === required;
  const isPrivate = (flags & 2) !== 0;
  // Privacy without authentication does not exist (RFC 3412 §6.4), and the library would decrypt it unchecked.
  if (isPrivate && (flags & 1) === 0) return { kind: 'downgraded' };
  if (!fulfils && (isPrivate || scopedPduType(datagram, parameters.end, end) !== reportPdu))
    return { kind: 'downgraded' };
  if ((flags & 1) === 0) return { kind: 'pass' };
  const list = open(datagram, parameters.at, parameters.end, sequence);
  const engineId = list && open(datagram, list.at, list.end, octetString);
  const boots = engineId && open(datagram, engineId.end, list.end, integer);
  const time = boots && open(datagram, boots.end, list.end, integer);
  const user = time && open(datagram, time.end, list.end, octetString);
  const digest = user && open(datagram, user.end, list.end, octetString);
  if (engineId === undefined || digest === undefined) return { kind: 'malformed' };
  return {
    kind: 'pass',
    signed: {
      engineId: datagram.subarray(engineId.at, engineId.end),
      digest: datagram.subarray(digest.at, digest.end),
    },
  };
}

function scopedPduType(datagram: Buffer, at: number, end: number): number | undefined {
  const scoped = open(datagram, at, end, sequence);
  const engineId = scoped && open(datagram, scoped.at, scoped.end, octetString);
  const context = engineId && open(datagram, engineId.end, scoped.end, octetString);
  return scoped === undefined || context === undefined || context.end >= scoped.end ? undefined : datagram[context.end];
}

/** The content of the value at `at`, when it has this tag and lies wholly before `end`. */
function open(data: Buffer, at: number, end: number, tag: number): { at: number; end: number } | undefined {
  if (at + 2 > end || data[at] !== tag) return undefined;
  const first = data[at + 1] ?? 0;
  let from = at + 2;
  let length = first;
  if (first >= 0x80) {
    const octets = first & 0x7f;
    // 4 octets say more than a datagram holds; 0 is the indefinite form, which SNMP forbids (RFC 3417 §8).
    if (octets === 0 || octets > 4 || from + octets > end) return undefined;
    length = data.readUIntBE(from, octets);
    from += octets;
  }
  return from + length > end ? undefined : { at: from, end: from + length };
}
