/** A profile against a poll: which objects to ask for, and the facts they make. Pure; `unit.ts` asks. */
import { type FactName, facts, type UnitKind } from '@thongsuot/contract/facts.ts';
import type { Fact } from '@thongsuot/contract/sample.ts';
import { type Outcome, type RawValues, readOne } from './facts.ts';
import type { Profile, Reading } from './profile-data.ts';

export const sysUpTime = '1.3.6.1.2.1.1.3.0';

export interface Plan {
  instances: string[];
  columns: string[];
  /** Rows that are read of a column, where they are more than usual. */
  rowsMax: ReadonlyMap<string, number>;
}

/** Every object that the profile's facts are made of, each once. */
export function planOf(profile: Profile): Plan {
  const instances = new Set<string>();
  const columns = new Set<string>();
  const rowsMax = new Map<string, number>();
  for (const reading of Object.values(profile.facts).flat()) {
    for (const oid of instancesOf(reading)) instances.add(oid);
    if (reading.as === 'decide' || reading.rows === undefined) continue;
    columns.add(reading.oid);
    if (reading.rowsMax !== undefined) rowsMax.set(reading.oid, reading.rowsMax);
  }
  return { instances: [...instances], columns: [...columns], rowsMax };
}

function instancesOf(reading: Reading): string[] {
  if (reading.as === 'decide') return reading.of.map(({ oid }) => oid);
  const oids: string[] = [];
  if (reading.rows === undefined) oids.push(reading.oid);
  if (reading.lines !== undefined) oids.push(reading.lines);
  if (reading.as === 'uptime') oids.push(sysUpTime);
  if (reading.as === 'state' && reading.unless !== undefined) oids.push(reading.unless.oid);
  if (reading.as === 'names' && reading.noneIfZero !== undefined) oids.push(reading.noneIfZero);
  return oids;
}

export interface UnitFacts {
  facts: Partial<Record<FactName, Fact>>;
  /** Facts of which the device said something outside the profile's band, with what it said. */
  implausible: { fact: FactName; raw: string }[];
}

/** Which reason is told when no reading of a fact has a value: the one that says most. */
const telling = ['implausible', 'sentinel', 'noAnswer', 'notSupported'] as const;

/** All facts of the profile: the first reading with a value holds; without one, the most telling reason. */
export function readFacts(profile: Profile, raw: RawValues): UnitFacts {
  const out: UnitFacts = { facts: {}, implausible: [] };
  for (const [name, readings] of Object.entries(profile.facts) as [FactName, readonly Reading[]][]) {
    const outcomes: Outcome[] = [];
    for (const reading of readings) {
      const outcome = readOne(reading, raw);
      outcomes.push(outcome);
      if ('value' in outcome) break;
    }
    const last = outcomes.at(-1);
    if (last !== undefined && 'value' in last) {
      out.facts[name] = { value: last.value, unit: facts[name] };
      continue;
    }
    for (const reason of telling) {
      const found = outcomes.find((outcome) => 'unknown' in outcome && outcome.unknown === reason);
      if (found === undefined || !('unknown' in found)) continue;
      out.facts[name] = { unknown: reason };
      if (reason === 'implausible') out.implausible.push({ fact: name, raw: found.raw ?? '' });
      break;
    }
  }
  return out;
}

/** The facts that readiness asks first of each kind: they are stated as unknown where no profile reads the unit. */
export const coreFacts: Readonly<Record<UnitKind, readonly FactName[]>> = {
  ups: ['batteryStatus', 'batteryChargeRatio', 'runtimeS', 'outputSource', 'loadRatio'],
  dcPlant: ['batteryChargeRatio', 'mainsPresent', 'outputVoltageV', 'rectifiers'],
  generator: ['engineMode', 'engineState', 'fuelRatio', 'startBatteryVoltageV'],
  standbyLink: ['operState', 'trafficBitsPerSecond'],
  standbyRouter: ['standbyState', 'transitions'],
};

/**
 * The profile that reads one row only: each column becomes its instance of that index, such as the address of a BGP
 * peer. `peer` is the index as the MIB writes it, whole arcs.
 */
export function ofRow(profile: Profile, peer: string): Profile {
  const facts: Profile['facts'] = {};
  for (const [name, readings] of Object.entries(profile.facts) as [FactName, readonly Reading[]][]) {
    facts[name] = readings.map((reading) => {
      if (reading.as === 'decide' || reading.rows === undefined) return reading;
      const { rows: _, ...rest } = reading;
      return { ...rest, oid: `${reading.oid}.${peer}` };
    });
  }
  return { ...profile, facts };
}
