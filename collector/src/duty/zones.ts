/** When a zone is in force, and what that does to thresholds. Pure. */
import type { ZoneMark, ZonePhase, ZoneView } from '@thongsuot/contract/api-duty.ts';
import { zoneCadenceS } from './limits.ts';

/** A zone as it is kept; its phase is made at the time it is asked for. */
export type Zone = Omit<ZoneView, 'phase'>;

/** When it begins: at its date, though not before somebody declared it. */
export const beginOf = (zone: Zone): number => Math.max(zone.from, zone.declaredAt);

/** When it is over: at its date, or when somebody ended it. */
export const endOf = (zone: Zone): number => Math.min(zone.to, zone.ended?.at ?? Number.POSITIVE_INFINITY);

export function zonePhase(zone: Zone, at: number): ZonePhase {
  if (at >= endOf(zone)) return 'over';
  return at < beginOf(zone) ? 'declared' : 'inForce';
}

export const zoneView = (zone: Zone, at: number): ZoneView => ({ ...zone, phase: zonePhase(zone, at) });

/** The zone in force that an area's endpoints show: of several, the one that lasts longest, then the first by id. */
export function leadingZones(zones: readonly Zone[], at: number): Map<string, ZoneMark> {
  const leading = new Map<string, ZoneMark>();
  for (const zone of zones) {
    if (zonePhase(zone, at) !== 'inForce') continue;
    const held = leading.get(zone.area);
    if (held !== undefined && (held.to > zone.to || (held.to === zone.to && held.id < zone.id))) continue;
    leading.set(zone.area, { id: zone.id, order: zone.order, to: zone.to, cadenceS: zoneCadenceS });
  }
  return leading;
}
