/** A reader of objects in memory, for tests: `OID → value`, columns in the MIB's order. */
import type { ObjectReader } from './reader.ts';
import { SnmpError, type SnmpValue } from './transport.ts';
import { compareOids } from './walk.ts';

/** Text makes octets, a bigint Counter64, a number INTEGER. `refused` columns answer genErr; `asked` keeps what was walked. */
export function readObjects(
  objects: Readonly<Record<string, string | number | bigint | SnmpValue>>,
  refused: readonly string[] = [],
): ObjectReader & { asked: string[] } {
  const values = new Map(Object.entries(objects).map(([oid, value]) => [oid, toValue(value)] as const));
  const asked: string[] = [];
  return {
    asked,
    get: async (oids) => new Map(oids.map((oid) => [oid, values.get(oid) ?? { type: 'noSuchInstance' }])),
    async column(oid, rowsMax) {
      asked.push(oid);
      if (refused.includes(oid)) throw new SnmpError('error', 'answers GeneralError');
      const rows = [...values].filter(([name]) => name.startsWith(`${oid}.`)).sort(([a], [b]) => compareOids(a, b));
      return new Map(rows.slice(0, rowsMax).map(([name, value]) => [name.slice(oid.length + 1), value]));
    },
  };
}

function toValue(value: string | number | bigint | SnmpValue): SnmpValue {
  if (typeof value === 'string') return { type: 'octets', value: Buffer.from(value) };
  if (typeof value === 'number') return { type: 'integer', value };
  return typeof value === 'bigint' ? { type: 'counter64', value } : value;
}
