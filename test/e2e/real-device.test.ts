// Goal: figures of a real device, measured by the real agent, are right, arrive in both stores, and survive a crash.
// Method: Debian's snmpd on loopback, whose interface lo carries a flow that the test sends; the kernel's own counters
// are the truth. One agent delivers to two collectors, one on SQLite and one on a real influxd; the first is killed.
import { createSocket } from 'node:dgram';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { LinkView, SeriesView } from '@thongsuot/contract/api.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Influxd, startInfluxd } from '../harness/influxd.ts';
import { lacks } from '../harness/parts.ts';
import { type Snmpd, startSnmpd } from '../harness/snmpd.ts';
import { type AgentUnderTest, type CollectorUnderTest, createStack, type Stack } from '../harness/stack.ts';
import { within } from '../harness/timeline.ts';

const flowBitsPerSecond = 40e6;

/** Octets that lo has received since the start of the machine, as the kernel counts them. */
const kernelOctets = () => Number(readFileSync('/sys/class/net/lo/statistics/rx_bytes', 'utf8'));

/** A constant flow of datagrams over lo to a socket that throws them away. */
async function startFlow(bitsPerSecond: number) {
  const sink = createSocket('udp4').on('message', () => undefined);
  await new Promise<void>((resolve) => sink.bind(0, '127.0.0.1', resolve));
  const { port } = sink.address();
  const source = createSocket('udp4');
  const payload = Buffer.alloc(8_000);
  const started = performance.now();
  let sent = 0;
  const timer = setInterval(() => {
    const due = ((performance.now() - started) / 1_000) * (bitsPerSecond / 8);
    while (sent < due) {
      source.send(payload, port, '127.0.0.1');
      sent += payload.length + 28; // IPv4 and UDP headers count as octets of the interface.
    }
  }, 20);
  return () => {
    clearInterval(timer);
    source.close();
    sink.close();
  };
}

