/**
 * The devices of the province for the simulator: routers with the links' interfaces, backup equipment. Pure but for
 * `scenario`, which the simulator's process calls.
 */
import type { DeviceOptions } from '../../test/simulator/device.ts';
import type { User } from '../../test/simulator/engine.ts';
import { dcPlant } from '../../test/simulator/profiles/dc-plant.ts';
import { generator } from '../../test/simulator/profiles/generator.ts';
import type { Profile } from '../../test/simulator/profiles/profile.ts';
import { router, type SimulatedInterface } from '../../test/simulator/profiles/router.ts';
import { ups } from '../../test/simulator/profiles/ups.ts';
import type { Scenario } from '../../test/simulator/scenario.ts';
import { Flow } from '../../test/simulator/traffic.ts';
import { batteryUnit, type DemoUnit, links, type OperatorId, operatorIds, type SiteId, units } from './province.ts';
import { cutsAt, dayS, flowsOf, operAt, phases } from './scenario.ts';

/** How the agent of an operator signs in to a device. */
export type DemoAccess =
  | { version: '2c'; community: string }
  | {
      version: '3';
      level: 'authNoPriv' | 'authPriv';
      user: string;
      protocol: 'sha' | 'sha256';
      authPassword: string;
      privPassword?: string;
    };

export interface DemoDevice {
  id: string;
  operator: OperatorId;
  site: SiteId;
  address: string;
  access: DemoAccess;
  profile: Profile;
  uptimeS: number;
}

/** Secrets of made-up devices that answer on this machine only. */
const accessOf: Record<OperatorId, DemoAccess> = {
  vnpt: {
    version: '3',
    level: 'authPriv',
    user: 'giamsat',
    protocol: 'sha256',
    authPassword: 'demo-auth-vnpt',
    privPassword: 'demo-priv-vnpt',
  },
  viettel: { version: '2c', community: 'demo-viettel' },
  mobifone: { version: '3', level: 'authNoPriv', user: 'giamsat', protocol: 'sha', authPassword: 'demo-auth-mobifone' },
};
/** Cards in power equipment of these years speak v2c only. */
const unitAccess: DemoAccess = { version: '2c', community: 'demo-power' };

/** Makes as they stand in such networks: the sysObjectID is that of the make (DESIGN's profiles go by it). */
const makes: Record<OperatorId, { descr: string; objectId: string }> = {
  vnpt: {
    descr: 'Huawei Versatile Routing Platform Software VRP (R) V800R011 NE40E',
    objectId: '1.3.6.1.4.1.2011.2.62.2.9',
  },
  viettel: { descr: 'ZXR10 ROSng Version V1.00.20 ZXR10 9908', objectId: '1.3.6.1.4.1.3902.3.100.9908' },
  mobifone: {
    descr: 'Juniper Networks, Inc. mx240 internet router, JUNOS 18.4R2',
    objectId: '1.3.6.1.4.1.2636.1.1.1.2.29',
  },
};

function routers(): DemoDevice[] {
  const ids = [...new Set(links.map((link) => link.device))];
  return ids.map((id, n) => {
    const own = links.filter((link) => link.device === id);
    const [first] = own;
    if (first === undefined) throw new RangeError(`router ${id} has no link`);
    const interfaces: SimulatedInterface[] = own.map((link) => {
      const flows = flowsOf(link);
      return {
        name: link.interface,
        alias: `${link.circuitId} ${link.endpoint}`,
        megabits: 1_000,
        in: flows.in,
        out: flows.out,
        operAt: (s) => operAt(link, s),
      };
    });
    const uplink = own.reduce((sum, link) => sum + link.megabits, 0) * 1e5;
    interfaces.push({
      name: 'XGigabitEthernet0/1/0',
      alias: 'uplink',
      megabits: 10_000,
      in: Flow.constant(uplink),
      out: Flow.constant(uplink / 2),
    });
    const make = makes[first.operator];
    return {
      id,
      operator: first.operator,
      site: first.site,
      address: `127.20.${operatorIds.indexOf(first.operator) + 1}.${n + 1}`,
      access: accessOf[first.operator],
      uptimeS: (30 + n * 11) * 86_400,
      profile: router({ system: { ...make, name: id, location: first.site }, interfaces }),
    };
  });
}

/**
 * The date so many days from now, as 2020-08-04. What devices say of the past and the future is measured against the
 * clock of this machine by those who read it, so it goes with that clock and not with the scene.
 */
