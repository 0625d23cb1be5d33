/** Sends echoes through fping, one process per shard. The world's side of `parse.ts`. */
import type { Clock } from '../clock.ts';
import type { AskOptions, EchoEngine, Echoes, EngineAnswer } from './echo.ts';
import { parseFping } from './fping-parse.ts';
import {
  echoIntervalMs,
  echoIntervalMsUnprivileged,
  graceMs,
  outputOctetsMax,
  shardStaggerMs,
  shardsAtOnceMax,
  targetsPerShardMax,
} from './limits.ts';
import { type Run, runProcess } from './run-process.ts';
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
  let intervalMs = echoIntervalMs;
  const ask = async (shard: readonly string[], options: AskOptions, signal: AbortSignal): Promise<EngineAnswer> => {
    const answer = await runShard(command, shard, { ...options, intervalMs }, clock, signal);
    const refused = answer.failure?.detail ?? '';
    if (intervalMs >= echoIntervalMsUnprivileged || !isTooFast.test(refused)) return answer;
    intervalMs = echoIntervalMsUnprivileged;
    return runShard(command, shard, { ...options, intervalMs }, clock, signal);
  };
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
            // Those that waited for their turn start when another ends, which is staggered by itself.
            await clock.sleep(index < shardsAtOnceMax ? index * shardStaggerMs : 0, signal);
            return ask(shard, options, signal);
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

/** What fping built without "safe limits off" says to anybody but root (fping(8), -i and -p). */
const isTooFast = /too risky for mere mortals|You need -i/;

interface ShardOptions extends AskOptions {
  /** Between two echoes of the process. */
  intervalMs: number;
}

/** Arguments of fping after the command itself. `-O` takes the whole octet, of which DSCP is the upper six bits. */
export function fpingArguments(options: AskOptions, intervalMs: number = echoIntervalMs): string[] {
  const whole = (ms: number): string => String(Math.max(1, Math.round(ms)));
  const args = ['-C', String(options.count), '-q', '-p', whole(options.periodMs)];
  args.push('-i', String(intervalMs), '-t', whole(options.timeoutMs));
  if (options.source !== undefined) args.push('-S', options.source);
  if (options.dscp !== undefined) args.push('-O', String(options.dscp << 2));
  return args;
}

/** The longest that fping itself needs: rounds at the slower of period and interval, and the last echo's time-out. */
function ownTimeMs(targets: number, { count, periodMs, timeoutMs, intervalMs }: ShardOptions): number {
  const roundMs = targets * intervalMs;
  return (count - 1) * Math.max(periodMs, roundMs) + roundMs + timeoutMs;
}

async function runShard(
  command: readonly string[],
  targets: readonly string[],
  options: ShardOptions,
  clock: Clock,
  signal: AbortSignal,
): Promise<EngineAnswer> {
  const program = command[0] ?? 'fping';
  const run = await runProcess(
    program,
    [...command.slice(1), ...fpingArguments(options, options.intervalMs)],
    `${targets.join('\n')}\n`,
    ownTimeMs(targets.length, options) + graceMs,
    clock,
    signal,
  );
  const { echoes, remarks } = parseFping(run.output, options.count);
  if (echoes.size > 0 && run.ended === 'exit') return { echoes };
  return { echoes, failure: explain(program, run, remarks) };
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
