/** Drills and inspections of backup equipment: attested, never measured. */
import type { DrillRequest, DrillView } from '@thongsuot/contract/api-duty.ts';
import { ProblemError } from '../http/problem.ts';
import { type Actor, auditOf, canonical, invalid, type Made, requireSame, timeText } from './actor.ts';
import type { DutyFile } from './file.ts';
import { clockAheadMsMax, drillPastMsMax, drillsHeldPerUnitMax, drillsPerUnitMax } from './limits.ts';

const unitKey = (operator: string, unit: string) => `${operator}/${unit}`;

export class DrillBook {
  readonly #file: DutyFile;
  /** Of each unit that was asked for, newest first. */
  readonly #held = new Map<string, readonly DrillView[]>();

  constructor(file: DutyFile) {
    this.#file = file;
  }

  /** The newest drills of a unit, newest first. */
  of(operator: string, unit: string): readonly DrillView[] {
    const key = unitKey(operator, unit);
    const held = this.#held.get(key);
    if (held !== undefined) return held;
    const read = this.#file
      .list<DrillView>('drill', { scope: key, limit: drillsHeldPerUnitMax })
      .map(({ body }) => body);
    this.#held.set(key, read);
    return read;
  }

  list(from: number, to: number): DrillView[] {
    return this.#file.list<DrillView>('drill', { fromMin: from, fromBelow: to }).map(({ body }) => body);
  }

  /** @throws ProblemError `requestInvalid` for a time out of bounds, `conflict` for an id that is another drill's. */
  record(request: DrillRequest, actor: Actor, now: number): Made<DrillView> {
    const known = this.#file.find<DrillView>('drill', request.id);
    const text = canonical(request);
    if (known !== undefined) {
      requireSame('drill', request.id, known.request, text);
      return { made: false, value: known.body };
    }
    const { id, operator, unit, kind, at, by, result, runtimeS, note = '' } = request;
    if (at > now + clockAheadMsMax)
      throw invalid(`at: ${timeText(at)} is yet to come, for it is ${timeText(now)}; record what was done`);
    if (at < now - drillPastMsMax) throw invalid('at: expected at most ten years ago');
    const key = unitKey(operator, unit);
    if (this.#file.count('drill', key) >= drillsPerUnitMax)
      throw new ProblemError(
        'conflict',
        `${drillsPerUnitMax} drills of ${key} are recorded, which is the most there may be`,
      );
    const drill: DrillView = {
      id,
      operator,
      unit,
      kind,
      at,
      by,
      result,
      runtimeS: runtimeS ?? null,
      note,
      recordedBy: actor.name,
      recordedAt: now,
    };
    this.#file.transaction(() => {
      this.#file.add('drill', { id, scope: key, from: at, to: at, request: text, body: drill });
      this.#file.audit(
        auditOf(actor, now, {
          action: 'drillRecorded',
          operator,
          subject: `unit ${key}`,
          to: `${kind} ${result}, ${timeText(at)}, ${by}`,
          note,
        }),
      );
    });
    this.#held.delete(key);
    return { made: true, value: drill };
  }
}
