import type { NumberReading, Profile } from '../profile-data.ts';

const ups = '1.3.6.1.2.1.33.1';

/** Never a reading in UPS-MIB, where the objects are positive: what cards answer for "not known". */
const none = [0, -1, 4_294_967_295, 65_535] as const;

/** Volts by the MIB; Huawei's UPS5000 and several cards answer tenths. */
const volts = { as: 'number', scales: [1, 0.1], band: [80, 500], orZero: true, sentinels: [-1] } as const;
/** Tenths of a hertz by the MIB; the UPS5000 answers hundredths. */
const hertz = { as: 'number', scales: [0.1, 0.01], band: [45, 65], orZero: true, sentinels: [-1] } as const;

const wellKnownAlarms = [
  'batteryBad',
  'onBattery',
  'lowBattery',
  'depletedBattery',
  'tempBad',
  'inputBad',
  'outputBad',
  'outputOverload',
  'onBypass',
  'bypassBad',
  'outputOffAsRequested',
  'upsOffAsRequested',
  'chargerFailed',
  'upsOutputOff',
  'upsSystemOff',
  'fanFailure',
  'fuseFailure',
  'generalFault',
  'diagnosticTestFailed',
  'communicationsLost',
  'awaitingPower',
  'shutdownPending',
  'shutdownImminent',
  'testInProgress',
];

/** Charge in percent; 0 is a reading: an empty battery. Shared with profiles that fall back on UPS-MIB. */
const charge: NumberReading = { oid: `${ups}.2.4.0`, as: 'number', scales: [0.01], band: [0, 1], sentinels: [-1] };

/**
 * UPS-MIB (RFC 1628), which most cards speak beside their own MIB. It is the generic profile of a UPS: its bands and
 * sentinels are those of the cards that stretch the MIB.
 */
export const rfc1628: Profile = {
  name: 'rfc1628',
  kind: 'ups',
  match: { sysObjectId: ['1.3.6.1.2.1.33'], probe: { oid: `${ups}.2.1.0` }, generic: true },
  facts: {
    batteryStatus: [{ oid: `${ups}.2.1.0`, as: 'state', states: { 1: null, 2: 'normal', 3: 'low', 4: 'depleted' } }],
    batteryChargeRatio: [charge],
    // Minutes. Phoenixtec, Eastpower and Santak answer 0 at full charge on mains.
    runtimeS: [{ oid: `${ups}.2.3.0`, as: 'number', scales: [60], band: [60, 5_184_000], sentinels: none }],
    onBatteryS: [
      { oid: `${ups}.2.2.0`, as: 'number', scales: [1], band: [0, 2_592_000], sentinels: [-1, 4_294_967_295] },
    ],
    batteryVoltageV: [{ oid: `${ups}.2.5.0`, as: 'number', scales: [0.1], band: [5, 1_000], sentinels: none }],
    batteryCurrentA: [
      { oid: `${ups}.2.6.0`, as: 'number', scales: [0.1], band: [-2_000, 2_000], sentinels: [4_294_967_295] },
    ],
    // Cards without a sensor answer 0 or -1 (Eaton 9PX, Huawei UPS5000): a battery room is never at 0 °C here.
    batteryTemperatureC: [{ oid: `${ups}.2.7.0`, as: 'number', scales: [1], band: [1, 90], sentinels: none }],
    inputVoltageV: [{ oid: `${ups}.3.3.1.3`, rows: 'min', lines: `${ups}.3.2.0`, ...volts }],
    inputFrequencyHz: [{ oid: `${ups}.3.3.1.2`, rows: 'min', lines: `${ups}.3.2.0`, ...hertz }],
    outputSource: [
      {
        oid: `${ups}.4.1.0`,
        as: 'state',
        states: { 1: 'other', 2: 'none', 3: 'normal', 4: 'bypass', 5: 'battery', 6: 'booster', 7: 'reducer' },
      },
    ],
    outputVoltageV: [{ oid: `${ups}.4.4.1.2`, rows: 'min', lines: `${ups}.4.3.0`, ...volts }],
    outputFrequencyHz: [{ oid: `${ups}.4.2.0`, ...hertz }],
    outputCurrentA: [
      { oid: `${ups}.4.4.1.3`, rows: 'max', as: 'number', scales: [0.1], band: [0, 5_000], sentinels: [-1] },
    ],
    outputPowerW: [
      { oid: `${ups}.4.4.1.4`, rows: 'sum', as: 'number', scales: [1], band: [0, 5_000_000], sentinels: [-1] },
    ],
    loadRatio: [
      {
        oid: `${ups}.4.4.1.5`,
        rows: 'max',
        as: 'number',
        scales: [0.01],
        band: [0, 2],
        sentinels: [-1],
      },
    ],
    alarms: [{ oid: `${ups}.6.1.0`, as: 'number', scales: [1], band: [0, 1_000] }],
    alarmNames: [
      {
        oid: `${ups}.6.2.1.2`,
        rows: 'first',
        as: 'names',
        names: Object.fromEntries(wellKnownAlarms.map((name, i) => [`${ups}.6.3.${i + 1}`, name])),
        noneIfZero: `${ups}.6.1.0`,
      },
    ],
    lastTestResult: [
      {
        oid: `${ups}.7.3.0`,
        as: 'state',
        states: { 1: 'pass', 2: 'warning', 3: 'error', 4: 'aborted', 5: 'inProgress', 6: 'never' },
        // Most cards answer donePass with start 0 for a battery that was never tested.
        unless: { oid: `${ups}.7.5.0`, equals: 0, over: 'pass', word: 'never' },
      },
    ],
    lastTestAt: [{ oid: `${ups}.7.5.0`, as: 'uptime' }],
  },
  verified: 'deltaups',
};
