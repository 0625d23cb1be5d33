/** One worker thread behind a bounded queue of requests: started when first asked, started again after it died. */
import { Worker } from 'node:worker_threads';
import type { Logger } from 'pino';
import { requestsWaitingMax, workerAnswerMsMax, workerCloseMsMax, workerRestartMsMin } from '../limits.ts';
import { StoreUnavailable } from '../store.ts';
import type { Operation, Operations, Reply, WorkerTask } from './protocol.ts';

export interface WorkerPort {
  /**
   * The worker's answer.
   * @throws StoreUnavailable when the worker died, does not answer in time or has too many requests waiting;
   *   RangeError when the request is the caller's mistake.
   */
  ask<K extends Operation>(operation: K, asked: Operations[K]['asked']): Promise<Operations[K]['answer']>;
  /** Lets the worker finish what it holds and ends it. */
  close(): Promise<void>;
  /** Ends the worker at once, as a crash would. */
  kill(): Promise<void>;
}

interface Waiting {
  resolve(answer: Operations[Operation]['answer']): void;
  reject(error: Error): void;
  timer: NodeJS.Timeout;
}

export function createWorkerPort(task: WorkerTask, log: Logger, clock: { monotonicMs(): number }): WorkerPort {
  const name = `the ${task.role} of ${task.path}`;
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let startedAt = Number.NEGATIVE_INFINITY;
  let lastId = 0;
  let closing = false;
  let died: string | undefined;

  const settle = (id: number): Waiting | undefined => {
    const entry = waiting.get(id);
    if (entry !== undefined) clearTimeout(entry.timer);
    waiting.delete(id);
    return entry;
  };

  const received = (reply: Reply): void => {
    if ('trouble' in reply) {
      if (reply.trouble === null) log.info({ path: task.path }, 'Folding of stored samples works again');
      else log.warn({ path: task.path, detail: reply.trouble }, 'Stored samples cannot be folded; they stay readable');
      return;
    }
    if (died !== undefined) {
      log.info({ path: task.path, role: task.role }, 'Store worker answers again');
      died = undefined;
    }
    const entry = settle(reply.id);
    if (entry === undefined) return;
    if ('answer' in reply) entry.resolve(reply.answer);
    else if (reply.failed.name === 'RangeError') entry.reject(new RangeError(reply.failed.message));
    else entry.reject(new StoreUnavailable(`${name}: ${reply.failed.message}`));
  };

  const ended = (one: Worker, why: string): void => {
    if (worker !== one) return;
    worker = undefined;
    if (!closing) {
      if (died === undefined) {
        log.error(
          { path: task.path, role: task.role, detail: why },
          'Store worker ended; the next request starts it again',
        );
      }
      died = why;
    }
    for (const id of [...waiting.keys()]) settle(id)?.reject(new StoreUnavailable(`${name} ended: ${why}`));
  };

  const running = (): Worker => {
    if (worker !== undefined) return worker;
    const now = clock.monotonicMs();
    if (now - startedAt < workerRestartMsMin) throw new StoreUnavailable(`${name} ended: ${died ?? 'no reason known'}`);
    startedAt = now;
    // Installed packages carry .js beside this file, a checkout .ts.
    const file = import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js';
    const one = new Worker(new URL(file, import.meta.url), {
      workerData: task,
      execArgv: [],
      name: `store ${task.role}`,
    });
    one.on('message', received);
    one.on('error', (error) => ended(one, error instanceof Error ? error.message : String(error)));
    one.on('exit', (code) => ended(one, `exit code ${code}`));
    worker = one;
    return one;
  };

  const ask: WorkerPort['ask'] = async (operation, asked) => {
    if (closing && operation !== 'close') throw new StoreUnavailable(`${name} is closed`);
    if (waiting.size >= requestsWaitingMax) throw new StoreUnavailable(`${name}: ${waiting.size} requests are waiting`);
    const one = running();
    lastId += 1;
    const id = lastId;
    const answer = await new Promise<Operations[Operation]['answer']>((resolve, reject) => {
      const late = () => {
        waiting.delete(id);
        reject(new StoreUnavailable(`${name}: no answer to ${operation} in ${workerAnswerMsMax} ms`));
      };
      waiting.set(id, { resolve, reject, timer: setTimeout(late, workerAnswerMsMax) });
      one.postMessage({ id, operation, asked });
    });
    return answer as Operations[typeof operation]['answer'];
  };

  return {
    ask,
    async close() {
      closing = true;
      const one = worker;
      if (one === undefined) return;
      const exited = new Promise<void>((resolve) => one.once('exit', () => resolve()));
      const patience = setTimeout(() => one.terminate(), workerCloseMsMax);
      await ask('close', null).catch((error: unknown) => {
        log.warn({ path: task.path, role: task.role, detail: (error as Error).message }, 'Store worker did not close');
        return one.terminate();
      });
      await exited;
      clearTimeout(patience);
    },
    async kill() {
      await worker?.terminate();
    },
  };
}
