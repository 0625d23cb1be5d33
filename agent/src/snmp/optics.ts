/**
 * Received optical power of interfaces: which object of a device says it, and what its values mean. A vendor whose
 * device is not in this list is asked for ENTITY-SENSOR-MIB, which costs one request where there is none. Pure but for
 * `findSensors`, which asks by the reader it is given.
 */
import { entityDepthMax, sensorRowsMax } from './limits.ts';
import {
  ciscoEntSensorTable,
  entAliasMappingIdentifier,
  entPhySensorTable,
  entPhysicalContainedIn,
  entPhysicalDescr,
  entPhysicalName,
  ifIndexColumn,
} from './oids.ts';
import type { ObjectReader } from './reader.ts';
import { numberOf, type SnmpValue } from './transport.ts';

/** What is read at each look at one interface's level. */
export interface PowerSensor {
  oids: readonly string[];
  /** dBm, or undefined for "no module" and whatever no optic receives. */
  toDbm(values: ReadonlyMap<string, SnmpValue>): number | undefined;
}

export interface OpticalLink {
  index: string;
  /** ifName, where the link is bound by it. */
  name: string | undefined;
}

/** No receiver stands more, nor hears less (SFF-8472 §5; the best coherent ones end at −40 dBm). */
const plausible = (dbm: number): number | undefined =>
  Number.isFinite(dbm) && dbm >= -50 && dbm <= 20 ? Math.round(dbm * 100) / 100 : undefined;

const milliwattsToDbm = (milliwatts: number): number => 10 * Math.log10(milliwatts);

const single = (oid: string, toDbm: (value: number) => number | undefined): PowerSensor => ({
  oids: [oid],
  toDbm(values) {
    const value = numberOf(values.get(oid));
    const dbm = value === undefined ? undefined : toDbm(value);
    return dbm === undefined ? undefined : plausible(dbm);
  },
});

const written = (oid: string): PowerSensor => ({
  oids: [oid],
  toDbm(values) {
    const dbm = zxr10ToDbm(textIn(values.get(oid)));
    return dbm === undefined ? undefined : plausible(dbm);
  },
});

const hwEntityOpticalRxPower = '1.3.6.1.4.1.2011.5.25.31.1.1.3.1.8';
const jnxDomCurrentRxLaserPower = '1.3.6.1.4.1.2636.3.60.1.1.1.1.5';
const mtxrOpticalName = '1.3.6.1.4.1.14988.1.1.19.1.1.2';
const mtxrOpticalRxPower = '1.3.6.1.4.1.14988.1.1.19.1.1.10';

/** ZXR10, in both of its families: receive power by ifIndex, written out. UNVERIFIED: no recording of ours holds them. */
const zxr10RxPower = ['1.3.6.1.4.1.3902.3.103.11.1.1.18', '1.3.6.1.4.1.3902.3.126.1.2.1.4'] as const;

/**
 * HUAWEI-ENTITY-EXTENT-MIB says hundredths of a dBm; switches of the S5720 family answer microwatts (590…6290), routers
 * of the NE8000 family what the MIB says (−178). Power in dBm × 100 is negative wherever a receiver is not burning, so
 * the sign tells them apart; −1 is a port without an optic.
 */
export function huaweiToDbm(value: number): number | undefined {
  if (value === -1 || value === 0) return undefined;
  return value > 0 ? milliwattsToDbm(value / 1_000) : value / 100;
}

/** RouterOS: thousandths of a dBm; 0 without a module. */
export const routerosToDbm = (value: number): number | undefined => (value === 0 ? undefined : value / 1_000);

/** JUNIPER-DOM-MIB: hundredths of a dBm; 0 without a module. */
export const juniperToDbm = (value: number): number | undefined => (value === 0 ? undefined : value / 100);

/** ZXR10 writes "-5.21" or "-5.21 dBm", and words or 0 where there is no module. */
export function zxr10ToDbm(text: string): number | undefined {
  const [, number] = /^\s*([+-]?\d{1,3}(?:\.\d{1,4})?)\s*(?:dbm)?\s*$/i.exec(text) ?? [];
  return number === undefined || Number(number) === 0 ? undefined : Number(number);
}

/** EntitySensorDataScale counts from yocto (1) by thousands, units are 9 (RFC 3433 §3.2). */
export const sensorValue = (value: number, scale: number, precision: number): number =>
  value * 10 ** (3 * (scale - 9) - precision);

const watts = 6;
/** SensorDataType dBm of CISCO-ENTITY-SENSOR-MIB, which RFC 3433 lacks. */
const ciscoDbm = 14;
const received = /\b(rx|receive[rd]?|input)\b|rx[ _-]?power/i;

/**
 * The sensor of each of these interfaces; absent where the device has none that can be told to be the interface's own.
 * @throws SnmpError when the device does not answer
 */
