/** UPS, DC plant and generator (domain §5). Limits are proposals for the tropics and for lead-acid batteries. */
import { runtimeMinimumDefaultS, type Sheet } from './sheet.ts';

const yearDays = 365.25;

/**
 * A battery: what it holds, how long it lasts, how it was kept. Common to UPS and DC plant. One that is half empty
 * blocks when it may bear the load; with the mains known to be there it is charging, and loses its points.
 */
function battery(sheet: Sheet, bearsLoad: boolean): void {
  const charge = sheet.number('batteryChargeRatio');
  if (charge !== null && charge < 0.5 && bearsLoad) sheet.blocker('chargeLow', 'batteryChargeRatio', charge, 0.5);
  // One point for every 2 % below 90 %.
  else if (charge !== null && charge < 0.9) {
    sheet.penalty('chargeBelowFull', Math.ceil((0.9 - charge) * 50 - 1e-9), 'batteryChargeRatio', charge, 0.9);
  }
  const minimum = sheet.reading.runtimeMinimumS ?? runtimeMinimumDefaultS;
  const runtime = sheet.number('runtimeS');
  // A drill shows how long it carried at least: long enough is proof, less says nothing of how long it would have.
  const shown = sheet.attested()?.runtimeS ?? null;
  if (runtime === null && (shown === null || shown < minimum)) {
    sheet.penalty('runtimeUnknown', 10, 'runtimeS', null, minimum);
  }
  if (runtime !== null && runtime < minimum / 2) sheet.blocker('runtimeShort', 'runtimeS', runtime, minimum);
  else if (runtime !== null && runtime < minimum) sheet.penalty('runtimeShort', 25, 'runtimeS', runtime, minimum);

  const status = sheet.text('batteryStatus');
  if (status === 'low' || status === 'depleted') sheet.blocker('batteryStatus', 'batteryStatus', status, 'normal');
  if (sheet.number('replaceBattery') === 1) sheet.blocker('replaceBattery', 'replaceBattery', 1);

  const temperature = sheet.number('batteryTemperatureC');
  if (temperature !== null && temperature > 40) sheet.penalty('batteryHot', 20, 'batteryTemperatureC', temperature, 40);
  else if (temperature !== null && temperature > 30)
    sheet.penalty('batteryHot', 5, 'batteryTemperatureC', temperature, 30);

  const installed = sheet.number('batteryInstalledAt');
  if (installed !== null) {
    const years = (sheet.now - installed) / (yearDays * 86_400_000);
    if (years > 5) sheet.penalty('batteryOld', 25, 'batteryInstalledAt', Math.floor(years), 5);
    else if (years > 3) sheet.penalty('batteryOld', 10, 'batteryInstalledAt', Math.floor(years), 3);
  }
}

const batteryTests = [
  { overDays: 90, points: 15 },
  { overDays: 180, points: 30 },
];

/** Judges a UPS. True when there is evidence: a charge, a runtime or where its output comes from. */
export function judgeUps(sheet: Sheet): boolean {
  const source = sheet.text('outputSource');
  if (source === 'none' || source === 'bypass') sheet.blocker('outputSource', 'outputSource', source, 'normal');
  if (source === 'battery') sheet.penalty('onBattery', 10, 'outputSource', source, 'normal');
  sheet.alarmsThatBlock(['batteryBad', 'chargerFailed', 'outputOff', 'generalFault', 'diagnosticTestFailed']);
  battery(sheet, true);
  const load = sheet.number('loadRatio');
  if (load !== null && load > 0.8) sheet.penalty('loadHigh', 15, 'loadRatio', load, 0.8);
  sheet.test(batteryTests, 15);
  return source !== null || sheet.number('batteryChargeRatio') !== null || sheet.number('runtimeS') !== null;
}

/** Judges a DC plant: rectifiers counted as N+1, its battery, its mains. */
export function judgeDcPlant(sheet: Sheet): boolean {
  const [installed, working] = [sheet.number('rectifiers'), sheet.number('rectifiersWorking')];
  if (installed !== null && working !== null && installed > 0) {
    const needed = Math.max(1, installed - 1);
    if (working < needed) sheet.blocker('rectifiersBelowN', 'rectifiersWorking', working, needed);
    else if (working < installed) sheet.penalty('rectifierSpareLost', 20, 'rectifiersWorking', working, installed);
  }
  const mains = sheet.number('mainsPresent');
  if (mains === 0) sheet.penalty('onBattery', 10, 'mainsPresent', 0, 1);
  sheet.alarmsThatBlock(['batteryBad', 'batteryLoopBreak', 'batteryFuse', 'generalFault']);
  battery(sheet, mains !== 1);
  sheet.test(batteryTests, 15);
  return mains !== null || sheet.number('batteryChargeRatio') !== null || working !== null;
}

/** What the fuel must last at least: the time that a tanker needs (domain §5). */
const fuelRuntimeMinS = 7_200;

/** Judges a generator. True when it states its mode, its fuel or its start battery. */
export function judgeGenerator(sheet: Sheet): boolean {
  const mode = sheet.text('engineMode');
  if (mode !== null && mode !== 'auto') sheet.blocker('notInAuto', 'engineMode', mode, 'auto');
  if (sheet.text('engineState') === 'notReady') sheet.blocker('engineNotReady', 'engineState', 'notReady', 'ready');
  sheet.alarmsThatBlock(['emergencyStop', 'shutdown', 'blocked', 'failToStart']);
  const fuel = sheet.number('fuelRatio');
  if (fuel !== null && fuel < 0.1) sheet.blocker('fuelLow', 'fuelRatio', fuel, 0.1);
  else if (fuel !== null && fuel < 0.5) sheet.penalty('fuelLow', 15, 'fuelRatio', fuel, 0.5);
  const runtime = sheet.number('runtimeS');
  if (runtime !== null && runtime < fuelRuntimeMinS)
    sheet.blocker('runtimeShort', 'runtimeS', runtime, fuelRuntimeMinS);
  const volts = sheet.number('startBatteryVoltageV');
  if (volts !== null) {
    // A 12 V set never rests above 15 V, a 24 V set never works below 18 V.
    const limit = volts < 16 ? 11.5 : 23;
    if (volts < limit) sheet.blocker('startBatteryLow', 'startBatteryVoltageV', volts, limit);
  }
  const service = sheet.number('nextServiceAt');
  if (service !== null && service < sheet.now) sheet.penalty('serviceOverdue', 15, 'nextServiceAt', service);
  sheet.test(
    [
      { overDays: 30, points: 20 },
      { overDays: 90, points: 40 },
    ],
    40,
  );
  sheet.loadTest(180, 20);
  return mode !== null || fuel !== null || volts !== null;
}
