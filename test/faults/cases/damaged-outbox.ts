// An outbox file that cannot be read: put aside, a new one begun, and what is lost is counted, told, and not one more.
import { readdirSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { gunzipSync } from 'node:zlib';
import type { GapSample, Sample } from '@thongsuot/contract/sample.ts';
import { within } from '../../harness/timeline.ts';
import { createClaims, type FaultCase } from '../case.ts';
import { createGround, type Owing } from '../ground.ts';
import { arm, readAccount } from '../obligations.ts';

interface Damage {
  name: string;
  /** `exact`: the old file still says what it held. `told`: it does not, but the loss is told. `unseen`: it is as new. */
  loss: 'exact' | 'told' | 'unseen';
  /** Only the oldest batch is lost, and the file stays. */
  oneBatch?: true;
  apply(path: string): void;
}

const inFile = (path: string, work: (database: DatabaseSync) => void) => {
  const database = new DatabaseSync(path);
  work(database);
  database.close();
};

const damages: Damage[] = [
  {
    name: 'a newer format',
    loss: 'exact',
    apply: (path) => inFile(path, (database) => database.exec('PRAGMA user_version = 99')),
  },
  {
    name: 'another program’s file',
    loss: 'exact',
    apply: (path) => inFile(path, (database) => database.exec('PRAGMA application_id = 7')),
  },
  { name: 'cut to half', loss: 'told', apply: (path) => truncateSync(path, statSync(path).size >> 1) },
  { name: 'no SQLite file', loss: 'told', apply: (path) => writeFileSync(path, 'Chào anh chị.\n'.repeat(500)) },
  { name: 'no octets', loss: 'unseen', apply: (path) => truncateSync(path, 0) },
  {
    name: 'one octet of one batch',
    loss: 'exact',
    oneBatch: true,
    apply: (path) =>
      inFile(path, (database) => {
        const row = database.prepare('SELECT seq, body FROM batch ORDER BY seq LIMIT 1').get();
        const body = Buffer.from(row?.['body'] as Uint8Array);
        body[body.length >> 1] = (body[body.length >> 1] ?? 0) ^ 0x10;
        database.prepare('UPDATE batch SET body = ? WHERE seq = ?').run(body, Number(row?.['seq']));
      }),
  },
];

/** What waits in the file, batch by batch, oldest first. */
function waitingIn(path: string): Sample[][] {
  const database = new DatabaseSync(path);
  try {
    return database
      .prepare(`SELECT body FROM batch WHERE kind <> 'gap' ORDER BY seq`)
      .all()
      .map((row) => JSON.parse(gunzipSync(row['body'] as Uint8Array).toString()) as Sample[]);
  } finally {
    database.close();
  }
}

const putAside = (path: string): string[] =>
  readdirSync(dirname(path)).filter(
    (name) => name.startsWith(`${basename(path)}.corrupt-`) && !/-(wal|shm)$/.test(name),
  );

export const damagedOutbox: FaultCase = {
  async run({ say }) {
    const { claims, that } = createClaims();
    const ground = await createGround({ store: 'sqlite' });
    try {
      const all = [];
      for (const damage of damages) all.push({ damage, feeder: await ground.feeder(20) });
      for (const { feeder } of all)
        await within(30_000, 'its inventory is delivered', () => feeder.figures()?.pending === 0);
      await ground.proxy.down();
      const owing: (Owing & { lost: Sample[] })[] = [];
      for (const { damage, feeder } of all) {
        const { name: agent, outbox } = feeder;
        await within(60_000, 'some batches wait', () => (feeder.figures()?.pending ?? 0) >= 4);
        await feeder.kill();
        // Reading it also brings its log into the file, so that the damage hits what is there.
        const { obligations } = readAccount(outbox);
        const earlier = obligations.flatMap(({ kind, samples }) => (kind === 'samples' ? samples : []));
        const waiting = waitingIn(outbox);
        const lost = (damage.oneBatch ? waiting.slice(0, 1) : waiting).flat();
        owing.push({ agent, outbox, earlier: damage.oneBatch ? [] : earlier, givenUp: lost, lost });
        damage.apply(outbox);
        await feeder.start();
        await within(20_000, 'it commits', () => (feeder.figures()?.pending ?? 0) > 0);
        const expected = damage.loss === 'unseen' || damage.oneBatch ? 0 : 1;
        const found = putAside(outbox).length;
        that(`${damage.name}: ${expected} file is put aside, found ${found}`, found === expected);
        await feeder.kill();
        // Nothing has left the new file yet: what it holds becomes obligations, and what comes after.
        arm(outbox);
        say(`outbox damaged: ${damage.name}; ${lost.length} samples lost with it`);
      }
      await ground.proxy.up();
      for (const { feeder } of all) await feeder.start();
      const settled = await ground.settle(owing);
      for (const [n, { damage, feeder }] of all.entries()) {
        if (damage.loss === 'unseen') continue;
        const lost = owing[n]?.lost ?? [];
        const gaps = readAccount(feeder.outbox).obligations.flatMap(({ samples }) =>
          samples.filter((one): one is GapSample => one.kind === 'gap' && one.reason === 'outboxCorrupt'),
        );
        const count = gaps.reduce((sum, gap) => sum + gap.count, 0);
        const times = lost.map(({ at }) => at);
        const covers = gaps.some((gap) => gap.from <= Math.min(...times) && gap.to >= Math.max(...times));
        that(`${damage.name}: the loss is told as a gap that covers it`, covers);
        const truth = damage.loss === 'exact' ? count === lost.length : count <= lost.length;
        that(`${damage.name}: the gap says ${count} of ${lost.length} samples lost`, truth);
      }
      return { settled: [settled], kills: all.length * 2, claims };
    } finally {
      await ground.close();
    }
  },
};
