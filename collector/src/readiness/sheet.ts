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
  /** What other readings say of a standby link; a part that is not known is left out and is not judged. */
  standby?: {
    capacityBitsPerSecond?: number;
    /** p95 of the primary that it stands in for. */
    primaryP95BitsPerSecond?: number;
    sharesRisk?: boolean;
    lossRatio?: number;
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

type Value = number | string | null;

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

  blocker(code: ReadinessReasonCode, fact: FactName | null, value: Value, limit: Value = null): void {
    this.reasons.push({ code, blocker: true, penalty: 0, fact, value, limit });
  }

  penalty(code: ReadinessReasonCode, points: number, fact: FactName | null, value: Value, limit: Value = null): void {
    if (points > 0) this.reasons.push({ code, blocker: false, penalty: points, fact, value, limit });
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
   * The result and the age of the last test or drill. `steps` are ages in days with their penalties, the strictest last;
   * `never` is what having no proof at all costs.
   */
  test(steps: readonly { overDays: number; points: number }[], never: number): void {
    const result = this.text('lastTestResult');
    const at = this.number('lastTestAt');
    if (result === 'error') this.blocker('testFailed', 'lastTestResult', result);
    if (result === 'warning' || result === 'aborted') this.penalty('testWarning', 20, 'lastTestResult', result);
    if (result === 'never' || (at === null && result === null)) {
      this.penalty('neverTested', never, 'lastTestAt', null);
    } else if (at === null) {
      this.penalty('testAgeUnknown', never, 'lastTestAt', null);
    } else {
      const days = (this.now - at) / dayMs;
      const step = steps.findLast((s) => days > s.overDays);
      if (step !== undefined) this.penalty('testOld', step.points, 'lastTestAt', Math.floor(days), step.overDays);
    }
  }

  /** The verdict. With `evidence` false and no blocker, nothing decisive is known: unknown, neither ready nor failed. */
  verdict(evidence: boolean): ReadinessVerdict {
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
      };
      return { readiness: 'unknown', score: null, reasons: [none, ...reasons] };
    }
    const score = Math.max(0, 100 - reasons.reduce((sum, r) => sum + r.penalty, 0));
    const readiness = score >= readyScoreMin ? 'ready' : score >= conditionalScoreMin ? 'conditional' : 'notReady';
    return { readiness, score, reasons };
  }
}
