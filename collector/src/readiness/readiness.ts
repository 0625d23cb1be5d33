/** Whether a unit of backup equipment will carry when it must: a gated score with its reasons (DESIGN §8, domain §5). */
import type { UnitKind } from '@thongsuot/contract/facts.ts';
import type { ReadinessReasonCode } from '@thongsuot/contract/verdicts.ts';
import { judgeDcPlant, judgeGenerator, judgeUps } from './power.ts';
import { type ReadinessVerdict, Sheet, type UnitReading } from './sheet.ts';
import { judgeStandbyLink, judgeStandbyRouter } from './standby.ts';

const judges: Record<UnitKind, (sheet: Sheet) => boolean> = {
  ups: judgeUps,
  dcPlant: judgeDcPlant,
  generator: judgeGenerator,
  standbyLink: judgeStandbyLink,
  standbyRouter: judgeStandbyRouter,
};

const nothing = (code: ReadinessReasonCode, value: number | null): ReadinessVerdict => ({
  readiness: 'unknown',
  score: null,
  reasons: [{ code, blocker: false, penalty: 0, fact: null, value, limit: null, source: 'measured', ageS: value }],
});

/**
 * The readiness of a unit at `now`. A blocker makes it not ready whatever the points; without a reading, or with one
 * that is stale, it is unknown: neither ready nor failed. Never having been tested is a reason of its own.
 */
export function judgeReadiness(reading: UnitReading | null, now: number): ReadinessVerdict {
  if (reading === null) return nothing('noReading', null);
  if (!reading.fresh) return nothing('stale', Math.round((now - reading.at) / 1000));
  const sheet = new Sheet(reading, now);
  return sheet.verdict(judges[reading.kind](sheet));
}
