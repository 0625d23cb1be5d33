/** A UPS after RFC 1628 that runs on battery in given windows of a repeated period. Pure. */
import type { Window } from '../traffic.ts';
import { fixed, gauge, integer, type MibObject, text, ticks } from '../tree.ts';
import type { Profile } from './profile.ts';
import { type SystemFacts, systemObjects } from './system.ts';

export interface UpsFacts {
  system: SystemFacts;
  manufacturer: string;
  model: string;
  /** Minutes that a full battery carries the load. */
  runtimeMinutes: number;
  loadPercent: number;
  outputVoltAmperes: number;
  /** Windows on battery, repeated each `periodS`. */
  onBattery?: readonly Window[];
  periodS?: number;
  /** Seconds of battery that one second on battery costs: an accelerated day drains faster. */
  drain?: number;
  /** upsTestResultsSummary: pass 1 … noTestsInitiated 6; and how many seconds before now the test began. */
  test?: { result: number; agoS: number };
  temperatureC?: number;
  /** upsConfigLowBattTime, minutes. */
  lowMinutes?: number;
}

export interface Battery {
  onBattery: boolean;
  secondsOnBattery: number;
  /** 0–1 of a full battery. */
  charge: number;
}

/** The battery at a time: it drains while it carries the load, and is full again after as long on mains. */
export function batteryAt(facts: UpsFacts, s: number): Battery {
  const period = facts.periodS ?? Number.POSITIVE_INFINITY;
  const inPeriod = Number.isFinite(period) ? s - Math.floor(s / period) * period : s;
  const perSecond = (facts.drain ?? 1) / (facts.runtimeMinutes * 60);
  let charge = 1;
  for (const window of facts.onBattery ?? []) {
    if (inPeriod < window.fromS) continue;
    const discharging = Math.min(inPeriod, window.toS) - window.fromS;
    const charging = Math.max(inPeriod - window.toS, 0);
    charge = Math.min(1, Math.max(0, charge - discharging * perSecond) + charging * perSecond);
    if (inPeriod < window.toS) return { onBattery: true, secondsOnBattery: inPeriod - window.fromS, charge };
  }
  return { onBattery: false, secondsOnBattery: 0, charge };
}

const upsMib = '1.3.6.1.2.1.33.1';
/** upsAlarmOnBattery, upsAlarmInputBad, upsAlarmLowBattery (RFC 1628, upsWellKnownAlarms). */
const alarmOids = { onBattery: `${upsMib}.6.3.2`, inputBad: `${upsMib}.6.3.6`, lowBattery: `${upsMib}.6.3.3` } as const;

