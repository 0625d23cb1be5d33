/**
 * Our side of the bench in a process of its own, so that its CPU is the poller's and nobody else's: told by its parent
 * what to do, it does it and answers with the CPU that it took.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createDelivery } from '@thongsuot/agent/deliver/delivery.ts';
import { openOutbox } from '@thongsuot/agent/outbox/outbox.ts';
import { createClock } from '@thongsuot/agent/schedule/clock.ts';
import { createDevicePoller } from '@thongsuot/agent/snmp/device.ts';
import { createSnmpTransport } from '@thongsuot/agent/snmp/engines.ts';
import { oidsPerGetMax } from '@thongsuot/agent/snmp/limits.ts';
import { createNetSnmpTransport } from '@thongsuot/agent/snmp/netsnmp.ts';
import type { SnmpTarget, SnmpTransport } from '@thongsuot/agent/snmp/transport.ts';
import { pino } from 'pino';
import { addressOf, community, concurrency, deviceCount, interfaceName, objectsOf, user } from './scene.ts';

export type PollerTask = {
  /** `poll`: requests and values only. `whole`: devices polled, samples committed and delivered. */
  kind: 'poll' | 'whole';
  engine: 'lean' | 'net-snmp';
  version: '2c' | '3';
  links: number;
  rounds: number;
  port: number;
  sink: string;
};
export interface PollerResult {
  cpuUs: number;
  polls: number;
  wallMs: number;
  pdus: number;
  timeouts: number;
  commits: number;
  samples: number;
  /** Link samples that carry rates. */
  rates: number;
}

/** Samples in one commit: the size of a full batch. */
const samplesPerCommit = 2_000;
/** Between two polls of one device in `whole`: sysUpTime must move by several ticks, or there would be no rates. */
const roundMsMin = 60;
const log = pino({ level: 'silent' });
const secret = (text: string) => ({ reveal: () => text });

function targetsOf({ version, port }: PollerTask): SnmpTarget[] {
  return Array.from({ length: deviceCount }, (_, i) => ({
    address: addressOf(i),
    port,
    timeoutMs: 2_000,
    credentials:
      version === '2c'
        ? { version: '2c', community: secret(community) }
        : {
            version: '3',
            user: user.name,
            level: 'authPriv',
            auth: { protocol: 'sha', key: secret(user.authKey) },
            priv: { protocol: 'aes', key: secret(user.privKey) },
          },
  }));
}

/** Runs `work` for every index, so many at once. */
async function inTurns(count: number, work: (index: number) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
}

type Round = () => Promise<void>;
interface Contest {
  /** Asks every device once. */
  round: Round;
  /** Waits until nothing is left to do. */
  settle: Round;
  totals: Pick<PollerResult, 'pdus' | 'timeouts' | 'commits' | 'samples' | 'rates'>;
  close: Round;
}

/** Requests only: the values of all objects, through the port that the agent polls by. */
function pollContest(task: PollerTask, transport: SnmpTransport): Contest {
  const targets = targetsOf(task);
  const [clock = '', ...objects] = objectsOf(task.links);
  const perLink = objects.length / task.links;
  const linksPerPdu = Math.floor((oidsPerGetMax - 1) / perLink);
  const pdus: string[][] = [];
  for (let i = 0; i < task.links; i += linksPerPdu)
    pdus.push([clock, ...objects.slice(i * perLink, (i + linksPerPdu) * perLink)]);
  const totals = { pdus: 0, timeouts: 0, commits: 0, samples: 0, rates: 0 };
  return {
    totals,
    round: () =>
      inTurns(deviceCount, async (index) => {
        const target = targets[index];
        if (target === undefined) return;
        for (const oids of pdus) {
          const { values } = await transport.get(target, oids, { deadlineMs: 10_000, meter: totals });
          totals.samples += values.size;
        }
      }),
    settle: async () => {},
    close: async () => transport.close(),
  };
}

