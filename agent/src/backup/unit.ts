/** Polls one unit of backup equipment and states its facts. The world's side of `profile.ts` and `read.ts`. */
import type { FactName, UnitKind } from '@thongsuot/contract/facts.ts';
import { textLengthMax } from '@thongsuot/contract/limits.ts';
import type { Fact, UnitSample } from '@thongsuot/contract/sample.ts';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { PresentFinding } from '../finding.ts';
import type { RawValues } from './facts.ts';
import { factsInFindingMax, oidsPerGetMax, pollsPerIdentification, rowsPerColumnMax } from './limits.ts';
import { numberOf, type ObjectReader, type SnmpValue } from './object-reader.ts';
import { type Choice, chooseProfile, type Identity, identityColumns, identityOids } from './profile.ts';
import type { Profile } from './profile-data.ts';
import { profiles as allProfiles } from './profiles/all.ts';
import { coreFacts, ofRow, planOf, readFacts, sysUpTime } from './read.ts';

export interface UnitOptions {
  /** `profile` names one of the profiles, where recognising fails or is wrong. */
  unit: {
    id: string;
    kind: UnitKind;
    profile?: string | undefined;
    /** Readings that the config itself states; they hold over the profile's, or stand alone. */
    objects?: Profile['facts'] | undefined;
    /** Index of the one row that is read of each table: a BGP peer's address, a BFD session's number. */
    peer?: string | undefined;
    intervalS: number;
  };
  /** Reads the unit's device; a standby link needs none. */
  reader?: ObjectReader;
  /**
   * Facts that are measured elsewhere, as they are now: of a standby link `operState` and `trafficBitsPerSecond` from
   * the last sample of its link. They hold over what the device says.
   */
  outside?: () => Partial<Record<FactName, Fact>>;
  clock: Clock;
  log: Logger;
}

export interface UnitPoll {
  samples: UnitSample[];
  /** The whole list of this unit at this time. */
  findings: PresentFinding[];
  /** Name of the profile that reads it; `none` while no profile fits or the device has not answered yet. */
  profile: string;
  /** Whether that profile was checked on a recording of a real device. */
  verified: boolean;
}

export interface UnitPoller {
  /**
   * One poll within `deadlineMs`: one sample with every fact of the profile. A device that does not answer makes every
   * fact `noAnswer`; parts that answered are kept. When the signal is aborted there is no sample.
   */
  poll(signal: AbortSignal, deadlineMs: number): Promise<UnitPoll>;
}

/** Names of the profiles for a kind, for messages and `discover`. */
export const profileNames = (kind: UnitKind): string[] => allProfiles.filter((p) => p.kind === kind).map((p) => p.name);

/**
 * A poller of one unit.
 * @throws Error when `unit.profile` is not the name of a profile of its kind
 */
