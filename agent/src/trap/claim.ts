/**
 * Whom a notification claims to be from, read before anything believes or decrypts it. As much BER (X.690) as that
 * needs, and no more:
 *
 *   Message     ::= 30 len { 02 version, 04 community, PDU }                            RFC 1901, RFC 1157
 *   SNMPv3      ::= 30 len { 02 version, 30 { 02 msgID, 02 maxSize, 04 flags, 02 model },
 *                            04 { 30 { 04 engineID, 02 boots, 02 time, 04 user, … } }, … }   RFC 3412 §6
 */

const integer = 0x02;
const octetString = 0x04;
const sequence = 0x30;
/** Trap (v1), InformRequest, SNMPv2-Trap (RFC 3416 §3). */
const notificationPdus: ReadonlySet<number> = new Set([0xa4, 0xa6, 0xa7]);

export type Claim =
  | { version: '1' | '2c'; community: Buffer }
  /** `discovery`: who sends an inform asks first which engine it goes to, without user and without a digest (RFC 3414 §4). */
  | { version: '3'; user: string; engineId: string; signed: boolean; encrypted: boolean; discovery: boolean };

/** The claim of one datagram; undefined when it is no notification, nor the question that precedes one. Never throws. */
export function claimOf(datagram: Buffer): Claim | undefined {
  const message = open(datagram, 0, datagram.length, sequence);
  const version = message && open(datagram, message.at, message.end, integer);
  if (message === undefined || version === undefined || version.end - version.at !== 1) return undefined;
  const number = datagram[version.at];
  if (number === 3) return userClaim(datagram, version.end, message.end);
  if (number !== 0 && number !== 1) return undefined;
  const community = open(datagram, version.end, message.end, octetString);
  if (community === undefined || community.end >= message.end) return undefined;
  if (!notificationPdus.has(datagram[community.end] ?? 0)) return undefined;
  return { version: number === 0 ? '1' : '2c', community: datagram.subarray(community.at, community.end) };
}

function userClaim(datagram: Buffer, at: number, end: number): Claim | undefined {
  const header = open(datagram, at, end, sequence);
  const msgId = header && open(datagram, header.at, header.end, integer);
  const maxSize = msgId && open(datagram, msgId.end, header.end, integer);
  const flags = maxSize && open(datagram, maxSize.end, header.end, octetString);
  const parameters = header && open(datagram, header.end, end, octetString);
  const list = parameters && open(datagram, parameters.at, parameters.end, sequence);
  const engineId = list && open(datagram, list.at, list.end, octetString);
  const boots = engineId && open(datagram, engineId.end, list.end, integer);
  const time = boots && open(datagram, boots.end, list.end, integer);
  const user = time && open(datagram, time.end, list.end, octetString);
  if (flags === undefined || flags.end - flags.at !== 1 || engineId === undefined || user === undefined)
    return undefined;
  // RFC 3411: 5 to 32 octets; none in the question for the engine.
  const octets = engineId.end - engineId.at;
  if (octets > 32 || user.end - user.at > 32) return undefined;
  const bits = datagram[flags.at] ?? 0;
  const name = datagram.toString('utf8', user.at, user.end);
  return {
    version: '3',
    user: name,
    engineId: datagram.toString('hex', engineId.at, engineId.end),
    signed: (bits & 1) !== 0,
    encrypted: (bits & 2) !== 0,
    discovery: name === '' && octets === 0 && (bits & 3) === 0,
  };
}

/** The content of the value at `at`, when it has this tag and lies wholly before `end`. */
function open(data: Buffer, at: number, end: number, tag: number): { at: number; end: number } | undefined {
  if (at + 2 > end || data[at] !== tag) return undefined;
  const first = data[at + 1] ?? 0;
  let from = at + 2;
  let length = first;
  if (first >= 0x80) {
    const octets = first & 0x7f;
    if (octets === 0 || octets > 4 || from + octets > end) return undefined;
    length = data.readUIntBE(from, octets);
    from += octets;
  }
  return from + length > end ? undefined : { at: from, end: from + length };
}