/** As the agent does it: samples of each device, on the disk, and at the collector. */
function wholeContest(task: PollerTask, transport: SnmpTransport): Contest {
  const clock = createClock();
  const folder = mkdtempSync(join(tmpdir(), 'thongsuot-bench-'));
  const limits = { octetsMax: 2 ** 30, ageMsMax: 86_400_000 };
  const outbox = openOutbox({ path: join(folder, 'outbox.db'), collectors: [task.sink], limits, clock, log });
  const delivery = createDelivery({
    collector: { url: task.sink, credential: () => ({ token: 'token-of-the-bench', tls: {} }) },
    outbox,
    clock,
    random: Math.random,
    log,
    onOffset: () => {},
    onWantsInventory: () => {},
  });
  delivery.start();
  const totals = { pdus: 0, timeouts: 0, commits: 0, samples: 0, rates: 0 };
  const pollers = targetsOf(task).map((target, i) =>
    createDevicePoller({
      device: { id: `pe${i}`, target, intervalMs: 30_000 },
      links: Array.from({ length: task.links }, (_, link) => ({
        id: `pe${i}-${link + 1}`,
        interface: { by: 'name' as const, value: interfaceName(link + 1) },
        intervalS: 30,
      })),
      transport,
      clock,
      log,
    }),
  );
  const never = new AbortController().signal;
  let waiting = 0;
  let roundAtMs = Number.NEGATIVE_INFINITY;
  const commit = () => {
    if (!outbox.commit()) throw new Error('the outbox refused a commit');
    totals.commits++;
    waiting = 0;
  };
  return {
    totals,
    async round() {
      await clock.sleep(Math.max(0, roundAtMs + roundMsMin - clock.monotonicMs()));
      roundAtMs = clock.monotonicMs();
      await inTurns(deviceCount, async (index) => {
        const poll = await pollers[index]?.poll(never, 25_000);
        if (poll === undefined) return;
        totals.pdus += poll.pdus;
        totals.timeouts += poll.timeouts;
        totals.samples += poll.samples.length;
        if (waiting + poll.samples.length > samplesPerCommit) commit();
        outbox.append(poll.samples);
        waiting += poll.samples.length;
        for (const sample of poll.samples) {
          if (sample.kind === 'link' && sample.inBitsPerSecond !== undefined) totals.rates++;
        }
      });
    },
    async settle() {
      if (waiting > 0) commit();
      while (outbox.stats().collectors.some(({ pending }) => pending > 0)) await clock.sleep(5);
      const { dropped } = outbox.stats();
      if (dropped > 0) throw new Error(`the outbox dropped ${dropped} samples; the figures would flatter us`);
    },
    async close() {
      await delivery.stop();
      await outbox.stop();
      transport.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const contests = new Map<string, Promise<Contest>>();

/** A contest once warm: bound, its refresh step learnt, the code compiled. Kept, for the agent runs for months. */
function warm(task: PollerTask): Promise<Contest> {
  const key = [task.kind, task.engine, task.version, task.links].join(' ');
  const known = contests.get(key);
  if (known !== undefined) return known;
  const begin = async () => {
    const clock = createClock();
    const transport = (task.engine === 'lean' ? createSnmpTransport : createNetSnmpTransport)({ clock, log });
    const contest = (task.kind === 'poll' ? pollContest : wholeContest)(task, transport);
    for (let i = 0; i < Math.max(10, Math.ceil(task.rounds / 2)); i++) await contest.round();
    await contest.settle();
    return contest;
  };
  const contest = begin();
  contests.set(key, contest);
  return contest;
}

async function run(task: PollerTask): Promise<PollerResult> {
  const contest = await warm(task);
  Object.assign(contest.totals, { pdus: 0, timeouts: 0, commits: 0, samples: 0, rates: 0 });
  const before = process.cpuUsage();
  const startedMs = performance.now();
  for (let i = 0; i < task.rounds; i++) await contest.round();
  await contest.settle();
  const { user: userUs, system } = process.cpuUsage(before);
  const wallMs = performance.now() - startedMs;
  return { cpuUs: userUs + system, polls: task.rounds * deviceCount, wallMs, ...contest.totals };
}

process.on('message', (task: PollerTask | 'end') => {
  if (task === 'end') {
    Promise.all([...contests.values()].map(async (contest) => (await contest).close())).then(() =>
      process.disconnect?.(),
    );
    return;
  }
  run(task).then(
    (result) => process.send?.({ result }),
    (error: Error) => process.send?.({ error: error.stack ?? error.message }),
  );
});
// The parent is gone: nobody waits for a figure.
process.on('disconnect', () => process.exit(0));
