/** A worker thread of the embedded store, writer or reader: SQLite blocks its thread, which must not be the main one. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { foldRetryMs } from '../limits.ts';
import { openForReading, openForWriting } from './file.ts';
import type { Operation, Operations, Reply, Request, WorkerTask } from './protocol.ts';
import { createReading } from './read.ts';
import { createWriting } from './write.ts';

const { role, path, retention } = workerData as WorkerTask;
const port = parentPort as MessagePort;
const db = role === 'writer' ? openForWriting(path) : openForReading(path);
const handle = role === 'writer' ? writer() : reader();

port.on('message', async (request: Request) => {
  let reply: Reply;
  try {
    reply = { id: request.id, answer: await handle(request) };
  } catch (error) {
    const { name, message } = error as Error;
    reply = { id: request.id, failed: { name, message } };
  }
  port.postMessage(reply);
  if (request.operation === 'close') {
    db.close();
    port.close();
  }
});

type Handler = (request: Request) => Answer | Promise<Answer>;
type Answer = Operations[Operation]['answer'];

function writer(): Handler {
  const writing = createWriting(db);
  let folding: Promise<void> | undefined;
  let troubled = false;
  let foldFrom = 0;

  // Between two steps waiting requests have their turn.
  const run = async <T>(steps: Generator<void, T, void>): Promise<T> => {
    for (;;) {
      const step = steps.next();
      if (step.done === true) return step.value;
      await nextTurn();
    }
  };
  const fold = (now: number): Promise<void> => {
    folding ??= run(writing.fold(now)).finally(() => {
      folding = undefined;
    });
    return folding;
  };
  /** Slices that cannot be folded stay readable: a later write tries again, and the log hears of it once. */
  const foldInBackground = (now: number): void => {
    const report = (trouble: string | null) => {
      if (troubled === (trouble !== null)) return;
      troubled = trouble !== null;
      port.postMessage({ trouble } satisfies Reply);
    };
    fold(now).then(
      () => report(null),
      (error: Error) => {
        foldFrom = now + foldRetryMs;
        report(error.message);
      },
    );
  };

  return async (request) => {
    switch (request.operation) {
      case 'write': {
        const { points, tier, now } = request.asked;
        if (points.length > 0) writing.append(points, tier);
        if (folding === undefined && now >= foldFrom && writing.foldDue(now)) foldInBackground(now);
        return null;
      }
      case 'retain': {
        await folding;
        await fold(request.asked.now);
        return { removed: await run(writing.remove(request.asked.now, retention)) };
      }
      case 'health':
        return { version: sqliteVersion() };
      case 'close':
        await folding?.catch(() => undefined);
        return null;
      default:
        throw new TypeError(`the writer knows no ${request.operation}`);
    }
  };
}

function reader(): Handler {
  const reading = createReading(db);
  return (request) => {
    switch (request.operation) {
      case 'window':
        return reading.window(request.asked.query);
      case 'latest':
        return reading.latest(request.asked.measurement, request.asked.where, request.asked.from);
      case 'series':
        return reading.series(request.asked.measurement, request.asked.from);
      case 'health':
        return { version: sqliteVersion() };
      case 'close':
        return null;
      default:
        throw new TypeError(`the reader knows no ${request.operation}`);
    }
  };
}

function sqliteVersion(): string {
  return String(db.prepare('SELECT sqlite_version() AS version').get()?.['version']);
}
