/** Signing in and out: what the collector answered, in the words of the page. The cookie itself no script can read. */
import { requestMsMax } from './limits.ts';
import { post, RequestFailed } from './request.ts';

/** Why nobody is signed in; the key of a sentence. */
export type SignInFailure = 'wrong' | 'tooOften' | 'busy' | 'refused' | 'noAnswer';

/** What a refusal means for him who signs in. Pure. */
export function failureOf(status: number | null): SignInFailure {
  switch (status) {
    case 400:
    case 401:
      return 'wrong';
    case 403:
    case 421:
      return 'refused';
    case 429:
      return 'tooOften';
    case 503:
      return 'busy';
    default:
      return 'noAnswer';
  }
}

/** Opens a session. Returns undefined when it is open, else why not. */
export async function signIn(name: string, password: string): Promise<SignInFailure | undefined> {
  try {
    await post('/v1/session', { name, password });
    return undefined;
  } catch (error) {
    return failureOf(error instanceof RequestFailed ? error.status : null);
  }
}

/** Ends the session. Returns whether the collector has ended it: while it has not, the cookie still counts. */
export async function signOut(): Promise<boolean> {
  try {
    const init = { method: 'DELETE', credentials: 'same-origin', redirect: 'error' } as const;
    return (await fetch('/v1/session', { ...init, signal: AbortSignal.timeout(requestMsMax) })).ok;
  } catch {
    return false;
  }
}

/**
 * Loads the page anew at the address where it is: what the user before has seen is in memory no more, and the fragment
 * leads back to the page that was asked for.
 */
export const beginAnew = (): void => location.reload();
