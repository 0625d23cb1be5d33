/** The windows of maintenance: announced, cancelled, and asked for by every alert. */
import type { MaintenancePhase, MaintenanceRequest } from '@thongsuot/contract/api-duty.ts';
import { ProblemError } from '../http/problem.ts';
import { type Actor, auditOf, canonical, invalid, type Made, requireSame, timeText } from './actor.ts';
import type { DutyFile } from './file.ts';
import { aheadMsMax, maintenanceMsMax, maintenanceOpenMax } from './limits.ts';
import { coverOf, covers, endOf, type MaintainedSubject, type Maintenance, maintenancePhase } from './maintenance.ts';

/** Windows that ended within it are held in memory: samples are judged at their own time, which is a little ago. */
const heldAfterMs = 86_400_000;

interface Held {
  window: Maintenance;
  cover: ReadonlySet<string>;
  phase: MaintenancePhase;
}

export class MaintenanceBook {
  readonly #file: DutyFile;
  readonly #held = new Map<string, Held>();

  constructor(file: DutyFile, now: number) {
    this.#file = file;
    for (const { body } of file.list<Maintenance>('maintenance', { toAbove: now - heldAfterMs })) this.#hold(body, now);
  }

  /** Windows of from ≤ time < to, newest first, as they were announced, the cancelled ones too. */
  list(from: number, to: number): Maintenance[] {
    return this.#file
      .list<Maintenance>('maintenance', { fromMin: from - maintenanceMsMax, fromBelow: to, toAbove: from })
      .map(({ body }) => body);
  }

  /** The windows as the work went on: none that was cancelled before its start, the others up to their real end. */
  during(from: number, to: number): Maintenance[] {
    return this.list(from, to)
      .map((window) => ({ ...window, to: endOf(window) }))
      .filter((window) => window.to > Math.max(window.from, from));
  }

  /** The window in which a subject is worked on at a time within the last day, or later; null: none. */
  under(subject: MaintainedSubject, at: number): Maintenance | null {
    for (const { window, cover } of this.#held.values()) {
      if (at < window.from || at >= endOf(window)) continue;
      if (covers(window, cover, subject)) return window;
    }
    return null;
  }

  /** @throws ProblemError `requestInvalid` for times out of bounds, `conflict` for an id that is another window's. */
  announce(request: MaintenanceRequest, actor: Actor, now: number): Made<Maintenance> {
    const known = this.#file.find<Maintenance>('maintenance', request.id);
    const text = canonical(request);
    if (known !== undefined) {
      requireSame('maintenance', request.id, known.request, text);
      return { made: false, value: known.body };
    }
    const { id, operator, subjects, from, to, note = '' } = request;
    if (to <= from) throw invalid('to: expected after from');
    if (to <= now) throw invalid(`to: the work would be over, for it is ${timeText(now)}; expected a later time`);
    if (to - from > maintenanceMsMax)
      throw invalid('to: one window lasts 8 h at most; announce longer work as several windows');
    if (from > now + aheadMsMax) throw invalid('from: expected at most 366 days ahead');
    const open = [...this.#held.values()].filter(
      ({ window }) => window.operator === operator && ['announced', 'underWay'].includes(maintenancePhase(window, now)),
    ).length;
    if (open >= maintenanceOpenMax)
      throw new ProblemError(
        'conflict',
        `${open} windows of ${operator} are not over yet, which is the most there may be`,
      );
    const window: Maintenance = {
      id,
      operator,
      subjects,
      from,
      to,
      note,
      by: actor.name,
      announcedAt: now,
      cancelled: null,
    };
    this.#file.transaction(() => {
      this.#file.add('maintenance', { id, scope: operator, from, to, request: text, body: window });
      const what = subjects.map((subject) => `${subject.kind} ${subject.id}`).join(', ');
      this.#file.audit(
        auditOf(actor, now, {
          action: 'maintenanceAnnounced',
          operator,
          subject: `maintenance ${id}`,
          to: `${timeText(from)} – ${timeText(to)}: ${what}`,
          note,
        }),
      );
    });
    this.#hold(window, now);
    return { made: true, value: window };
  }

  get(id: string): Maintenance | undefined {
    return this.#held.get(id)?.window ?? this.#file.find<Maintenance>('maintenance', id)?.body;
  }

  /**
   * Cancels a window before its start, or ends it now. Doing it again changes nothing.
   * @throws ProblemError `notFound`, or `conflict` when the work is over by its date.
   */
  cancel(id: string, note: string, actor: Actor, now: number): Made<Maintenance> {
    const window = this.get(id);
    if (window === undefined) throw new ProblemError('notFound', `there is no maintenance ${id}`);
    if (window.cancelled !== null) return { made: false, value: window };
    if (now >= window.to)
      throw new ProblemError('conflict', `maintenance ${id} was over at ${timeText(window.to)}, by its date`);
    const cancelled: Maintenance = { ...window, cancelled: { at: now, by: actor.name, note } };
    this.#file.transaction(() => {
      this.#file.replace('maintenance', id, cancelled);
      this.#file.audit(
        auditOf(actor, now, {
          action: 'maintenanceCancelled',
          operator: window.operator,
          subject: `maintenance ${id}`,
          from: timeText(window.to),
          to: timeText(now),
          note,
        }),
      );
    });
    this.#hold(cancelled, now);
    return { made: true, value: cancelled };
  }

  /** Lets time pass. True when work has begun or ended since it was asked last. */
  look(now: number): boolean {
    let moved = false;
    for (const [id, held] of this.#held) {
      const phase = maintenancePhase(held.window, now);
      if (phase !== held.phase) moved = true;
      held.phase = phase;
      if (held.window.to < now - heldAfterMs) this.#held.delete(id);
    }
    return moved;
  }

  #hold(window: Maintenance, now: number): void {
    this.#held.set(window.id, { window, cover: coverOf(window), phase: maintenancePhase(window, now) });
  }
}
