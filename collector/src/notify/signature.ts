/** Signatures of webhooks in the form of Standard Webhooks (standardwebhooks.com, spec v1, symmetric). Pure. */
import { createHmac } from 'node:crypto';

/** The key of a secret: the octets of `whsec_<base64>`, else those of the text itself. */
export function signingKey(secret: string): Buffer {
  return secret.startsWith('whsec_') ? Buffer.from(secret.slice(6), 'base64') : Buffer.from(secret, 'utf8');
}

/** `v1,` and the base64 HMAC-SHA256 over `id.timestamp.body`; the time is Unix epoch seconds. */
export function signatureOf(key: Buffer, id: string, timestampS: number, body: string): string {
  return `v1,${createHmac('sha256', key).update(`${id}.${timestampS}.${body}`).digest('base64')}`;
}
