/** Who may send a device's notifications: the credentials by which it is polled. Pure. */
import type { Claim } from './claim.ts';

/** What is needed of a secret; `Secret` of the contract is one. */
interface Revealable {
  reveal(): string;
}

export type TrapCredentials =
  | { version: '1' | '2c'; community: Revealable }
  | {
      version: '3';
      user: string;
      level: 'noAuthNoPriv' | 'authNoPriv' | 'authPriv';
      auth?: { protocol: string; key: Revealable } | undefined;
      priv?: { protocol: string; key: Revealable } | undefined;
    };

/**
 * Whether the claim is one that these credentials can prove: the community, or the user at no less than his level. A
 * device that is polled with a community sends in version 1 or 2c, whichever it is set to.
 */
export function fits(credentials: TrapCredentials, claim: Claim): boolean {
  if (credentials.version !== '3' || claim.version !== '3') {
    return (
      credentials.version !== '3' &&
      claim.version !== '3' &&
      claim.community.equals(Buffer.from(credentials.community.reveal()))
    );
  }
  if (claim.discovery) return true;
  if (claim.user !== credentials.user) return false;
  // Privacy without authentication does not exist (RFC 3412 §6.4), and the library would decrypt it unchecked.
  if (claim.encrypted && !claim.signed) return false;
  return (
    (credentials.level === 'noAuthNoPriv' || claim.signed) && (credentials.level !== 'authPriv' || claim.encrypted)
  );
}

/** Whether two devices are known to each other's senders: the same secrets stand behind both. */
export function alike(a: TrapCredentials, b: TrapCredentials): boolean {
  if (a.version === '3' && b.version === '3') {
    const same = (x: { protocol: string; key: Revealable } | undefined, y: typeof x): boolean =>
      x?.protocol === y?.protocol && x?.key.reveal() === y?.key.reveal();
    return a.user === b.user && a.level === b.level && same(a.auth, b.auth) && same(a.priv, b.priv);
  }
  return a.version !== '3' && b.version !== '3' && a.community.reveal() === b.community.reveal();
}
