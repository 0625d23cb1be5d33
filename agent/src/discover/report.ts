/** What `discover` found on a device, in the form that `--json` prints. Pure. */
import type { FactName, UnitKind } from '@thongsuot/contract/facts.ts';
import type { Fact } from '@thongsuot/contract/sample.ts';
import { ifTypeName } from './if-type.ts';

/** The device about itself; null is what it does not say. */
export interface FoundSystem {
  address: string;
  port: number;
  name: string | null;
  descr: string | null;
  objectId: string | null;
  location: string | null;
  uptimeS: number | null;
  /** Seconds between two refreshes of its counters: 0 is live, null is not learnt (too little traffic, or no time). */
  refreshStepS: number | null;
}

/** An interface as the device states it. */
export interface FoundInterface {
  index: string;
  name: string | null;
  alias: string | null;
  descr: string | null;
  ifType: number | null;
  speedBitsPerSecond: number | null;
  oper: string | null;
  admin: string | null;
  inOctets: bigint | null;
  outOctets: bigint | null;
  bits: 32 | 64 | null;
  group: string | null;
}

export interface FoundUnit {
  kind: UnitKind;
  profile: string;
  /** Whether the profile was ever checked on a recording of a real device. */
  verified: boolean;
  facts: Partial<Record<FactName, Fact>>;
}

export interface Found {
  system: FoundSystem;
  interfaces: readonly FoundInterface[];
  units: readonly FoundUnit[];
}

/** The object of `--json`. Counters are decimal strings, since a Counter64 does not fit a JSON number. */
export function toReport({ system, interfaces, units }: Found) {
  return {
    system,
    interfaces: interfaces.map((row) => ({
      name: row.name,
      alias: row.alias,
      descr: row.descr,
      type: ifTypeName(row.ifType),
      speedBitsPerSecond: row.speedBitsPerSecond,
      operStatus: row.oper,
      adminStatus: row.admin,
      inOctets: row.inOctets === null ? null : String(row.inOctets),
      outOctets: row.outOctets === null ? null : String(row.outOctets),
    })),
    units: units.map(({ kind, profile, facts }) => ({
      kind,
      profile,
      facts,
    })),
  };
}
