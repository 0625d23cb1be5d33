/**
 * Makes credentials: a token that is shown once, or a password that its owner types, and the line of `collector.yaml`
 * that knows it by its hash. Pure but for the random octets.
 */
import { createHash, randomBytes } from 'node:crypto';
import { id } from '@thongsuot/contract/id.ts';
import { makePasswordScrypt } from './http/session-password.ts';
import { passwordLengthMax, passwordLengthMin } from './limits.ts';
import { SetupError } from './server.ts';

export interface NewCredential {
  name: string;
  /** True: an agent’s. Else a viewer’s, of this role. */
  agent: boolean;
  role: string | undefined;
  operator: string | undefined;
}

export interface MadeCredential {
  /** 256 random bits in base64url. */
  token: string;
  /** Where the line goes, and the line. */
  place: string;
  line: string;
}

/** @throws SetupError when the wishes contradict each other. */
export function makeCredential(wish: NewCredential, random: (octets: number) => Buffer = randomBytes): MadeCredential {
  const { name, agent, role, operator } = wish;
  const token = random(32).toString('base64url');
  const sha256 = createHash('sha256').update(token).digest('hex');
  if (agent) {
    if (operator === undefined || role !== undefined)
      throw new SetupError('an agent belongs to an operator and has no role: user add NAME --agent --operator ID');
    requireId(name);
    const line = `- { id: ${name}, tokens: [${sha256}] }`;
    return { token, place: `operators, id: ${operator}, agents`, line };
  }
  const line = lineOf(wish, `tokenSha256: ${sha256}`);
  return { token, place: 'users', line };
}

/**
 * The line of a user who signs in on the board. `again` is the password as it was typed the second time.
 * @throws SetupError when the wishes contradict each other, the two differ, or the password is too short or too long.
 */
export async function makePasswordUser(
  wish: NewCredential,
  password: string,
  again: string,
): Promise<Omit<MadeCredential, 'token'>> {
  if (wish.agent) throw new SetupError('an agent shows a token or a certificate; leave --password out');
  // Looked at before the quarter of a second that the hash takes.
  lineOf(wish, '');
  if (password.normalize('NFC') !== again.normalize('NFC'))
    throw new SetupError('the two passwords differ; nothing was made, try again');
  const length = [...password.normalize('NFC')].length;
  if (length < passwordLengthMin || length > passwordLengthMax)
    throw new SetupError(
      `found a password of ${length} characters, expected ${passwordLengthMin} to ${passwordLengthMax}; some words in a row are good`,
    );
  return { place: 'users', line: lineOf(wish, `passwordScrypt: '${await makePasswordScrypt(password)}'`) };
}

function lineOf({ name, role, operator }: NewCredential, proof: string): string {
  if (role !== 'operator' && role !== 'department' && role !== 'administrator')
    throw new SetupError(`found role ${role ?? 'none'}, expected operator, department or administrator (--role)`);
  if ((role === 'operator') !== (operator !== undefined))
    throw new SetupError('a user of role operator names his operator (--operator ID), and nobody else does');
  const of = operator === undefined ? '' : ` operator: ${operator},`;
  return `- { name: ${JSON.stringify(name)}, role: ${role},${of} ${proof} }`;
}

function requireId(name: string): void {
  const parsed = id.safeParse(name);
  if (!parsed.success)
    throw new SetupError(`${JSON.stringify(name)}: ${parsed.error.issues[0]?.message ?? 'not an id'}`);
}
