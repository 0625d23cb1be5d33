/** Standby links and standby routers (domain §5). */
import type { Sheet } from './sheet.ts';

/** Share of a standby link that may be planned for: above it queues grow in every busy second. */
const plannedRatio = 0.8;

/** Share of frames with errors above which a link does not carry (domain §5). */
const errorRatioMax = 1e-6;

/** Changes of role in a day above which a router flaps, and how long around a drill one was meant. */
const roleChangesMax = 3;
const drillMarginMs = 3_600_000;

/** Judges a standby link. It is quiet by nature: that it works must come from a probe over it, not from its counters. */
export function judgeStandbyLink(sheet: Sheet): boolean {
  const oper = sheet.text('operState');
  const measured = sheet.number('lastTestAt') !== null && sheet.text('lastTestResult') === 'pass';
  const drilled = measured || sheet.attested()?.kind === 'drill';
  if (oper !== null && oper !== 'up' && oper !== 'unknown' && !(oper === 'dormant' && drilled)) {
    sheet.blocker('operNotUp', 'operState', oper, 'up');
  }
  // Read only where the config names the session, BGP or BFD: then routing depends on it, and without it nothing is carried.
  const session = sheet.text('peerState');
  if (session !== null && session !== 'up') sheet.blocker('sessionDown', 'peerState', session, 'up');
  sheet.alarmsThatBlock(['receivePowerLow', 'lossOfSignal', 'rxPowerLow']);
  const context = sheet.reading.standby ?? {};
  const [power, least] = [sheet.number('receivePowerDbm'), context.receivePowerMinDbm];
  if (power !== null && least !== undefined && power < least) {
    sheet.blocker('receivePowerLow', 'receivePowerDbm', power, least);
  }
  if (context.lossRatio !== undefined && context.lossRatio > 0.01) {
    sheet.blocker('probeLoss', null, context.lossRatio, 0.01);
  }
  if (context.errorRatio !== undefined && context.errorRatio > errorRatioMax) {
    sheet.blocker('errorsHigh', null, context.errorRatio, errorRatioMax);
  }
  const [capacity, load] = [context.capacityBitsPerSecond, context.primaryP95BitsPerSecond];
  if (capacity !== undefined && load !== undefined && capacity > 0) {
    const planned = capacity * plannedRatio;
    if (planned < load) sheet.blocker('capacityShort', null, load, planned);
    else if ((capacity - load) / capacity < 0.2 + 1e-9) sheet.penalty('reserveThin', 20, null, load, planned);
  }
  if (context.sharesRisk === true) sheet.penalty('sharedRisk', 25, null, null);
  sheet.test([{ overDays: 90, points: 20 }], 20);
  return oper !== null && oper !== 'unknown';
}

/** Judges a standby router or routing engine by its redundancy protocol (VRRP, HSRP, vendor's redundancy MIB). */
export function judgeStandbyRouter(sheet: Sheet): boolean {
  const [own, peer] = [sheet.text('standbyState'), sheet.text('peerState')];
  if (own === 'initialize' || own === 'disabled' || own === 'listen') {
    sheet.blocker('standbyState', 'standbyState', own, 'standby');
  }
  if (own === 'active' && peer === 'active') sheet.blocker('twoActive', 'peerState', peer, 'standby');
  if (peer === 'absent' || peer === 'down') sheet.blocker('peerAbsent', 'peerState', peer, 'active');
  if (own === 'coldStandby') sheet.penalty('coldStandby', 20, 'standbyState', own, 'hotStandby');
  const { drills = [], roleChanges = [] } = sheet.reading;
  const planned = (at: number) =>
    drills.some((drill) => drill.kind === 'drill' && Math.abs(drill.at - at) <= drillMarginMs);
  const unplanned = roleChanges.filter((at) => !planned(at)).length;
  if (unplanned > roleChangesMax) sheet.penalty('roleChanges', 15, 'transitions', unplanned, roleChangesMax);
  sheet.test([{ overDays: 180, points: 15 }], 15);
  return own !== null;
}
