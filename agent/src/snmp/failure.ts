/** The library's failures in the port's words. Pure. */
import { SnmpError } from './transport.ts';

/** The library's error in our words: its own carry digests and whatever else stood in the message. */
export function errorOf(error: Error & { code?: unknown; status?: unknown }, device: string): SnmpError {
  const { name, message } = error;
  if (name === 'RequestTimedOutError') return new SnmpError('timeout', '');
  if (name === 'RequestFailedError') {
    const status = message.split(':')[0] ?? 'an error';
    if (error.status === 1) return new SnmpError('tooBig', `${device} finds its reply too big`);
    if (error.status === 16) return new SnmpError('credentialsRefused', `${device} answers authorizationError`);
    return new SnmpError('error', `${device} answers ${status}`);
  }
  if (name === 'ResponseInvalidError') {
    if (
      error.code === 5 &&
      /^(Unsupported Security Level|Unknown User Name|Wrong Digest|Decryption Error)/.test(message)
    ) {
      return new SnmpError('credentialsRefused', `${device} refuses the user: ${message.replace(/ \(.*/, '')}`);
    }
    if (error.code === 4) return new SnmpError('credentialsRefused', `the reply of ${device} cannot be decrypted`);
    if (error.code === 5 || error.code === 11 || error.code === 14) {
      return new SnmpError('error', `${device} and its SNMP engine time do not agree; the next poll starts anew`);
    }
    return new SnmpError('malformed', `${device} answered something other than was asked`);
  }
  if (typeof error.code === 'string')
    return new SnmpError('network', `${device} cannot be reached: ${scrubbed(error)}`);
  return new SnmpError('error', `the request to ${device} failed in the SNMP library (${name})`);
}

/** Why a request got no answer: nothing came, or only what could not be taken for one. */
export function timeoutError(
  device: string,
  { tries, timeoutMs, malformed, refused }: { tries: number; timeoutMs: number; malformed: number; refused: number },
): SnmpError {
  if (malformed > 0)
    return new SnmpError('malformed', `${device} answered with ${malformed} datagrams that are not SNMP`);
  const besides = refused > 0 ? `; ${refused} forged or downgraded replies were refused` : '';
  return new SnmpError('timeout', `no answer from ${device} in ${tries} tries of ${timeoutMs} ms${besides}`);
}

/** Which of the OIDs a v1 noSuchName names; the library says it in its message only. */
export function noSuchNameIndex(
  error: (Error & { status?: unknown }) | undefined,
  oids: readonly string[],
): number | undefined {
  if (error?.status !== 2) return undefined;
  const index = oids.indexOf(error.message.replace(/^NoSuchName: /, ''));
  return index >= 0 ? index : oids.length === 1 ? 0 : undefined;
}

/** A system error's code, and nothing that could carry a community or a key. */
export function scrubbed(error: unknown): string {
  const code = error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
  return code ?? 'unknown error';
}
