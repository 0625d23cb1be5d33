/** The notifications after which a device is worth a look at once. Data: the rest of what devices send is let pass by. */

/** snmpTrapOID.0, the second variable of every notification (RFC 3416 §4.2.6). */
export const snmpTrapOid = '1.3.6.1.6.3.1.1.4.1.0';

const notifications: Readonly<Record<string, string>> = {
  // SNMPv2-MIB and IF-MIB (RFC 3418 §2, RFC 2863 §6)
  '1.3.6.1.6.3.1.1.5.3': 'linkDown',
  '1.3.6.1.6.3.1.1.5.4': 'linkUp',
  // UPS-MIB (RFC 1628); the way back from the battery is told by the alarm that is removed
  '1.3.6.1.2.1.33.2.1': 'upsTrapOnBattery',
  '1.3.6.1.2.1.33.2.3': 'upsTrapAlarmEntryAdded',
  '1.3.6.1.2.1.33.2.4': 'upsTrapAlarmEntryRemoved',
  // PowerNet-MIB: APC cards send their own in place of UPS-MIB's
  '1.3.6.1.4.1.318.0.5': 'upsOnBattery',
  '1.3.6.1.4.1.318.0.7': 'lowBattery',
  '1.3.6.1.4.1.318.0.9': 'powerRestored',
  // VRRP-MIB (RFC 2787), VRRPV3-MIB (RFC 6527), CISCO-HSRP-MIB
  '1.3.6.1.2.1.68.0.1': 'vrrpTrapNewMaster',
  '1.3.6.1.2.1.207.0.1': 'vrrpv3NewMaster',
  '1.3.6.1.4.1.9.9.106.2.0.1': 'cHsrpStateChange',
  // BGP4-MIB (RFC 4273), and as RFC 1657 numbered them, which routers still send
  '1.3.6.1.2.1.15.0.1': 'bgpEstablishedNotification',
  '1.3.6.1.2.1.15.0.2': 'bgpBackwardTransNotification',
  '1.3.6.1.2.1.15.7.1': 'bgpEstablished',
  '1.3.6.1.2.1.15.7.2': 'bgpBackwardTransition',
  // BFD-STD-MIB (RFC 7331)
  '1.3.6.1.2.1.222.0.1': 'bfdSessUp',
  '1.3.6.1.2.1.222.0.2': 'bfdSessDown',
};

/** A notification as far as it is read. Version 1 names it by enterprise and numbers (RFC 1157 §4.1.6). */
export type Notification = { oid: string } | { enterprise: string; generic: number; specific: number };

/** The name by which the notification is a hint; undefined for all others. */
export function hintOf(notification: Notification): string | undefined {
  return candidates(notification)
    .map((oid) => notifications[oid])
    .find((name) => name !== undefined);
}

/** What the notification is called in SMIv2 (RFC 3584 §3.1); v1 agents leave the zero out of an enterprise's own as often as not. */
function candidates(notification: Notification): string[] {
  if ('oid' in notification) return [notification.oid];
  const { enterprise, generic, specific } = notification;
  if (generic !== 6) return [`1.3.6.1.6.3.1.1.5.${generic + 1}`];
  return [`${enterprise}.0.${specific}`, `${enterprise}.${specific}`, `${enterprise.replace(/\.0$/, '')}.${specific}`];
}
