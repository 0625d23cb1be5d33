/** What the 150 agents of the bench watch, and the readings that a second of it makes. Pure. */
import type { Inventory } from '@thongsuot/agent/inventory.ts';
import type { Sample } from '@thongsuot/contract/sample.ts';

export const agentCount = 150;
export const endpointCount = 500;
/** Of one agent: with the intervals below they make 500 samples in 30 s, 2,500 a second for the province. */
const links = 100;
const devices = 30;
const units = 20;
const intervals = { link: 30, ping: 10, device: 10, unit: 60 } as const;
/** The intervals repeat after so many seconds. */
const cycleS = 60;
/** Samples a second of one agent at the pace of its intervals. */
export const samplesPerSecondEach = 1_000 / cycleS;

export const agentId = (n: number): string => `agent-${n}`;
export const endpointId = (n: number): string => `endpoint-${n}`;
const linkId = (agent: number, n: number) => `${agentId(agent)}-${n}`;

export function inventoryOf(agent: number): Inventory {
  return {
    site: `site-${agent}`,
    version: '0.1.0',
    intervalS: 30,
    devices: Array.from({ length: devices }, (_, n) => ({
      id: `${agentId(agent)}-pe${n}`,
      intervalS: intervals.device,
    })),
    links: Array.from({ length: links }, (_, n) => ({
      id: linkId(agent, n),
      endpoint: endpointId((agent * links + n) % endpointCount),
      role: n % 4 === 3 ? ('backup' as const) : ('primary' as const),
      device: `${agentId(agent)}-pe${n % devices}`,
      interface: `name GigabitEthernet0/0/${n}`,
      contract: { inBitsPerSecond: 200e6, outBitsPerSecond: 200e6 },
      sharedRisk: [],
      probe: { intervalS: intervals.ping },
      intervalS: intervals.link,
    })),
    units: Array.from({ length: units }, (_, n) => ({
      id: `${agentId(agent)}-ups${n}`,
      kind: 'ups' as const,
      device: `${agentId(agent)}-pe${n}`,
      protects: [linkId(agent, n)],
      intervalS: intervals.unit,
    })),
    checks: [],
  };
}

type Make = (at: number, random: () => number) => Sample;
const capacity = { bitsPerSecond: 200e6, limitedBy: 'contract' as const };

const linkReading =
  (link: string): Make =>
  (at, random) => ({
    kind: 'link',
    at,
    link,
    intervalS: intervals.link,
    oper: 'up',
    spanS: intervals.link - 0.5 + random(),
    inBitsPerSecond: 40e6 + random() * 60e6,
    outBitsPerSecond: 10e6 + random() * 30e6,
    inErrorsPerSecond: 0,
    outErrorsPerSecond: 0,
    inDiscardsPerSecond: 0,
    outDiscardsPerSecond: 0,
    capacityIn: capacity,
    capacityOut: capacity,
  });
const pingReading =
  (link: string): Make =>
  (at, random) => {
    const rtt = 2 + random() * 6;
    const times = { rttMsMin: rtt, rttMsAvg: rtt + 0.8, rttMsMax: rtt + 2.1, jitterMs: random() };
    return { kind: 'ping', at, link, intervalS: intervals.ping, sent: 5, received: 5, ...times };
  };
const deviceReading =
  (device: string): Make =>
  (at, random) => ({
    kind: 'device',
    at,
    device,
    intervalS: intervals.device,
    reachable: true,
    uptimeS: 86_400,
    pollMs: 20 + random() * 30,
    pdus: 2,
    timeouts: 0,
  });
const unitReading =
  (unit: string): Make =>
  (at, random) => ({
    kind: 'unit',
    at,
    unit,
    intervalS: intervals.unit,
    facts: {
      batteryChargeRatio: { value: 0.9 + random() * 0.1, unit: 'ratio' },
      outputSource: { value: 'normal', unit: 'state' },
    },
  });

/** Every reading of one agent in the order in which its schedule makes them; after the last the first comes again. */
export function cycleOf(agent: number): Make[] {
  const due: { atS: number; make: Make }[] = [];
  const every = (count: number, intervalS: number, make: (n: number) => Make) => {
    for (let n = 0; n < count; n++) {
      const one = make(n);
      for (let atS = (n / count) * intervalS; atS < cycleS; atS += intervalS) due.push({ atS, make: one });
    }
  };
  every(links, intervals.link, (n) => linkReading(linkId(agent, n)));
  every(links, intervals.ping, (n) => pingReading(linkId(agent, n)));
  every(devices, intervals.device, (n) => deviceReading(`${agentId(agent)}-pe${n}`));
  every(units, intervals.unit, (n) => unitReading(`${agentId(agent)}-ups${n}`));
  return due.sort((a, b) => a.atS - b.atS).map(({ make }) => make);
}

/** Kinds whose samples become a point each, with a field that each of those points has. */
export const counted = { link: 'oper', ping: 'sent', unit: 'battery_charge_ratio' } as const;
export type Counted = Record<keyof typeof counted, number>;
