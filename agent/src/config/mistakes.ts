/** Mistakes that no single key shows: ids used twice, names of things that are not there. Pure. */
import type { ConfigProblem } from '@thongsuot/contract/config.ts';
import type { AgentSettings, CheckConfig, DeviceConfig, LinkConfig, ListName, UnitConfig } from './schema.ts';

export type Place = Omit<ConfigProblem, 'message'>;

/** One element of a list; without a value it has mistakes of its own, but its id counts all the same. */
export interface Element<T> {
  id: string | undefined;
  value: T | undefined;
  place: (...rest: PropertyKey[]) => Place;
}

export interface Elements {
  devices: Element<DeviceConfig>[];
  links: Element<LinkConfig>[];
  units: Element<UnitConfig>[];
  checks: Element<CheckConfig>[];
}

/** The profiles that read a kind of unit, by name; the backup part knows them. */
export type ProfileNames = (kind: UnitConfig['kind']) => readonly string[];

/** Every such mistake. `placeInMain` says where a path of the main file stands; without `profileNames` any name will do. */
export function findMistakes(
  settings: AgentSettings | undefined,
  elements: Elements,
  placeInMain: (path: readonly PropertyKey[]) => Place,
  profileNames?: ProfileNames,
): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const add = (place: Place, message: string) => problems.push({ ...place, message });

  const idsOf = (list: ListName): Set<string> => {
    const ids = new Set<string>();
    for (const { id, place } of elements[list]) {
      if (id === undefined) continue;
      if (ids.has(id)) add(place('id'), `${id} is used twice in ${list}; give each its own id`);
      ids.add(id);
    }
    return ids;
  };
  const devices = idsOf('devices');
  const links = idsOf('links');
  idsOf('units');
  idsOf('checks');

  const mustExist = (kind: string, id: string, ids: ReadonlySet<string>, place: Place) => {
    if (ids.has(id)) return;
    const known =
      ids.size === 0
        ? `no ${kind} is configured`
        : `known: ${[...ids].slice(0, 5).join(', ')}${ids.size > 5 ? ', …' : ''}`;
    add(place, `there is no ${kind} ${id}; ${known}`);
  };

  const bound = new Map<string, string>();
  for (const { value: link, place } of elements.links) {
    if (link === undefined) continue;
    mustExist('device', link.device, devices, place('device'));
    const binding = JSON.stringify([link.device, link.interface]);
    const other = bound.get(binding);
    if (other !== undefined)
      add(
        place('interface'),
        `links ${other} and ${link.id} are bound to the same interface of ${link.device}; one interface serves one link`,
      );
    bound.set(binding, link.id);
    const { shaper, capacity } = link;
    if (shaper !== undefined && capacity !== undefined && (shaper.in > capacity.in || shaper.out > capacity.out)) {
      add(place('shaper'), 'the shaper is above the contract, which it can never hold to; correct one of the two');
    }
  }
  for (const { value: unit, place } of elements.units) {
    if (unit === undefined) continue;
    if (unit.kind === 'standbyLink') {
      if (unit.link === undefined) add(place(), 'a standby link is one of the links; name it with link: ID');
      else mustExist('link', unit.link, links, place('link'));
      if (unit.device === undefined && (unit.objects !== undefined || (unit.profile ?? 'interface') !== 'interface'))
        add(place(), 'a session over a standby link is read from a device; name it with device: ID');
    } else if (unit.device === undefined)
      add(place(), `a unit of kind ${unit.kind} is read from a device; name it with device: ID`);
    const profiles = profileNames?.(unit.kind);
    if (unit.profile !== undefined && profiles !== undefined && !profiles.includes(unit.profile))
      add(
        place('profile'),
        `no profile ${unit.profile} reads a ${unit.kind}; expected one of ${profiles.join(', ')}, or leave it out: the device says which`,
      );
    if (unit.peer !== undefined && unit.profile === undefined && unit.objects === undefined)
      add(place('peer'), 'peer names a row of what a profile reads; name the profile as well, such as profile: bgp');
    if (unit.device !== undefined) mustExist('device', unit.device, devices, place('device'));
    for (const [index, id] of unit.protects.entries()) mustExist('link', id, links, place('protects', index));
  }
  for (const { value: device, place } of elements.devices) {
    if (device === undefined || settings === undefined) continue;
    const interval = device.interval ?? settings.defaults.interval;
    const timeout = device.timeout ?? settings.defaults.timeout;
    if (timeout >= interval)
      add(
        place('timeout'),
        `a time-out of ${timeout} ms leaves no room in an interval of ${interval} ms; make it shorter`,
      );
  }
  const origins = new Set<string>();
  for (const [index, { url }] of settings?.collectors.entries() ?? []) {
    const { protocol, hostname, origin, username, password } = new URL(url);
    const place = placeInMain(['collectors', index, 'url']);
    const loopback = /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(hostname);
    if (protocol === 'http:' && !loopback)
      add(place, `${origin} would send the token in clear; use https:// (http:// is for loopback only)`);
    if (username !== '' || password !== '')
      add(place, 'an address with a name or password in it would be logged; give the credential as token');
    if (origins.has(origin)) add(place, `${origin} stands here twice; each collector has one entry`);
    origins.add(origin);
  }
  return problems;
}
