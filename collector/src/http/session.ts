/** Sign-in with a name and a password: who may, how often, and whose a session is. */
import { createHash } from 'node:crypto';
import { passwordChecksMax, passwordChecksWaitingMax } from '../limits.ts';
import type { OperationalFile } from '../operational.ts';
import { ProblemError } from './problem.ts';
import { nobodysPassword, passwordMatches } from './session-password.ts';
import { createSessionTable, type SessionRow } from './session-table.ts';
import { createThrottle } from './session-throttle.ts';
import type { Viewer } from './views.ts';

/** A user who signs in by password. */
export interface PasswordUser {
  viewer: Viewer;
  passwordScrypt: string;
}

export interface SignedIn {
  viewer: Viewer;
  /** Unix epoch ms. */
  endsAt: number;
}

export interface Sessions {
  /**
   * Opens a session; undefined when name and password are not a user's, which takes as long for a name that nobody has.
   * @throws ProblemError `rateLimited` or `overloaded`, with the wait.
   */
  signIn(name: string, password: string, remote: string): Promise<(SignedIn & { id: string }) | undefined>;
  /** Whose session it is now, in the role that the config gives him now; undefined once it has ended. */
  find(id: string): SignedIn | undefined;
  end(id: string): void;
  /** From now on these users: sessions of others end, and those of users with another password. */
  replace(users: readonly PasswordUser[]): void;
}

export interface SessionsOptions {
  operational: OperationalFile;
  users: readonly PasswordUser[];
  clock: { now(): number; monotonicMs(): number };
}

const proofOf = (passwordScrypt: string): string => createHash('sha256').update(passwordScrypt).digest('base64');

export function createSessions({ operational, users, clock }: SessionsOptions): Sessions {
  const table = createSessionTable(operational);
  const throttle = createThrottle(clock.monotonicMs);
  const check = createChecker();
  let known = new Map<string, PasswordUser & { proof: string }>();
  const isCurrent = ({ user, proof }: SessionRow) => known.get(user)?.proof === proof;
  const sessions: Sessions = {
    async signIn(name, password, remote) {
      const waitMs = throttle.attempt(name, remote);
      if (waitMs > 0)
        throw new ProblemError('rateLimited', 'too many attempts to sign in; wait as long as Retry-After says', {
          retryAfterS: Math.ceil(waitMs / 1_000),
        });
      const user = known.get(name.normalize('NFC'));
      const right = await check(password, user?.passwordScrypt ?? nobodysPassword);
      // The config may have been taken anew meanwhile.
      if (!right || user === undefined || known.get(user.viewer.name)?.proof !== user.proof) return undefined;
      throttle.succeeded(name, remote);
      return { ...table.open(user.viewer.name, user.proof, clock.now()), viewer: user.viewer };
    },
    find(id) {
      const row = table.find(id, clock.now());
      const user = row === undefined ? undefined : known.get(row.user);
      if (row === undefined || user === undefined || user.proof !== row.proof) return undefined;
      return { viewer: user.viewer, endsAt: row.endsAt };
    },
    end: table.end,
    replace(next) {
      known = new Map(
        next.map(({ viewer, passwordScrypt }) => {
          const name = viewer.name.normalize('NFC');
          return [name, { viewer: { ...viewer, name }, passwordScrypt, proof: proofOf(passwordScrypt) }];
        }),
      );
      table.prune(isCurrent);
    },
  };
  sessions.replace(users);
  return sessions;
}

/** Checks passwords, so many at a time; the others wait in the order in which they came. */
function createChecker(): typeof passwordMatches {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (password, kept) => {
    if (running >= passwordChecksMax) {
      if (waiting.length >= passwordChecksWaitingMax)
        throw new ProblemError('overloaded', 'too many sign in at once; try again', { retryAfterS: 5 });
      // Whoever ends hands its place on: `running` stays as it is.
      await new Promise<void>((turn) => waiting.push(turn));
    } else running++;
    try {
      return await passwordMatches(password, kept);
    } finally {
      const next = waiting.shift();
      if (next === undefined) running--;
      else next();
    }
  };
}
