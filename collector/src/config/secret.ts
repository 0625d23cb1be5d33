/** Reads the secrets that the config refers to. The only file that opens them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Secret, type SecretReference } from '@thongsuot/contract/config.ts';

/** A secret that is not where the config says; the message names the place, never the content. */
export class SecretMissing extends Error {
  override readonly name = 'SecretMissing';
}

/**
 * The secret that a reference names; one line end at its end is not part of it.
 * @throws SecretMissing when it is not there or empty.
 */
export function readSecret(reference: SecretReference, env: NodeJS.ProcessEnv = process.env): Secret {
  if ('env' in reference) {
    const value = env[reference.env];
    if (value === undefined || value === '')
      throw new SecretMissing(`the environment has no ${reference.env}, where the config keeps a secret; set it`);
    return new Secret(value);
  }
  if ('file' in reference) return fromFile(reference.file);
  const directory = env['CREDENTIALS_DIRECTORY'];
  if (directory === undefined) {
    throw new SecretMissing(
      `the config keeps a secret in the systemd credential ${reference.credential}, but this process was started without credentials; add LoadCredential=${reference.credential} to the unit`,
    );
  }
  return fromFile(join(directory, reference.credential));
}

function fromFile(path: string): Secret {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unreadable';
    throw new SecretMissing(`the secret in ${path} cannot be read (${code}); check the path and its owner`);
  }
  const value = text.replace(/\r?\n$/, '');
  if (value === '') throw new SecretMissing(`the secret in ${path} is empty; write it there`);
  return new Secret(value);
}
