/**
 * The department's register as the live picture needs it: names, classes, thresholds in layers. Plain structural types;
 * the app maps its config to them.
 */
import type { ZoneMark } from '@thongsuot/contract/api-duty.ts';
import {
  type ClassCode,
  type ClassThresholds,
  endpointClasses,
  leadingClass,
  unassignedEndpoint,
} from '@thongsuot/contract/classes.ts';

/** Thresholds that replace those below, and where they come from: a regulation, a contract, an order. */
export interface ThresholdLayer {
  thresholds: Partial<ClassThresholds>;
  source: string;
}

export interface RegisterEndpoint {
  id: string;
  vi: string;
  en: string;
  classes: readonly ClassCode[];
  area: string | null;
  coordinates: { latitude: number; longitude: number } | null;
  /** Weight in availability; absent: that of its class. */
  weight?: number;
  /** The last layer: of this endpoint alone. */
  thresholds?: ThresholdLayer;
}

export interface RegisterOperator {
  id: string;
  name: string;
  /** The second layer: what this operator's links are held to, by class. */
  classes?: Partial<Record<ClassCode, ThresholdLayer>>;
  /** The agents that may speak for it; absent: nobody said. */
  agents?: readonly string[];
}

export interface Register {
  province: { vi: string; en: string };
  scene?: { vi: string; en: string } | null;
  operators: readonly RegisterOperator[];
  areas: readonly { id: string; vi: string; en: string }[];
  endpoints: readonly RegisterEndpoint[];
  /** The first layer above the class's own defaults. */
  classes: Partial<Record<ClassCode, ThresholdLayer>>;
  /** Who is on duty when, as the department wrote it; absent: nobody wrote any. */
  roster?: readonly RegisterShift[];
}

/** One person's time on duty for an operator; Unix epoch ms, from ≤ time < to. */
export interface RegisterShift {
  operator: string;
  role: 'leader' | 'operations' | 'rescue';
  name: string;
  phone: string | null;
  from: number;
  to: number;
}

export interface EffectiveThresholds {
  values: ClassThresholds;
  /** Where each figure comes from; of the last layer that names it. */
  sources: Record<keyof ClassThresholds, string>;
}

/** Where the figures of `classes.ts` come from when no layer replaces them. */
export const defaultSource = 'default of the class';

/** What a zone lays over the thresholds of its area: those of the class OUTBREAK, as far as they are stricter. */
const zoneClass: ClassCode = 'OUTBREAK';
export const zoneSource = ({ order }: ZoneMark): string => `zone ${order}`;

/** The register, indexed, with the zones in force. A new one is made at each reload, and when zones come or go. */
export class RegisterIndex {
  readonly register: Register;
  readonly zones: ReadonlyMap<string, ZoneMark>;
  readonly #endpoints: ReadonlyMap<string, RegisterEndpoint>;
  readonly #operators: ReadonlyMap<string, RegisterOperator>;
  readonly #thresholds = new Map<string, EffectiveThresholds>();

  /** `zones`: of each area with a zone in force, the one that its endpoints show. */
  constructor(register: Register, zones: ReadonlyMap<string, ZoneMark> = new Map()) {
    this.register = register;
    this.zones = zones;
    this.#endpoints = new Map(register.endpoints.map((e) => [e.id, e]));
    this.#operators = new Map(register.operators.map((o) => [o.id, o]));
  }

  endpoint(id: string): RegisterEndpoint | undefined {
    return this.#endpoints.get(id);
  }

  /** The endpoint as links are filed under it: its id, or `unassigned` when the register does not know it. */
  place(endpoint: string): string {
    return this.#endpoints.has(endpoint) ? endpoint : unassignedEndpoint;
  }

  operatorName(id: string): string {
    return this.#operators.get(id)?.name ?? id;
  }

  /** The class that counts for an endpoint; PUBLIC for one that the register does not know. */
  leading(endpoint: string): ClassCode {
    return leadingClass(this.#endpoints.get(endpoint)?.classes ?? []);
  }

  /** The zone that an endpoint's area stands in now; undefined: none. */
  zone(endpoint: string): ZoneMark | undefined {
    const area = this.#endpoints.get(endpoint)?.area;
    return area === undefined || area === null ? undefined : this.zones.get(area);
  }

  /** 1 in a zone, whatever the class. */
  priority(endpoint: string): 1 | 2 | 3 | 4 {
    return this.zone(endpoint) === undefined ? endpointClasses[this.leading(endpoint)].priority : 1;
  }

  /**
   * Thresholds of an operator's links to an endpoint: class, then operator, then endpoint; the last one named holds. A
   * zone lies over them where it is stricter.
   */
  thresholds(operator: string, endpoint: string): EffectiveThresholds {
    const key = `${operator}/${endpoint}`;
    const known = this.#thresholds.get(key);
    if (known !== undefined) return known;
    const own = layerThresholds(endpointClasses[this.leading(endpoint)].thresholds, [
      ...this.#classLayers(operator, this.leading(endpoint)),
      this.#endpoints.get(endpoint)?.thresholds,
    ]);
    const zone = this.zone(endpoint);
    const strict = () => layerThresholds(endpointClasses[zoneClass].thresholds, this.#classLayers(operator, zoneClass));
    const made = zone === undefined ? own : stricter(own, strict().values, zoneSource(zone));
    this.#thresholds.set(key, made);
    return made;
  }

  #classLayers(operator: string, code: ClassCode): (ThresholdLayer | undefined)[] {
    return [this.register.classes[code], this.#operators.get(operator)?.classes?.[code]];
  }
}

/** Of each figure the stricter one, and where it comes from: the least, but of an availability the most. */
export function stricter(own: EffectiveThresholds, over: ClassThresholds, source: string): EffectiveThresholds {
  const values = { ...own.values };
  const sources = { ...own.sources };
  for (const name of Object.keys(over) as (keyof ClassThresholds)[]) {
    const replaces = name === 'availabilityTarget' ? over[name] > values[name] : over[name] < values[name];
    if (!replaces) continue;
    values[name] = over[name];
    sources[name] = source;
  }
  return { values, sources };
}

/** The defaults with each layer laid over them in order; a figure that a layer leaves out stays as it was. */
export function layerThresholds(
  defaults: ClassThresholds,
  layers: readonly (ThresholdLayer | undefined)[],
): EffectiveThresholds {
  const values = { ...defaults };
  const names = Object.keys(defaults) as (keyof ClassThresholds)[];
  const sources = Object.fromEntries(names.map((n) => [n, defaultSource])) as EffectiveThresholds['sources'];
  for (const layer of layers) {
    for (const name of names) {
      const value = layer?.thresholds[name];
      if (layer === undefined || value === undefined) continue;
      values[name] = value;
      sources[name] = layer.source;
    }
  }
  return { values, sources };
}
