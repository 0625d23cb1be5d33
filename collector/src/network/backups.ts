/** The backups of an endpoint as the picture holds them: units that protect its links, and its backup links. Pure. */
import type { BackupView, ReadinessReason } from '@thongsuot/contract/api.ts';
import type { EndpointReadiness } from '@thongsuot/contract/api-duty.ts';
import type { OperState } from '@thongsuot/contract/reasons.ts';
import { worseUtilization } from '../capacity/utilization.ts';
import { judgeBackups, missingBackups } from '../readiness/endpoint.ts';
import { judgeReadiness } from '../readiness/readiness.ts';
import type { UnitReading } from '../readiness/sheet.ts';
import { type EndpointEntry, keyOf, type LinkEntry, type UnitEntry } from './entries.ts';
import { leastErrorRatio } from './frame-errors.ts';
import { type Instant, isFresh } from './fresh.ts';
import { judgeQuality } from './link-state.ts';
import type { Picture } from './picture.ts';

/** p95 of a link's last day in each direction, bits per second; null: not known. */
export type LoadOf = (key: string) => { in: number | null; out: number | null } | null;

/** Loss above which a standby link does not carry (readiness/standby.ts); of delay nothing is asked. */
const standbyQuality = { lossRatio: 0.01, rttMs: Number.POSITIVE_INFINITY };

/** The units that protect each endpoint's links, by endpoint. */
export function unitsByEndpoint(
  units: Iterable<UnitEntry>,
  links: ReadonlyMap<string, LinkEntry>,
): Map<string, Set<UnitEntry>> {
  const found = new Map<string, Set<UnitEntry>>();
  for (const unit of units) {
    for (const id of unit.unit.protects) {
      const endpoint = links.get(keyOf(unit.operator, id))?.endpoint;
      if (endpoint === undefined) continue;
      const shelf = found.get(endpoint) ?? new Set();
      found.set(endpoint, shelf.add(unit));
    }
  }
  return found;
}

/**
 * What other readings say of a standby link: its capacity against the greatest load of a link that it protects (the
 * greater of its p95 and its present load, each direction against its own, the worse one counts), duct or pole line that
 * they share, and the echoes that it loses. What is not known is left out.
 */
export function standbyOf(
  own: LinkEntry,
  protects: readonly LinkEntry[],
  loadOf: LoadOf,
  instant: Instant,
): NonNullable<UnitReading['standby']> {
  const context: NonNullable<UnitReading['standby']> = {};
  const loads = protects.map((link) => ({ now: presentOf(link, instant), p95: loadOf(link.key) }));
  const greatest = (direction: 'in' | 'out'): number | null => {
    const known = loads.flatMap(({ now, p95 }) => [now?.[direction] ?? [], p95?.[direction] ?? []].flat());
    return known.length === 0 ? null : Math.max(...known);
  };
  const sample = own.reading?.sample;
  const worse = worseUtilization(
    { bitsPerSecond: greatest('in'), capacityBitsPerSecond: sample?.capacityIn?.bitsPerSecond ?? null },
    { bitsPerSecond: greatest('out'), capacityBitsPerSecond: sample?.capacityOut?.bitsPerSecond ?? null },
  );
  const capacity = worse === null ? undefined : sample?.[worse.direction === 'in' ? 'capacityIn' : 'capacityOut'];
  const load = worse === null ? null : greatest(worse.direction);
  if (capacity !== undefined && capacity !== null && load !== null) {
    context.capacityBitsPerSecond = capacity.bitsPerSecond;
    context.primaryP95BitsPerSecond = load;
  }
  const risks = new Set(own.link.sharedRisk);
  if (protects.some((link) => link.key !== own.key && link.link.sharedRisk.some((risk) => risks.has(risk))))
    context.sharesRisk = true;
  const least = own.link.receivePowerMinDbm;
  if (least !== undefined) context.receivePowerMinDbm = least;
  const quality = own.bursts === null ? null : judgeQuality(own.bursts, instant.now, standbyQuality);
  // One echo lost of a hundred proves nothing: only a loss that is surely above the limit counts.
  if (quality?.lossCritical === true && quality.lossRatio !== null) context.lossRatio = quality.lossRatio;
  const errors = sample === undefined ? null : leastErrorRatio(sample);
  if (errors !== null) context.errorRatio = errors;
  return context;
}

