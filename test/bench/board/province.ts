/** 2,000 endpoints with 10,000 links: the collector's register, the inventories of 20 agents, their readings. Pure. */
import type { Inventory } from '@thongsuot/agent/inventory.ts';
import type { Sample } from '@thongsuot/contract/sample.ts';

export const agentCount = 20;
export const linksPerEndpoint = 5;
const operators = ['vnpt', 'viettel', 'mobifone'] as const;
const areaCount = 17;
const intervals = { link: 30, ping: 10 } as const;

export const agentId = (agent: number) => `agent-${agent}`;
export const operatorOf = (agent: number): string => operators[agent % operators.length] as string;
export const endpointId = (n: number) => `co-quan-${n}`;
export const linkId = (n: number) => `kenh-${n}`;

const classOf = (n: number) => (['KT1', 'HOSPITAL', 'MEDICAL', 'EDU', 'PUBLIC'] as const)[n % 5];
const names = ['Trạm y tế xã', 'Ủy ban nhân dân phường', 'Trường phổ thông dân tộc bán trú', 'Trung tâm y tế khu vực'];

/** What the collector's configuration says of the province beside its agents. */
export function registerOf(endpoints: number) {
  return {
    operators: operators.map((id) => ({ id, name: id.toUpperCase() })),
    areas: Array.from({ length: areaCount }, (_, n) => ({ id: `xa-${n}`, vi: `Xã số ${n}`, en: `Commune ${n}` })),
    endpoints: Array.from({ length: endpoints }, (_, n) => ({
      id: endpointId(n),
      vi: `${names[n % names.length]} Ia Pa ${n}`,
      en: `Office ${n}`,
      classes: [classOf(n)],
      area: `xa-${n % areaCount}`,
      coordinates: {
        latitude: 13.2 + ((n % areaCount) % 5) * 0.25 + ((n * 37) % 100) / 500,
        longitude: 107.6 + Math.floor((n % areaCount) / 5) * 0.3 + ((n * 61) % 100) / 500,
      },
    })),
  };
}

/** The links that an agent watches: all of its endpoints', the first of each its primary, the next one another. */
const linksOf = (agent: number, links: number) => {
  const share = Math.floor(links / agentCount);
  return Array.from({ length: share }, (_, n) => agent * share + n);
};
const isPrimary = (link: number) => link % linksPerEndpoint < 2;

export function inventoryOf(agent: number, links: number): Inventory {
  return {
    site: `tram-${agent}`,
    version: '0.1.0',
    intervalS: intervals.link,
    devices: [{ id: `pe-${agent}`, intervalS: intervals.link }],
    links: linksOf(agent, links).map((n) => ({
      id: linkId(n),
      endpoint: endpointId(Math.floor(n / linksPerEndpoint)),
      role: isPrimary(n) ? ('primary' as const) : ('backup' as const),
      device: `pe-${agent}`,
      interface: `name GigabitEthernet0/0/${n}`,
      contract: { inBitsPerSecond: 200e6, outBitsPerSecond: 200e6 },
      circuitId: `GLI-${n}`,
      sharedRisk: [],
      probe: { intervalS: intervals.ping },
      intervalS: intervals.link,
    })),
    units: [],
    checks: [],
  };
}

const capacity = { bitsPerSecond: 200e6, limitedBy: 'contract' as const };

/**
 * The readings that fall due in second number `second`: each link every 30 s, each primary's probe every 10 s. Three
 * endpoints in a hundred are near the end of their reserve, the others have half of it and move.
 */
export function readingsOf(agent: number, links: number, second: number, at: number): Sample[] {
  const samples: Sample[] = [];
  for (const n of linksOf(agent, links)) {
    if (n % intervals.link === second % intervals.link) {
      const busy = Math.floor(n / linksPerEndpoint) % 33 === 0 ? 0.86 : 0.3;
      samples.push({
        kind: 'link',
        at,
        link: linkId(n),
        intervalS: intervals.link,
        oper: 'up',
        spanS: intervals.link,
        inBitsPerSecond: 200e6 * (busy + Math.random() * 0.1),
        outBitsPerSecond: 200e6 * (busy / 2 + Math.random() * 0.1),
        inErrorsPerSecond: 0,
        outErrorsPerSecond: 0,
        inDiscardsPerSecond: 0,
        outDiscardsPerSecond: 0,
        capacityIn: capacity,
        capacityOut: capacity,
      });
    }
    if (isPrimary(n) && n % intervals.ping === second % intervals.ping) {
      const rtt = 2 + Math.random() * 6;
      const times = { rttMsMin: rtt, rttMsAvg: rtt + 0.8, rttMsMax: rtt + 2.1, jitterMs: Math.random() };
      samples.push({ kind: 'ping', at, link: linkId(n), intervalS: intervals.ping, sent: 5, received: 5, ...times });
    }
  }
  return samples;
}
