// Goal: what `discover` prints of live devices is a config, once each link has its endpoint; nothing else is edited.
// Method: Debian's snmpd, and a simulated UPS beside it, named in a list; the YAML goes into a file, each FILL IN becomes
// an endpoint, and `check-config` takes it.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lacks } from '../harness/parts.ts';
import { start } from '../harness/process.ts';
import { type Snmpd, startSnmpd } from '../harness/snmpd.ts';
import { parseRecording, recorded } from '../simulator/recording.ts';
import { type Simulator, startSimulator } from '../simulator/simulator.ts';

const recording = join(import.meta.dirname, '../../agent/src/backup/recordings/apcUps.snmprec');
const profile = recorded(parseRecording(readFileSync(recording, 'utf8')));

const run = async (argv: string[], env: Record<string, string>) => {
  const process = start(['agent/src/main.ts', ...argv], { env });
  const code = await process.exited;
  return { code, out: process.stdout.join('\n'), err: process.stderr.join('\n') };
};

describe.skipIf(lacks('snmpd'))('discover over a list of live devices', () => {
  let folder: string;
  let snmpd: Snmpd;
  let simulator: Simulator;
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'discover-'));
    snmpd = await startSnmpd();
    simulator = await startSimulator({
      devices: [{ id: 'ups1', address: '127.33.0.1', port: 0, community: snmpd.community, profile }],
    });
  });
  afterAll(async () => {
    await simulator.stop();
    await snmpd.stop();
    rmSync(folder, { recursive: true });
  });

  it('prints YAML that check-config takes once each FILL IN is an endpoint', async () => {
    const env = { COMMUNITY: snmpd.community };
    const list = join(folder, 'devices.txt');
    const ups = `127.33.0.1:${simulator.device('ups1').boundPort}`;
    writeFileSync(list, `127.0.0.1:${snmpd.port}\r\n# the UPS\r\n\r\n${ups}\r\n`);
    const found = await run(['discover', '--list', list, '--community', 'env:COMMUNITY', '--probe', '0s'], env);
    expect([found.code, found.err]).toEqual([0, '']);
    expect(found.out).toContain(
      '# profile apcUps; batteryStatus normal, onBatteryS 0, runtimeS 2700, batteryInstalledAt 2019-03-15,',
    );
    expect(found.out).not.toContain(snmpd.community);

    const path = join(folder, 'agent.yaml');
    const head = `agent: { id: a1, operator: vnpt, site: pleiku, stateDirectory: ${join(folder, 'state')} }
collectors: [{ url: "http://127.0.0.1:1", token: { env: COMMUNITY } }]
`;
    writeFileSync(path, `${head}${found.out}\n`);
    const before = await run(['check-config', '--config', path], env);
    expect(before.code).toBe(2);
    const mistakes = before.err.split('\n').filter((line) => line.includes('agent.yaml:'));
    expect(mistakes.length).toBe(found.out.split('FILL IN').length - 1);
    expect(mistakes.filter((line) => !/links\[\d+\]\.endpoint: still to be filled in/.test(line))).toEqual([]);

    writeFileSync(path, `${head}${found.out.replaceAll(/FILL IN .*/g, 'ubnd-tinh')}\n`);
    const after = await run(['check-config', '--config', path], env);
    expect([after.code, after.err]).toEqual([0, '']);
    expect(after.out).toContain('2 devices');
  });
});
