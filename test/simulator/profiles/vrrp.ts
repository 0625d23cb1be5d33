/** A virtual router of VRRPv2 (RFC 2787) as one member shows it. Pure. */
import { fixed, integer, type MibObject, ticks } from '../tree.ts';

export interface VrrpFacts {
  ifIndex: number;
  /** Number of the virtual router, 1–255. */
  vrid: number;
  priority: number;
  /** Primary address of the master. */
  masterAddress: string;
  /** vrrpOperState at a time in seconds: initialize 1, backup 2, master 3. */
  stateAt: (s: number) => 1 | 2 | 3;
  /** vrrpStatsBecomeMaster at a time in seconds. */
  becomeMasterAt: (s: number) => number;
}

export function vrrpObjects(facts: VrrpFacts): MibObject[] {
  const operations = '1.3.6.1.2.1.68.1.3.1';
  const statistics = '1.3.6.1.2.1.68.2.4.1';
  const at = `${facts.ifIndex}.${facts.vrid}`;
  return [
    fixed('1.3.6.1.2.1.68.1.1.0', integer(2)), // vrrpNodeVersion
    // vrrpOperVirtualMacAddr: 00-00-5E-00-01-{VRID} (RFC 3768 §7.3).
    fixed(`${operations}.2.${at}`, { type: 'octets', value: Buffer.from([0, 0, 0x5e, 0, 1, facts.vrid]) }),
    { oid: `${operations}.3.${at}`, read: (instant) => integer(facts.stateAt(instant.tick / 100)) },
    fixed(`${operations}.4.${at}`, integer(1)), // vrrpOperAdminState: up
    fixed(`${operations}.5.${at}`, integer(facts.priority)),
    fixed(`${operations}.6.${at}`, integer(1)), // vrrpOperIpAddrCount
    fixed(`${operations}.7.${at}`, { type: 'ipAddress', value: facts.masterAddress }),
    { oid: `${operations}.13.${at}`, read: (instant) => ticks(instant.uptimeTicks) },
    {
      oid: `${statistics}.1.${at}`,
      read: (instant) => ({ type: 'counter32', value: facts.becomeMasterAt(instant.tick / 100) }),
    },
  ];
}
