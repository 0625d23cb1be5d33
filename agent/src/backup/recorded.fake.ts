/** A device played from a recording (`OID|tag|value` lines); for tests, and for checking a profile by hand. */
import type { ObjectReader, SnmpValue } from './object-reader.ts';

/** The objects of a recording in its own order. A line that does not parse is left out, as a device would lack it. */
export function parseRecording(text: string): Map<string, SnmpValue> {
  const objects = new Map<string, SnmpValue>();
  for (const line of text.split(/\r?\n/)) {
    const [, oid, tag, value] = /^([\d.]+)\|(\d+x?)\|(.*)$/.exec(line) ?? [];
    const parsed = tag === undefined || value === undefined ? undefined : parseValue(tag, value);
    if (oid !== undefined && parsed !== undefined) objects.set(oid, parsed);
  }
  return objects;
}

function parseValue(tag: string, value: string): SnmpValue | undefined {
  switch (tag) {
    case '2':
      return { type: 'integer', value: Number(value) };
    case '4':
      return { type: 'octets', value: Buffer.from(value, 'utf8') };
    case '4x':
      return { type: 'octets', value: Buffer.from(value, 'hex') };
    case '5':
      return { type: 'null' };
    case '6':
      return { type: 'oid', value };
    case '64':
      return { type: 'ipAddress', value };
    case '65':
      return { type: 'counter32', value: Number(value) };
    case '66':
      return { type: 'gauge32', value: Number(value) };
    case '67':
      return { type: 'timeTicks', value: Number(value) };
    case '70':
      return { type: 'counter64', value: BigInt(value) };
    default:
      return undefined;
  }
}

/** A reader of those objects. `silent` makes it answer nothing, as a device that is switched off. */
export function playRecording(
  objects: ReadonlyMap<string, SnmpValue>,
  silent: () => boolean = () => false,
): ObjectReader {
  const answer = <T>(value: T): Promise<T> =>
    silent() ? Promise.reject(new Error('no answer in 1000 ms')) : Promise.resolve(value);
  return {
    get: (oids) => answer(new Map(oids.map((oid) => [oid, objects.get(oid) ?? { type: 'noSuchInstance' as const }]))),
    column(oid, rowsMax) {
      const rows = [...objects].filter(([name]) => name.startsWith(`${oid}.`)).slice(0, rowsMax);
      return answer(new Map(rows.map(([name, value]) => [name.slice(oid.length + 1), value])));
    },
  };
}
