// A power cut, from what the kernel was really asked for: kill -9 proves nothing about it, since the page cache survives.
// Agent and collector run under strace; at chosen moments the disk is rebuilt without what was not synced, and judged.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as sleep } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { find, lacks } from '../../harness/parts.ts';
import { type Running, start } from '../../harness/process.ts';
import { within } from '../../harness/timeline.ts';
import { createClaims, type FaultCase } from '../case.ts';
import { createGround, type Ground, operator, stored } from '../ground.ts';
import { type Obligation, readAccount } from '../obligations.ts';
import { fileAfterCut, type Unsynced } from '../power.ts';
import { readStored } from '../stored.ts';
import { readTrace, type SendCall, type Trace, traced } from '../syscalls.ts';
import { judge } from '../verdict.ts';

const cutsUsually = 16;
const cutsInFull = 200;
const runMs = 12_000;
/** A batch a second, and half of the cuts on each side. */
const fullMs = 115_000;

/** One database of the process, as it stood when the trace began. */
interface Watched {
  path: string;
  base: Buffer;
  log: Buffer;
}

interface Tracing {
  strace: Running;
  prefix: string;
  watched: Watched[];
}

const held = (path: string): Buffer => (existsSync(path) ? readFileSync(path) : Buffer.alloc(0));

/** Stops the process for the copy of its files, and lets it go on under strace. */
async function trace(ground: Ground, name: string, pid: number, paths: readonly string[]): Promise<Tracing> {
  const prefix = join(ground.stack.folder, `${name}.strace`);
  process.kill(pid, 'SIGSTOP');
  const watched = paths.map((path) => ({ path, base: held(path), log: held(`${path}-wal`) }));
  const options = ['-f', '-ff', '-q', '-ttt', '-T', '-yy', '-xx', '-s', '4000000', '-e', `trace=${traced}`];
  const strace = start([...options, '-o', prefix, '-p', String(pid)], { command: find('strace') ?? 'strace' });
  try {
    await within(10_000, 'strace follows the process', () => existsSync(`${prefix}.${pid}`));
    await sleep(500);
  } finally {
    process.kill(pid, 'SIGCONT');
  }
  return { strace, prefix, watched };
}

/** Rebuilds a database as a cut at `at` would leave it, and says whether SQLite finds it whole. */
function rebuild({ path, base, log }: Watched, { disk }: Trace, at: number, unsynced: Unsynced, into: string): boolean {
  writeFileSync(into, fileAfterCut(base, path, disk, at, unsynced));
  writeFileSync(`${into}-wal`, fileAfterCut(log, `${path}-wal`, disk, at, unsynced));
  writeFileSync(`${into}-shm`, '');
  const database = new DatabaseSync(into);
  try {
    return Object.values(database.prepare('PRAGMA integrity_check').get() ?? {})[0] === 'ok';
  } finally {
    database.close();
  }
}

interface Moment {
  at: number;
  epoch: string;
  seq: number;
}

/** Whole requests with their batches, each at the moment its first octet left. */
function requestsOf(sends: readonly SendCall[]): Moment[] {
  const moments: Moment[] = [];
  const open = new Map<string, { at: number; octets: Buffer }>();
  for (const { socket, octets, begun } of sends) {
    const before = open.get(socket);
    if (before === undefined && !octets.subarray(0, 16).toString('latin1').startsWith('POST /v1/batches')) continue;
    const now = { at: before?.at ?? begun, octets: Buffer.concat([before?.octets ?? Buffer.alloc(0), octets]) };
    const headEnd = now.octets.indexOf('\r\n\r\n');
    const length = Number(/content-length: (\d+)/i.exec(now.octets.subarray(0, headEnd).toString('latin1'))?.[1]);
    if (headEnd < 0 || now.octets.length < headEnd + 4 + length) {
      open.set(socket, now);
      continue;
    }
    open.delete(socket);
    const body = gunzipSync(now.octets.subarray(headEnd + 4, headEnd + 4 + length)).toString();
    const { epoch, seq } = JSON.parse(body) as { epoch: string; seq: number };
    moments.push({ at: now.at, epoch, seq });
  }
  return moments;
}

/** Answers that say `stored`, each at the moment it left. */
function answersOf(sends: readonly SendCall[]): Moment[] {
  return sends.flatMap(({ octets, begun }): Moment[] => {
    const text = octets.toString('latin1');
    if (!text.startsWith('HTTP/1.1 200')) return [];
    const [, epoch, seq] = /"epoch":"([^"]+)","seq":(\d+)/.exec(text) ?? [];
    return epoch === undefined ? [] : [{ at: begun, epoch, seq: Number(seq) }];
  });
}

const some = <T>(all: readonly T[], count: number, random: () => number): T[] =>
  all
    .map((one) => ({ one, order: random() }))
    .sort((a, b) => a.order - b.order)
    .slice(0, count)
    .map(({ one }) => one);

