/** The commands as processes: exit codes, sentences, signals. */
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { batchOf, inventorySampleOf, linkReading } from './ingest/samples.fake.ts';

const main = fileURLToPath(new URL('main.ts', import.meta.url));
const directory = mkdtempSync(join(tmpdir(), 'ts-main-'));
const children: ChildProcess[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});
afterAll(() => rmSync(directory, { recursive: true }));

const sha256 = (token: string) => createHash('sha256').update(token).digest('hex');
let made = 0;
function config(over: Record<string, unknown> = {}): { file: string; state: string; write(more: object): void } {
  const state = join(directory, `state-${made}`);
  const file = join(directory, `collector-${made++}.yaml`);
  const whole = {
    listen: { host: '127.0.0.1', port: 0 },
    state,
    province: { vi: 'Gia Lai', en: 'Gia Lai' },
    operators: [{ id: 'vnpt', name: 'VNPT', agents: [{ id: 'a1', tokens: [sha256('agent-token')] }] }],
    users: [{ name: 'so', role: 'department', tokenSha256: sha256('department-token') }],
    endpoints: [{ id: 'bv', vi: 'Bệnh viện', en: 'Hospital', classes: ['HOSPITAL'] }],
    ...over,
  };
  const write = (more: object) => writeFileSync(file, JSON.stringify({ ...whole, ...more }));
  write({});
  return { file, state, write };
}

interface Started {
  child: ChildProcess;
  output: { out: string; err: string };
  ended: Promise<[number | null, NodeJS.Signals | null]>;
}
function start(args: readonly string[], ipc = false): Started {
  const child = spawn(process.execPath, [main, ...args], {
    stdio: ['ignore', 'pipe', 'pipe', ...(ipc ? ['ipc' as const] : [])],
  });
  children.push(child);
  const output = { out: '', err: '' };
  child.stdout?.on('data', (chunk) => {
    output.out += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    output.err += chunk;
  });
  return {
    child,
    output,
    // Not `close`: it does not come when the channel was closed first.
    ended: once(child, 'exit') as Started['ended'],
  };
}
const runToEnd = async (args: readonly string[]) => {
  const { child, output } = start(args);
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, ...output };
};
async function portOf({ output }: Started): Promise<number> {
  await expect.poll(() => output.out, { timeout: 10_000 }).toContain('Collector listens');
  return Number(/"port":(\d+)/.exec(output.out)?.[1]);
}

function ask(port: number, path: string, token: string | undefined, body?: object) {
  return new Promise<{ status: number; body: Record<string, unknown> }>((resolve, reject) => {
    const headers = {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    };
    const asked = request(
      { port, host: '127.0.0.1', path, method: body === undefined ? 'GET' : 'POST', headers, agent: false },
      (response) => {
        let text = '';
        response.on('data', (chunk) => {
          text += chunk;
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, body: JSON.parse(text) as Record<string, unknown> }),
        );
      },
    );
    asked.on('error', reject);
    asked.end(body === undefined ? undefined : JSON.stringify(body));
  });
}
const batchNow = (seq: number) => {
  const now = Date.now();
  return batchOf([inventorySampleOf({ at: now - 1_000 }), linkReading(now)], { seq, oldestPending: now });
};

