/** Runs one program with a text on its standard input, and brings what it wrote on its standard error: all, or why not. */
import { spawn } from 'node:child_process';
import { closeSync, fstatSync, openSync, readSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../clock.ts';
import { outputLookMs, outputOctetsMax } from './limits.ts';

export interface Run {
  output: string;
  /** How it ended; `code` is the exit status, or the error code of a start that failed. */
  ended: 'exit' | 'noStart' | 'deadline' | 'tooMuchOutput' | 'aborted';
  code: number | string | null;
}

/**
 * The output goes into a file without a name, in memory where there is such a place. fping writes each figure by
 * itself: through a pipe that woke us 55 times a shard, which cost as much as starting it. Ends by the program's own
 * exit, by the deadline, by the signal, or by more output than `outputOctetsMax`; in the last three it is killed.
 */
export async function runProcess(
  program: string,
  args: readonly string[],
  input: string,
  deadlineMs: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<Run> {
  let file: number;
  try {
    file = openNameless();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    return { output: '', ended: 'noStart', code: `${code ?? message} at a file for its output` };
  }
  try {
    const { ended, code } = await runInto(file, { program, args, input, deadlineMs, clock, signal });
    return { output: textOf(file), ended, code };
  } finally {
    closeSync(file);
  }
}

function runInto(
  file: number,
  what: {
    program: string;
    args: readonly string[];
    input: string;
    deadlineMs: number;
    clock: Clock;
    signal: AbortSignal;
  },
): Promise<Pick<Run, 'ended' | 'code'>> {
  const { program, args, input, deadlineMs, clock, signal } = what;
  return new Promise((resolve) => {
    const done = new AbortController();
    // Figures are printed with a point in the C locale only.
    const child = spawn(program, args, { stdio: ['pipe', 'ignore', file], env: { ...process.env, LC_ALL: 'C' } });
    const end = (ended: Run['ended'], code: number | string | null): void => {
      if (done.signal.aborted) return;
      done.abort();
      signal.removeEventListener('abort', abort);
      if (ended !== 'exit' && ended !== 'noStart') child.kill('SIGKILL');
      child.stdin?.destroy();
      resolve({ ended, code });
    };
    const abort = (): void => end('aborted', null);
    child.on('error', (error: NodeJS.ErrnoException) => end('noStart', error.code ?? error.message));
    // Not `close`: a grandchild of a wrapping command may hold what it inherited open for ever.
    child.on('exit', (code) => {
      // One that was killed exits after its end was told, and its file is closed by then.
      if (!done.signal.aborted) end(fstatSync(file).size > outputOctetsMax ? 'tooMuchOutput' : 'exit', code);
    });
    child.stdin?.on('error', () => {}); // A program that ends early closes its input: its exit status says why.
    child.stdin?.end(input);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
    const watch = async (): Promise<void> => {
      for (let leftMs = deadlineMs; leftMs > 0 && !done.signal.aborted; leftMs -= outputLookMs) {
        await clock.sleep(Math.min(outputLookMs, leftMs), done.signal);
        if (!done.signal.aborted && fstatSync(file).size > outputOctetsMax) end('tooMuchOutput', null);
      }
      end('deadline', null);
    };
    void watch();
  });
}

let names = 0;

/** A file that goes with its last holder. @throws Error when no place takes one */
function openNameless(): number {
  const place = `thongsuot-echoes-${process.pid}-${names++}`;
  try {
    return openIn('/dev/shm', place);
  } catch {
    return openIn(tmpdir(), place);
  }
}

function openIn(folder: string, name: string): number {
  const path = join(folder, name);
  // Exclusive: a file or a link that somebody laid there is not followed.
  const file = openSync(path, 'wx+', 0o600);
  unlinkSync(path);
  return file;
}

function textOf(file: number): string {
  const octets = Buffer.allocUnsafe(Math.min(fstatSync(file).size, outputOctetsMax));
  let length = 0;
  while (length < octets.length) {
    const read = readSync(file, octets, length, octets.length - length, length);
    if (read === 0) break;
    length += read;
  }
  return octets.toString('utf8', 0, length);
}
