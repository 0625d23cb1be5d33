/**
 * A device from a recording in the `.snmprec` format (snmpsim): one `OID|TAG|VALUE` a line. Static values. A line that
 * cannot be read is skipped and counted. Pure.
 */
import { parseOid } from './ber.ts';
import type { Value } from './message.ts';
import type { Profile } from './profiles/profile.ts';
import type { MibObject } from './tree.ts';

export interface Recording {
  objects: MibObject[];
  /** Line numbers from 1 that could not be read, and why. */
  skipped: { line: number; reason: string }[];
}

/** Reads a recording. sysUpTime counts on from the recorded value, so that a device is alive. */
export function parseRecording(content: string): Recording {
  const objects: MibObject[] = [];
  const skipped: Recording['skipped'] = [];
  const seen = new Set<string>();
  for (const [i, raw] of content.split('\n').entries()) {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    if (line === '' || line.startsWith('#')) continue;
    try {
      const object = parseLine(line);
      if (seen.has(object.oid)) throw new RangeError('this object has been recorded already');
      seen.add(object.oid);
      objects.push(object);
    } catch (error) {
      skipped.push({ line: i + 1, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  return { objects, skipped };
}

/** A profile that answers what was recorded. */
export const recorded = (recording: Recording): Profile => ({ objects: () => recording.objects });

const sysUpTime = '1.3.6.1.2.1.1.3.0';

function parseLine(line: string): MibObject {
  const first = line.indexOf('|');
  const second = line.indexOf('|', first + 1);
  if (first < 0 || second < 0) throw new RangeError('expected OID|TAG|VALUE');
  const oid = parseOid(line.slice(0, first)).join('.');
  const value = parseValue(line.slice(first + 1, second), line.slice(second + 1));
  if (oid === sysUpTime && value.type === 'timeTicks') {
    const recordedTicks = value.value;
    return { oid, read: (instant) => ({ type: 'timeTicks', value: recordedTicks + instant.tick }) };
  }
  return { oid, read: () => value };
}

/** Tags are those of BER in decimal; `x` behind one says that the value is in hexadecimal. */
function parseValue(tag: string, value: string): Value {
  const hex = tag.endsWith('x');
  const octets = () => (hex ? hexOctets(value) : Buffer.from(value));
  switch (hex ? tag.slice(0, -1) : tag) {
    case '2':
      return { type: 'integer', value: whole(value, -2_147_483_648, 4_294_967_295) };
    case '4':
    case '68':
      return { type: 'octets', value: octets() };
    case '5':
      return { type: 'null' };
    case '6':
      return { type: 'oid', value: parseOid(value).join('.') };
    case '64': {
      const address = hex ? [...hexOctets(value)].join('.') : value;
      if (!/^\d{1,3}(\.\d{1,3}){3}$/.test(address)) throw new RangeError(`${value} is not an IPv4 address`);
      return { type: 'ipAddress', value: address };
    }
    case '65':
      return { type: 'counter32', value: whole(value, 0, 4_294_967_295) };
    case '66':
      return { type: 'gauge32', value: whole(value, 0, 4_294_967_295) };
    case '67':
      return { type: 'timeTicks', value: whole(value, 0, 4_294_967_295) };
    case '70':
      if (!/^\d{1,20}$/.test(value)) throw new RangeError(`${value} is not a Counter64`);
      return { type: 'counter64', value: BigInt.asUintN(64, BigInt(value)) };
    default:
      throw new RangeError(`tag ${tag} is not used in SNMP values`);
  }
}

function hexOctets(value: string): Buffer {
  if (value.length % 2 !== 0 || !/^[0-9A-Fa-f]*$/.test(value))
    throw new RangeError('an odd or wrong hexadecimal value');
  return Buffer.from(value, 'hex');
}

function whole(value: string, min: number, max: number): number {
  const number = /^-?\d+$/.test(value) ? Number(value) : Number.NaN;
  if (!(number >= min && number <= max)) throw new RangeError(`${value} is not a whole number from ${min} to ${max}`);
  return number;
}
