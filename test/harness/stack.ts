/** A collector and agents as real processes, each with a config written for the test. JSON is YAML, so configs are JSON. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './ports.ts';
import { type Running, start } from './process.ts';
import { within } from './timeline.ts';

export interface Stack {
  /** A folder of this test alone, removed at the end. */
  folder: string;
  /** Ends every process that was started, the last one first, and removes the folder. */
  stop(): Promise<void>;
  collector(config: CollectorParts): Promise<CollectorUnderTest>;
  agent(config: Record<string, unknown> & { agent: Record<string, unknown> }, name?: string): Promise<AgentUnderTest>;
  /** A token, and where it is kept for the agent. */
  token(name: string): { value: string; sha256: string; file: string };
}

export interface CollectorParts {
  name?: string;
  store?: Record<string, unknown>;
  operators: { id: string; name: string; agents: { id: string; tokens: string[] }[] }[];
  endpoints: Record<string, unknown>[];
  rest?: Record<string, unknown>;
  /** Without sign-in; the API is open to the test. */
  demo?: boolean;
  env?: Record<string, string>;
}

export interface CollectorUnderTest {
  url: string;
  port: number;
  running: () => Running;
  /** GET of an address of the API, as JSON. @throws Error with the status when it is not 200 */
  get<T>(path: string): Promise<T>;
  /** SIGKILL, as a crash would: nothing is closed. */
  kill(): Promise<void>;
  /** Starts it again on the same state and port. */
  restart(): Promise<void>;
}

export interface AgentUnderTest {
  running: () => Running;
  /** Address of /metrics and /healthz. */
  url: string;
  /** Value of a metric without labels, or the sum over its labels. */
  metric(name: string): Promise<number>;
  kill(): Promise<void>;
  restart(): Promise<void>;
}

export function createStack(): Stack {
  const folder = mkdtempSync(join(tmpdir(), 'thongsuot-'));
  const running = new Set<Running>();
  const begin = (argv: string[], env: Record<string, string> = {}) => {
    const process = start(argv, { env });
    running.add(process);
    void process.exited.then(() => running.delete(process));
    return process;
  };

  return {
    folder,
    token(name) {
      const value = randomBytes(32).toString('base64url');
      const file = join(folder, `${name}.token`);
      writeFileSync(file, `${value}\n`, { mode: 0o600 });
      return { value, sha256: createHash('sha256').update(value).digest('hex'), file };
    },

    async collector({ name = 'collector', store, operators, endpoints, rest = {}, demo = true, env }) {
      const port = await freePort();
      const path = join(folder, `${name}.yaml`);
      const config = {
        listen: { host: '127.0.0.1', port },
        state: join(folder, name),
        ...(store && { store }),
        province: { vi: 'Tỉnh Gia Lai', en: 'Gia Lai province' },
        operators,
        endpoints,
        ...rest,
      };
      writeFileSync(path, JSON.stringify(config, null, 2));
      const url = `http://127.0.0.1:${port}`;
      let process: Running;
      const launch = async () => {
        process = begin(['collector/src/main.ts', 'run', '--config', path, ...(demo ? ['--demo'] : [])], env);
        await within(20_000, `the collector answers on ${url}/readyz`, async () => {
          const ended = await Promise.race([process.exited, Promise.resolve(undefined)]);
          if (ended !== undefined) throw new Error(`it ended with ${ended}: ${process.stderr.slice(-5).join('\n')}`);
          return (await fetch(`${url}/readyz`)).ok;
        });
      };
      await launch();
      return {
        url,
        port,
        running: () => process,
        async get<T>(address: string) {
          const response = await fetch(`${url}${address}`);
          if (!response.ok)
            throw new Error(`GET ${address} answered ${response.status}: ${(await response.text()).slice(0, 300)}`);
          return (await response.json()) as T;
        },
        async kill() {
          process.signal('SIGKILL');
          await process.exited;
        },
        restart: launch,
      };
    },

    async agent(config, name = String(config.agent['id'])) {
      const port = await freePort();
      const path = join(folder, `${name}.yaml`);
      const agent = {
        stateDirectory: join(folder, `agent-${name}`),
        listen: { host: '127.0.0.1', port },
        ...config.agent,
      };
      writeFileSync(path, JSON.stringify({ ...config, agent }, null, 2));
      const url = `http://127.0.0.1:${port}`;
      let process: Running;
      const launch = async () => {
        process = begin(['agent/src/main.ts', 'run', '--config', path]);
        await within(20_000, `the agent answers on ${url}/healthz`, async () => {
          const ended = await Promise.race([process.exited, Promise.resolve(undefined)]);
          if (ended !== undefined)
            throw new Error(`it ended with ${ended}: ${[...process.stdout, ...process.stderr].slice(-8).join('\n')}`);
          return (await fetch(`${url}/healthz`)).status < 600;
        });
      };
      await launch();
      return {
        running: () => process,
        url,
        async metric(metric) {
          const text = await (await fetch(`${url}/metrics`)).text();
          const values = text.split('\n').flatMap((line) => {
            const match = /^([a-z_]+)(?:\{[^}]*\})? ([-+0-9.eE]+|NaN)$/.exec(line);
            return match !== null && match[1] === metric ? [Number(match[2])] : [];
          });
          if (values.length === 0) throw new Error(`/metrics has no ${metric}`);
          return values.reduce((sum, value) => sum + value, 0);
        },
        async kill() {
          process.signal('SIGKILL');
          await process.exited;
        },
        restart: launch,
      };
    },

    async stop() {
      await Promise.all([...running].reverse().map((process) => process.stop()));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
