// Goal: whatever is wrong with one device or one link is said once, plainly, and costs nothing else anything.
// Method: simulated devices on loopback: one good, one deaf, one with another community, one with another v3 key, one
// that lacks an interface; the real agent and collector.
import { writeFileSync } from 'node:fs';
import type { FindingView, LinkView, SeriesView } from '@thongsuot/contract/api.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lacks } from '../harness/parts.ts';
import { type AgentUnderTest, type CollectorUnderTest, createStack, type Stack } from '../harness/stack.ts';
import { within } from '../harness/timeline.ts';
import { router } from '../simulator/profiles/router.ts';
import { type Simulator, startSimulator } from '../simulator/simulator.ts';
import { Flow } from '../simulator/traffic.ts';

describe.skipIf(lacks('fping'))('faulty devices among good ones', () => {
  let stack: Stack;
  let simulator: Simulator;
  let agent: AgentUnderTest;
  let collector: CollectorUnderTest;

  beforeAll(async () => {
    stack = createStack();
    const system = { descr: 'Simulated router', objectId: '1.3.6.1.4.1.2011.2.62.2.5', name: 'pe' };
    const interfaces = (rate: number) => [
      { name: 'GigabitEthernet0/0/1', megabits: 1_000, in: Flow.constant(rate), out: Flow.constant(rate / 4) },
      { name: 'GigabitEthernet0/0/2', megabits: 1_000, in: Flow.constant(rate / 2), out: Flow.constant(rate / 8) },
    ];
    const profile = (rate: number) => router({ system, interfaces: interfaces(rate) });
    const user = (password: string) => ({
      name: 'giamsat',
      authentication: { protocol: 'sha256' as const, password },
      privacy: { password: 'priv-key-of-the-test' },
    });
    simulator = await startSimulator({
      devices: [
        { id: 'good', address: '127.30.0.1', port: 0, community: 'right', profile: profile(80e6) },
        {
          id: 'good-v3',
          address: '127.30.0.2',
          port: 0,
          users: [user('auth-key-of-the-test')],
          profile: profile(60e6),
        },
        {
          id: 'deaf',
          address: '127.30.0.3',
          port: 0,
          community: 'right',
          profile: profile(1e6),
          faults: [{ kind: 'deaf', fromS: 0, toS: 1e6 }],
        },
        { id: 'other-community', address: '127.30.0.4', port: 0, community: 'another', profile: profile(1e6) },
        {
          id: 'other-key',
          address: '127.30.0.5',
          port: 0,
          users: [user('another-key-entirely')],
          profile: profile(1e6),
        },
      ],
    });
    const token = stack.token('agent');
    const file = (name: string, value: string) => {
      const path = `${stack.folder}/${name}`;
      writeFileSync(path, value, { mode: 0o600 });
      return { file: path };
    };
    const v2c = { version: '2c', community: file('community', 'right') };
    const v3 = {
      version: 3,
      user: 'giamsat',
      level: 'authPriv',
      auth: { protocol: 'sha256', key: file('auth', 'auth-key-of-the-test') },
      priv: { protocol: 'aes', key: file('priv', 'priv-key-of-the-test') },
    };
    const devices = (['good', 'good-v3', 'deaf', 'other-community', 'other-key'] as const).map((id, n) => ({
      id,
      address: `127.30.0.${n + 1}`,
      port: simulator.device(id).boundPort,
      snmp: id === 'good-v3' || id === 'other-key' ? v3 : v2c,
    }));
    const link = (id: string, device: string, name: string) => ({
      id,
      endpoint: 'ubnd-tinh',
      role: 'primary',
      device,
      interface: { name },
      capacity: '200M',
    });
    collector = await stack.collector({
      operators: [{ id: 'vnpt', name: 'VNPT Gia Lai', agents: [{ id: 'a1', tokens: [token.sha256] }] }],
      endpoints: [
        {
          id: 'ubnd-tinh',
          vi: 'UBND tỉnh Gia Lai',
          en: 'People’s Committee of the province',
          classes: ['PARTY-STATE'],
        },
      ],
    });
    agent = await stack.agent({
      agent: { id: 'a1', operator: 'vnpt', site: 'pleiku' },
      collectors: [{ url: collector.url, token: { file: token.file } }],
      defaults: { interval: '2s', timeout: '500ms', backoffMax: '15s' },
      devices,
      links: [
        link('good-1', 'good', 'GigabitEthernet0/0/1'),
        link('good-missing', 'good', 'GigabitEthernet0/0/7'),
        link('v3-1', 'good-v3', 'GigabitEthernet0/0/2'),
        link('deaf-1', 'deaf', 'GigabitEthernet0/0/1'),
        link('community-1', 'other-community', 'GigabitEthernet0/0/1'),
        link('key-1', 'other-key', 'GigabitEthernet0/0/1'),
      ],
    });
  });

  afterAll(async () => {
    await stack?.stop();
    await simulator?.stop();
  });

  it('within 30 s each fault is a finding of its own kind on the board, and nothing else is', async () => {
    const expected = [
      ['credentialsRefused', 'other-key'],
      ['deviceUnreachable', 'deaf'],
      ['deviceUnreachable', 'other-community'],
      ['interfaceMissing', 'good-missing'],
    ];
    const seen = await within(30_000, 'the four findings stand', async () => {
      const { findings } = await collector.get<{ findings: FindingView[] }>('/v1/findings');
      return findings.length >= 4 && findings;
    });
    expect(seen.map(({ code, subject }) => [code, subject.device ?? subject.link]).sort()).toEqual(expected);
    for (const { detail } of seen) expect(detail.length).toBeGreaterThan(30);
  });

  it('the good links are up and exact to 0.1 %, the others unknown and never down', async () => {
    await within(
      30_000,
      'the good links have rates',
      async () =>
        (await collector.get<LinkView>('/v1/links/vnpt/good-1')).in.bitsPerSecond !== null &&
        (await collector.get<LinkView>('/v1/links/vnpt/v3-1')).in.bitsPerSecond !== null,
    );
    const { links } = await collector.get<{ links: LinkView[] }>('/v1/links');
    const state = Object.fromEntries(links.map(({ link, state }) => [link, state]));
    expect(state).toEqual({
      'good-1': 'up',
      'v3-1': 'up',
      'good-missing': 'unknown',
      'deaf-1': 'unknown',
      'community-1': 'unknown',
      'key-1': 'unknown',
    });
    for (const [id, inRate] of [
      ['good-1', 80e6],
      ['v3-1', 30e6],
    ] as const) {
      await within(20_000, `${id} has five rates`, async () => (await rates(id)).length >= 5);
      for (const rate of await rates(id)) expect(Math.abs(rate / inRate - 1), id).toBeLessThan(0.001);
    }
  });

  const rates = async (id: string): Promise<number[]> => {
    const to = Date.now() + 10_000;
    const view = await collector.get<SeriesView>(
      `/v1/links/vnpt/${id}/series?from=${to - 600_000}&to=${to}&points=1000`,
    );
    return view.inBitsPerSecond.filter((rate) => rate !== null);
  };

  it('each change of state is one line of the log', () => {
    const lines = agent.running().log();
    const of = (device: string) => lines.filter((line) => line['device'] === device && line['msg'] === 'Finding');
    expect(of('deaf').map((line) => line['code'])).toEqual(['deviceUnreachable']);
    expect(of('other-community').map((line) => line['code'])).toEqual(['deviceUnreachable']);
    expect(of('other-key').map((line) => line['code'])).toEqual(['credentialsRefused']);
    expect(lines.filter((line) => line['link'] === 'good-missing').map((line) => line['code'])).toEqual([
      'interfaceMissing',
    ]);
  });

  it('no secret stands in the log, in /metrics, in the API or in the outbox', async () => {
    const secrets = ['auth-key-of-the-test', 'priv-key-of-the-test'];
    const metrics = await (await fetch(`${agent.url}/metrics`)).text();
    const findings = JSON.stringify(await collector.get('/v1/findings'));
    const everything = [...agent.running().stdout, ...agent.running().stderr, metrics, findings].join('\n');
    expect(secrets.filter((secret) => everything.includes(secret))).toEqual([]);
  });

  it('a device that answers again ends its finding, and its link comes up', async () => {
    simulator.device('deaf').clearFaults();
    await within(60_000, 'the finding of the deaf device ends', async () => {
      const { findings } = await collector.get<{ findings: FindingView[] }>('/v1/findings');
      return !findings.some(({ subject }) => subject.device === 'deaf');
    });
    await within(
      20_000,
      'its link is up',
      async () => (await collector.get<LinkView>('/v1/links/vnpt/deaf-1')).state === 'up',
    );
  });
});
