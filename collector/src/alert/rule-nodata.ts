/**
 * The rule `noData`: nothing is known of a link or unit, and its device or agent does not say why in a finding. It is
 * ignorance: hidden while an alert about its device or agent says why. Pure.
 */
import type { LinkEntry, UnitEntry } from '../network/entries.ts';
import { deliveryGraceMs, staleIntervals } from '../network/limits.ts';
import type { RegisterIndex } from '../network/register.ts';
import { untimedIntervalMs } from './limits.ts';
import type { Observation } from './record.ts';
import { unitSubject } from './rule-states.ts';
import { placeOf, sentencesOf, whereLink } from './sentence.ts';
import { keyOfNoData, linkSubject } from './subject.ts';

/**
 * True while nothing comes that should. What an agent itself calls missing, ambiguous or never answered is a finding
 * about the watching, and a backup that nothing probes is unverified: none of these is missing data. What is old by its
 * own time only, though it has come in time, speaks of a clock and not of silence.
 */
export const isLinkDark = ({ state, unknown, reading, burst }: LinkEntry, monotonicMs: number): boolean => {
  if (state !== 'unknown') return false;
  if (unknown === null || unknown === 'deviceUnreachable' || unknown === 'credentialsRefused') return true;
  if (unknown !== 'stale') return false;
  const { intervalS } = reading?.sample ?? { intervalS: 0 };
  return !isHeard(reading, intervalS, monotonicMs) || (burst !== null && !isHeard(burst, intervalS, monotonicMs));
};

export const isUnitDark = ({ verdict, reading }: UnitEntry, monotonicMs: number): boolean =>
  verdict.readiness === 'unknown' &&
  verdict.reasons.some(({ code }) => code === 'noReading' || code === 'stale') &&
  !isHeard(reading, reading?.sample.intervalS ?? 0, monotonicMs);

const isHeard = (newest: { receivedMonotonicMs: number } | null, intervalS: number, monotonicMs: number): boolean =>
  newest !== null && monotonicMs - newest.receivedMonotonicMs <= staleIntervals * intervalS * 1000 + deliveryGraceMs;

/** `darkMs`: how long already, by the collector's own clock; null once something is known. */
export function observeNoData(
  entry: LinkEntry | UnitEntry,
  at: number,
  darkMs: number | null,
  register: RegisterIndex,
  keepFiringForMs: number,
): Observation {
  const subject =
    entry.kind === 'link' ? linkSubject('noData', entry, register) : unitSubject('noData', entry, register);
  const severity = darkMs === null ? null : 'warning';
  return {
    subject: { ...subject, key: keyOfNoData(entry) },
    judgement: { at, raise: severity, hold: severity, ...(darkMs === null ? {} : { began: Math.round(at - darkMs) }) },
    timing: { forMs: 0, keepFiringForMs, intervalMs: untimedIntervalMs },
    value: null,
    thresholds: { warning: null, critical: null },
    describe(occasion) {
      const place = placeOf(subject, register);
      const where =
        entry.kind === 'link'
          ? whereLink(place)
          : {
              vi: `Thiết bị dự phòng ${entry.unit.id} (${place.operatorName}) của ${place.endpointVi}`,
              en: `Backup unit ${entry.unit.id} (${place.operatorName}) of ${place.endpointEn}`,
            };
      return sentencesOf(
        where,
        {
          begun: { vi: 'không có số liệu, chưa biết trạng thái', en: 'there is no data, its state is not known' },
          over: { vi: 'đã có số liệu trở lại', en: 'there is data again' },
        },
        place,
        occasion,
      );
    },
  };
}
