/** Mistakes that no single key shows: ids used twice, names of things that are not there. Pure. */
import type { ConfigProblem } from '@thongsuot/contract/config.ts';
import type { ListName } from './load.ts';
import type { AgentConfig } from './schema.ts';

type Place = Omit<ConfigProblem, 'message'>;

/** Every such mistake of a config whose keys are well formed. `placeOf` says where an element of a list stands. */
export function findMistakes(
  config: AgentConfig,
  placeOf: (list: ListName, index: number, ...rest: PropertyKey[]) => Place,
  placeIn: (path: readonly PropertyKey[]) => Omit<Place, 'path'>,
): ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const known = (list: ListName): Set<string> => {
    const ids = new Set<string>();
    for (const [index, { id }] of config[list].entries()) {
      if (ids.has(id))
        problems.push({
          ...placeOf(list, index, 'id'),
          message: `${id} is used twice in ${list}; give each its own id`,
        });
      ids.add(id);
    }
    return ids;
  };
  const devices = known('devices');
  const links = known('links');
  known('units');
  known('checks');

  const missing = (kind: string, id: string, ids: ReadonlySet<string>): string =>
    `there is no ${kind} ${id}; ${ids.size === 0 ? `no ${kind} is configured` : `known: ${[...ids].slice(0, 5).join(', ')}${ids.size > 5 ? ', …' : ''}`}`;

  const bindings = new Map<string, string>();
  for (const [index, link] of config.links.entries()) {
    if (!devices.has(link.device))
      problems.push({ ...placeOf('links', index, 'device'), message: missing('device', link.device, devices) });
    const binding = JSON.stringify([link.device, link.interface]);
    const other = bindings.get(binding);
    if (other !== undefined) {
      problems.push({
        ...placeOf('links', index, 'interface'),
        message: `links ${other} and ${link.id} are bound to the same interface of ${link.device}; one interface serves one link`,
      });
    }
    bindings.set(binding, link.id);
    if (
      link.shaper !== undefined &&
      link.capacity !== undefined &&
      (link.shaper.in > link.capacity.in || link.shaper.out > link.capacity.out)
    ) {
      problems.push({
        ...placeOf('links', index, 'shaper'),
        message: 'the shaper is above the contract, which it can never hold to; correct one of the two',
      });
    }
  }
  for (const [index, unit] of config.units.entries()) {
    if (!devices.has(unit.device))
      problems.push({ ...placeOf('units', index, 'device'), message: missing('device', unit.device, devices) });
    for (const [at, id] of unit.protects.entries()) {
      if (!links.has(id))
        problems.push({ ...placeOf('units', index, 'protects', at), message: missing('link', id, links) });
    }
  }
  for (const [index, device] of config.devices.entries()) {
    const interval = device.interval ?? config.defaults.interval;
    const timeout = device.timeout ?? config.defaults.timeout;
    if (timeout >= interval) {
      problems.push({
        ...placeOf('devices', index, 'timeout'),
        message: `a time-out of ${timeout} ms leaves no room in an interval of ${interval} ms; make it shorter`,
      });
    }
  }
  const urls = new Set<string>();
  for (const [index, { url }] of config.collectors.entries()) {
    const parsed = new URL(url);
    const at = (message: string): ConfigProblem => ({
      ...placeIn(['collectors', index, 'url']),
      path: `collectors[${index}].url`,
      message,
    });
    const loopback = /^(127\.\d+\.\d+\.\d+|localhost|\[::1\])$/.test(parsed.hostname);
    if (parsed.protocol === 'http:' && !loopback)
      problems.push(at(`${url} would send the token in clear; use https:// (http:// is for loopback only)`));
    if (urls.has(parsed.origin)) problems.push(at(`${parsed.origin} stands here twice; each collector has one entry`));
    urls.add(parsed.origin);
  }
  return problems;
}