describe('collector run', { timeout: 20_000 }, () => {
  it('takes a batch, shows it, forgets nothing over a SIGKILL, and ends by SIGTERM with code 0', async () => {
    const { file } = config();
    const first = start(['run', '--config', file]);
    const port = await portOf(first);
    expect((await ask(port, '/v1/batches', 'agent-token', batchNow(1))).body).toMatchObject({
      stored: 2,
      rejected: [],
    });
    const link = { operator: 'vnpt', link: 'l1', endpoint: 'bv', state: 'up' };
    expect((await ask(port, '/v1/links/vnpt/l1', 'department-token')).body).toMatchObject(link);
    first.child.kill('SIGKILL');
    await first.ended;

    const second = start(['run', '--config', file]);
    const again = await portOf(second);
    // The inventory was acknowledged: a reading alone has its place.
    const now = Date.now();
    const next = batchOf([linkReading(now)], { seq: 2, oldestPending: now });
    expect((await ask(again, '/v1/batches', 'agent-token', next)).body).toMatchObject({ stored: 1, rejected: [] });
    const series = `/v1/links/vnpt/l1/series?from=${now - 3_600_000}&to=${now + 1_000}&points=4000`;
    const { at } = (await ask(again, series, 'department-token')).body as { at: number[] };
    expect(at.length).toBe(2);
    second.child.kill('SIGTERM');
    second.child.kill('SIGTERM');
    expect(await second.ended).toEqual([0, null]);
    expect(second.output.err).toBe('');
  });

  it('takes another config by SIGHUP; a bad one leaves the old one in force and says why', async () => {
    const { file, write } = config();
    const run = start(['run', '--config', file]);
    const port = await portOf(run);
    const status = async () => (await ask(port, '/v1/me', 'department-token')).status;
    expect(await status()).toBe(200);
    writeFileSync(file, 'state: 7\n');
    run.child.kill('SIGHUP');
    await expect.poll(() => run.output.out).toContain(`${file}:1:8: state: found 7, expected text`);
    expect(await status()).toBe(200);
    write({ users: [] });
    run.child.kill('SIGHUP');
    await expect.poll(status).toBe(401);
    run.child.kill('SIGINT');
    expect(await run.ended).toEqual([0, null]);
  });

  it('as the demo ends with the process that started it, whatever killed that', async () => {
    const { file } = config();
    const run = start(['run', '--demo', '--config', file], true);
    const port = await portOf(run);
    expect((await ask(port, '/v1/me', undefined)).body).toMatchObject({ demo: true, role: 'department' });
    run.child.disconnect();
    expect(await run.ended).toEqual([0, null]);
  });

  it('says what is wrong in one sentence and ends with code 2: address taken, state directory in use, demo on the network', async () => {
    const { file, state } = config();
    const run = start(['run', '--config', file]);
    const port = await portOf(run);
    const taken = await runToEnd(['run', '--config', config({ listen: { port } }).file]);
    expect([taken.code, taken.err]).toEqual([
      2,
      `collector: another program listens on 127.0.0.1:${port}; stop it, or set listen.port in collector.yaml to a free port\n`,
    ]);
    const locked = await runToEnd(['run', '--config', config({ state }).file]);
    expect([locked.code, locked.err]).toEqual([
      2,
      `collector: another collector runs on ${state}; stop it, or give this one a state directory of its own\n`,
    ]);
    const open = await runToEnd(['run', '--demo', '--config', config({ listen: { host: '0.0.0.0', port: 0 } }).file]);
    expect([open.code, open.err]).toEqual([
      2,
      'collector: the demo opens the board without sign-in and listens on 127.0.0.1 only; found listen.host 0.0.0.0\n',
    ]);
  });
});

describe('the other commands', { timeout: 20_000 }, () => {
  it('check-config counts what it found, or names every mistake with code 2', async () => {
    const { file } = config();
    const right = await runToEnd(['check-config', '--config', file]);
    expect([right.code, right.out]).toEqual([
      0,
      `${file} is right. Found: 1 operators, 1 agents, 1 users, 1 endpoints, 0 areas, 0 receivers; store sqlite.\n`,
    ]);
    writeFileSync(file, 'state: 7\n');
    const wrong = await runToEnd(['check-config', '--config', file]);
    expect(wrong.code).toBe(2);
    expect(wrong.err).toContain(`${file}:1:8: state: found 7, expected text\n`);
    expect(wrong.err).toContain('4 mistakes in');
  });

  it('doctor looks at everything on this machine and ends with 0 when all is right', async () => {
    const { file } = config();
    const { code, out } = await runToEnd(['doctor', '--json', '--config', file]);
    const { checks } = JSON.parse(out) as { checks: { name: string; ok: boolean }[] };
    expect(checks.map(({ name }) => name)).toEqual([
      'config',
      'secrets',
      'state directory',
      'certificate',
      'address',
      'store',
      'store durability',
      'clock',
    ]);
    expect(code).toBe(checks.every(({ ok }) => ok) ? 0 : 1);
    const bad = await runToEnd(['doctor', '--config', config({ listen: { host: '0.0.0.0', port: 0 } }).file]);
    expect(bad.code).toBe(1);
    expect(bad.out).toContain('✗ certificate: tokens would cross the network in clear text on 0.0.0.0; set listen.tls');
  });

  it('user add prints a token once and the line that knows it by its SHA-256', async () => {
    const { code, out } = await runToEnd(['user', 'add', 'noc', '--role', 'operator', '--operator', 'vnpt']);
    const token = out.split('\n')[1] ?? '';
    expect(token).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(out).toContain(`- { name: "noc", role: operator, operator: vnpt, tokenSha256: ${sha256(token)} }`);
    expect(code).toBe(0);
    const wrong = await runToEnd(['user', 'add', 'noc', '--role', 'boss']);
    expect([wrong.code, wrong.err]).toEqual([
      2,
      'collector: found role boss, expected operator, department or administrator (--role)\n',
    ]);
  });

  it('an unknown command or option shows the usage with code 2', async () => {
    for (const args of [['dance'], ['run', '--fast']]) {
      const { code, err } = await runToEnd(args);
      expect([code, err.includes('Usage: collector COMMAND')]).toEqual([2, true]);
    }
  });
});
