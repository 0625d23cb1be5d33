/**
 * The links and protection groups of the live picture, as the failover reserve is judged by them. Pure.
 *
 * Groups: the paths of each endpoint by their roles, and what each standby link (a unit that is a link) protects. A word
 * of shared risk means one duct whoever names it: operators rent ducts of each other, and a reserve must not be too good.
 */
import { classCodes, endpointClasses, unassignedEndpoint } from '@thongsuot/contract/classes.ts';
import type { Both, FailoverLink, ProtectionGroup, Topology } from '../capacity/failure.ts';
import { keyOf, type LinkEntry } from '../network/entries.ts';
import type { Picture } from '../network/picture.ts';

/** Classes whose traffic may be dropped in need: public subscribers first, then schools; nothing above priority 3. */
export const sheddableClasses: readonly string[] = classCodes
  .filter((code) => endpointClasses[code].priority >= 3)
  .sort((a, b) => endpointClasses[b].priority - endpointClasses[a].priority);

export const endpointGroup = (endpoint: string): string => `endpoint/${endpoint}`;

/** p95 of a link and its capacity, as the last round found them; null where not known. */
export interface KnownLoad {
  p95: Both<number | null>;
  capacity: Both<number | null>;
}

/** The topology of all operators, or of one operator's links alone. */
export function topologyOf(
  picture: Pick<Picture, 'links' | 'endpoints' | 'units' | 'register'>,
  known: ReadonlyMap<string, KnownLoad>,
  operator: string | null,
): Topology {
  const own = (entry: { operator: string }) => operator === null || entry.operator === operator;
  const groups: ProtectionGroup[] = [];
  for (const { id, links } of picture.endpoints.values()) {
    const paths = [...links].filter(own);
    if (id === unassignedEndpoint || paths.length === 0) continue;
    const keys = (role: LinkEntry['link']['role']) =>
      paths
        .filter(({ link }) => link.role === role)
        .map(({ key }) => key)
        .sort();
    // Without a primary there is nothing whose failure a backup would carry.
    if (keys('primary').length > 0)
      groups.push({ id: endpointGroup(id), endpoint: id, primaries: keys('primary'), backups: keys('backup') });
  }
  for (const { operator: whose, unit, endpoint, key } of picture.units.values()) {
    if (!own({ operator: whose }) || unit.link === undefined) continue;
    const backup = keyOf(whose, unit.link);
    const primaries = unit.protects.map((link) => keyOf(whose, link)).filter((link) => picture.links.has(link));
    if (primaries.length > 0 && picture.links.has(backup))
      groups.push({ id: `unit/${key}`, endpoint, primaries: [...new Set(primaries)].sort(), backups: [backup] });
  }
  const links = [...picture.links.values()].filter(own).map((entry) => failoverLink(entry, picture, known));
  return { links, groups, sheddable: sheddableClasses };
}

function failoverLink(
  entry: LinkEntry,
  picture: Pick<Picture, 'register'>,
  known: ReadonlyMap<string, KnownLoad>,
): FailoverLink {
  const { key, state, link, endpoint } = entry;
  const sample = entry.reading?.sample;
  const held = known.get(key);
  return {
    id: key,
    state,
    capacityBitsPerSecond: {
      in: sample?.capacityIn?.bitsPerSecond ?? held?.capacity.in ?? null,
      out: sample?.capacityOut?.bitsPerSecond ?? held?.capacity.out ?? null,
    },
    loads: [
      {
        class: picture.register.leading(endpoint),
        // A link that is down carries nothing now: what its p95 asks for is what has to be carried.
        present:
          state === 'down'
            ? { in: 0, out: 0 }
            : { in: sample?.inBitsPerSecond ?? null, out: sample?.outBitsPerSecond ?? null },
        p95: held?.p95 ?? { in: null, out: null },
      },
    ],
    sharedRisk: link.sharedRisk,
  };
}