export const powerLoss: FaultCase = {
  lacks: () => (lacks('strace') ? 'strace is not installed' : undefined),
  async run({ full, random, say }) {
    const { claims, that } = createClaims();
    const ground = await createGround({ store: 'sqlite' });
    const tracings: Tracing[] = [];
    try {
      const feeder = await ground.feeder(60);
      await stored(ground);
      const state = join(ground.stack.folder, 'collector');
      const outbox = await trace(ground, 'agent', feeder.running().pid, [feeder.outbox]);
      tracings.push(outbox);
      const files = ['samples.db', 'operational.db'].map((name) => join(state, name));
      const collector = await trace(ground, 'collector', ground.collector.running().pid, files);
      tracings.push(collector);
      await sleep(full ? fullMs : runMs);
      await feeder.kill();
      await ground.kill();
      await Promise.all(tracings.map(({ strace }) => strace.exited));

      const into = join(ground.stack.folder, 'cut');
      mkdirSync(into);
      const cuts = Math.ceil((full ? cutsInFull : cutsUsually) / 2);
      const { obligations } = readAccount(feeder.outbox);

      // The agent: what is on its way is on the disk.
      const sent = readTrace(outbox.prefix);
      const requests = requestsOf(sent.sends);
      const [file] = outbox.watched as [Watched];
      let broken = 0;
      let absent = 0;
      const isCommitted = (path: string, { epoch, seq }: Moment): boolean => {
        const database = new DatabaseSync(path);
        try {
          const find = database.prepare('SELECT 1 FROM oracle_obligation WHERE seq = ? AND epoch = ?');
          return find.get(seq, epoch) !== undefined;
        } finally {
          database.close();
        }
      };
      const chosen = some(requests, cuts, random);
      for (const [n, request] of chosen.entries()) {
        const path = join(into, `outbox-${n}.db`);
        if (!rebuild(file, sent, request.at, n % 2 === 0 ? 'nothing' : random, path)) broken += 1;
        if (!isCommitted(path, request)) absent += 1;
      }
      const unsynced = { disk: sent.disk.filter(({ kind }) => kind !== 'sync'), sends: [] };
      const control = requests.at(-1) as Moment;
      rebuild(file, unsynced, control.at, 'nothing', join(into, 'outbox-control.db'));
      that(`agent: ${chosen.length} of ${requests.length} requests judged, more than 5`, chosen.length > 5);
      that(
        `agent: after a cut at the first octet of a request its batch is on the disk, absent ${absent}`,
        absent === 0,
      );
      that(`agent: every file is whole after the cut, broken ${broken}`, broken === 0);
      that(
        'agent: without its syncs the batch would not be there',
        !isCommitted(join(into, 'outbox-control.db'), control),
      );
      say(`power cut ${chosen.length} times while a batch was sent`);

      // The collector: what it has answered for is on the disk.
      const answered = readTrace(collector.prefix);
      const answers = answersOf(answered.sends);
      const missingAfter = async (at: number, disk: Trace, unsyncedNow: Unsynced, name: string) => {
        const folder = join(into, name);
        mkdirSync(folder);
        const whole = collector.watched.map((one) =>
          rebuild(
            one,
            disk,
            at,
            unsyncedNow,
            join(folder, one.path.endsWith('samples.db') ? 'samples.db' : 'other.db'),
          ),
        );
        if (whole.includes(false)) broken += 1;
        const promised = new Set(answers.filter((one) => one.at <= at).map(({ epoch, seq }) => `${epoch} ${seq}`));
        const owed = obligations.filter(({ epoch, seq }) => promised.has(`${epoch} ${seq}`));
        return missingOf(owed, obligations, feeder.name, await storedIn(join(folder, 'samples.db')));
      };
      let missing = 0;
      broken = 0;
      const judged = some(answers, cuts, random);
      for (const [n, { at }] of judged.entries())
        missing += await missingAfter(at, answered, n % 2 === 0 ? 'nothing' : random, `store-${n}`);
      const last = answers.at(-1)?.at ?? 0;
      const without = { disk: answered.disk.filter(({ kind }) => kind !== 'sync'), sends: [] };
      const lost = await missingAfter(last, without, 'nothing', 'store-control');
      that(`collector: ${judged.length} of ${answers.length} answers judged, more than 5`, judged.length > 5);
      that(
        `collector: after a cut at an answer every point it answers for is on the disk, missing ${missing}`,
        missing === 0,
      );
      that(`collector: every file is whole after the cut, broken ${broken}`, broken === 0);
      that(`collector: without its syncs points would be missing, found ${lost}`, lost > 0);
      say(`power cut ${judged.length} times while an answer was sent`);

      await ground.restart();
      await feeder.start();
      await stored(ground);
      return { settled: [await ground.settle()], kills: 2, claims };
    } finally {
      for (const { strace } of tracings) await strace.stop('SIGKILL');
      await ground.close();
    }
  },
};

const storedIn = (path: string) =>
  readStored({ kind: 'sqlite', path }, Date.now() - 3_600_000, Date.now() + 600_000, `${path}.jsonl`);

/** Points of these batches that the store lacks; inventories of all give them their place. */
function missingOf(
  owed: readonly Obligation[],
  all: readonly Obligation[],
  agent: string,
  points: Awaited<ReturnType<typeof readStored>>,
): number {
  const samplesOf = (list: readonly Obligation[]) =>
    list.flatMap(({ kind, samples }) => (kind === 'samples' ? samples : []));
  const places = samplesOf(all).filter(({ kind }) => kind === 'inventory');
  const committed = [...places, ...samplesOf(owed).filter(({ kind }) => kind !== 'inventory')];
  return judge([{ operator, agent, committed, givenUp: [] }], points).missing;
}
