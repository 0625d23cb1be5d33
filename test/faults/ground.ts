/** The ground that a case stands on: a store, a collector, a proxy before it, feeders; and the settlement at its end. */
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { makePasswordScrypt } from '@thongsuot/collector/http/session-password.ts';
import { type ClockControl, createClockControl } from '../harness/clock-control.ts';
import { type Influxd, startInfluxd } from '../harness/influxd.ts';
import type { Running } from '../harness/process.ts';
import { type CollectorUnderTest, createStack, type Stack } from '../harness/stack.ts';
import { within } from '../harness/timeline.ts';
import { createFeeder, type FeederUnderTest } from './feeder-process.ts';
import { readAccount } from './obligations.ts';
import { type ImpairmentProxy, startProxy } from './proxy.ts';
import { createSecrets, type Secrets } from './secrets.ts';
import { type SlowStore, startSlowStore } from './slow-store.ts';
import { readStored, type StoredPlace } from './stored.ts';
import { type Debtor, judge, type Verdict } from './verdict.ts';

export const operator = 'vnpt';
/** Who watches another part of the province, and may call his links the same. */
export const otherOperator = 'viettel';
export const site = 'pleiku';
export const endpoint = 'ubnd-tinh';
/** Who may sign in, with the secret `session`. */
export const signedIn = 'Lê Thị Lan';
const feedersMax = 8;
/** Back-off of the backlog lane is 60 s at most; twice that, and the bodies themselves. */
const drainMsMax = 180_000;

export interface GroundOptions {
  store: 'sqlite' | 'influx';
  /** Where the collector keeps its state; in the folder of the case unless given. */
  state?: string;
  /** Collector and feeders follow a clock of the case's own. */
  ownClock?: boolean;
}

export interface InfluxUnderTest {
  /** What stands between collector and influxd. */
  slow: SlowStore;
  pid(): number;
  /** SIGKILL; the directory stays. */
  kill(): Promise<void>;
  restart(): Promise<void>;
}

/** Somebody who owes samples: an outbox, and what is known of it beyond its present file. */
export interface Owing {
  agent: string;
  outbox: string;
  /** Committed into a file that was put aside since. */
  earlier?: Debtor['committed'];
  givenUp?: Debtor['givenUp'];
}

export interface Settled extends Verdict {
  resent: number;
  duplicatesSeen: number;
  /** Places where a planted secret stands that has no business there. */
  secretsFound: string[];
  secretsPlanted: number;
  /** Batches that had not drained. */
  left: number;
  deadLetters: number;
}

export interface FeederOptions {
  url?: string;
  folder?: string;
  /** One of the other operator. */
  foreign?: boolean;
  /** Its ids begin with this; its own name unless said. */
  prefix?: string;
  intervalS?: number;
  toggleMs?: number;
  /** Its machine's wall clock is ahead by so much; on a clock of the case's own. */
  aheadMs?: number;
}

export interface Ground {
  stack: Stack;
  collector: CollectorUnderTest;
  proxy: ImpairmentProxy;
  secrets: Secrets;
  /** Signs in at the collector; the status of its answer. */
  signIn(password: string): Promise<number>;
  /** What it was planted as by `session`. */
  sessionPassword: string;
  influx: InfluxUnderTest | undefined;
  clock: ClockControl | undefined;
  tokenFile(agent: string): string;
  /** A feeder on an outbox that is armed before it starts. */
  feeder(links: number, options?: FeederOptions): Promise<FeederUnderTest>;
  /** Logs of these are searched for secrets. */
  watch(process: Running): void;
  kill(): Promise<void>;
  restart(): Promise<number>;
  /** Drains the feeders, kills the collector and judges what its store holds. */
  settle(owing?: readonly Owing[], spoken?: readonly Debtor[]): Promise<Settled>;
  /** Judges what the store holds now; once everything has ended. `spoken`: sent by the case itself, and taken. */
  judge(owing?: readonly Owing[], spoken?: readonly Debtor[]): Promise<Settled>;
  close(): Promise<void>;
}

