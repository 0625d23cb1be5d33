// Goal: the commands answer a person as they would wish: every mistake at once, exit codes that scripts can use.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sample } from '@thongsuot/contract/sample.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hasInfluxd, startInfluxd } from '../harness/influxd.ts';
import { start } from '../harness/process.ts';
import { router } from '../simulator/profiles/router.ts';
import { type Simulator, startSimulator } from '../simulator/simulator.ts';
import { Flow } from '../simulator/traffic.ts';

let folder: string;
let simulator: Simulator;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'command-line-'));
  const system = { descr: 'Simulated router', objectId: '1.3.6.1.4.1.2011.2.62.2.5', name: 'pe1' };
  const interfaces = [{ name: 'ge0', megabits: 1_000, in: Flow.constant(80e6), out: Flow.constant(8e6) }];
  simulator = await startSimulator({
    devices: [
      {
        id: 'pe1',
        address: '127.32.0.1',
        port: 0,
        community: 'canary-community',
        profile: router({ system, interfaces }),
      },
    ],
  });
});
afterAll(async () => {
  await simulator.stop();
  rmSync(folder, { recursive: true });
});

const run = async (argv: string[], env: Record<string, string> = {}) => {
  const process = start(argv, { env });
  const code = await process.exited;
  return { code, out: process.stdout, err: process.stderr };
};
const file = (name: string, text: string) => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

describe('agent check-config', () => {
  it('shows every mistake with its place and remedy, and exits 2', async () => {
    const path = file(
      'wrong.yaml',
      'agent: { id: a1, operator: vnpt }\ncollectors: [{ url: http://far.example, token: t }]\nlinks: [{ id: l1, endpoint: e, role: main, device: pe1, interface: { name: x } }]\n',
    );
    const { code, err } = await run(['agent/src/main.ts', 'check-config', '--config', path]);
    expect(code).toBe(2);
    const text = err.join('\n');
    for (const place of [
      ':1:8: agent.site: missing',
      ':2:48: collectors[0].token: a secret is given by reference',
      ':3:38: links[0].role: found "main", expected one of primary, backup',
    ]) {
      expect(text).toContain(place);
    }
    expect(text).toMatch(/3 mistakes/);
  });

  it('says what it found in a good one, and exits 0', async () => {
    const path = file(
      'good.yaml',
      `agent: { id: a1, operator: vnpt, site: pleiku, stateDirectory: ${folder}/s1 }\ncollectors: [{ url: https://far.example, token: { env: T } }]\n`,
    );
    const { code, out } = await run(['agent/src/main.ts', 'check-config', '--config', path], { T: 'x' });
    expect([code, out.join('\n')]).toEqual([0, expect.stringContaining('0 devices, 0 links')]);
  });
});

describe('agent once', () => {
  it('polls twice, one interval apart, and prints each sample as a line of JSON that the contract takes; it delivers nothing', async () => {
    const path = file(
      'once.yaml',
      JSON.stringify({
        agent: { id: 'a1', operator: 'vnpt', site: 'pleiku', stateDirectory: join(folder, 'nothing-here') },
        collectors: [{ url: 'http://127.0.0.1:9', token: { env: 'T' } }],
        devices: [
          {
            id: 'pe1',
            address: '127.32.0.1',
            port: simulator.device('pe1').boundPort,
            snmp: { version: '2c', community: { env: 'C' } },
          },
        ],
        links: [
          { id: 'l1', endpoint: 'e', role: 'primary', device: 'pe1', interface: { name: 'ge0' }, capacity: '200M' },
        ],
      }),
    );
    const { code, out } = await run(['agent/src/main.ts', 'once', '--config', path, '--interval', '2s'], {
      T: 'x',
      C: 'canary-community',
    });
    expect(code).toBe(0);
    const samples = out.map((line) => sample.parse(JSON.parse(line)));
    const links = samples.flatMap((one) => (one.kind === 'link' ? [one] : []));
    expect(links.map(({ noRate }) => noRate)).toEqual(['firstReading', undefined]);
    const rate = links[1]?.inBitsPerSecond ?? 0;
    expect(Math.abs(rate / 80e6 - 1)).toBeLessThan(0.001);
  });
});

describe.skipIf(!hasInfluxd())('collector provision', () => {
  it('makes the databases of the store that is to come, beside the embedded one in use, and the copy takes them', async () => {
    const influxd = await startInfluxd();
    try {
      const path = file(
        'moving.yaml',
        JSON.stringify({
          listen: { host: '127.0.0.1', port: 1 },
          state: join(folder, 'moving'),
          nextStore: { kind: 'influx', url: influxd.url, mirror: ['vnpt'] },
          province: { vi: 'Tỉnh', en: 'Province' },
          operators: [{ id: 'vnpt', name: 'VNPT', agents: [] }],
          endpoints: [],
        }),
      );
      const made = await run(['collector/src/main.ts', 'provision', '--config', path]);
      expect([made.code, made.out.map((line) => line.split(',')[0])]).toEqual([
        0,
        ['thongsuot', 'thongsuot_vnpt'].flatMap((name) =>
          [': tier raw', '_5m: tier 5m', '_1h: tier 1h', '_1d: tier 1d'].map((tier) => `${name}${tier}`),
        ),
      ]);
      const copy = ['store', 'copy', '--from', 'sqlite', '--to', 'influx', '--config', path];
      const copied = await run(['collector/src/main.ts', ...copy]);
      expect([copied.code, copied.out.at(-1)]).toEqual([0, expect.stringContaining('Both stores hold the same.')]);
    } finally {
      await influxd.stop();
    }
  });
});

describe('the command line', () => {
  it.each([
    ['agent/src/main.ts', ['walk']],
    ['agent/src/main.ts', []],
    ['collector/src/main.ts', ['fly']],
  ])('%s %j is answered with what there is, and exits 2', async (script, argv) => {
    const { code, err } = await run([script, ...argv]);
    expect(code).toBe(2);
    expect(err.join('\n')).toContain('check-config');
  });
  it('a config that is not there is named, and exits 2', async () => {
    const { code, err } = await run(['collector/src/main.ts', 'check-config', '--config', join(folder, 'none.yaml')]);
    expect(code).toBe(2);
    expect(err.join('\n')).toContain('none.yaml');
  });
});
