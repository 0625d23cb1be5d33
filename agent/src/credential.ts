/** The credential of one collector as its files hold it now: a token or certificate that is exchanged needs no restart. */
import type { Secret, SecretReference } from '@thongsuot/contract/config.ts';
import { lookUpAuthority } from './config/authority.ts';
import type { LoadedConfig } from './config/load.ts';
import type { CollectorConfig } from './config/schema.ts';
import { lookUpSecret } from './config/secret.ts';
import type { Credential } from './deliver/credential.ts';

/**
 * Reads the credential anew at each call. What cannot be read at the moment (a file that is being replaced) is as it was
 * read last, at the least when the config was loaded.
 * @throws Error when a certificate could never be read
 */
export function credentialSource(
  { token, tls, proxy }: CollectorConfig,
  { secretOf }: Pick<LoadedConfig, 'secretOf'>,
): () => Credential {
  const lastRead = new Map<string, string>();
  const secret = (reference: SecretReference): string => {
    const found = lookUpSecret(reference);
    const key = JSON.stringify(reference);
    const read: Secret | undefined = found.kind === 'found' ? found.secret : undefined;
    const text = read?.reveal() ?? lastRead.get(key) ?? secretOf(reference).reveal();
    lastRead.set(key, text);
    return text;
  };
  const certificates = (path: string): string => {
    const found = lookUpAuthority(path);
    const text = found.kind === 'found' ? found.pem : lastRead.get(path);
    if (text === undefined) throw new Error(found.kind === 'missing' ? found.message : path);
    lastRead.set(path, text);
    return text;
  };
  return () => ({
    ...(token !== undefined && { token: secret(token).trim() }),
    tls: {
      ...(tls.ca !== undefined && { ca: certificates(tls.ca) }),
      ...(tls.certificate !== undefined && { certificate: certificates(tls.certificate) }),
      ...(tls.key !== undefined && { key: secret(tls.key) }),
    },
    ...(proxy?.username !== undefined &&
      proxy.password !== undefined && {
        // RFC 7617 §2.1: user and password in UTF-8.
        proxyAuthorization: `Basic ${Buffer.from(`${proxy.username}:${secret(proxy.password)}`).toString('base64')}`,
      }),
  });
}
