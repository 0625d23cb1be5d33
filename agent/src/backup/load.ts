/** What one poll of a unit asks, before its device has said which profile it is. Pure. */
import type { UnitKind } from '@thongsuot/contract/facts.ts';
import { oidsPerGetMax } from './limits.ts';
import type { Profile } from './profile-data.ts';
import { profiles } from './profiles/all.ts';
import { planOf } from './read.ts';

export interface UnitLoad {
  /** Instances in GETs of `oidsPerGet`, and columns, each walked by at least one GETBULK. */
  instances: string[];
  oidsPerGet: number;
  columns: string[];
}

/**
 * The named profile, or the one of the kind that asks for most: no poll of such a unit costs more. `objects` of the config
 * stand over the profile's facts, and alone where the config names no profile, as `unit.ts` reads them.
 */
export function unitLoad(kind: UnitKind, profile?: string, objects?: Profile['facts']): UnitLoad {
  const bare: Profile = { name: 'config', kind, match: {}, facts: {}, verified: null };
  const candidates =
    objects !== undefined && profile === undefined
      ? [bare]
      : profiles.filter((one) => one.kind === kind && (profile === undefined || one.name === profile));
  const plans = candidates
    .map((one) => planOf({ ...one, facts: { ...one.facts, ...objects } }))
    .sort((a, b) => b.instances.length + b.columns.length - (a.instances.length + a.columns.length));
  return { instances: plans[0]?.instances ?? [], columns: plans[0]?.columns ?? [], oidsPerGet: oidsPerGetMax };
}
