/** From the endpoints of one day to their classes, areas, operators and the province: weighted seconds. Pure. */
import { type AvailabilityScope, provinceName } from '@thongsuot/contract/api-availability.ts';
import { type ClassCode, endpointClasses, leadingClass } from '@thongsuot/contract/classes.ts';
import { allOperators } from '@thongsuot/contract/storage.ts';
import { type Member, weightedSeconds } from './merge.ts';
import type { StateSeconds } from './seconds.ts';

/** What of the register counts here. */
export interface MemberEndpoint {
  id: string;
  classes: readonly ClassCode[];
  area: string | null;
  /** Absent: the weight of its leading class. */
  weight?: number;
}

/** One endpoint's day, of all operators' paths (`all`) or of one operator's. */
export interface EndpointDay {
  endpoint: string;
  operator: string;
  seconds: StateSeconds;
  closed: boolean;
}

export interface GroupDay {
  scope: Extract<AvailabilityScope, 'province' | 'class' | 'area' | 'operator'>;
  name: string;
  operator: string;
  seconds: StateSeconds;
  /** Members measured at all, of those there are. */
  n: number;
  expected: number;
  /** Every member's day is closed. */
  closed: boolean;
}

/** The weight of an endpoint in its area, operator and province. */
export const weightOf = ({ classes, weight }: MemberEndpoint): number =>
  weight ?? endpointClasses[leadingClass(classes)].weight;

/**
 * The groups that the endpoints of one day make, in a fixed order. An endpoint counts in each class that it has; within
 * a class it weighs 1 unless the register gives it a weight, which is then taken relative to that of the class.
 * Endpoints that the register no longer knows are left out.
 */
export function groupDays(days: readonly EndpointDay[], register: ReadonlyMap<string, MemberEndpoint>): GroupDay[] {
  const groups = new Map<
    string,
    { of: Pick<GroupDay, 'scope' | 'name' | 'operator'>; days: [EndpointDay, number][] }
  >();
  const put = (scope: GroupDay['scope'], name: string, day: EndpointDay, weight: number) => {
    const { operator } = day;
    const key = `${scope} ${name} ${operator}`;
    const group = groups.get(key) ?? { of: { scope, name, operator }, days: [] };
    group.days.push([day, weight]);
    groups.set(key, group);
  };
  for (const day of days) {
    const endpoint = register.get(day.endpoint);
    if (endpoint === undefined) continue;
    for (const code of endpoint.classes) {
      const own = endpointClasses[code].weight;
      put('class', code, day, endpoint.weight === undefined ? 1 : endpoint.weight / own);
    }
    const weight = weightOf(endpoint);
    if (endpoint.area !== null) put('area', endpoint.area, day, weight);
    if (day.operator === allOperators) put('province', provinceName, day, weight);
    else put('operator', day.operator, day, weight);
  }
  return [...groups.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { of, days: own }]) => {
      const members = own.map(([{ endpoint, seconds }, weight]): Member => ({ name: endpoint, weight, seconds }));
      const { seconds, n, expected } = weightedSeconds(members);
      return { ...of, seconds, n, expected, closed: own.every(([{ closed }]) => closed) };
    });
}
