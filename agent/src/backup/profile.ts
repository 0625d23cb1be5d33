/** Which profile reads a device. Pure; `unit.ts` asks the device for what is needed. */
import type { UnitKind } from '@thongsuot/contract/facts.ts';
import { isMissing, type SnmpValue, textOf } from './object-reader.ts';
import type { Profile } from './profile-data.ts';

export const sysDescr = '1.3.6.1.2.1.1.1.0';
export const sysObjectId = '1.3.6.1.2.1.1.2.0';

/** What a device says about itself. */
export interface Identity {
  instances: ReadonlyMap<string, SnmpValue>;
  /** Columns that were asked for a first row, and have one. */
  columns: ReadonlySet<string>;
}

/** `config`: named there, and not asked of the device. */
export type RecognisedBy = 'config' | 'sysObjectID' | 'sysDescr' | 'probe' | 'generic';

export interface Choice {
  profile: Profile;
  by: RecognisedBy;
}

/** The instances that tell the profiles of a kind apart, for one GET. */
export function identityOids(profiles: readonly Profile[], kind: UnitKind): string[] {
  const probes = ofKind(profiles, kind).flatMap(({ match }) =>
    match.probe !== undefined && 'oid' in match.probe ? [match.probe.oid] : [],
  );
  return [...new Set([sysDescr, sysObjectId, ...probes])];
}

/** The columns of which a first row tells the profiles of a kind apart; asked only when the instances told nothing. */
export function identityColumns(profiles: readonly Profile[], kind: UnitKind): string[] {
  return ofKind(profiles, kind).flatMap(({ match }) =>
    match.probe !== undefined && 'column' in match.probe ? [match.probe.column] : [],
  );
}

/**
 * The profile of the unit's kind that fits: the longest prefix of sysObjectID, else sysDescr, else a probe, else the
 * generic one of the kind; undefined when the kind has none.
 */
export function chooseProfile(profiles: readonly Profile[], kind: UnitKind, identity: Identity): Choice | undefined {
  const candidates = ofKind(profiles, kind);
  const byId = longestPrefix(candidates, textOf(identity.instances.get(sysObjectId)) ?? '');
  if (byId !== undefined) return { profile: byId, by: 'sysObjectID' };

  const descr = textOf(identity.instances.get(sysDescr)) ?? '';
  const byDescr = candidates.find(({ match }) => match.sysDescr?.test(descr) === true);
  if (byDescr !== undefined) return { profile: byDescr, by: 'sysDescr' };

  const byProbe = candidates.find((profile) => answersProbe(profile, identity));
  if (byProbe !== undefined) return { profile: byProbe, by: 'probe' };

  const generic = candidates.find(({ match }) => match.generic === true);
  return generic === undefined ? undefined : { profile: generic, by: 'generic' };
}

const ofKind = (profiles: readonly Profile[], kind: UnitKind): Profile[] => profiles.filter((p) => p.kind === kind);

/** Prefixes end at an arc: 1.3.6.1.4.1.31 is no prefix of 1.3.6.1.4.1.318. */
function longestPrefix(candidates: readonly Profile[], id: string): Profile | undefined {
  let best: { profile: Profile; length: number } | undefined;
  for (const profile of candidates) {
    for (const prefix of profile.match.sysObjectId ?? []) {
      const fits = id === prefix || id.startsWith(`${prefix}.`);
      if (fits && prefix.length > (best?.length ?? 0)) best = { profile, length: prefix.length };
    }
  }
  return best?.profile;
}

function answersProbe({ match: { probe } }: Profile, identity: Identity): boolean {
  if (probe === undefined) return false;
  if ('column' in probe) return identity.columns.has(probe.column);
  const value = identity.instances.get(probe.oid);
  if (isMissing(value)) return false;
  return probe.text === undefined || probe.text.test(textOf(value) ?? '');
}