export function createUnitPoller({ unit, outside, clock, log, ...rest }: UnitOptions): UnitPoller {
  const named = configuredProfile(unit);
  // A standby link has no objects of its own, but for a session over it that the config names: whether its device
  // answers is told by the link's own samples.
  const reader = unit.kind === 'standbyLink' && named === undefined ? undefined : rest.reader;
  let chosen: Choice | undefined;
  let sinceIdentified = 0;
  let answering: boolean | undefined;
  /** The generic profile serves, and the device has none of its objects: nothing reads it. */
  let empty = false;

  const identify = async (left: () => number): Promise<Choice | undefined> => {
    if (named !== undefined) return { profile: named, by: 'config' };
    if (reader === undefined)
      return chooseProfile(allProfiles, unit.kind, { instances: new Map(), columns: new Set() });
    const instances = await readInstances(reader, identityOids(allProfiles, unit.kind), left);
    if (instances.values.size === 0) throw instances.error ?? new Error('no answer');
    let identity: Identity = { instances: instances.values, columns: new Set() };
    const first = chooseProfile(allProfiles, unit.kind, identity);
    if (first !== undefined && first.by !== 'generic') return first;
    const columns = new Set<string>();
    for (const oid of identityColumns(allProfiles, unit.kind)) {
      if (left() <= 0) break;
      if ((await reader.column(oid, 1, left())).size > 0) columns.add(oid);
    }
    identity = { ...identity, columns };
    return chooseProfile(allProfiles, unit.kind, identity);
  };

  const findings = (implausible: { fact: FactName; raw: string }[], silent: string | undefined): PresentFinding[] => {
    const list: PresentFinding[] = [];
    const subject = { unit: unit.id };
    const add = (code: PresentFinding['code'], detail: string) =>
      list.push({ code, subject, detail: detail.slice(0, textLengthMax) });
    if (silent !== undefined) {
      add(
        'deviceUnreachable',
        `The device of this ${unit.kind} does not answer SNMP (${silent}); its facts are unknown until it does`,
      );
    }
    if (chosen !== undefined && !empty && chosen.profile.verified === null) {
      add(
        'profileUnverified',
        unit.objects === undefined
          ? `Profile ${chosen.profile.name} follows documents and was never checked on a real device; compare its facts with the equipment's own display`
          : "The objects of this unit stand in the config and were never checked on a recording; compare its facts with the equipment's own display",
      );
    }
    if ((chosen === undefined || empty) && silent === undefined) {
      add(
        'unitUnrecognised',
        `No profile recognises this device as a ${unit.kind}; set profile to one of ${profileNames(unit.kind).join(', ')}`,
      );
    }
    if (implausible.length > 0) {
      const some = implausible.slice(0, factsInFindingMax).map(({ fact, raw }) => `${fact} (${raw})`);
      const more = implausible.length > some.length ? ` and ${implausible.length - some.length} more` : '';
      add(
        'factImplausible',
        `The device states ${some.join(', ')}${more} outside what such equipment can have; these facts are unknown. Check the profile ${chosen?.profile.name ?? ''}`,
      );
    }
    return list;
  };

  const result = (facts: UnitSample['facts'], at: number, list: PresentFinding[]): UnitPoll => ({
    samples: [{ kind: 'unit', at, unit: unit.id, intervalS: unit.intervalS, facts: { ...facts, ...outside?.() } }],
    findings: list,
    profile: chosen === undefined || empty ? 'none' : chosen.profile.name,
    verified: chosen !== undefined && !empty && chosen.profile.verified !== null,
  });

  const noteAnswer = (now: boolean, detail?: string): void => {
    if (answering === now) return;
    if (now && answering === false) log.info({ unit: unit.id }, 'Unit answers again');
    if (!now) log.warn({ unit: unit.id, detail }, 'Unit does not answer; its facts are unknown');
    answering = now;
  };

  const silentPoll = (error: unknown): UnitPoll => {
    const detail = error instanceof Error ? error.message : String(error);
    noteAnswer(false, detail);
    // Another card may stand there when it answers again.
    sinceIdentified = pollsPerIdentification;
    const names = chosen === undefined ? coreFacts[unit.kind] : (Object.keys(chosen.profile.facts) as FactName[]);
    const facts: UnitSample['facts'] = {};
    for (const name of names) facts[name] = { unknown: 'noAnswer' };
    return result(facts, clock.now(), findings([], detail.slice(0, 200)));
  };

  return {
    async poll(signal, deadlineMs) {
      const endMs = clock.monotonicMs() + deadlineMs;
      const left = (): number => (signal.aborted ? 0 : endMs - clock.monotonicMs());
      const stopped = (): UnitPoll => ({ ...result({}, clock.now(), []), samples: [] });
      const settled = chosen !== undefined && (chosen.by !== 'generic' || reader === undefined);
      if (chosen === undefined || (sinceIdentified >= pollsPerIdentification && (!settled || answering === false))) {
        try {
          const next = await identify(left);
          if (next !== undefined && next.profile !== chosen?.profile) {
            log.info({ unit: unit.id, profile: next.profile.name, by: next.by }, 'Unit recognised');
          }
          chosen = next;
          sinceIdentified = 0;
        } catch (error) {
          return signal.aborted ? stopped() : silentPoll(error);
        }
      }
      sinceIdentified += 1;
      if (chosen === undefined || reader === undefined) {
        const facts: UnitSample['facts'] = {};
        const unknown = reader === undefined ? 'notConfigured' : 'notSupported';
        for (const name of coreFacts[unit.kind]) facts[name] = { unknown };
        return result(facts, clock.now(), findings([], undefined));
      }
      const read = await readAll(reader, chosen.profile, left, clock);
      if (signal.aborted) return stopped();
      if (read.answers === 0 && read.error !== undefined) return silentPoll(read.error);
      noteAnswer(true);
      const { facts, implausible } = readFacts(chosen.profile, read.raw);
      empty =
        chosen.by === 'generic' && !Object.values(facts).some((fact) => 'value' in fact) && implausible.length === 0;
      return result(facts, read.raw.at, findings(implausible, undefined));
    },
  };
}

