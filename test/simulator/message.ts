/**
 * SNMP messages: v1 (RFC 1157), v2c (RFC 1901, RFC 3416) and the frame of v3 (RFC 3412 §6, RFC 3414 §2.4). Pure: octets
 * to messages and back. What v3 does with its security parameters stands in `usm.ts`.
 */
import {
  BerError,
  BerReader,
  decodeInteger,
  decodeOid,
  decodeUnsigned,
  encodeInteger,
  encodeOctets,
  encodeOid,
  encodeSequence,
  encodeTlv,
  encodeUnsigned,
  tags,
} from './ber.ts';

/** A value of a varbind. Counters of 64 bits are BigInt, text goes out as UTF-8. */
export type Value =
  | { type: 'integer'; value: number }
  | { type: 'octets'; value: string | Buffer }
  | { type: 'oid'; value: string }
  | { type: 'ipAddress'; value: string }
  | { type: 'counter32' | 'gauge32' | 'timeTicks'; value: number }
  | { type: 'counter64'; value: bigint }
  | { type: 'null' | 'noSuchObject' | 'noSuchInstance' | 'endOfMibView' };

export interface Varbind {
  oid: string;
  value: Value;
  /** The name already in BER, where it is at hand: encoding names is most of the work of a reply. */
  encodedOid?: Buffer;
}

export const pduTags = {
  get: 0xa0,
  getNext: 0xa1,
  response: 0xa2,
  set: 0xa3,
  getBulk: 0xa5,
  inform: 0xa6,
  trap: 0xa7,
  report: 0xa8,
} as const;
export type PduType = keyof typeof pduTags;

/** In a GETBULK `errorStatus` is non-repeaters and `errorIndex` is max-repetitions (RFC 3416 §3). */
export interface Pdu {
  type: PduType;
  requestId: number;
  errorStatus: number;
  errorIndex: number;
  varbinds: Varbind[];
}

export const errorStatus = {
  noError: 0,
  tooBig: 1,
  noSuchName: 2,
  readOnly: 4,
  genErr: 5,
  noAccess: 6,
  notWritable: 17,
  authorizationError: 16,
} as const;

export interface CommunityMessage {
  version: 'v1' | 'v2c';
  community: string;
  pdu: Pdu;
}

export interface SecurityParameters {
  engineId: Buffer;
  engineBoots: number;
  engineTime: number;
  user: string;
  authentication: Buffer;
  privacy: Buffer;
}

/** A v3 message before its scoped PDU is looked at; `scoped` is the plain ScopedPDU or, with privacy, its cipher text. */
export interface UserMessage {
  version: 'v3';
  messageId: number;
  maxSize: number;
  /** Bits: 1 authentication, 2 privacy, 4 reportable (RFC 3412 §6.4). */
  flags: number;
  security: SecurityParameters;
  /** Where the authentication parameters lie in the datagram: the digest is made over zeros there. */
  authenticationAt: number;
  scoped: Buffer;
}

export interface ScopedPdu {
  contextEngineId: Buffer;
  contextName: string;
  pdu: Pdu;
}

/** The message in a datagram. @throws BerError when it is none. */
export function decodeMessage(datagram: Buffer): CommunityMessage | UserMessage {
  const message = new BerReader(datagram).open(tags.sequence);
  const version = message.integer();
  if (version === 0 || version === 1) {
    const community = message.content(tags.octetString).toString('latin1');
    return { version: version === 0 ? 'v1' : 'v2c', community, pdu: decodePdu(message) };
  }
  if (version !== 3) throw new BerError(`version ${version} of SNMP`);
  const head = message.open(tags.sequence);
  const messageId = head.integer();
  const maxSize = head.integer();
  const flags = head.content(tags.octetString)[0] ?? 0;
  if (head.integer() !== 3) throw new BerError('only the user-based security model (3) is known');
  // The parameters are a sequence inside an octet string: read in place, so that positions are the datagram's.
  const parameters = message.open(tags.octetString).open(tags.sequence);
  const engineId = parameters.content(tags.octetString);
  const engineBoots = parameters.integer();
  const engineTime = parameters.integer();
  const user = parameters.content(tags.octetString).toString('latin1');
  const authentication = parameters.content(tags.octetString);
  const authenticationAt = parameters.position - authentication.length;
  const privacy = parameters.content(tags.octetString);
  const start = message.position;
  const last = message.next();
  const encrypted = (flags & 2) !== 0;
  if (last.tag !== (encrypted ? tags.octetString : tags.sequence))
    throw new BerError('flags and scoped PDU do not agree');
  return {
    version: 'v3',
    messageId,
    maxSize,
    flags,
    security: { engineId, engineBoots, engineTime, user, authentication, privacy },
    authenticationAt,
    scoped: datagram.subarray(encrypted ? last.start : start, last.end),
  };
}

/** @throws BerError when it is none; of deciphered text also octets behind it are allowed (padding). */
export function decodeScopedPdu(octets: Buffer): ScopedPdu {
  const scoped = new BerReader(octets).open(tags.sequence);
  const contextEngineId = scoped.content(tags.octetString);
  const contextName = scoped.content(tags.octetString).toString('latin1');
  return { contextEngineId, contextName, pdu: decodePdu(scoped) };
}

