/** Sends echoes through fping, one process per shard. The world's side of `parse.ts`. */
import { spawn } from 'node:child_process';
import type { Clock } from '../clock.ts';
import type { AskOptions, EchoEngine, Echoes, EngineAnswer } from './echo.ts';
import { parseFping } from './fping-parse.ts';
import {
  echoIntervalMs,
  graceMs,
  outputOctetsMax,
  shardStaggerMs,
  shardsAtOnceMax,
  targetsPerShardMax,
} from './limits.ts';
import { createTurns } from './turns.ts';

export interface FpingOptions {
  /** The command that stands for fping, with its first arguments. Never passed through a shell. */
  command: readonly string[];
  clock: Clock;
}

/** What fping reads as one target per line; anything else could be read as two. */
const targetWord = /^[A-Za-z0-9:][A-Za-z0-9.:_%-]*$/;

/**
 * An engine that runs `fping -C count -q` and feeds it the targets on standard input. Each process has an ICMP
 * identifier of its own, is killed by its id when it outlives its own arithmetic, and is read up to a bound.
 */
export function createFping({ command, clock }: FpingOptions): EchoEngine {
  const turn = createTurns(shardsAtOnceMax);
  return {
    name: 'fping',
    async ask(addresses, options, signal) {
      const targets = [...new Set(addresses)].filter((address) => targetWord.test(address));
      const shards: string[][] = [];
      for (let i = 0; i < targets.length; i += targetsPerShardMax)
        shards.push(targets.slice(i, i + targetsPerShardMax));
      const answers = await Promise.all(
        shards.map((shard, index) =>
          turn(async () => {
            await clock.sleep((index % shardsAtOnceMax) * shardStaggerMs, signal);
            return runShard(command, shard, options, clock, signal);
          }),
        ),
      );
      const echoes = new Map<string, Echoes>();
      for (const answer of answers) for (const [address, burst] of answer.echoes) echoes.set(address, burst);
      const failure = answers.find((answer) => answer.failure !== undefined)?.failure;
      return failure === undefined ? { echoes } : { echoes, failure };
    },
  };
}

/** Arguments of fping after the command itself. `-O` takes the whole octet, of which DSCP is the upper six bits. */
export function fpingArguments(options: AskOptions): string[] {
  const whole = (ms: number): string => String(Math.max(1, Math.round(ms)));
  const args = ['-C', String(options.count), '-q', '-p', whole(options.periodMs)];
  args.push('-i', String(echoIntervalMs), '-t', whole(options.timeoutMs));
  if (options.source !== undefined) args.push('-S', options.source);
  if (options.dscp !== undefined) args.push('-O', String(options.dscp << 2));
  return args;
}

/** The longest that fping itself needs: rounds at the slower of period and interval, and the last echo's time-out. */
function ownTimeMs(targets: number, { count, periodMs, timeoutMs }: AskOptions): number {
  const roundMs = targets * echoIntervalMs;
  return (count - 1) * Math.max(periodMs, roundMs) + roundMs + timeoutMs;
}

async function runShard(
  command: readonly string[],
  targets: readonly string[],
  options: AskOptions,
  clock: Clock,
  signal: AbortSignal,
): Promise<EngineAnswer> {
  const program = command[0] ?? 'fping';
  const run = await runProcess(
    program,
    [...command.slice(1), ...fpingArguments(options)],
    `${targets.join('\n')}\n`,
    ownTimeMs(targets.length, options) + graceMs,
    clock,
    signal,
  );
  const { echoes, remarks } = parseFping(run.output, options.count);
  if (echoes.size > 0 && run.ended === 'exit') return { echoes };
  return { echoes, failure: explain(program, run, remarks) };
}

interface Run {
  output: string;
  /** How it ended; `code` is the exit status, or the error code of a start that failed. */
  ended: 'exit' | 'noStart' | 'deadline' | 'tooMuchOutput' | 'aborted';
  code: number | string | null;
}

function runProcess(
  program: string,
  args: readonly string[],
  input: string,
  deadlineMs: number,
  clock: Clock,
  signal: AbortSignal,
): Promise<Run> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let octets = 0;
    const done = new AbortController();
    // Figures are printed with a point in the C locale only.
    const child = spawn(program, args, { stdio: ['pipe', 'ignore', 'pipe'], env: { ...process.env, LC_ALL: 'C' } });
    const end = (ended: Run['ended'], code: number | string | null): void => {
      if (done.signal.aborted) return;
      done.abort();
      signal.removeEventListener('abort', abort);
      if (ended !== 'exit' && ended !== 'noStart') child.kill('SIGKILL');
      // A grandchild of a wrapping command may hold the pipe open for ever.
      child.stderr.destroy();
      child.stdin.destroy();
      resolve({ output: Buffer.concat(chunks).toString('utf8'), ended, code });
    };
    const abort = (): void => end('aborted', null);
    child.on('error', (error: NodeJS.ErrnoException) => end('noStart', error.code ?? error.message));
    child.on('close', (code) => end('exit', code));
    child.stdin.on('error', () => {}); // fping that ends early closes its input: its exit status says why.
    child.stderr.on('error', () => {});
    child.stderr.on('data', (chunk: Buffer) => {
      octets += chunk.length;
      if (octets > outputOctetsMax) end('tooMuchOutput', null);
      else chunks.push(chunk);
    });
    child.stdin.end(input);
    if (signal.aborted) abort();
    else signal.addEventListener('abort', abort, { once: true });
    void clock.sleep(deadlineMs, done.signal).then(() => end('deadline', null));
  });
}

/** Exit status of fping that is a failed system call (fping(8)), and of a shell's or `env`'s refusal and absence. */
const statusSystemCall = 4;
const statusNotExecutable = 126;
const statusNotFound = 127;

function explain(program: string, run: Run, remarks: readonly string[]): NonNullable<EngineAnswer['failure']> {
  const said = remarks.length === 0 ? 'and wrote nothing' : `and wrote: ${remarks.join('; ')}`;
  const failed = (detail: string) => ({ because: 'failed' as const, detail });
  if (run.ended === 'deadline') return failed(`${program} did not end within its time and was killed`);
  if (run.ended === 'tooMuchOutput') return failed(`${program} wrote over ${outputOctetsMax} octets and was killed`);
  if (run.ended === 'aborted') return failed(`${program} was stopped with the agent`);
  if (run.code === 'ENOENT' || run.code === statusNotFound) {
    return { because: 'missing', detail: `${program} is not installed` };
  }
  // EPERM: the file has cap_net_raw, and the capability is not in this process's bounding set (capabilities(7)).
  const refused = run.code === 'EACCES' || run.code === 'EPERM' || run.code === statusNotExecutable;
  const atSocket = run.code === statusSystemCall && !remarks.some((remark) => remark.includes('bind source'));
  if (refused || atSocket) return { because: 'refused', detail: `${program} ended with ${run.code} ${said}` };
  return failed(`${program} ended with ${run.code} ${said}`);
}
