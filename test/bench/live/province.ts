/** A country's worth of links for the live picture: their config, their inventories, their samples. */
import { createHash } from 'node:crypto';
import { type CollectorConfig, collectorConfig } from '@thongsuot/collector/config/schema.ts';
import type { AgentInventory, Placed } from '@thongsuot/collector/network/placed.ts';
import type { InventoryLink } from '@thongsuot/contract/inventory.ts';

const operators = ['vnpt', 'viettel', 'mobifone'];
export const linksPerAgent = 400;
const linksPerEndpoint = 3;
const operatorOf = (agent: number) => operators[agent % operators.length] as string;

/** A collector of so many links, on this state directory, whose store is at this address. */
export function configOf(links: number, state: string, storeUrl: string): CollectorConfig {
  const agents = Math.ceil(links / linksPerAgent);
  return collectorConfig.parse({
    listen: { host: '127.0.0.1', port: 0 },
    state,
    store: { kind: 'influx', url: storeUrl },
    province: { vi: 'Gia Lai', en: 'Gia Lai' },
    operators: operators.map((id) => ({
      id,
      name: id,
      agents: Array.from({ length: agents }, (_, n) => n)
        .filter((n) => operatorOf(n) === id)
        .map((n) => ({ id: `agent-${n}`, tokens: [createHash('sha256').update(`bench ${n}`).digest('hex')] })),
    })),
    endpoints: Array.from({ length: Math.ceil(links / linksPerEndpoint) }, (_, n) => ({
      id: `endpoint-${n}`,
      vi: `Cơ quan ${n}`,
      en: `Office ${n}`,
      classes: ['KT1'],
    })),
  });
}

const linkOf = (n: number): InventoryLink => ({
  id: `link-${n}`,
  endpoint: `endpoint-${Math.floor(n / linksPerEndpoint)}`,
  role: n % linksPerEndpoint === 0 ? 'primary' : 'backup',
  device: `pe-${n % 8}`,
  interface: `name GigabitEthernet0/0/${n % 48}`,
  contract: { inBitsPerSecond: 200_000_000, outBitsPerSecond: 200_000_000 },
  circuitId: `GLI-${n}`,
  sharedRisk: [`duct-${n % 97}`],
  probe: { intervalS: 10 },
  intervalS: 30,
});

/** The inventory of each agent, in force from `at`, as if it had come over the wire. */
export function* inventoriesOf(links: number, at: number): Generator<AgentInventory> {
  for (let agent = 0; agent * linksPerAgent < links; agent += 1) {
    const first = agent * linksPerAgent;
    const own = Array.from({ length: Math.min(linksPerAgent, links - first) }, (_, i) => linkOf(first + i));
    yield overTheWire({
      operator: operatorOf(agent),
      agent: `agent-${agent}`,
      hash: createHash('sha256').update(`inventory ${agent}`).digest('hex'),
      at,
      site: `site-${agent}`,
      version: '1.0.0',
      intervalS: 30,
      devices: Array.from({ length: 8 }, (_, i) => ({ id: `pe-${i}`, intervalS: 30 })),
      links: own,
      units: [],
      checks: [],
    });
  }
}

/** A reading and a burst of each link of an agent, with figures of their own. */
export function samplesOf({ operator, agent, site, links }: AgentInventory, at: number): Placed[] {
  return links.flatMap((link) => {
    const base = { operator, agent, site, endpoint: link.endpoint, link, unit: null, check: null };
    const receipt = { lane: 'live' as const, receivedAt: at, receivedMonotonicMs: performance.now() };
    return [
      {
        ...base,
        ...receipt,
        sample: overTheWire({
          kind: 'link' as const,
          at,
          link: link.id,
          intervalS: 30,
          oper: 'up' as const,
          admin: 'up' as const,
          spanS: 30.004,
          inBitsPerSecond: Math.random() * 1e8,
          outBitsPerSecond: Math.random() * 5e7,
          inErrorsPerSecond: 0,
          outErrorsPerSecond: 0,
          inDiscardsPerSecond: Math.random(),
          outDiscardsPerSecond: 0,
          capacityIn: { bitsPerSecond: 200_000_000, limitedBy: 'contract' as const, physicalBitsPerSecond: 1e9 },
          capacityOut: { bitsPerSecond: 200_000_000, limitedBy: 'contract' as const, physicalBitsPerSecond: 1e9 },
        }),
      },
      {
        ...base,
        ...receipt,
        sample: overTheWire({
          kind: 'ping' as const,
          at,
          link: link.id,
          intervalS: 10,
          sent: 5,
          received: 5,
          rttMsMin: 3 + Math.random(),
          rttMsAvg: 4 + Math.random(),
          rttMsMax: 5 + Math.random(),
          jitterMs: Math.random(),
        }),
      },
    ];
  });
}

/** As it is in memory after it has come as JSON: strings and numbers of its own. */
const overTheWire = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T;