const dayFrom = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** A unit with a device of its own; a standby link is one of the links, and the link's router answers for it. */
type Equipment = DemoUnit & { kind: Exclude<DemoUnit['kind'], 'standbyLink'> };
const isEquipment = (unit: DemoUnit): unit is Equipment => unit.kind !== 'standbyLink';

function profileOf(unit: Equipment, n: number): Profile {
  const name = unit.id;
  switch (unit.kind) {
    case 'ups': {
      const huawei = n % 2 === 0;
      return ups({
        system: {
          descr: huawei ? 'UPS SNMP card UPS2000-G-6KRTL' : 'Santak Castle 6KS SNMP/Web adapter',
          objectId: huawei ? '1.3.6.1.4.1.2011.6.174.4.1.2.4' : '1.3.6.1.2.1.33',
          name,
          location: unit.site,
        },
        manufacturer: huawei ? 'HUAWEI' : 'SANTAK',
        model: huawei ? 'UPS2000-G-6KRTL' : 'Castle 6KS',
        runtimeMinutes: 150 + n * 12,
        loadPercent: 31 + n * 4,
        outputVoltAmperes: 6_000,
        // One of them was never tested: a reason of its own.
        ...(unit.site !== 'duc-co' && { test: { result: 1, agoS: 86_400 * (5 + n) } }),
        temperatureC: 25 + (n % 4),
        ...(unit.id === batteryUnit && { onBattery: [phases.onBattery], periodS: dayS, drain: 120 }),
      });
    }
    case 'dcPlant':
      return dcPlant({
        name,
        location: unit.site,
        rectifiers: 4 + n,
        capacityAh: 300 + n * 100,
        loadA: 38 + n * 3,
        temperatureC: 28,
        test: { startedAt: `${dayFrom(-25)} 09:30:00`, result: 2 },
      });
    case 'generator': {
      // One is left in manual: it would not start by itself.
      const manual = unit.operator === 'viettel';
      return generator({
        name,
        location: unit.site,
        statusAt: () => (manual ? 9 : 3),
        mode: manual ? 2 : 3,
        startBatteryVolts: 12.9,
        fuelPercentAt: () => (manual ? 46 : 83),
        tankLitres: 400,
        starts: 61 + n,
        serviceHours: 112,
        nextService: dayFrom(70).replace(/(\d+)-(\d+)-(\d+)/, '$2/$3/$1'),
      });
    }
    case 'standbyRouter':
      return router({
        system: { ...makes[unit.operator], name, location: unit.site },
        interfaces: [
          {
            name: 'GigabitEthernet0/0/1',
            alias: 'LAN',
            megabits: 1_000,
            in: Flow.constant(2e4),
            out: Flow.constant(1e4),
          },
        ],
        vrrp: {
          ifIndex: 1,
          vrid: 10,
          priority: 90,
          masterAddress: '10.64.0.2',
          stateAt: () => 2,
          becomeMasterAt: () => 3,
        },
      });
  }
}

function equipment(): DemoDevice[] {
  return units.filter(isEquipment).map((unit, n) => ({
    id: `${unit.id}-snmp`,
    operator: unit.operator,
    site: unit.site,
    address: `127.22.${operatorIds.indexOf(unit.operator) + 1}.${n + 1}`,
    access: unit.kind === 'standbyRouter' ? accessOf[unit.operator] : unitAccess,
    uptimeS: (12 + n * 9) * 86_400,
    profile: profileOf(unit, units.filter((u) => u.kind === unit.kind).indexOf(unit)),
  }));
}

export const demoDevices: readonly DemoDevice[] = [...routers(), ...equipment()];

/** The same for the simulator, on one port of their different addresses. */
export function simulated(port: number): DeviceOptions[] {
  return demoDevices.map(({ id, address, access, profile, uptimeS }) => ({
    id,
    address,
    port,
    uptimeS,
    profile,
    ...(access.version === '2c' ? { community: access.community } : { users: [userOf(access)] }),
  }));
}

function userOf(access: DemoAccess & { version: '3' }): User {
  return {
    name: access.user,
    authentication: { protocol: access.protocol, password: access.authPassword },
    ...(access.privPassword !== undefined && { privacy: { password: access.privPassword } }),
  };
}

/** The demo passes the port of SNMP to the simulator's process by this variable. */
export const snmpPortVariable = 'THONGSUOT_DEMO_SNMP_PORT';

/** Called by the simulator's process. @throws Error when the port is not given. */
export function scenario(): Scenario {
  const port = Number(process.env[snmpPortVariable]);
  if (!Number.isInteger(port) || port < 1) throw new Error(`${snmpPortVariable} is not a port`);
  return { devices: simulated(port), cutsAt };
}
