/** Checks a portal over HTTP(S): one sample a run. Between schedule and outbox. */
import type { CheckSample } from '@thongsuot/contract/sample.ts';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { PresentFinding } from '../finding.ts';
import { type FetchOptions, fetchPage, type Page, PageError } from './fetch-page.ts';
import {
  type CheckFailure,
  type CheckReason,
  type Expectation,
  holds,
  judgeAnswer,
  judgeError,
  judgeRedirect,
  tlsDaysLeft,
  tlsReason,
} from './judge.ts';
import { redirectsMax } from './limits.ts';

export interface PortalCheckOptions {
  id: string;
  url: string;
  expect?: Expectation;
  /** For the whole run: name, connection, certificate, redirects, body. */
  timeoutMs: number;
  intervalS: number;
  /** Certificate authority, PEM, of a portal that is not publicly signed. */
  ca?: string;
  /** @default the system's resolver */
  lookup?: FetchOptions['lookup'];
  clock: Clock;
  log: Logger;
}

export interface PortalRun {
  /** One sample; none when the check could not be made, of which nothing follows for the portal. */
  samples: CheckSample[];
  findings: PresentFinding[];
}

export interface PortalCheck {
  /** One run. It ends within `timeoutMs`, and at once when the signal is aborted, then without a sample. */
  run(signal: AbortSignal): Promise<PortalRun>;
}

class Refused extends Error {
  readonly failure: CheckFailure;
  readonly status: number;
  constructor(failure: CheckFailure, status: number) {
    super(failure);
    this.failure = failure;
    this.status = status;
  }
}

/**
 * A check of one portal. It follows at most five redirects on the portal's own host; a status of 300–399 that is itself
 * expected is not followed. `durationMs` is from the start to the end of the body, or to the expected text in it.
 */
export function createPortalCheck(options: PortalCheckOptions): PortalCheck {
  const { id, timeoutMs, intervalS, clock, log } = options;
  const expect = options.expect ?? {};
  const wanted = expect.status ?? 200;
  let last: boolean | undefined;

  const note = (up: boolean, failure: CheckFailure | undefined): void => {
    if (last !== up && !(up && last === undefined)) {
      if (up) log.info({ check: id }, 'Portal answers as expected again');
      else log.warn({ check: id, failure }, 'Portal does not answer as expected');
    }
    last = up;
  };

  const finding = (detail: string): PresentFinding => ({ code: 'checkFailed', subject: { check: id }, detail });

  const follow = async (fetching: FetchOptions): Promise<Page> => {
    let url = new URL(options.url);
    for (let redirects = 0; ; redirects++) {
      const page = await fetchPage(url, fetching);
      const redirected = page.status >= 300 && page.status < 400 && page.status !== 304 && page.status !== wanted;
      if (!redirected) return page;
      const next = judgeRedirect(url, page.location);
      if (next === undefined || redirects >= redirectsMax) throw new Refused('redirect', page.status);
      url = next;
    }
  };

  return {
    async run(signal) {
      const started = clock.monotonicMs();
      const deadline = new AbortController();
      const done = new AbortController();
      void clock.sleep(timeoutMs, AbortSignal.any([signal, done.signal])).then(() => deadline.abort());
      let validTo: string | undefined;
      const sampleOf = (
        failure: CheckFailure | undefined,
        status: number | undefined,
        reason?: CheckReason,
      ): CheckSample => {
        const at = clock.now();
        const daysLeft = tlsDaysLeft(validTo, at);
        const up = failure === undefined;
        note(up, failure);
        return {
          kind: 'check',
          at,
          check: id,
          intervalS,
          up,
          durationMs: Math.min(3_600_000, Math.round((clock.monotonicMs() - started) * 10) / 10),
          ...(status === undefined ? {} : { status }),
          ...(daysLeft === undefined ? {} : { tlsDaysLeft: daysLeft }),
          ...(failure === undefined ? {} : { failure }),
          ...(reason === undefined ? {} : { reason }),
        };
      };
      try {
        const page = await follow({
          signal: AbortSignal.any([signal, deadline.signal]),
          enough: (body) => expect.body !== undefined && holds(body, expect.body),
          ca: options.ca,
          lookup: options.lookup,
          onCertificate: (end) => {
            validTo = end;
          },
        });
        const status = page.status >= 100 && page.status <= 599 ? page.status : undefined;
        return { samples: [sampleOf(judgeAnswer(page, expect), status)], findings: [] };
      } catch (error) {
        if (signal.aborted) return { samples: [], findings: [] };
        if (deadline.signal.aborted) return { samples: [sampleOf('timeout', undefined)], findings: [] };
        if (error instanceof Refused) return { samples: [sampleOf(error.failure, error.status)], findings: [] };
        if (!(error instanceof PageError)) throw error;
        const verdict = judgeError(error.stage, error.code);
        const said = `${error.code ?? ''} ${error.message}`.trim().slice(0, 200);
        if ('own' in verdict) {
          return {
            samples: [],
            findings: [
              finding(
                `This server could not make the request (${said}), which says nothing about the portal; check its own network and limits`,
              ),
            ],
          };
        }
        // EAI_AGAIN: the name's servers and this server's resolver fail alike, and only a person can tell them apart.
        const doubtful = error.code === 'EAI_AGAIN';
        return {
          samples: [sampleOf(verdict.failure, undefined, reasonOf(error))],
          findings: doubtful
            ? [
                finding(
                  `The name in ${options.url} could not be looked up (${said}); check this server's own resolver before the portal's`,
                ),
              ]
            : [],
        };
      } finally {
        done.abort();
      }
    },
  };
}

/** What more is known of a request that failed: of a name only that it does not exist, since the resolver is our own. */
function reasonOf({ stage, code }: PageError): CheckReason | undefined {
  if (stage === 'tls') return tlsReason(code);
  return stage === 'dns' && code === 'ENOTFOUND' ? 'nxdomain' : undefined;
}
