/**
 * Client certificates: the agent that one names. The name is a URI in the certificate's subjectAltName (RFC 5280
 * §4.2.1.6), `thongsuot:OPERATOR/AGENT`; the subject is not looked at, and no other name counts.
 */
import type { Socket } from 'node:net';
import type { PeerCertificate } from 'node:tls';

export interface AgentName {
  operator: string;
  agent: string;
}

/** What a connection showed. `refused`: a certificate that says nothing, and why. */
export type ShownCertificate =
  | { kind: 'none' }
  | ({ kind: 'valid'; sha256: string } & AgentName)
  | { kind: 'refused'; because: string; sha256: string };

// A value with a comma or a quote stands in quotes (Node, since CVE-2021-44532): such a one is kept whole.
const entries = /(?:[^,"]|"(?:[^"\\]|\\.)*")+/g;
const ours = /^URI:thongsuot:([A-Za-z0-9][A-Za-z0-9._-]{0,63})\/([A-Za-z0-9][A-Za-z0-9._-]{0,63})$/;

/** The one agent that these names name, as Node prints them (`DNS:a, URI:b`); undefined when it is none or several. */
export function agentNameOf(subjectaltname: string | undefined): AgentName | undefined {
  const found = (subjectaltname?.match(entries) ?? []).flatMap((entry) => {
    const [, operator, agent] = ours.exec(entry.trim()) ?? [];
    return operator === undefined || agent === undefined ? [] : [{ operator, agent }];
  });
  return found.length === 1 ? found[0] : undefined;
}

/** What is asked of a TLS connection; a plain one has none of it. */
interface Shown {
  authorized?: boolean;
  authorizationError?: Error | string | null;
  getPeerCertificate?(): PeerCertificate | Record<string, never>;
}

interface Judged {
  shown: ShownCertificate;
  /** Unix epoch ms; a connection may outlive its certificate. */
  endsAt: number;
}

/** Looks at the certificates of connections; each is read once and judged by the clock with each request. */
export function createCertificateReader(now: () => number): (socket: Socket) => ShownCertificate {
  const known = new WeakMap<Socket, Judged>();
  const judge = (socket: Socket & Shown): Judged => {
    const certificate = socket.getPeerCertificate?.();
    // Checked first: a resumed session without a certificate counts as authorized.
    if (certificate === undefined || !('fingerprint256' in certificate))
      return { shown: { kind: 'none' }, endsAt: Number.POSITIVE_INFINITY };
    const sha256 = certificate.fingerprint256.replaceAll(':', '').toLowerCase();
    const endsAt = Date.parse(certificate.valid_to);
    if (socket.authorized !== true) {
      const because = reasonOf(socket.authorizationError);
      return { shown: { kind: 'refused', because, sha256 }, endsAt };
    }
    const name = agentNameOf(certificate.subjectaltname);
    if (name === undefined) {
      const because = 'it names no agent, or several; expected one URI:thongsuot:OPERATOR/AGENT in its subjectAltName';
      return { shown: { kind: 'refused', because, sha256 }, endsAt };
    }
    return { shown: { kind: 'valid', sha256, ...name }, endsAt };
  };
  return (socket) => {
    let judged = known.get(socket);
    if (judged === undefined) {
      judged = judge(socket);
      known.set(socket, judged);
    }
    const { shown, endsAt } = judged;
    // `!(<)`: a date that cannot be read is no date in the future.
    return shown.kind === 'valid' && !(now() < endsAt)
      ? { kind: 'refused', because: 'its time is over', sha256: shown.sha256 }
      : shown;
  };
}

function reasonOf(error: Error | string | null | undefined): string {
  const code = error instanceof Error ? ('code' in error ? String(error.code) : error.message) : (error ?? 'unknown');
  if (code === 'CERT_HAS_EXPIRED') return 'its time is over';
  if (code === 'CERT_NOT_YET_VALID') return 'its time has not come';
  return `it is not of the authority in listen.tls.clientCa (${code})`;
}
