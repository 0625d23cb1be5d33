/** What a collector's answer to an empty batch says of the way, the certificate, the credential and the clocks. Pure. */
import { fail, type Line, ok, warn } from './line.ts';

export type Answered =
  | { kind: 'answered'; status: number; body: string; date?: string; location?: string }
  | { kind: 'failed' | 'proxyRefused'; because: string };

/**
 * The verdict on `{}` posted as a batch. An agent's credential is looked at first: 400 says that it was taken and the
 * batch was not one, 401 and 403 that it was not.
 */
export function judgeCollector(url: string, answer: Answered, elapsedMs: number | undefined): Line {
  const subject = `collector ${url}`;
  if (answer.kind !== 'answered') return fail(subject, `${answer.because}; ${remedyOf(answer)}`);
  const { status, body, location } = answer;
  const code = codeOf(body);
  const took = elapsedMs === undefined ? '' : ` in ${Math.round(elapsedMs)} ms`;
  if (status === 400 && code === 'batchMalformed') return ok(subject, `answers${took}; the credential is accepted`);
  if (status === 401)
    return fail(
      subject,
      'does not know the credential (401); compare collectors[].token with the agent in collector.yaml',
    );
  if (status === 403)
    return fail(
      subject,
      'knows the credential and does not let it send (403); it must be one of an agent, not of a person',
    );
  if (status === 429 || status === 503)
    return warn(
      subject,
      `answers ${status} (${code ?? 'no code'}): it is busy or its store does not answer; everything is kept meanwhile`,
    );
  if (status >= 300 && status < 400)
    return fail(
      subject,
      `redirects to ${location ?? 'another address'} (${status}), which is never followed; write the collector's own address into the config`,
    );
  return fail(
    subject,
    `answers ${status}${code === undefined ? '' : ` (${code})`}, expected 400 to an empty batch; something other than a collector answers there, such as a portal or a proxy`,
  );
}

function remedyOf({ kind, because }: { kind: 'failed' | 'proxyRefused'; because: string }): string {
  if (kind === 'proxyRefused') return 'give the proxy user and password in collectors[].proxy';
  if (/CERT_HAS_EXPIRED/.test(because)) return 'renew the collector’s certificate, or set this machine’s clock';
  if (/ERR_TLS_CERT_ALTNAME/.test(because))
    return 'the certificate is for another name: write that name into the config, or have it reissued';
  if (/SELF_SIGNED|UNABLE_TO_VERIFY|UNABLE_TO_GET_ISSUER/.test(because))
    return 'name the authority that signed the collector’s certificate as collectors[].tls.ca';
  if (/ERR_SSL|EPROTO|wrong version number/i.test(because))
    return 'the two sides do not agree on TLS: check http:// against https://, and the port';
  if (/ENOTFOUND|EAI_AGAIN/.test(because)) return 'the name does not resolve: check it, and this machine’s resolver';
  if (/ECONNREFUSED/.test(because)) return 'nothing listens there: check the port, and that the collector runs';
  return 'check the route, the firewall and the proxy between here and there';
}

/** `code` of a problem (RFC 9457); undefined when the body is none. */
function codeOf(body: string): string | undefined {
  try {
    const code = (JSON.parse(body) as { code?: unknown } | null)?.code;
    return typeof code === 'string' ? code : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Our clock less the collector's in ms, by the Date of its answer, which counts whole seconds; undefined without one.
 * `uncertaintyMs` is half of that second and half of the way.
 */
export function offsetOf(
  date: string | undefined,
  { sentAt, answeredAt }: { sentAt: number; answeredAt: number },
): { offsetMs: number; uncertaintyMs: number } | undefined {
  const theirs = date === undefined ? Number.NaN : Date.parse(date);
  if (!Number.isFinite(theirs)) return undefined;
  return { offsetMs: (sentAt + answeredAt) / 2 - (theirs + 500), uncertaintyMs: 500 + (answeredAt - sentAt) / 2 };
}

/** Above this a clock is kept by nobody. */
const offsetMsMax = 2_000;

export function judgeClock(offset: { offsetMs: number; uncertaintyMs: number } | undefined): Line {
  if (offset === undefined)
    return warn('clock', 'no collector answered with its time, so this clock was compared with none');
  const { offsetMs, uncertaintyMs } = offset;
  const words = `${(Math.abs(offsetMs) / 1_000).toFixed(1)} s ${offsetMs > 0 ? 'ahead of' : 'behind'} the collector's (± ${(uncertaintyMs / 1_000).toFixed(1)} s)`;
  if (Math.abs(offsetMs) - uncertaintyMs <= offsetMsMax) return ok('clock', `${words}`);
  return warn(
    'clock',
    `${words}; samples are stamped by the collector's time all the same, but set this clock by NTP (chrony or systemd-timesyncd)`,
  );
}
