/** The simulator's process and the fping stand-in, as the demo starts them: real processes, real echoes on loopback. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { writeCuts } from './cuts.ts';

const folder = mkdtempSync(join(tmpdir(), 'thongsuot-simulator-'));
afterAll(() => rmSync(folder, { recursive: true }));
const here = (name: string) => join(import.meta.dirname, name);

const scenarioFile = join(folder, 'scenario.json');
const router = {
  system: { descr: 'test', objectId: '1.3.6.1.4.1.2011.2.62.2.9', name: 'r1' },
  interfaces: [{ name: 'Gi0/0/1', megabits: 1_000, inBitsPerSecond: 8e6, outBitsPerSecond: 8e6 }],
};
writeFileSync(join(folder, 'ups.snmprec'), '1.3.6.1.2.1.1.3.0|67|100\n1.3.6.1.2.1.33.1.2.4.0|2|100\n');
writeFileSync(
  scenarioFile,
  JSON.stringify({
    devices: [
      { id: 'r1', address: '127.24.1.1', port: 0, community: 'public', router },
      { id: 'ups1', address: '127.24.1.2', port: 0, community: 'public', recording: 'ups.snmprec' },
    ],
  }),
);

const start = (...args: string[]): ChildProcess =>
  spawn(process.execPath, [here('main.ts'), ...args], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });

describe('the simulator as a process', () => {
  it('says when its devices answer, takes faults by message, and ends when its parent lets go', async () => {
    const child = start(scenarioFile);
    expect((await once(child, 'message'))[0]).toEqual({ kind: 'ready', devices: 2 });
    child.send({ kind: 'fault', device: 'r1', fault: { kind: 'jump', atS: 0, interface: 'Gi0/0/1', octets: '-5' } });
    child.send({ kind: 'stats', device: 'r1' });
    expect((await once(child, 'message'))[0]).toMatchObject({ kind: 'stats', device: 'r1', stats: { requests: 0 } });
    child.send({ kind: 'clear', device: 'nobody' });
    expect((await once(child, 'message'))[0]).toEqual({
      kind: 'refused',
      detail: 'there is no simulated device nobody',
    });
    const ended = once(child, 'exit');
    child.disconnect();
    expect(await ended).toEqual([0, null]);
  });

  it('ends on a signal, and on a second one as well', async () => {
    const child = start(scenarioFile);
    await once(child, 'message');
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    child.kill('SIGINT');
    expect(await ended).toEqual([0, null]);
  });
});

const hasFping = spawnSync('fping', ['-v']).status === 0;

describe('the stand-in for fping', () => {
  const fping = (cut: string[], ...args: string[]) => {
    const cutFile = join(folder, 'cuts.json');
    writeCuts(cutFile, cut);
    const input = '127.24.2.1\n127.24.2.2\n';
    return spawnSync(process.execPath, [here('fping.ts'), cutFile, ...args], {
      input,
      encoding: 'utf8',
      timeout: 10_000,
    });
  };
  const burst = ['-C', '2', '-q', '-p', '20', '-i', '1', '-t', '500'];

  it.skipIf(!hasFping)('passes the replies on while nothing is cut', () => {
    const run = fping([], ...burst);
    expect([run.status, run.stdout]).toEqual([0, '']);
    expect(
      run.stderr
        .trim()
        .split('\n')
        .map((line) => line.replace(/(?<= )\d+\.\d+(?= |$)/g, 'n')),
    ).toEqual(['127.24.2.1 : n n', '127.24.2.2 : n n']);
  });

  it.skipIf(!hasFping)('hides the replies of what is cut, and exits as fping does when some do not answer', () => {
    const run = fping(['127.24.2.2'], ...burst);
    expect(run.status).toBe(1);
    expect(run.stderr).toMatch(/^127\.24\.2\.1 : \d\S* \d\S*\n127\.24\.2\.2 : - -\n$/);
  });

  it.skipIf(!hasFping)('passes on fping’s own complaint and its exit code', () => {
    expect(fping([], '-C', '0').status).toBe(spawnSync('fping', ['-C', '0'], { input: '' }).status);
  });

  it('needs the file of cuts', () => {
    const run = spawnSync(process.execPath, [here('fping.ts')], { encoding: 'utf8' });
    expect([run.status, run.stderr]).toEqual([3, expect.stringContaining('no file of cut addresses')]);
  });

  it('says that fping is not there as a shell does', () => {
    const cutFile = join(folder, 'none.json');
    const run = spawnSync(process.execPath, [here('fping.ts'), cutFile, ...burst], {
      env: { PATH: folder },
      input: '',
      encoding: 'utf8',
    });
    expect([run.status, run.stderr]).toEqual([127, expect.stringContaining('apt-get install fping')]);
  });
});
