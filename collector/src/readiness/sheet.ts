/** The sheet a unit is judged on: facts as they are known, reasons as they are found, and the verdict that follows. */
import type { Readiness, ReadinessReason } from '@thongsuot/contract/api.ts';
import type { DrillView } from '@thongsuot/contract/api-duty.ts';
import type { FactName, UnitKind } from '@thongsuot/contract/facts.ts';
import type { Fact } from '@thongsuot/contract/sample.ts';
import type { ReadinessReasonCode } from '@thongsuot/contract/verdicts.ts';

/** A unit with what it stated last. */
export interface UnitReading {
  kind: UnitKind;
  facts: Partial<Record<FactName, Fact>>;
  /** Time of the reading, and whether it is newer than 3 intervals. */
  at: number;
  fresh: boolean;
  /** What the operator requires of the battery, in seconds; null: the default of the access layer. */
  runtimeMinimumS: number | null;
  /** What people tried and saw of it, newest first. */
  drills?: readonly DrillView[];
  /** No device states anything of it: all that is known is what people saw. */
  attestedOnly?: boolean;
  /** Times of a standby router's changes of role in the last day. */
  roleChanges?: readonly number[];
  /** What other readings say of a standby link; a part that is not known is left out and is not judged. */
  standby?: {
    capacityBitsPerSecond?: number;
    /** p95 of the primary that it stands in for. */
    primaryP95BitsPerSecond?: number;
    sharesRisk?: boolean;
    lossRatio?: number;
    /** The least share of frames with errors that its last reading shows, the worse direction. */
    errorRatio?: number;
    /** The least optical power that its port should receive. */
    receivePowerMinDbm?: number;
  };
}

export interface ReadinessVerdict {
  readiness: Readiness;
  /** 100 less the penalties; 0 with a blocker; null when unknown. */
  score: number | null;
  /** Blockers first, then by penalty. */
  reasons: ReadinessReason[];
}

/** Required runtime where the inventory names none: 2 h, the proposal for base stations and access (domain §5). */
export const runtimeMinimumDefaultS = 7_200;
/** Scores from which a unit is ready, and conditionally ready (domain §5). */
export const readyScoreMin = 80;
export const conditionalScoreMin = 60;

export const dayMs = 86_400_000;

/** How long somebody's word for a unit holds. */
export const attestedDaysMax = 180;

type Value = number | string | null;
/** What a reason stands on: a reading, or a drill. */
type Evidence = DrillView | { at: number | null };

/** Collects reasons for one reading, in the codes of the contract: the board has words for each. */
export class Sheet {
  readonly reading: UnitReading;
  readonly now: number;
  readonly reasons: ReadinessReason[] = [];

  constructor(reading: UnitReading, now: number) {
    this.reading = reading;
    this.now = now;
  }

  /** The value of a numeric fact, or null when it is unknown or absent. */
  number(name: FactName): number | null {
    const fact = this.reading.facts[name];
    return fact !== undefined && 'value' in fact && typeof fact.value === 'number' ? fact.value : null;
  }

  text(name: FactName): string | null {
    const fact = this.reading.facts[name];
    return fact !== undefined && 'value' in fact && typeof fact.value === 'string' ? fact.value : null;
  }

