/** Sends echoes through npm `ping`, which starts the system's ping once per target. The fallback where fping is missing. */
import { isIPv6 } from 'node:net';
import ping from 'ping';
import type { Clock } from '../clock.ts';
import type { AskOptions, EchoEngine, Echoes, EngineAnswer } from './echo.ts';
import { fallbackAtOnceMax, fallbackTargetsMax, graceMs } from './limits.ts';
import { parsePing, pingHasSent, pingWasRefused } from './ping-parse.ts';
import { createTurns } from './turns.ts';

/** Seconds between two echoes that iputils allows to anyone (ping(8), -i). */
const periodSMin = 0.2;

/** An engine for at most `fallbackTargetsMax` targets; further ones are not asked. */
export function createPing({ clock }: { clock: Clock }): EchoEngine {
  const turn = createTurns(fallbackAtOnceMax);
  return {
    name: 'ping',
    async ask(addresses, options, signal) {
      const targets = [...new Set(addresses)]
        .filter((address) => !address.startsWith('-'))
        .slice(0, fallbackTargetsMax);
      const echoes = new Map<string, Echoes>();
      let failure: EngineAnswer['failure'];
      await Promise.all(
        targets.map((address) =>
          turn(async () => {
            if (signal.aborted) return;
            const result = await askOne(address, options, clock, signal);
            if ('because' in result) failure ??= result;
            else echoes.set(address, result);
          }),
        ),
      );
      return failure === undefined ? { echoes } : { echoes, failure };
    },
  };
}

async function askOne(
  address: string,
  options: AskOptions,
  clock: Clock,
  signal: AbortSignal,
): Promise<Echoes | NonNullable<EngineAnswer['failure']>> {
  const periodS = Math.max(periodSMin, options.periodMs / 1_000);
  const extra = ['-i', String(periodS)];
  if (options.dscp !== undefined) extra.push('-Q', String(options.dscp << 2));
  // Never ping's own deadline (-w): with it ping goes on sending until `count` replies have come, and loss is hidden.
  const probe = ping.promise
    .probe(address, {
      v6: isIPv6(address),
      min_reply: options.count,
      timeout: Math.max(1, Math.ceil(options.timeoutMs / 1_000)),
      ...(options.source === undefined ? {} : { sourceAddr: options.source }),
      extra,
    })
    .then(
      (response) => response.output,
      () => undefined,
    );
  const done = new AbortController();
  const limitMs = options.count * periodS * 1_000 + options.timeoutMs + graceMs;
  const stop = AbortSignal.any([signal, done.signal]);
  // The library keeps its process to itself: one that hangs is left to its own -c and -W, and not waited for.
  const output = await Promise.race([probe, clock.sleep(limitMs, stop).then(() => null)]);
  done.abort();
  if (output === null) return { because: 'failed', detail: `ping of ${address} did not end within its time` };
  if (output === undefined) return { because: 'missing', detail: 'ping is not installed, or may not be executed' };
  if (pingHasSent(output)) return parsePing(output, options.count);
  const said = output.trim().slice(0, 200);
  if (pingWasRefused(output)) return { because: 'refused', detail: `ping was refused and wrote: ${said}` };
  return { because: 'failed', detail: `ping of ${address} did not begin and wrote: ${said}` };
}
