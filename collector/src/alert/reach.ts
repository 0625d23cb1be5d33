/**
 * What a device or an agent is the only eye on: the endpoints behind its links, units and checks. One walk over all that
 * there is serves until an inventory or the register changes, so that 300 dead devices cost no more than one.
 */
import { keyOf } from '../network/entries.ts';
import type { Picture } from '../network/picture.ts';

export interface Reach {
  /** The most urgent of what it watches; 4 when it watches nothing. */
  priority: 1 | 2 | 3 | 4;
  /** The endpoint that has it, and all of them, most urgent first. */
  endpoint: string | null;
  endpoints: readonly string[];
}

const nothing: Reach = { priority: 4, endpoint: null, endpoints: [] };

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

function walk(picture: Picture): Map<string, Reach> {
  const sets = new Map<string, Set<string>>();
  const add = (key: string, endpoint: string) => {
    const held = sets.get(key);
    if (held === undefined) sets.set(key, new Set([endpoint]));
    else held.add(endpoint);
  };
  const note = (operator: string, agent: string, device: string | undefined, endpoint: string | null) => {
    if (endpoint === null) return;
    const key = keyOf(operator, agent);
    add(key, endpoint);
    if (device !== undefined) add(`${key}/${device}`, endpoint);
  };
  for (const { operator, agent, link, endpoint } of picture.links.values())
    note(operator, agent, link.device, endpoint);
  for (const { operator, agent, unit, endpoint } of picture.units.values())
    note(operator, agent, unit.device, endpoint);
  for (const { operator, agent, endpoint } of picture.checks.values()) note(operator, agent, undefined, endpoint);
  const { register } = picture;
  return new Map(
    [...sets].map(([key, set]) => {
      const endpoints = [...set].sort((a, b) => register.priority(a) - register.priority(b) || (a < b ? -1 : 1));
      const [worst] = endpoints;
      const priority = worst === undefined ? 4 : register.priority(worst);
      return [key, { priority, endpoint: worst ?? null, endpoints }];
    }),
  );
}