function decodePdu(reader: BerReader): Pdu {
  const tag = reader.peek();
  const type = (Object.keys(pduTags) as PduType[]).find((name) => pduTags[name] === tag);
  if (type === undefined) throw new BerError(`PDU of tag 0x${tag.toString(16)}`);
  const pdu = reader.open(tag);
  const [requestId, status, index] = [pdu.integer(), pdu.integer(), pdu.integer()];
  const list = pdu.open(tags.sequence);
  const varbinds: Varbind[] = [];
  while (!list.done) {
    const varbind = list.open(tags.sequence);
    const oid = decodeOid(varbind.content(tags.oid));
    varbinds.push({ oid, value: decodeValue(varbind) });
  }
  return { type, requestId, errorStatus: status, errorIndex: index, varbinds };
}

function decodeValue(reader: BerReader): Value {
  const tag = reader.peek();
  const content = reader.content(tag);
  switch (tag) {
    case tags.integer:
      return { type: 'integer', value: decodeInteger(content) };
    case tags.octetString:
    case tags.opaque:
      return { type: 'octets', value: content };
    case tags.oid:
      return { type: 'oid', value: decodeOid(content) };
    case tags.ipAddress:
      return { type: 'ipAddress', value: [...content].join('.') };
    case tags.counter32:
      return { type: 'counter32', value: Number(decodeUnsigned(content)) };
    case tags.gauge32:
      return { type: 'gauge32', value: Number(decodeUnsigned(content)) };
    case tags.timeTicks:
      return { type: 'timeTicks', value: Number(decodeUnsigned(content)) };
    case tags.counter64:
      return { type: 'counter64', value: decodeUnsigned(content) };
    case tags.null:
      return { type: 'null' };
    case tags.noSuchObject:
      return { type: 'noSuchObject' };
    case tags.noSuchInstance:
      return { type: 'noSuchInstance' };
    case tags.endOfMibView:
      return { type: 'endOfMibView' };
    default:
      throw new BerError(`value of tag 0x${tag.toString(16)}`);
  }
}

/** A value in BER. 32-bit counters are taken modulo 2^32, as they wrap. */
export function encodeValue(value: Value): Buffer {
  switch (value.type) {
    case 'integer':
      return encodeInteger(value.value);
    case 'octets':
      return encodeOctets(typeof value.value === 'string' ? Buffer.from(value.value) : value.value);
    case 'oid':
      return encodeOid(value.value);
    case 'ipAddress':
      return encodeTlv(tags.ipAddress, Buffer.from(value.value.split('.').map(Number)));
    case 'counter32':
    case 'gauge32':
    case 'timeTicks':
      return encodeInteger(value.value % 4_294_967_296, tags[value.type]);
    case 'counter64':
      return encodeUnsigned(value.value, tags.counter64);
    default:
      return encodeTlv(tags[value.type]);
  }
}

export function encodeVarbind(varbind: Varbind): Buffer {
  return encodeSequence(varbind.encodedOid ?? encodeOid(varbind.oid), encodeValue(varbind.value));
}

export function encodePdu(pdu: Pdu): Buffer {
  return encodeTlv(
    pduTags[pdu.type],
    encodeInteger(pdu.requestId),
    encodeInteger(pdu.errorStatus),
    encodeInteger(pdu.errorIndex),
    encodeSequence(...pdu.varbinds.map(encodeVarbind)),
  );
}

export function encodeCommunityMessage(message: CommunityMessage): Buffer {
  return encodeSequence(
    encodeInteger(message.version === 'v1' ? 0 : 1),
    encodeOctets(Buffer.from(message.community, 'latin1')),
    encodePdu(message.pdu),
  );
}

export function encodeScopedPdu(scoped: ScopedPdu): Buffer {
  return encodeSequence(
    encodeOctets(scoped.contextEngineId),
    encodeOctets(Buffer.from(scoped.contextName, 'latin1')),
    encodePdu(scoped.pdu),
  );
}

/** The datagram, and where its authentication parameters lie in it. `scoped` is as in {@link UserMessage}. */
export function encodeUserMessage(message: Omit<UserMessage, 'version' | 'authenticationAt'>): {
  datagram: Buffer;
  authenticationAt: number;
} {
  const { security } = message;
  const privacy = encodeOctets(security.privacy);
  const parameters = encodeOctets(
    encodeSequence(
      encodeOctets(security.engineId),
      encodeInteger(security.engineBoots),
      encodeInteger(security.engineTime),
      encodeOctets(Buffer.from(security.user, 'latin1')),
      encodeOctets(security.authentication),
      privacy,
    ),
  );
  const scoped = (message.flags & 2) !== 0 ? encodeOctets(message.scoped) : message.scoped;
  const datagram = encodeSequence(
    encodeInteger(3),
    encodeSequence(
      encodeInteger(message.messageId),
      encodeInteger(message.maxSize),
      encodeOctets(Buffer.from([message.flags])),
      encodeInteger(3),
    ),
    parameters,
    scoped,
  );
  const authenticationAt = datagram.length - scoped.length - privacy.length - security.authentication.length;
  return { datagram, authenticationAt };
}