export function ups(facts: UpsFacts): Profile {
  const at = (s: number) => batteryAt(facts, s);
  const minutesAt = (s: number) => Math.floor(at(s).charge * facts.runtimeMinutes);
  const isLow = (s: number) => at(s).onBattery && minutesAt(s) <= (facts.lowMinutes ?? 5);
  const alarmsAt = (s: number): string[] => [
    ...(at(s).onBattery ? [alarmOids.onBattery, alarmOids.inputBad] : []),
    ...(isLow(s) ? [alarmOids.lowBattery] : []),
  ];
  const seconds = (oid: string, read: (s: number) => ReturnType<MibObject['read']>): MibObject => ({
    oid: `${upsMib}.${oid}`,
    read: (instant) => read(instant.tick / 100),
  });
  const watts = Math.round((facts.outputVoltAmperes * 0.9 * facts.loadPercent) / 100);
  return {
    objects: ({ boots }) => [
      ...systemObjects(facts.system, boots),
      fixed(`${upsMib}.1.1.0`, text(facts.manufacturer)),
      fixed(`${upsMib}.1.2.0`, text(facts.model)),
      fixed(`${upsMib}.1.3.0`, text('V1.20')),
      fixed(`${upsMib}.1.4.0`, text('3.11')),
      fixed(`${upsMib}.1.5.0`, text(facts.system.name)),
      fixed(`${upsMib}.1.6.0`, text('')),
      seconds('2.1.0', (s) => integer(at(s).charge <= 0 ? 4 : isLow(s) ? 3 : 2)),
      seconds('2.2.0', (s) => integer(Math.floor(at(s).secondsOnBattery * (facts.drain ?? 1)))),
      seconds('2.3.0', (s) => integer(minutesAt(s))),
      seconds('2.4.0', (s) => integer(Math.round(at(s).charge * 100))),
      seconds('2.5.0', (s) => integer(Math.round(480 + 60 * at(s).charge))),
      seconds('2.6.0', (s) => integer(at(s).onBattery ? Math.round((watts / 50) * 10) : 0)),
      fixed(`${upsMib}.2.7.0`, integer(facts.temperatureC ?? 27)),
      fixed(`${upsMib}.3.1.0`, { type: 'counter32', value: 3 }),
      fixed(`${upsMib}.3.2.0`, integer(1)),
      seconds('3.3.1.2.1', (s) => integer(at(s).onBattery ? 0 : 499)),
      seconds('3.3.1.3.1', (s) => integer(at(s).onBattery ? 0 : 224)),
      seconds('3.3.1.4.1', (s) => integer(at(s).onBattery ? 0 : Math.round((watts / 220) * 10))),
      seconds('3.3.1.5.1', (s) => integer(at(s).onBattery ? 0 : watts)),
      seconds('4.1.0', (s) => integer(at(s).onBattery ? 5 : 3)),
      fixed(`${upsMib}.4.2.0`, integer(500)),
      fixed(`${upsMib}.4.3.0`, integer(1)),
      fixed(`${upsMib}.4.4.1.2.1`, integer(220)),
      fixed(`${upsMib}.4.4.1.3.1`, integer(Math.round((watts / 220) * 10))),
      fixed(`${upsMib}.4.4.1.4.1`, integer(watts)),
      fixed(`${upsMib}.4.4.1.5.1`, integer(facts.loadPercent)),
      seconds('6.1.0', (s) => gauge(alarmsAt(s).length)),
      ...[1, 2, 3].flatMap((row) => [
        seconds(`6.2.1.2.${row}`, (s) => {
          const oid = alarmsAt(s)[row - 1];
          return oid === undefined ? undefined : { type: 'oid', value: oid };
        }),
        {
          oid: `${upsMib}.6.2.1.3.${row}`,
          read: (instant: { tick: number; uptimeTicks: number }) => {
            const s = instant.tick / 100;
            if (alarmsAt(s)[row - 1] === undefined) return undefined;
            return ticks(instant.uptimeTicks - Math.floor(at(s).secondsOnBattery * 100));
          },
        },
      ]),
      // upsTestId: the well-known test last made, or noTestsInitiated.
      fixed(`${upsMib}.7.1.0`, { type: 'oid', value: `${upsMib}.7.7.${facts.test === undefined ? 1 : 4}` }),
      fixed(`${upsMib}.7.3.0`, integer(facts.test?.result ?? 6)),
      fixed(`${upsMib}.7.4.0`, text('')),
      {
        oid: `${upsMib}.7.5.0`,
        // upsTestStartTime is of sysUpTime's base: constant as time goes by.
        read: (instant) =>
          ticks(facts.test === undefined ? 0 : Math.max(0, instant.uptimeTicks - instant.tick - facts.test.agoS * 100)),
      },
      fixed(`${upsMib}.7.6.0`, integer(facts.test === undefined ? 0 : 12)),
      fixed(`${upsMib}.9.1.0`, integer(220)),
      fixed(`${upsMib}.9.2.0`, integer(500)),
      fixed(`${upsMib}.9.3.0`, integer(220)),
      fixed(`${upsMib}.9.4.0`, integer(500)),
      fixed(`${upsMib}.9.5.0`, integer(facts.outputVoltAmperes)),
      fixed(`${upsMib}.9.6.0`, integer(Math.round(facts.outputVoltAmperes * 0.9))),
      fixed(`${upsMib}.9.7.0`, integer(facts.lowMinutes ?? 5)),
    ],
  };
}