/** What the config says about how the unit is read; undefined where its device is to say it. */
function configuredProfile({ kind, profile, objects, peer }: UnitOptions['unit']): Profile | undefined {
  const named = profile === undefined ? undefined : findProfile(kind, profile);
  if (objects === undefined) return named === undefined || peer === undefined ? named : ofRow(named, peer);
  const base: Profile = named ?? { name: 'config', kind, match: {}, facts: {}, verified: null };
  const whole: Profile = { ...base, facts: { ...base.facts, ...objects }, verified: null };
  return peer === undefined ? whole : ofRow(whole, peer);
}

function findProfile(kind: UnitKind, name: string): Profile {
  const found = allProfiles.find((profile) => profile.kind === kind && profile.name === name);
  if (found !== undefined) return found;
  throw new Error(`No profile ${name} for a ${kind}; expected one of ${profileNames(kind).join(', ')}`);
}

interface InstanceRead {
  values: Map<string, SnmpValue>;
  failed: Set<string>;
  error?: unknown;
}

/** GETs in small PDUs; one that the device finds too big is halved. The first that is not answered ends it. */
async function readInstances(reader: ObjectReader, oids: readonly string[], left: () => number): Promise<InstanceRead> {
  const read: InstanceRead = { values: new Map(), failed: new Set() };
  const queue: (readonly string[])[] = [];
  for (let i = 0; i < oids.length; i += oidsPerGetMax) queue.push(oids.slice(i, i + oidsPerGetMax));
  for (let part = queue.shift(); part !== undefined; part = queue.shift()) {
    try {
      if (read.error !== undefined) throw read.error;
      if (left() <= 0) throw new Error('the time of this poll is over');
      for (const [oid, value] of await reader.get(part, left())) read.values.set(oid, value);
    } catch (error) {
      if (isTooBig(error) && part.length > 1) {
        const half = Math.ceil(part.length / 2);
        queue.unshift(part.slice(0, half), part.slice(half));
        continue;
      }
      read.error = error;
      for (const oid of part) read.failed.add(oid);
    }
  }
  return read;
}

const isTooBig = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'tooBig';

interface WholeRead {
  raw: RawValues;
  answers: number;
  error?: unknown;
}

async function readAll(reader: ObjectReader, profile: Profile, left: () => number, clock: Clock): Promise<WholeRead> {
  const plan = planOf(profile);
  const { values, failed, error: firstError } = await readInstances(reader, plan.instances, left);
  const at = clock.now();
  const columns = new Map<string, ReadonlyMap<string, SnmpValue>>();
  let error = firstError;
  let answers = values.size > 0 ? 1 : 0;
  for (const oid of plan.columns) {
    try {
      // A device that left one request unanswered is not asked further in this poll: each would cost its time-out.
      if (error !== undefined) throw error;
      if (left() <= 0) throw new Error('the time of this poll is over');
      columns.set(oid, await reader.column(oid, plan.rowsMax.get(oid) ?? rowsPerColumnMax, left()));
      answers += 1;
    } catch (caught) {
      error ??= caught;
      failed.add(oid);
    }
  }
  const upTime = numberOf(values.get(sysUpTime));
  const raw: RawValues = { at, instances: values, columns, failed, ...(upTime === undefined ? {} : { upTime }) };
  return { raw, answers, ...(error === undefined ? {} : { error }) };
}
