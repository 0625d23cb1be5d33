/** Chooses how echoes are sent, and proves on 127.0.0.1 that they come back before any loss is believed. */
import { textLengthMax } from '@thongsuot/contract/limits.ts';
import type { Clock } from '../clock.ts';
import type { AskOptions, EchoEngine, EngineFailure } from './echo.ts';
import { fallbackTargetsMax } from './limits.ts';

export type EngineState =
  /** `fallback` is the sentence why the second engine serves. */
  | { kind: 'ready'; engine: EchoEngine; fallback?: string }
  /**
   * Echoes cannot be sent, or are not seen to return: nothing may be said about any target. `notPermitted` where a
   * permission is what is missing, `failed` for every other reason.
   */
  | { kind: 'notPermitted' | 'failed'; detail: string };

const loopback = '127.0.0.1';

/** Three echoes on loopback, 50 ms apart: the test takes 0.1 s where ICMP works. */
const testEchoes: AskOptions = { count: 3, periodMs: 50, timeoutMs: 1_000 };

export interface EngineChoice {
  fping: EchoEngine;
  /** The engine where fping is missing; absent when the fallback is switched off. */
  ping?: EchoEngine;
  /** Source address of the echoes, proved as well when it is set. */
  source?: string;
}

interface FailedTest {
  kind: 'failed';
  because: EngineFailure | 'lost' | 'source';
  detail: string;
}
type TestResult = { kind: 'passed' } | FailedTest;

/**
 * Runs the self-test and says which engine serves: fping, or npm `ping` where fping is not installed. Any other failure
 * of fping is not papered over: it is a permission that somebody has to give, and the sentence says which.
 */
export async function chooseEngine({ fping, ping, source }: EngineChoice, signal: AbortSignal): Promise<EngineState> {
  const first = await selfTest(fping, source, signal);
  if (first.kind === 'passed') return { kind: 'ready', engine: fping };
  if (first.because !== 'missing') return blind(first.because, remedy('fping', first));
  if (ping === undefined) {
    return blind('missing', `${first.detail}, so no echo can be sent and no loss is reported; install fping`);
  }
  const second = await selfTest(ping, source, signal);
  if (second.kind === 'passed') {
    return {
      kind: 'ready',
      engine: ping,
      fallback: `${first.detail}: ping serves in its place, for at most ${fallbackTargetsMax} targets; install fping`,
    };
  }
  if (second.because === 'missing') {
    return blind(
      'missing',
      'Neither fping nor ping is installed, so no echo can be sent and no loss is reported; install fping',
    );
  }
  return blind(second.because, remedy('ping', second));
}

/** Replies that are lost on loopback are a permission's fault but for a firewall there, and the remedy names both. */
const blind = (because: FailedTest['because'], detail: string): EngineState => ({
  kind: because === 'refused' || because === 'lost' ? 'notPermitted' : 'failed',
  detail: detail.slice(0, textLengthMax),
});

/** One reply is enough: the question is whether replies are seen at all. */
async function selfTest(engine: EchoEngine, source: string | undefined, signal: AbortSignal): Promise<TestResult> {
  const answer = await engine.ask([loopback], testEchoes, signal);
  if (answer.failure !== undefined) return { ...answer.failure, kind: 'failed' };
  const replied = (address: string, echoes = answer.echoes) =>
    echoes.get(address)?.some((rtt) => rtt !== null) ?? false;
  if (!replied(loopback)) return { kind: 'failed', because: 'lost', detail: 'no echo came back' };
  if (source === undefined) return { kind: 'passed' };
  // One's own address answers on the loopback interface: only a source that is not one's own can fail here.
  const own = await engine.ask([source], { ...testEchoes, source }, signal);
  if (own.failure === undefined && replied(source, own.echoes)) return { kind: 'passed' };
  return { kind: 'failed', because: 'source', detail: own.failure?.detail ?? `no echo came back to ${source}` };
}

function remedy(name: string, failed: FailedTest): string {
  const head = `ICMP self-test to ${loopback} with ${name}: ${failed.detail}; no loss is reported until it passes.`;
  switch (failed.because) {
    case 'refused':
      return (
        `${head} Give the service CAP_NET_RAW (systemd: AmbientCapabilities=CAP_NET_RAW, since NoNewPrivileges voids ` +
        "fping's own capability; containers: cap_add NET_RAW)"
      );
    case 'lost':
      return (
        `${head} fping 5.1 without CAP_NET_RAW loses every reply where net.ipv4.ping_group_range is open: ` +
        'give CAP_NET_RAW or install another version; else look for a firewall on lo'
      );
    case 'source':
      return `ICMP self-test with the configured source address: ${failed.detail}; no loss is reported until it passes. Set icmp.source to an address of this machine`;
    default:
      return `${head} Run ${name} ${loopback} by hand as the agent's user`;
  }
}

/** Keeps the present state: one test at a time, and no more often than `againMs` while it fails. */
export function createEngineKeeper(choice: EngineChoice, clock: Clock, againMs: number) {
  let state: EngineState | undefined;
  let testedMs = 0;
  let running: Promise<EngineState> | undefined;
  const test = (signal: AbortSignal): Promise<EngineState> => {
    running ??= chooseEngine(choice, signal)
      .then((next) => {
        // A test that was stopped with the agent says nothing about ICMP.
        if (signal.aborted && state !== undefined) return state;
        state = next;
        testedMs = clock.monotonicMs();
        return next;
      })
      .finally(() => {
        running = undefined;
      });
    return running;
  };
  return {
    /** Tests now. */
    test,
    /** The present state; tests first when there was none yet, or a failed one is old enough. */
    async ready(signal: AbortSignal): Promise<EngineState> {
      if (state?.kind === 'ready') return state;
      if (state !== undefined && clock.monotonicMs() - testedMs < againMs) return state;
      return test(signal);
    },
  };
}