describe.skipIf(lacks('snmpd') || lacks('influxd') || lacks('fping'))(
  'a real snmpd and real ICMP, into both stores',
  () => {
    let stack: Stack;
    let snmpd: Snmpd;
    let influxd: Influxd;
    let agent: AgentUnderTest;
    let embedded: CollectorUnderTest;
    let onInflux: CollectorUnderTest;
    let stopFlow: () => void;
    const truth: { at: number; octets: number }[] = [];
    let sampling: NodeJS.Timeout;

    beforeAll(async () => {
      stack = createStack();
      [snmpd, influxd] = await Promise.all([startSnmpd(), startInfluxd()]);
      for (const suffix of ['', '_5m', '_1h', '_1d']) {
        await fetch(`${influxd.url}/query?q=${encodeURIComponent(`CREATE DATABASE thongsuot${suffix}`)}`, {
          method: 'POST',
        });
      }
      stopFlow = await startFlow(flowBitsPerSecond);
      sampling = setInterval(() => truth.push({ at: Date.now(), octets: kernelOctets() }), 100);

      const token = stack.token('agent');
      const shared = {
        operators: [{ id: 'vnpt', name: 'VNPT Gia Lai', agents: [{ id: 'vnpt-pleiku-1', tokens: [token.sha256] }] }],
        endpoints: [
          {
            id: 'ubnd-tinh',
            vi: 'UBND tỉnh Gia Lai',
            en: 'People’s Committee of the province',
            classes: ['PARTY-STATE'],
          },
        ],
      };
      embedded = await stack.collector({ ...shared, name: 'embedded' });
      onInflux = await stack.collector({ ...shared, name: 'on-influx', store: { kind: 'influx', url: influxd.url } });

      const community = stack.token('community');
      (await import('node:fs')).writeFileSync(community.file, snmpd.community, { mode: 0o600 });
      agent = await stack.agent({
        agent: { id: 'vnpt-pleiku-1', operator: 'vnpt', site: 'pleiku' },
        collectors: [
          { url: embedded.url, token: { file: token.file } },
          { url: onInflux.url, token: { file: token.file } },
        ],
        defaults: { interval: '5s', probeInterval: '5s', timeout: '1s' },
        icmp: { reference: ['127.0.0.1'] },
        devices: [
          {
            id: 'pe1',
            address: '127.0.0.1',
            port: snmpd.port,
            snmp: { version: '2c', community: { file: community.file } },
          },
        ],
        links: [
          {
            id: 'ubnd-1',
            endpoint: 'ubnd-tinh',
            role: 'primary',
            device: 'pe1',
            interface: { name: 'lo' },
            capacity: '100M',
            probe: { address: '127.0.0.9' },
          },
          {
            id: 'ubnd-2',
            endpoint: 'ubnd-tinh',
            role: 'backup',
            device: 'pe1',
            interface: { name: 'GigabitEthernet0/0/9' },
            capacity: '100M',
          },
        ],
      });
    });

    afterAll(async () => {
      clearInterval(sampling);
      stopFlow?.();
      await stack?.stop();
      await snmpd?.stop();
      await influxd?.stop();
    });

    const series = async (collector: CollectorUnderTest) => {
      const to = Date.now() + 60_000;
      return await collector.get<SeriesView>(`/v1/links/vnpt/ubnd-1/series?from=${to - 900_000}&to=${to}&points=2000`);
    };

    it('within 60 s both collectors show the link up, with a rate and a round-trip time', async () => {
      for (const collector of [embedded, onInflux]) {
        const link = await within(60_000, 'the link is up with a rate', async () => {
          const view = await collector.get<LinkView>('/v1/links/vnpt/ubnd-1');
          return view.state === 'up' && view.in.bitsPerSecond !== null && view.ping !== null && view;
        });
        expect(link.ping?.lossRatio).toBe(0);
        expect(link.ping?.rttMsAvg).toBeLessThan(50);
        expect(link.in.capacityBitsPerSecond).toBe(100e6);
        expect(link.in.limitedBy).toBe('contract');
      }
    });

    it('one wrong link costs that link only, and is a finding on both', async () => {
      for (const collector of [embedded, onInflux]) {
        const { findings } = await collector.get<{ findings: { code: string; subject: { link?: string } }[] }>(
          '/v1/findings',
        );
        expect(findings.filter(({ code }) => code === 'interfaceMissing').map(({ subject }) => subject.link)).toEqual([
          'ubnd-2',
        ]);
        expect((await collector.get<LinkView>('/v1/links/vnpt/ubnd-2')).state).toBe('unknown');
      }
    });

    it('a collector killed in mid-run loses nothing that the agent has committed', async () => {
      await embedded.kill();
      await sleep(8_000);
      await embedded.restart();
      await within(
        60_000,
        'the outbox holds nothing that a collector lacks but the newest seconds',
        async () => (await agent.metric('thongsuot_agent_outbox_oldest_seconds')) < 5,
      );
    });

    /** Points of the link as influxd holds them: rate, and how many seconds it covers. */
    const stored = async (): Promise<{ at: number; bps: number; spanS: number }[]> => {
      const query = `SELECT in_bps, span_s FROM link WHERE link = 'ubnd-1'`;
      const response = await fetch(`${influxd.url}/query?db=thongsuot&epoch=ms&q=${encodeURIComponent(query)}`);
      const { results } = (await response.json()) as {
        results: { series?: { values: [number, number, number][] }[] }[];
      };
      const values = results[0]?.series?.[0]?.values ?? [];
      return values.filter(([, bps]) => bps !== null).map(([at, bps, spanS]) => ({ at, bps, spanS }));
    };

    /** Bits per second that the kernel counted between two times, by straight lines between its samples. */
    const kernelRate = (from: number, to: number): number => {
      const octetsAt = (at: number) => {
        const next = truth.findIndex((sample) => sample.at >= at);
        const [a, b] = [truth[next - 1], truth[next]];
        if (a === undefined || b === undefined) throw new Error('the truth was not sampled at that time');
        return a.octets + ((b.octets - a.octets) * (at - a.at)) / (b.at - a.at);
      };
      return ((octetsAt(to) - octetsAt(from)) * 8_000) / (to - from);
    };

    it('every rate lies within 12 % of the truth, and the run within 2 %, though snmpd counts in steps of 3 s', async () => {
      const rates = await within(60_000, 'there are 12 rates', async () => {
        const points = await stored();
        return points.length >= 12 && points;
      });
      // The interface carries whatever else runs on this machine too, so each rate is held against its own window.
      const pairs = rates.map(({ at, bps, spanS }) => ({ bps, truth: kernelRate(at - spanS * 1_000, at) }));
      for (const pair of pairs) expect(Math.abs(pair.bps / pair.truth - 1)).toBeLessThan(0.12);
      const sum = (read: (pair: { bps: number; truth: number }) => number) =>
        pairs.reduce((all, pair) => all + read(pair), 0);
      expect(Math.abs(sum(({ bps }) => bps) / sum(({ truth }) => truth) - 1)).toBeLessThan(0.02);
    });

    it('both stores hold the same samples once the agent has stopped', async () => {
      expect(await agent.running().stop()).toBe(0);
      const [a, b] = [await series(embedded), await series(onInflux)];
      expect(a.at.length).toBeGreaterThan(15);
      expect(a.at).toEqual(b.at);
      expect(a.inBitsPerSecond).toEqual(b.inBitsPerSecond);
      expect(a.rttMsAvg).toEqual(b.rttMsAvg);
    });
  },
);
