// The collector's own files read-only, of a newer version, another program's, cut short or no database at all: it ends at
// once and for good, names the file and what to do, changes nothing in it, and goes on where it was once that is mended.
import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { type Running, root, start } from '../../harness/process.ts';
import { createClaims, type FaultCase } from '../case.ts';
import { createGround, stored } from '../ground.ts';

const endMsMax = 15_000;
const inFile = (path: string, sql: string) => {
  const database = new DatabaseSync(path);
  database.exec(sql);
  database.close();
};

const damages: { name: string; file: 'samples.db' | 'operational.db'; apply(path: string): void }[] = [
  {
    name: 'samples of a newer version',
    file: 'samples.db',
    apply: (path) => inFile(path, 'PRAGMA user_version = 9999'),
  },
  { name: 'samples cut to half', file: 'samples.db', apply: (path) => truncateSync(path, statSync(path).size >> 1) },
  {
    name: 'samples that are no database',
    file: 'samples.db',
    apply: (path) => writeFileSync(path, 'Chào.\n'.repeat(900)),
  },
  {
    name: 'operational file of a newer version',
    file: 'operational.db',
    apply: (path) => inFile(path, 'UPDATE migration SET steps = steps + 1000'),
  },
  {
    name: 'operational file cut to half',
    file: 'operational.db',
    apply: (path) => truncateSync(path, statSync(path).size >> 1),
  },
  {
    name: 'operational file that is no database',
    file: 'operational.db',
    apply: (path) => writeFileSync(path, 'Chào.\n'.repeat(900)),
  },
];

const digest = (path: string) => createHash('sha256').update(readFileSync(path)).digest('hex');

/** Its exit code when it ends in time, else undefined, after a kill. */
async function ending(process: Running): Promise<number | string | undefined> {
  const late = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => late.resolve(undefined), endMsMax);
  const code = await Promise.race([process.exited, late.promise]);
  clearTimeout(timer);
  if (code === undefined) await process.stop('SIGKILL');
  return code;
}

export const collectorFiles: FaultCase = {
  async run({ say }) {
    const { claims, that } = createClaims();
    const ground = await createGround({ store: 'sqlite' });
    const { folder } = ground.stack;
    try {
      await ground.feeder(40);
      await stored(ground);
      for (const { name, file, apply } of damages) {
        await ground.kill();
        const path = join(folder, 'collector', file);
        // All of it into the one file, so that the damage and the copy are of what is there.
        inFile(path, 'PRAGMA wal_checkpoint(TRUNCATE)');
        const copy = `${path}.kept`;
        copyFileSync(path, copy);
        apply(path);
        const before = digest(path);
        const argv = ['collector/src/main.ts', 'run', '--config', join(folder, 'collector.yaml'), '--demo'];
        const attempt = start(argv, { cwd: root });
        ground.watch(attempt);
        const code = await ending(attempt);
        const said = [...attempt.stdout, ...attempt.stderr].join('\n');
        that(
          `${name}: it ends by the code that no service manager answers with a new start, found ${code}`,
          code === 2,
        );
        that(`${name}: it names the file; it said ${JSON.stringify(said.slice(-300))}`, said.includes(path));
        that(`${name}: not a trace of a program`, !/\n\s+at .*:\d+:\d+/.test(said));
        that(`${name}: the file is as it was`, digest(path) === before);
        for (const suffix of ['', '-wal', '-shm']) rmSync(`${path}${suffix}`, { force: true });
        copyFileSync(copy, path);
        rmSync(copy);
        await ground.restart();
        await stored(ground);
        say(`collector’s files: ${name}; it ended with ${code}, and went on with the file that was kept`);
      }
      return { settled: [await ground.settle()], kills: damages.length, claims };
    } finally {
      await ground.close();
    }
  },
};
