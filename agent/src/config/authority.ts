/** Certificate authorities from the files that the config names. */
import { readFileSync } from 'node:fs';

export type AuthorityLookup = { kind: 'found'; pem: string } | { kind: 'missing'; message: string };

/** The certificates (PEM) in a file, or what is wrong with it, and the remedy. */
export function lookUpAuthority(path: string): AuthorityLookup {
  let pem: string;
  try {
    pem = readFileSync(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'error';
    return {
      kind: 'missing',
      message: `${path} cannot be read (${code}); put the certificate there, readable by the agent's account`,
    };
  }
  if (/-----BEGIN (X509 |TRUSTED )?CERTIFICATE-----/.test(pem)) return { kind: 'found', pem };
  return {
    kind: 'missing',
    message: `${path} holds no certificate in PEM; expected -----BEGIN CERTIFICATE-----, which openssl x509 -in FILE -outform PEM prints`,
  };
}
