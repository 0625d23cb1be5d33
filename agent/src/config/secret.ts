/** Secrets from where the config says they are kept. The one file of the agent that reads them. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Secret, type SecretReference } from '@thongsuot/contract/config.ts';

export type SecretLookup = { kind: 'found'; secret: Secret } | { kind: 'missing'; message: string };

/** The secret that a reference names, without the newline that editors leave behind it; or what is missing, and the remedy. */
export function lookUpSecret(reference: SecretReference, environment: NodeJS.ProcessEnv = process.env): SecretLookup {
  if ('env' in reference) {
    const value = environment[reference.env];
    if (value !== undefined && value !== '') return { kind: 'found', secret: new Secret(value) };
    return {
      kind: 'missing',
      message: `the environment variable ${reference.env} is not set; set it before the agent starts, or name a file`,
    };
  }
  let path: string;
  if ('file' in reference) path = reference.file;
  else {
    const directory = environment['CREDENTIALS_DIRECTORY'];
    if (directory === undefined) {
      return {
        kind: 'missing',
        message: `credential ${reference.credential} needs systemd (LoadCredential=), and CREDENTIALS_DIRECTORY is not set; name a file instead`,
      };
    }
    path = join(directory, reference.credential);
  }
  try {
    // Readable by others means that every account of the host holds the secret (it is root's business under /proc and systemd).
    const { mode } = statSync(path);
    if ((mode & 0o007) !== 0)
      return { kind: 'missing', message: `${path} can be read by every account of this host; run chmod o-rwx ${path}` };
    const value = readFileSync(path, 'utf8').replace(/\r?\n$/, '');
    if (value === '') return { kind: 'missing', message: `${path} is empty; write the secret into it` };
    return { kind: 'found', secret: new Secret(value) };
  } catch (error) {
    return {
      kind: 'missing',
      message: `${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? 'error'}); create it, readable by the agent's account`,
    };
  }
}
