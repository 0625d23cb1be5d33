/**
 * What a device or an agent is the only eye on: the endpoints behind its links, units and checks. One walk over all that
 * there is serves until an inventory or the register changes, so that 300 dead devices cost no more than one.
 */
import { keyOf, type LinkEntry, type UnitEntry } from '../network/entries.ts';
import type { Picture } from '../network/picture.ts';
import { keyOfDevice, keyOfNoData } from './subject.ts';

export interface Reach {
  /** The most urgent of what it watches; 4 when it watches nothing. */
  priority: 1 | 2 | 3 | 4;
  /** The endpoint that has it, and all of them, most urgent first. */
  endpoint: string | null;
  endpoints: readonly string[];
  /** Keys of the alerts of missing data that it may hide. */
  children: readonly string[];
}

const nothing: Reach = { priority: 4, endpoint: null, endpoints: [], children: [] };

export class ReachIndex {
  readonly #picture: Picture;
  #found: ReadonlyMap<string, Reach> | undefined;

  constructor(picture: Picture) {
    this.#picture = picture;
  }

  /** To be called when links, units or checks come or go, and when the register or its zones change. */
  changed(): void {
    this.#found = undefined;
  }

  device(operator: string, agent: string, device: string): Reach {
    return this.#of(`${keyOf(operator, agent)}/${device}`);
  }

  agent(operator: string, agent: string): Reach {
    return this.#of(keyOf(operator, agent));
  }

  #of(key: string): Reach {
    this.#found ??= walk(this.#picture);
    return this.#found.get(key) ?? nothing;
  }
}

interface Found {
  endpoints: Set<string>;
  children: Set<string>;
}

function walk(picture: Picture): Map<string, Reach> {
  const found = new Map<string, Found>();
  const at = (key: string): Found => {
    const held = found.get(key);
    if (held !== undefined) return held;
    const made: Found = { endpoints: new Set(), children: new Set() };
    found.set(key, made);
    return made;
  };
  const note = (entry: LinkEntry | UnitEntry, device: string | undefined) => {
    const agent = keyOf(entry.operator, entry.agent);
    const child = keyOfNoData(entry);
    for (const one of device === undefined ? [at(agent)] : [at(agent), at(`${agent}/${device}`)]) {
      if (entry.endpoint !== null) one.endpoints.add(entry.endpoint);
      one.children.add(child);
    }
    if (device !== undefined) at(agent).children.add(keyOfDevice(entry.operator, device));
  };
  for (const entry of picture.links.values()) note(entry, entry.link.device);
  for (const entry of picture.units.values()) note(entry, entry.unit.device);
  for (const { operator, agent, endpoint } of picture.checks.values())
    at(keyOf(operator, agent)).endpoints.add(endpoint);
  const { register } = picture;
  return new Map(
    [...found].map(([key, { endpoints: set, children }]) => {
      const endpoints = [...set].sort((a, b) => register.priority(a) - register.priority(b) || (a < b ? -1 : 1));
      const [worst] = endpoints;
      const priority = worst === undefined ? 4 : register.priority(worst);
      return [key, { priority, endpoint: worst ?? null, endpoints, children: [...children] }];
    }),
  );
}