function presentOf(link: LinkEntry, instant: Instant): { in: number | null; out: number | null } | null {
  const { reading } = link;
  if (reading === null || !isFresh({ ...reading, at: reading.sample.at }, reading.sample.intervalS, instant))
    return null;
  return { in: reading.sample.inBitsPerSecond ?? null, out: reading.sample.outBitsPerSecond ?? null };
}

function factsOf(oper: OperState, dbm: number | undefined): UnitReading['facts'] {
  return {
    operState: { value: oper, unit: 'state' },
    ...(dbm !== undefined && { receivePowerDbm: { value: dbm, unit: 'dBm' } }),
  };
}

/** A backup link that no unit stands for, judged by its own readings; while its state is unknown it states nothing. */
function linkAsBackup(
  picture: Picture,
  entry: LinkEntry,
  primaries: readonly LinkEntry[],
  instant: Instant,
): BackupView {
  const { reading, operator, link } = entry;
  const oper = reading?.sample.oper;
  const read: UnitReading | null =
    reading === null
      ? null
      : {
          kind: 'standbyLink',
          facts: entry.state === 'unknown' || oper === undefined ? {} : factsOf(oper, reading.sample.receivePowerDbm),
          at: reading.sample.at,
          fresh: isFresh({ ...reading, at: reading.sample.at }, reading.sample.intervalS, instant),
          runtimeMinimumS: null,
          drills: picture.drillsOf(operator, link.id),
          standby: standbyOf(entry, primaries, picture.loadOf, instant),
        };
  return { operator, kind: 'standbyLink', unit: null, link: link.id, ...judgeReadiness(read, instant.now) };
}

const points = (reasons: readonly ReadinessReason[]) => reasons.reduce((sum, { penalty }) => sum + penalty, 0);
const order = { notReady: 0, unknown: 1, conditional: 2, ready: 3 } as const;

/** Every backup of an endpoint, of all operators, worst first. */
export function backupsOf(picture: Picture, endpoint: EndpointEntry, instant: Instant): BackupView[] {
  const units = [...(picture.protectors().get(endpoint.id) ?? [])];
  const stoodFor = new Set(
    units.flatMap(({ operator, unit }) => (unit.link === undefined ? [] : keyOf(operator, unit.link))),
  );
  const links = [...endpoint.links];
  const primaries = links.filter(({ link }) => link.role === 'primary');
  const own = links.filter(({ key, link }) => link.role === 'backup' && !stoodFor.has(key));
  const found: BackupView[] = [
    ...units.map(({ operator, unit, verdict }) => ({
      operator,
      kind: unit.kind,
      unit: unit.id,
      link: unit.link ?? null,
      ...verdict,
    })),
    ...own.map((link) => linkAsBackup(picture, link, primaries, instant)),
  ];
  return found.sort((a, b) => order[a.readiness] - order[b.readiness] || points(b.reasons) - points(a.reasons));
}

/**
 * The readiness of an endpoint's backups as one operator, or everybody (null), may see it. Whether a path or power is
 * missing is judged over all operators: that another's path is present he may know.
 */
export function endpointReadiness(
  picture: Picture,
  endpoint: EndpointEntry,
  backups: readonly BackupView[],
  sees: (operator: string) => boolean,
): EndpointReadiness {
  const primaries = [...endpoint.links].filter(({ link }) => link.role === 'primary').length;
  const missing = missingBackups(picture.register.priority(endpoint.id), primaries, backups);
  return judgeBackups(
    backups.filter(({ operator }) => sees(operator)),
    missing,
  );
}
