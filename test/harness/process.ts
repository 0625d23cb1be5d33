/** Real processes for tests: started with the same Node as the test, their output kept, ended by their id. */
import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Lines of output kept of one process. */
const linesMax = 20_000;

export interface Running {
  pid: number;
  /** Lines of standard output and standard error so far, in the order of arrival. */
  stdout: readonly string[];
  stderr: readonly string[];
  /** Lines of both that parse as JSON: the log. */
  log(): Record<string, unknown>[];
  signal(signal: NodeJS.Signals): void;
  /** Exit code, or the name of the signal that ended it. */
  exited: Promise<number | NodeJS.Signals>;
  /** Sends the signal and waits for the end; SIGKILL when it does not end in 10 s. */
  stop(signal?: NodeJS.Signals): Promise<number | NodeJS.Signals>;
}

export interface StartOptions {
  env?: Record<string, string>;
  /** A process group of its own, so that a signal can reach all it started. */
  detached?: boolean;
  cwd?: string;
  /** A command other than this Node. */
  command?: string;
}

/** Starts `node <arguments>` from the root of the repository. */
export function start(argv: readonly string[], options: StartOptions = {}): Running {
  const child: ChildProcess = spawn(options.command ?? process.execPath, argv, {
    cwd: options.cwd ?? root,
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: options.detached ?? false,
  });
  const stdout = keepLines(child.stdout);
  const stderr = keepLines(child.stderr);
  const exited = new Promise<number | NodeJS.Signals>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(code ?? signal ?? 1));
  });
  exited.catch(() => undefined);
  const pid = child.pid ?? -1;
  const signal = (name: NodeJS.Signals) => {
    try {
      process.kill(options.detached ? -pid : pid, name);
    } catch {
      // It has ended already.
    }
  };
  return {
    pid,
    stdout,
    stderr,
    log: () => [...stdout, ...stderr].flatMap((line) => (line.startsWith('{') ? [parse(line)] : [])),
    signal,
    exited,
    async stop(name = 'SIGTERM') {
      signal(name);
      const timer = setTimeout(() => signal('SIGKILL'), 10_000);
      try {
        return await exited;
      } finally {
        clearTimeout(timer);
      }
    },
  };
}

function parse(line: string): Record<string, unknown> {
  try {
    return JSON.parse(line) as Record<string, unknown>;
  } catch {
    return { line };
  }
}

function keepLines(stream: NodeJS.ReadableStream | null): string[] {
  const lines: string[] = [];
  let rest = '';
  stream?.setEncoding('utf8');
  stream?.on('data', (chunk: string) => {
    const parts = (rest + chunk).split('\n');
    rest = parts.pop() ?? '';
    if (lines.length < linesMax) lines.push(...parts);
  });
  stream?.on('end', () => {
    if (rest !== '' && lines.length < linesMax) lines.push(rest);
  });
  return lines;
}
