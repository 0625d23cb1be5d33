import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { readSecret } from './secret.ts';

const directory = mkdtempSync(join(tmpdir(), 'ts-secret-'));
afterAll(() => rmSync(directory, { recursive: true }));
writeFileSync(join(directory, 'key'), 'canary-7781\n');
writeFileSync(join(directory, 'empty'), '\n');

describe('readSecret', () => {
  it.each([
    ['the environment', { env: 'KEY' }, { KEY: 'canary-7781' }],
    ['a file, without its line end', { file: join(directory, 'key') }, {}],
    ['a systemd credential', { credential: 'key' }, { CREDENTIALS_DIRECTORY: directory }],
  ])('reads it from %s', (_, reference, env) => {
    expect(readSecret(reference, env).reveal()).toBe('canary-7781');
  });

  it('prints as [secret] wherever it is shown', () => {
    const secret = readSecret({ env: 'KEY' }, { KEY: 'canary-7781' });
    expect(`${secret} ${JSON.stringify({ secret })}`).toBe('[secret] {"secret":"[secret]"}');
  });

  it.each([
    [
      'a variable that is not set',
      { env: 'NO' },
      {},
      'the environment has no NO, where the config keeps a secret; set it',
    ],
    [
      'a file that is not there',
      { file: '/nowhere/key' },
      {},
      'the secret in /nowhere/key cannot be read (ENOENT); check the path and its owner',
    ],
    [
      'an empty file',
      { file: join(directory, 'empty') },
      {},
      `the secret in ${join(directory, 'empty')} is empty; write it there`,
    ],
    [
      'a credential without systemd',
      { credential: 'key' },
      {},
      'the config keeps a secret in the systemd credential key, but this process was started without credentials; add LoadCredential=key to the unit',
    ],
  ])('says what to do about %s', (_, reference, env, sentence) => {
    expect(() => readSecret(reference, env)).toThrow(sentence);
  });
});
