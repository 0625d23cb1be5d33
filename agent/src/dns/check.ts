/** Checks that a name server answers a name rightly, and how long it takes: one sample a run. Between schedule and outbox. */
import type { CheckSample } from '@thongsuot/contract/sample.ts';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { PresentFinding } from '../finding.ts';
import { ask, hasWayTo, type Question } from './ask.ts';
import { judgeAnswers, judgeDnsError, type Verdict } from './judge.ts';
import { answersToldMax } from './limits.ts';

export interface DnsCheckOptions extends Question {
  id: string;
  /** Values that the answer may hold, and no others; empty for any. */
  expect: readonly string[];
  /** For the whole run, its second try included. */
  timeoutMs: number;
  intervalS: number;
  clock: Clock;
  log: Logger;
}

export interface DnsRun {
  /** One sample; none when this machine could not ask, of which nothing follows for the server. */
  samples: CheckSample[];
  findings: PresentFinding[];
}

export interface DnsCheck {
  /** One run. It ends within `timeoutMs`, and at once when the signal is aborted, then without a sample. */
  run(signal: AbortSignal): Promise<DnsRun>;
}

/** A check of one name at one server. `durationMs` is from the question to the answer, or to the end of waiting for it. */
export function createDnsCheck(options: DnsCheckOptions): DnsCheck {
  const { id, type, server, expect, timeoutMs, intervalS, clock, log } = options;
  let last: string | undefined;

  const note = (verdict: Verdict, answers: readonly string[]): void => {
    if ('own' in verdict) return;
    const now = verdict.up ? 'up' : (verdict.reason ?? verdict.failure);
    if (now === last) return;
    if (verdict.up && last !== undefined) log.info({ check: id }, 'Name is answered as expected again');
    if (!verdict.up) {
      log.warn(
        { check: id, failure: now, answers: answers.slice(0, answersToldMax) },
        'Name is not answered as expected',
      );
    }
    last = now;
  };

  const lookUp = async (
    signal: AbortSignal,
  ): Promise<{ verdict: Verdict; answers: readonly string[]; said: string }> => {
    try {
      const answers = await ask(options, timeoutMs, signal);
      return { verdict: judgeAnswers(type, answers, expect), answers, said: '' };
    } catch (error) {
      const code = error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
      // Cancelled by our own deadline: the server has had all of its time.
      const asked = code === 'ECANCELLED' ? 'ETIMEOUT' : code;
      return { verdict: judgeDnsError(asked, await hasWayTo(server)), answers: [], said: code ?? String(error) };
    }
  };

  return {
    async run(signal) {
      const started = clock.monotonicMs();
      const deadline = new AbortController();
      const done = new AbortController();
      void clock.sleep(timeoutMs, AbortSignal.any([signal, done.signal])).then(() => deadline.abort());
      const { verdict, answers, said } = await lookUp(AbortSignal.any([signal, deadline.signal]));
      const durationMs = Math.min(3_600_000, Math.round((clock.monotonicMs() - started) * 10) / 10);
      done.abort();
      if (signal.aborted) return { samples: [], findings: [] };
      note(verdict, answers);
      if ('own' in verdict) {
        const detail = `This server has no way to the name server ${server.address} (${said}), which says nothing about it; check its own network and limits`;
        return { samples: [], findings: [{ code: 'checkFailed', subject: { check: id }, detail }] };
      }
      const { up, ...why } = verdict;
      return {
        samples: [{ kind: 'check', at: clock.now(), check: id, intervalS, up, durationMs, ...why }],
        findings: [],
      };
    },
  };
}
