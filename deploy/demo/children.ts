/** The demo's processes: started with an IPC channel, so that they end with their parent even when it is killed. */
import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { logTailOctetsMax, stopMsMax } from './limits.ts';

export interface Child {
  readonly name: string;
  readonly process: ChildProcess;
  readonly logFile: string;
  /** Settles when the process has ended. */
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;
}

/** Starts a program of the checkout on this Node; what it says goes to its log file. */
export function startChild(
  name: string,
  args: readonly string[],
  options: { cwd: string; logFile: string; env?: Record<string, string> },
): Child {
  const log = openSync(options.logFile, 'a');
  const child = spawn(process.execPath, args, {
    cwd: options.cwd,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', log, log, 'ipc'],
  });
  closeSync(log);
  // What a child says that nobody waits for is nothing to fail on.
  child.on('message', () => undefined);
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((done) => {
    child.once('exit', (code, signal) => done({ code, signal }));
    child.once('error', () => done({ code: null, signal: null }));
  });
  return { name, process: child, logFile: options.logFile, ended };
}

/** The end of a process's log, for the message about its death. */
export function logTail(child: Child): string {
  try {
    return readFileSync(child.logFile, 'utf8').slice(-logTailOctetsMax).trim();
  } catch {
    return '';
  }
}

/** Asks the process to stop, and kills it by its id when it has not within {@link stopMsMax}. */
export async function stopChild(child: Child): Promise<void> {
  if (child.process.exitCode !== null || child.process.signalCode !== null) return;
  child.process.kill('SIGTERM');
  const timer = setTimeout(() => child.process.kill('SIGKILL'), stopMsMax);
  await child.ended;
  clearTimeout(timer);
}

/** Waits for one message of a kind, or for the process's end. @throws Error on its end, or after `withinMs`. */
export function awaitMessage(child: Child, kind: string, withinMs: number): Promise<void> {
  return new Promise((done, fail) => {
    const timer = setTimeout(() => fail(new Error(`${child.name} was not ready within ${withinMs} ms`)), withinMs);
    const settle = (act: () => void) => {
      clearTimeout(timer);
      child.process.off('message', onMessage);
      act();
    };
    const onMessage = (message: unknown) => {
      if (message !== null && typeof message === 'object' && 'kind' in message && message.kind === kind) settle(done);
    };
    child.process.on('message', onMessage);
    void child.ended.then(({ code }) => settle(() => fail(new Error(`${child.name} ended with code ${code}`))));
  });
}
