/** Standby links and standby routers (domain §5). */
import type { Sheet } from './sheet.ts';

/** Share of a standby link that may be planned for: above it queues grow in every busy second. */
const plannedRatio = 0.8;

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

/** Changes of role in 24 h above which it does so by itself (domain §5): a drill makes two, there and back. */
const roleChangesMax = 3;

/** Judges a standby router or routing engine by its redundancy protocol (VRRP, HSRP, vendor's redundancy MIB). */
export function judgeStandbyRouter(sheet: Sheet): boolean {
  const [own, peer] = [sheet.text('standbyState'), sheet.text('peerState')];
  if (own === 'initialize' || own === 'disabled' || own === 'listen') {
    sheet.blocker('standbyState', 'standbyState', own, 'standby');
  }
  if (own === 'active' && peer === 'active') sheet.blocker('twoActive', 'peerState', peer, 'standby');
  if (peer === 'absent' || peer === 'down') sheet.blocker('peerAbsent', 'peerState', peer, 'active');
  const changes = sheet.reading.roleChanges ?? 0;
  if (changes > roleChangesMax) sheet.penalty('roleUnstable', 15, 'transitions', changes, roleChangesMax);
  if (own === 'coldStandby') sheet.penalty('coldStandby', 20, 'standbyState', own, 'hotStandby');
  sheet.test([{ overDays: 180, points: 15 }], 15);
  return own !== null;
}