export async function findSensors(
  reader: ObjectReader,
  sysObjectId: string,
  links: readonly OpticalLink[],
  left: () => number,
): Promise<Map<string, PowerSensor>> {
  const isOf = (enterprise: number) => `${sysObjectId}.`.startsWith(`1.3.6.1.4.1.${enterprise}.`);
  if (isOf(2636)) return ofEach(links, ({ index }) => single(`${jnxDomCurrentRxLaserPower}.${index}`, juniperToDbm));
  if (isOf(14988)) {
    const rows = await reader.column(mtxrOpticalName, sensorRowsMax, left());
    const rowOf = new Map([...rows].map(([row, value]) => [textIn(value), row]));
    return ofEach(links, ({ name }) => {
      const row = name === undefined ? undefined : rowOf.get(name);
      return row === undefined ? undefined : single(`${mtxrOpticalRxPower}.${row}`, routerosToDbm);
    });
  }
  if (isOf(2011)) {
    const entityOf = new Map([...(await readAliases(reader, left))].map(([entity, index]) => [index, entity]));
    return ofEach(links, ({ index }) => {
      const entity = entityOf.get(index);
      return entity === undefined ? undefined : single(`${hwEntityOpticalRxPower}.${entity}`, huaweiToDbm);
    });
  }
  if (isOf(3902)) {
    for (const column of zxr10RxPower) {
      const rows = await reader.column(column, sensorRowsMax, left());
      if (rows.size > 0)
        return ofEach(links, ({ index }) => (rows.has(index) ? written(`${column}.${index}`) : undefined));
    }
  }
  return isOf(9)
    ? findEntitySensors(reader, ciscoEntSensorTable, new Set([ciscoDbm, watts]), links, left)
    : findEntitySensors(reader, entPhySensorTable, new Set([watts]), links, left);
}

/** Sensors of the tables that hang under ENTITY-MIB: their entity, or one that contains it, is the interface's. */
async function findEntitySensors(
  reader: ObjectReader,
  table: string,
  types: ReadonlySet<number>,
  links: readonly OpticalLink[],
  left: () => number,
): Promise<Map<string, PowerSensor>> {
  const rows = await reader.column(`${table}.1`, sensorRowsMax, left());
  const sensors = [...rows].flatMap(([entity, type]) => (types.has(numberOf(type) ?? 0) ? [entity] : []));
  if (sensors.length === 0) return new Map();
  const aliases = await readAliases(reader, left);
  const containers = await reader.column(entPhysicalContainedIn, sensorRowsMax, left());
  const wanted = new Set(links.map(({ index }) => index));
  const interfaceOf = new Map<string, string>();
  for (const sensor of sensors) {
    let entity: string | undefined = sensor;
    for (let depth = 0; depth < entityDepthMax && entity !== undefined && entity !== '0'; depth++) {
      const index = aliases.get(entity);
      if (index !== undefined) {
        if (wanted.has(index)) interfaceOf.set(sensor, index);
        break;
      }
      entity = numberOf(containers.get(entity))?.toString();
    }
  }
  const asked = [...interfaceOf.keys()].flatMap((entity) => [
    `${entPhysicalName}.${entity}`,
    `${entPhysicalDescr}.${entity}`,
  ]);
  const names = asked.length === 0 ? new Map<string, SnmpValue>() : await reader.get(asked, left());
  const found = new Map<string, PowerSensor>();
  for (const [entity, index] of interfaceOf) {
    const title = `${textIn(names.get(`${entPhysicalName}.${entity}`))} ${textIn(names.get(`${entPhysicalDescr}.${entity}`))}`;
    // A port with several lanes has a sensor each: the first stands for it, since all lie in one fibre or cable.
    if (!received.test(title) || found.has(index)) continue;
    const isDbm = numberOf(rows.get(entity)) === ciscoDbm;
    const oids = [2, 3, 4, 5].map((column) => `${table}.${column}.${entity}`);
    found.set(index, {
      oids,
      toDbm(values) {
        const [scale, precision, value, status] = oids.map((oid) => numberOf(values.get(oid)));
        // ok(1); unavailable and nonoperational sensors keep their last value.
        if (status !== 1 || value === undefined || scale === undefined || precision === undefined) return undefined;
        const real = sensorValue(value, scale, precision);
        return plausible(isDbm ? real : milliwattsToDbm(real * 1_000));
      },
    });
  }
  return found;
}

/** ifIndex by entity, from entAliasMappingTable: its rows are entity.logical → ifIndex.N. */
async function readAliases(reader: ObjectReader, left: () => number): Promise<Map<string, string>> {
  const rows = await reader.column(entAliasMappingIdentifier, sensorRowsMax, left());
  const aliases = new Map<string, string>();
  for (const [row, value] of rows) {
    const [entity = ''] = row.split('.');
    if (value.type === 'oid' && value.value.startsWith(`${ifIndexColumn}.`))
      aliases.set(entity, value.value.slice(ifIndexColumn.length + 1));
  }
  return aliases;
}

function ofEach(
  links: readonly OpticalLink[],
  sensorOf: (link: OpticalLink) => PowerSensor | undefined,
): Map<string, PowerSensor> {
  return new Map(
    links.flatMap((link) => {
      const sensor = sensorOf(link);
      return sensor === undefined ? [] : [[link.index, sensor] as const];
    }),
  );
}

const textIn = (value: SnmpValue | undefined): string =>
  value?.type === 'octets' ? Buffer.from(value.value).toString('utf8').replaceAll('\0', '').trim() : '';