export async function createGround(options: GroundOptions): Promise<Ground> {
  const stack = createStack();
  const begun = Date.now();
  const clock = options.ownClock === true ? createClockControl(stack.folder) : undefined;
  const secrets = createSecrets(stack.folder);
  const processes = new Set<Running>();
  const feeders: FeederUnderTest[] = [];
  const foreignFeeders = new Set<string>();
  const names = [...Array.from({ length: feedersMax }, (_, n) => `feeder-${n}`), 'agent-1'];
  const tokens = new Map(names.map((name) => [name, stack.token(name)]));
  for (const { value, file } of tokens.values()) secrets.add('agent token', value, file);
  const foreign = names.slice(0, feedersMax).map((id) => ({ id, ...stack.token(`${id}-${otherOperator}`) }));
  for (const { value, file } of foreign) secrets.add('agent token of another operator', value, file);
  const hook = secrets.plant('webhook');
  const smtp = secrets.plant('smtp');
  const alertmanager = secrets.plant('alertmanager');
  const heartbeat = secrets.plant('heartbeat');
  const session = secrets.plant('session');

  let influxd: Influxd | undefined;
  let place: StoredPlace = {
    kind: 'sqlite',
    path: join(options.state ?? join(stack.folder, 'collector'), 'samples.db'),
  };
  let store: Record<string, unknown> | undefined;
  let influx: InfluxUnderTest | undefined;
  let slow: SlowStore | undefined;
  if (options.store === 'influx') {
    const password = secrets.plant('influx');
    influxd = await startInfluxd({ auth: true });
    await createDatabases(influxd.url, password.value);
    slow = await startSlowStore(influxd.url);
    store = { kind: 'influx', url: slow.url, username: 'admin', password: { file: password.file } };
    place = { kind: 'influx', url: influxd.url, username: 'admin', passwordFile: password.file };
    influx = {
      slow,
      pid: () => (influxd as Influxd).pid,
      kill: () => (influxd as Influxd).stop({ signal: 'SIGKILL', keep: true }),
      async restart() {
        const { dir, port } = influxd as Influxd;
        influxd = await startInfluxd({ auth: true, again: { dir, port } });
      },
    };
  }

  const collector = await stack.collector({
    ...(clock !== undefined && { env: clock.env() }),
    ...(store !== undefined && { store }),
    operators: [
      {
        id: operator,
        name: 'VNPT Gia Lai',
        agents: [...tokens].map(([id, { sha256 }]) => ({ id, tokens: [sha256] })),
      },
      {
        id: otherOperator,
        name: 'Viettel Gia Lai',
        agents: foreign.map(({ id, sha256 }) => ({ id, tokens: [sha256] })),
      },
    ],
    endpoints: [
      { id: endpoint, vi: 'UBND tỉnh Gia Lai', en: 'People’s Committee of the province', classes: ['PARTY-STATE'] },
    ],
    rest: {
      ...(options.state !== undefined && { state: options.state }),
      notify: {
        webhooks: [{ id: 'noc', url: 'http://127.0.0.1:9/hook', secret: { file: hook.file }, allowPrivate: true }],
        // Nobody listens at port 9: what cannot be delivered is where secrets get into errors.
        alertmanagers: [
          { id: 'am', url: 'http://127.0.0.1:9', token: { file: alertmanager.file }, allowPrivate: true },
        ],
        mails: [
          {
            id: 'mail',
            host: '127.0.0.1',
            port: 9,
            user: 'giamsat',
            password: { file: smtp.file },
            from: 'giamsat@example.org',
            to: ['truc@example.org'],
            allowPrivate: true,
          },
        ],
        heartbeat: { url: 'http://127.0.0.1:9/alive', token: { file: heartbeat.file }, allowPrivate: true },
      },
      users: [
        {
          name: signedIn,
          role: 'department',
          passwordScrypt: await makePasswordScrypt(session.value, { ln: 14, r: 8, p: 1 }),
        },
      ],
    },
  });
  processes.add(collector.running());
  const proxy = await startProxy(collector.url);

  const ground: Ground = {
    stack,
    collector,
    proxy,
    secrets,
    sessionPassword: session.value,
    async signIn(password) {
      const response = await fetch(`${collector.url}/v1/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: collector.url },
        body: JSON.stringify({ name: signedIn, password }),
      });
      return response.status;
    },
    influx,
    clock,
    tokenFile: (agent) => tokens.get(agent)?.file ?? '',
    watch: (process) => void processes.add(process),
    async feeder(
      links,
      {
        url = proxy.url,
        folder = stack.folder,
        foreign: isForeign = false,
        prefix,
        intervalS,
        toggleMs,
        aheadMs = 0,
      } = {},
    ) {
      const name = `feeder-${feeders.length}`;
      if (feeders.length >= feedersMax) throw new RangeError(`a ground has at most ${feedersMax} feeders`);
      const config = {
        outbox: join(folder, name, 'outbox.db'),
        url,
        tokenFile: isForeign ? (foreign[feeders.length]?.file ?? '') : ground.tokenFile(name),
        site,
        endpoint,
      };
      if (isForeign) foreignFeeders.add(name);
      const named = {
        ...config,
        prefix: prefix ?? name,
        links,
        ...(intervalS !== undefined && { intervalS }),
        ...(toggleMs !== undefined && { toggleMs }),
      };
      const env = clock?.env(aheadMs);
      const feeder = createFeeder(stack.folder, name, named, (one) => processes.add(one), env);
      feeders.push(feeder);
      await feeder.start();
      return feeder;
    },
    kill: () => collector.kill(),
    async restart() {
      const started = performance.now();
      await collector.restart();
      processes.add(collector.running());
      return performance.now() - started;
    },
    async settle(owing = [], spoken = []) {
      proxy.impair = () => undefined;
      proxy.onForwarded = () => undefined;
      proxy.onAnswered = () => undefined;
      slow?.set(0);
      for (const feeder of feeders) {
        await feeder.drain(drainMsMax).catch((error: unknown) => {
          const last = collector.running().log().slice(-5);
          throw new Error(`${(error as Error).message}\nthe collector said last: ${JSON.stringify(last)}`);
        });
      }
      const metrics = await (await fetch(`${collector.url}/metrics`)).text();
      await collector.kill();
      const settled = await ground.judge(owing, spoken);
      return { ...settled, secretsFound: [...secrets.inText('collector /metrics', metrics), ...settled.secretsFound] };
    },
    async judge(owing = [], spoken = []) {
      const all: Owing[] = [...feeders.map(({ name, outbox }) => ({ agent: name, outbox })), ...owing];
      const merged = new Map<string, Owing>();
      for (const one of all) merged.set(one.agent, { ...merged.get(one.agent), ...one });
      let left = 0;
      let deadLetters = 0;
      const debtors = [...merged.values()].map(({ agent, outbox, earlier = [], givenUp = [] }): Debtor => {
        const whose = foreignFeeders.has(agent) ? otherOperator : operator;
        const account = readAccount(outbox);
        left += account.pending + account.held;
        deadLetters += account.deadLetters.length;
        const committed = account.obligations.flatMap(({ kind, samples }) => (kind === 'samples' ? samples : []));
        const told = [...account.deadLetters.map(({ sample }) => sample), ...account.quarantined];
        return { operator: whose, agent, committed: [...earlier, ...committed], givenUp: [...givenUp, ...told] };
      });
      const into = join(stack.folder, 'stored.jsonl');
      const verdict = judge(
        [...debtors, ...spoken],
        await readStored(place, begun - 600_000, (clock?.now() ?? Date.now()) + 600_000, into),
      );
      if (options.store === 'sqlite')
        lostInventories(join(options.state ?? join(stack.folder, 'collector')), debtors, verdict);
      const secretsFound = [
        ...secrets.inText('obligations', JSON.stringify(debtors.map(({ committed }) => committed.slice(0, 2_000)))),
        ...[...processes].flatMap(({ stdout, stderr }) =>
          secrets.inText('log of a process', [...stdout, ...stderr].join('\n')),
        ),
        ...secrets.inFolder(stack.folder),
        ...secrets.inProcesses(),
      ];
      const { resent, duplicatesSeen } = proxy.book;
      return { ...verdict, resent, duplicatesSeen, secretsFound, secretsPlanted: secrets.count(), left, deadLetters };
    },
    async close() {
      await proxy.close();
      await Promise.all(feeders.map((feeder) => feeder.kill()));
      await stack.stop();
      await slow?.close();
      await influxd?.stop({ signal: 'SIGKILL' });
    },
  };
  return ground;
}

/** The databases and the first user, who is admin. */
async function createDatabases(url: string, password: string): Promise<void> {
  const ask = async (statement: string, authorization?: string) => {
    const response = await fetch(`${url}/query?q=${encodeURIComponent(statement)}`, {
      method: 'POST',
      headers: { ...(authorization !== undefined && { authorization }) },
    });
    if (!response.ok) throw new Error(`influxd answered ${response.status} to ${statement.slice(0, 15)}…`);
  };
  await ask(`CREATE USER admin WITH PASSWORD '${password}' WITH ALL PRIVILEGES`);
  const authorization = `Basic ${Buffer.from(`admin:${password}`).toString('base64')}`;
  for (const suffix of ['', '_5m', '_1h', '_1d']) await ask(`CREATE DATABASE thongsuot${suffix}`, authorization);
}

/** Inventories are kept in the collector's own file; one that was acknowledged must stand there. */
function lostInventories(state: string, debtors: readonly Debtor[], verdict: Verdict): void {
  const database = new DatabaseSync(join(state, 'operational.db'));
  try {
    const find = database.prepare('SELECT 1 FROM ingest_inventory WHERE agent = ? AND hash = ?');
    for (const { agent, committed } of debtors) {
      const hashes = new Set(committed.flatMap((sample) => (sample.kind === 'inventory' ? [sample.hash] : [])));
      for (const hash of hashes) {
        if (find.get(agent, hash) !== undefined) continue;
        verdict.missing += 1;
        verdict.examples.push(`missing: inventory ${hash} of ${agent}`);
      }
    }
  } finally {
    database.close();
  }
}

/** Waits until the collector has stored something that came after now. */
export async function stored(ground: Ground, ms = 40_000): Promise<void> {
  const before = ground.proxy.book.stored;
  await within(ms, 'a batch is stored', () => ground.proxy.book.stored > before);
}
