/**
 * A DC plant whose controller answers as Huawei's SMU does (HUAWEI-SITE-MONITOR-MIB): rectifiers, battery string, mains.
 * Pure.
 */
import type { Window } from '../traffic.ts';
import { fixed, integer, type MibObject, text } from '../tree.ts';
import type { Profile } from './profile.ts';
import { systemObjects } from './system.ts';

export interface DcPlantFacts {
  name: string;
  location?: string;
  rectifiers: number;
  capacityAh: number;
  loadA: number;
  temperatureC?: number;
  /** Windows without mains, repeated each `periodS`. */
  mainsCut?: readonly Window[];
  periodS?: number;
  /** hwBattTestRecord: when the last test began, as the controller writes it, and its result (normal 2 … alarm 4). */
  test?: { startedAt: string; result: number };
}

const smu = '1.3.6.1.4.1.2011.6.164.1';
/** What a controller without that sensor says. */
const noSensor = -99_999;

export function dcPlant(facts: DcPlantFacts): Profile {
  const period = facts.periodS ?? Number.POSITIVE_INFINITY;
  const mains = (s: number): boolean => {
    const inPeriod = Number.isFinite(period) ? s - Math.floor(s / period) * period : s;
    return !(facts.mainsCut ?? []).some((w) => inPeriod >= w.fromS && inPeriod < w.toS);
  };
  const seconds = (oid: string, read: (s: number) => number): MibObject => ({
    oid: `${smu}.${oid}`,
    read: (instant) => integer(read(instant.tick / 100)),
  });
  return {
    objects: ({ boots }) => [
      ...systemObjects(
        // The controller answers with net-snmp's own sysObjectID; what it is stands in its own objects.
        {
          descr: 'Linux HUAWEI 3.10.53',
          objectId: '1.3.6.1.4.1.8072.3.2.10',
          name: facts.name,
          location: facts.location ?? '',
        },
        boots,
      ),
      fixed(`${smu}.1.1.4.0`, text('HUAWEI SMU02C')),
      fixed(`${smu}.1.1.9.0`, integer(255)), // no generator is wired to the controller
      fixed(`${smu}.3.1.3.0`, integer(Math.round(facts.loadA))),
      fixed(`${smu}.3.1.4.0`, integer(facts.rectifiers)),
      fixed(`${smu}.4.1.3.0`, integer(1)),
      seconds('4.2.1.0', (s) => (mains(s) ? 1 : -Math.round(facts.loadA))),
      seconds('4.4.2.1.3.1', (s) => (mains(s) ? 1_000 : 964)),
      seconds('4.4.2.1.4.1', () => facts.capacityAh),
      seconds('4.4.2.1.5.1', (s) => Math.round(facts.capacityAh * (mains(s) ? 1 : 0.964))),
      seconds('4.4.2.1.6.1', () => (facts.temperatureC === undefined ? noSensor : Math.round(facts.temperatureC))),
      seconds('4.4.2.1.99.1', () => 1),
      ...(facts.test === undefined
        ? []
        : [
            fixed(`${smu}.4.3.100.1.2.1`, integer(1)),
            fixed(`${smu}.4.3.100.1.3.1`, text(facts.test.startedAt)),
            fixed(`${smu}.4.3.100.1.4.1`, integer(facts.test.result)),
          ]),
      ...[1, 2, 3].map((phase) => seconds(`5.2.1.1.4.${phase}`, (s) => (mains(s) ? 2_200 + phase * 7 : 0))),
      seconds('6.1.3.0', (s) => (mains(s) ? 535 : 498)),
      seconds('6.1.4.0', () => Math.round(facts.loadA)),
    ],
  };
}
