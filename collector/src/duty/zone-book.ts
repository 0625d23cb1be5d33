/** The zones there are: declared, ended, and told of in the audit trail when time begins or ends them. */
import type { ZonePhase, ZoneRequest } from '@thongsuot/contract/api-duty.ts';
import { ProblemError } from '../http/problem.ts';
import { type Actor, auditOf, canonical, invalid, type Made, requireSame, timeText } from './actor.ts';
import type { DutyFile } from './file.ts';
import { aheadMsMax, zoneMsMax, zonePastMsMax, zonesOpenMax } from './limits.ts';
import { beginOf, endOf, type Zone, zonePhase } from './zones.ts';

export class ZoneBook {
  readonly #file: DutyFile;
  readonly #zones: Map<string, Zone>;
  /** The phase of each zone that the audit trail has told of; those that are over and told are left out. */
  readonly #told: Map<string, ZonePhase>;

  constructor(file: DutyFile) {
    this.#file = file;
    this.#zones = new Map(file.list<Zone>('zone').map(({ id, body }) => [id, body]));
    const told = JSON.parse(file.told('zones') ?? '{}') as Record<string, ZonePhase>;
    this.#told = new Map(Object.entries(told));
  }

  all(): Zone[] {
    return [...this.#zones.values()];
  }

  /** @throws ProblemError `requestInvalid` for times out of bounds, `conflict` for an id that is another zone's. */
  declare(request: ZoneRequest, actor: Actor, now: number): Made<Zone> {
    const known = this.#file.find<Zone>('zone', request.id);
    const text = canonical(request);
    if (known !== undefined) {
      requireSame('zone', request.id, known.request, text);
      return { made: false, value: known.body };
    }
    const { id, area, from, to, order, note = '' } = request;
    if (to <= from) throw invalid('to: expected after from');
    if (to <= now) throw invalid(`to: the zone would be over, for it is ${timeText(now)}; expected a later time`);
    if (to - from > zoneMsMax)
      throw invalid('to: a zone lasts 366 days at most; declare it anew when it is still needed');
    if (from < now - zonePastMsMax) throw invalid('from: expected at most 31 days ago');
    if (from > now + aheadMsMax) throw invalid('from: expected at most 366 days ahead');
    const open = this.all().filter((zone) => zonePhase(zone, now) !== 'over').length;
    if (open >= zonesOpenMax)
      throw new ProblemError('conflict', `${open} zones are not over yet, which is the most there may be; end some`);
    const zone: Zone = { id, area, from, to, order, note, by: actor.name, declaredAt: now, ended: null };
    this.#file.transaction(() => {
      this.#file.add('zone', { id, scope: area, from, to, request: text, body: zone });
      const span = `${area}, ${timeText(from)} – ${timeText(to)}, ${order}`;
      this.#file.audit(
        auditOf(actor, now, { action: 'zoneDeclared', operator: null, subject: `zone ${id}`, to: span, note }),
      );
      this.#tell(new Map(this.#told).set(id, 'declared'));
    });
    this.#told.set(id, 'declared');
    this.#zones.set(id, zone);
    return { made: true, value: zone };
  }

  /**
   * Ends a zone now; one that had not begun never will. Ending it again changes nothing.
   * @throws ProblemError `notFound`, or `conflict` when its date has already ended it.
   */
  end(id: string, note: string, actor: Actor, now: number): Made<Zone> {
    const zone = this.#zones.get(id);
    if (zone === undefined) throw new ProblemError('notFound', `there is no zone ${id}`);
    if (zone.ended !== null) return { made: false, value: zone };
    if (now >= zone.to) throw new ProblemError('conflict', `zone ${id} was over at ${timeText(zone.to)}, by its date`);
    const ended: Zone = { ...zone, ended: { at: now, by: actor.name, note } };
    this.#file.transaction(() => {
      this.#file.replace('zone', id, ended);
      this.#file.audit(
        auditOf(actor, now, {
          action: 'zoneEnded',
          operator: null,
          subject: `zone ${id}`,
          from: timeText(zone.to),
          to: timeText(now),
          note,
        }),
      );
    });
    this.#zones.set(id, ended);
    return { made: true, value: ended };
  }

  /**
   * Tells the audit trail which zones time has begun or ended since it was asked last, also while the collector was
   * stopped. Returns them.
   */
  look(now: number): Zone[] {
    const next = new Map(this.#told);
    const moved: { zone: Zone; phase: ZonePhase; before: ZonePhase }[] = [];
    for (const [id, before] of this.#told) {
      const zone = this.#zones.get(id);
      const phase = zone === undefined ? 'over' : zonePhase(zone, now);
      // A clock that was set back un-tells nothing.
      if (phase === before || phase === 'declared') continue;
      if (phase === 'over') next.delete(id);
      else next.set(id, phase);
      if (zone !== undefined) moved.push({ zone, phase, before });
    }
    if (next.size === this.#told.size && moved.length === 0) return [];
    this.#file.transaction(() => {
      for (const { zone, phase, before } of moved) {
        const began = beginOf(zone) < endOf(zone);
        if (before === 'declared' && began) this.#time('zoneStarted', zone, beginOf(zone));
        if (phase === 'over' && zone.ended === null) this.#time('zoneExpired', zone, endOf(zone));
      }
      this.#tell(next);
    });
    this.#told.clear();
    for (const [id, phase] of next) this.#told.set(id, phase);
    return moved.map(({ zone }) => zone);
  }

  #time(action: 'zoneStarted' | 'zoneExpired', { id, area, order }: Zone, at: number): void {
    this.#file.audit({
      at,
      who: 'collector',
      role: 'collector',
      operator: null,
      action,
      subject: `zone ${id}`,
      from: null,
      to: area,
      note: order,
    });
  }

  #tell(told: ReadonlyMap<string, ZonePhase>): void {
    this.#file.tell('zones', JSON.stringify(Object.fromEntries(told)));
  }
}
