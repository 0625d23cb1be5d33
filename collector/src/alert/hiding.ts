/**
 * Who says why nothing is known: the agent above its devices, a device above its links and units. An alert of missing
 * data is hidden while one above it fires, waits for a while when one above is overdue, and once that is heard again
 * waits until it could have been read anew. A measured failure is never hidden, nor is an endpoint's alert.
 */
import { keyOf } from '../network/entries.ts';
import type { Instant } from '../network/fresh.ts';
import { staleIntervals } from '../network/limits.ts';
import type { Picture } from '../network/picture.ts';
import type { Firing, Gate, Maintenance } from './gate.ts';
import { hiddenEndpointsMax, parentGraceMs, parentWaitMsMax } from './limits.ts';
import type { Hides } from './message.ts';
import type { ReachIndex } from './reach.ts';
import type { AlertRecord } from './record.ts';
import { isIgnorance, keyOfAgent, keyOfDevice } from './subject.ts';

export interface HidingOptions {
  picture: Picture;
  reaches: ReachIndex;
  instant: () => Instant;
  maintenance: Maintenance;
}

export class Hiding implements Gate {
  readonly #options: HidingOptions;
  /** When an alert above others ended, on the monotonic clock. */
  readonly #ended = new Map<string, number>();
  /** When an alert was first held for the verdict on its overdue parent. */
  readonly #asked = new Map<string, number>();

  constructor(options: HidingOptions) {
    this.#options = options;
  }

  heldBy(record: AlertRecord, firing: Firing): 'maintenance' | 'hidden' | 'waiting' | null {
    const { instant, maintenance } = this.#options;
    const now = instant();
    if (maintenance.underMaintenance(record, now.now) !== null) return 'maintenance';
    if (this.parentOf(record, firing) !== null) return 'hidden';
    return this.#waits(record, now.monotonicMs) ? 'waiting' : null;
  }

  /** The firing alert that hides this one; null when none does. */
  parentOf(record: AlertRecord, firing: Firing): AlertRecord | null {
    for (const key of parentsOf(record)) {
      const parent = firing(key);
      if (parent !== null) return parent;
    }
    return null;
  }

  /** Notes an alert that is shown anew. */
  shown(record: AlertRecord): void {
    this.#asked.delete(record.id);
    if (!isIgnorance(record.rule) || record.rule === 'noData') return;
    if (record.state === 'resolved') this.#ended.set(record.key, this.#options.instant().monotonicMs);
    else this.#ended.delete(record.key);
  }

  /** How many alerts one hides now, and whom nobody sees meanwhile; null for an alert that hides none. */
  hides(record: AlertRecord, firing: Firing): { alerts: number; endpoints: string[] } | null {
    const { operator, agent, device, rule } = record;
    if ((rule !== 'agentSilent' && rule !== 'deviceUnreachable') || agent === null) return null;
    const { reaches } = this.#options;
    const { children, endpoints } =
      rule === 'deviceUnreachable' && device !== null
        ? reaches.device(operator, agent, device)
        : reaches.agent(operator, agent);
    const alerts = children.filter((key) => firing(key) !== null).length;
    return { alerts, endpoints: endpoints.slice(0, hiddenEndpointsMax) };
  }

  /** The same, for a message. */
  hidesNamed(record: AlertRecord, firing: Firing): Hides | null {
    const found = this.hides(record, firing);
    if (found === null) return null;
    const { register } = this.#options.picture;
    return {
      alerts: found.alerts,
      endpoints: found.endpoints.flatMap((id) => {
        const known = register.endpoint(id);
        return known === undefined ? [] : [{ id, vi: known.vi, en: known.en }];
      }),
    };
  }

  #waits(record: AlertRecord, monotonicMs: number): boolean {
    const parents = parentsOf(record);
    if (parents.length === 0) return false;
    const readAgainMs = staleIntervals * this.#intervalMs(record) + parentGraceMs;
    for (const key of parents) {
      const ended = this.#ended.get(key);
      if (ended === undefined) continue;
      if (monotonicMs - ended < readAgainMs) return true;
      if (monotonicMs - ended > 86_400_000) this.#ended.delete(key);
    }
    if (!this.#isParentOverdue(record, monotonicMs)) return false;
    const asked = this.#asked.get(record.id) ?? monotonicMs;
    this.#asked.set(record.id, asked);
    return monotonicMs - asked < parentWaitMsMax;
  }

  /** True when the device or the agent above missed its last poll, and no alert says so yet. */
  #isParentOverdue({ rule, operator, device, agent: watcher }: AlertRecord, monotonicMs: number): boolean {
    const { picture } = this.#options;
    const polled = rule === 'noData' && device !== null ? picture.devices.get(keyOf(operator, device))?.reading : null;
    if (polled != null) {
      const { sample, receivedMonotonicMs } = polled;
      if (!sample.reachable || monotonicMs - receivedMonotonicMs > sample.intervalS * 1000 + parentGraceMs) return true;
    }
    const agent = watcher === null ? undefined : picture.agents.get(keyOf(operator, watcher));
    if (agent === undefined) return false;
    const { lastReceivedMonotonicMs: heard, intervalS } = agent;
    return heard === null || monotonicMs - heard > (intervalS ?? 0) * 1000 + parentGraceMs;
  }

  #intervalMs({ operator, link, unit, device }: AlertRecord): number {
    const { picture } = this.#options;
    const found =
      link !== null
        ? picture.links.get(keyOf(operator, link))?.link.intervalS
        : unit !== null
          ? picture.units.get(keyOf(operator, unit))?.unit.intervalS
          : device !== null
            ? picture.devices.get(keyOf(operator, device))?.reading?.sample.intervalS
            : undefined;
    return (found ?? 60) * 1000;
  }
}

/** Keys of the alerts that would say why, the nearest first. */
function parentsOf({ rule, operator, device, agent }: AlertRecord): string[] {
  const above: string[] = [];
  if (rule === 'noData' && device !== null) above.push(keyOfDevice(operator, device));
  if ((rule === 'noData' || rule === 'deviceUnreachable') && agent !== null) above.push(keyOfAgent(operator, agent));
  return above;
}