  blocker(
    code: ReadinessReasonCode,
    fact: FactName | null,
    value: Value,
    limit: Value = null,
    evidence: Evidence = this.reading,
  ): void {
    this.reasons.push({ code, blocker: true, penalty: 0, fact, value, limit, ...this.#from(evidence) });
  }

  penalty(
    code: ReadinessReasonCode,
    points: number,
    fact: FactName | null,
    value: Value,
    limit: Value = null,
    evidence: Evidence = this.reading,
  ): void {
    if (points <= 0) return;
    this.reasons.push({ code, blocker: false, penalty: points, fact, value, limit, ...this.#from(evidence) });
  }

  /** Where a reason comes from: a drill or an inspection, else the reading. */
  #from(evidence: Evidence): Pick<ReadinessReason, 'source' | 'ageS'> {
    const source = 'result' in evidence ? evidence.kind : 'measured';
    return { source, ageS: evidence.at === null ? null : Math.max(0, Math.round((this.now - evidence.at) / 1000)) };
  }

  /** The newest drill, whatever came of it. */
  drill(): DrillView | undefined {
    return this.reading.drills?.find(({ kind }) => kind === 'drill');
  }

  /**
   * The age of the last drill that carried the load for some time: that it starts does not show that it carries. Costs
   * `points` when there was none in `daysMax` days.
   */
  loadTest(daysMax: number, points: number): void {
    const last = this.reading.drills?.find(
      ({ kind, result, runtimeS }) => kind === 'drill' && result === 'passed' && runtimeS !== null && runtimeS > 0,
    );
    const days = last === undefined ? null : (this.now - last.at) / dayMs;
    if (days !== null && days <= daysMax) return;
    const age = days === null ? null : Math.floor(days);
    this.penalty('loadTestOld', points, null, age, daysMax, last ?? { at: null });
  }

  /** The newest drill or inspection when it passed not too long ago: what somebody saw with his own eyes. */
  attested(): DrillView | undefined {
    const newest = this.reading.drills?.[0];
    const counts = newest?.result === 'passed' && this.now - newest.at <= attestedDaysMax * dayMs;
    return counts ? newest : undefined;
  }

  /** One blocker for each alarm present whose name ends like one of `names` (`upsAlarmBatteryBad`, `batteryBad`). */
  alarmsThatBlock(names: readonly string[]): void {
    const present = (this.text('alarmNames') ?? '').split(',').map((name) => name.trim());
    for (const alarm of present) {
      const folded = alarm.toLowerCase();
      if (alarm !== '' && names.some((name) => folded.endsWith(name.toLowerCase()))) {
        this.blocker('alarm', 'alarmNames', alarm);
      }
    }
  }

  /**
   * The result and the age of the last test, the unit's own or a drill. The newest drill or inspection that failed blocks
   * until a later one passes; a test of the unit's own does not clear it. `steps` are ages in days with their penalties, the strictest last;
   * `never` is what having no proof at all costs.
   */
  test(steps: readonly { overDays: number; points: number }[], never: number): void {
    const newest = this.reading.drills?.[0];
    if (newest?.result === 'failed')
      this.blocker(newest.kind === 'drill' ? 'testFailed' : 'inspectionFailed', null, null, null, newest);

    const result = this.text('lastTestResult');
    const at = this.number('lastTestAt');
    const drill = this.drill();
    const measured: Evidence = { at };
    // A drill that passed after a test of the unit's own takes its place; an undated failure stands.
    const replaced = drill?.result === 'passed' && at !== null && drill.at >= at;
    if (result === 'error' && !replaced) this.blocker('testFailed', 'lastTestResult', result, null, measured);
    if ((result === 'warning' || result === 'aborted') && !replaced)
      this.penalty('testWarning', 20, 'lastTestResult', result, null, measured);

    if (drill !== undefined && (at === null || drill.at >= at)) this.#age(drill, drill.at, steps);
    else if (result === 'never' || (at === null && result === null)) {
      this.penalty('neverTested', never, 'lastTestAt', null, null, measured);
    } else if (at === null) this.penalty('testAgeUnknown', never, 'lastTestAt', null, null, measured);
    else this.#age(measured, at, steps);
  }

  #age(evidence: Evidence, at: number, steps: readonly { overDays: number; points: number }[]): void {
    const days = (this.now - at) / dayMs;
    const step = steps.findLast((s) => days > s.overDays);
    if (step === undefined) return;
    const fact = 'result' in evidence ? null : 'lastTestAt';
    this.penalty('testOld', step.points, fact, Math.floor(days), step.overDays, evidence);
  }

  /** The verdict. With nothing decisive stated and no blocker it is unknown, neither ready nor failed; a generator, and a unit that
   * no device speaks for, count by what somebody saw of them (domain §5). */
  verdict(stated: boolean): ReadinessVerdict {
    const attested = this.reading.kind === 'generator' || this.reading.attestedOnly ? this.attested() : undefined;
    if (!stated && attested !== undefined) {
      const days = Math.floor((this.now - attested.at) / dayMs);
      this.penalty('attestedOnly', 10, null, days, attestedDaysMax, attested);
    }
    const evidence = stated || attested !== undefined;
    const reasons = this.reasons.toSorted((a, b) => Number(b.blocker) - Number(a.blocker) || b.penalty - a.penalty);
    if (reasons.some((r) => r.blocker)) return { readiness: 'notReady', score: 0, reasons };
    if (!evidence) {
      const none: ReadinessReason = {
        code: 'noEvidence',
        blocker: false,
        penalty: 0,
        fact: null,
        value: null,
        limit: null,
        ...this.#from(this.reading),
      };
      return { readiness: 'unknown', score: null, reasons: [none, ...reasons] };
    }
    const score = Math.max(0, 100 - reasons.reduce((sum, r) => sum + r.penalty, 0));
    const readiness = score >= readyScoreMin ? 'ready' : score >= conditionalScoreMin ? 'conditional' : 'notReady';
    return { readiness, score, reasons };
  }
}
