/** What a device answers to a PDU: GET, GETNEXT, GETBULK (RFC 3416 §4.2, RFC 1157 §4.1 for v1). Pure. */
import { replyVarbindsMax } from './limits.ts';
import { encodeVarbind, errorStatus, type Pdu, type Varbind } from './message.ts';
import type { Found, Instant, MibTree } from './tree.ts';

/** Octets of a message around its varbinds: versions, community or v3 header with digest and cipher's overhead. */
const frameOctetsMax = { community: 60, user: 180 } as const;

export interface Limits {
  /** Octets of the whole reply. */
  octetsMax: number;
  /** A device that takes no larger request answers tooBig (some have 2, 8, 20). */
  varbindsMax: number;
}

/**
 * The response PDU, or undefined for a PDU that is not a question. SET is refused: the simulated devices can be read
 * only, as the agent promises never to write.
 */
export function respond(
  pdu: Pdu,
  version: 'v1' | 'v2c' | 'v3',
  tree: MibTree,
  instant: Instant,
  limits: Limits,
): Pdu | undefined {
  const answer = (varbinds: Varbind[], status = 0, index = 0): Pdu => ({
    type: 'response',
    requestId: pdu.requestId,
    errorStatus: status,
    errorIndex: index,
    varbinds,
  });
  if (pdu.type === 'set') {
    return answer(pdu.varbinds, version === 'v1' ? errorStatus.readOnly : errorStatus.notWritable, 1);
  }
  if (pdu.type !== 'get' && pdu.type !== 'getNext' && pdu.type !== 'getBulk') return undefined;
  if (pdu.type === 'getBulk' && version === 'v1') return undefined;
  if (pdu.varbinds.length > limits.varbindsMax) return tooBig(answer, pdu, version);

  const room = limits.octetsMax - (version === 'v3' ? frameOctetsMax.user : frameOctetsMax.community);
  if (pdu.type === 'getBulk') return answer(bulk(pdu, tree, instant, room));

  const found = pdu.varbinds.map(({ oid }) => (pdu.type === 'get' ? tree.get(oid, instant) : tree.next(oid, instant)));
  if (version === 'v1') {
    const missing = found.findIndex(
      ({ value }) => value.type.startsWith('noSuch') || value.type === 'endOfMibView' || value.type === 'counter64',
    );
    if (missing >= 0) return answer(pdu.varbinds, errorStatus.noSuchName, missing + 1);
  }
  return octetsOf(found) > room ? tooBig(answer, pdu, version) : answer(found);
}

/** v1 sends the varbinds back (RFC 1157 §4.1.2), later versions none (RFC 3416 §4.2.1). */
function tooBig(answer: (varbinds: Varbind[], status: number) => Pdu, pdu: Pdu, version: string): Pdu {
  return answer(version === 'v1' ? pdu.varbinds : [], errorStatus.tooBig);
}

const octetsOf = (found: readonly Found[]): number =>
  found.reduce((sum, varbind) => sum + encodeVarbind(varbind).length, 0);

/** Varbinds of a GETBULK: as many as fit, in the order of RFC 3416 §4.2.3; it ends once all columns have ended. */
function bulk(pdu: Pdu, tree: MibTree, instant: Instant, room: number): Varbind[] {
  const nonRepeaters = Math.min(Math.max(pdu.errorStatus, 0), pdu.varbinds.length);
  const repetitions = Math.max(pdu.errorIndex, 0);
  const found: Found[] = [];
  let octets = 0;
  const add = (varbind: Found): boolean => {
    octets += encodeVarbind(varbind).length;
    if (octets > room || found.length >= replyVarbindsMax) return false;
    found.push(varbind);
    return true;
  };
  for (const { oid } of pdu.varbinds.slice(0, nonRepeaters)) {
    if (!add(tree.next(oid, instant))) return found;
  }
  let row = pdu.varbinds.slice(nonRepeaters).map(({ oid }) => oid);
  for (let i = 0; i < repetitions && row.length > 0; i++) {
    const next = row.map((oid) => tree.next(oid, instant));
    for (const varbind of next) if (!add(varbind)) return found;
    if (next.every(({ value }) => value.type === 'endOfMibView')) return found;
    row = next.map(({ oid }) => oid);
  }
  return found;
}
