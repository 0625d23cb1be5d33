/** The state of an endpoint from its paths and its own checks. Pure; DESIGN §8, Network. */
import type { State } from '@thongsuot/contract/api.ts';
import type { Role } from '@thongsuot/contract/reasons.ts';

export interface Path {
  role: Role;
  state: State;
}

export interface EndpointVerdict {
  state: State;
  /** No primary carries, a backup does. */
  onBackup: boolean;
  /** It has paths and every one of them is down. */
  isolated: boolean;
  paths: number;
  pathsUp: number;
}

const carries = (path: Path) => path.state === 'up' || path.state === 'degraded';

/**
 * The state of an endpoint: up while a path carries or its check succeeds; degraded while a primary is down or degraded,
 * or the check fails though a path carries; down when every path is down; unknown otherwise. `checks` holds a verdict
 * for each of its checks, null where it has none that is fresh.
 *
 * On backup needs every primary to be *down*: with one unknown, nobody can say which path carries. An endpoint whose
 * primaries are down and whose backup is unknown is unknown: perhaps it works. The primary's failure stands on its own.
 */
export function judgeEndpoint(paths: readonly Path[], checks: readonly (boolean | null)[]): EndpointVerdict {
  const primaries = paths.filter((p) => p.role === 'primary');
  const pathsUp = paths.filter(carries).length;
  const succeeds = checks.some((c) => c === true);
  const fails = checks.some((c) => c === false);
  const onBackup =
    primaries.length > 0 &&
    primaries.every((p) => p.state === 'down') &&
    paths.some((p) => p.role === 'backup' && carries(p));
  const allDown = paths.length > 0 && paths.every((p) => p.state === 'down');

  let state: State = 'unknown';
  if (pathsUp > 0 || succeeds) {
    const impaired = fails || primaries.some((p) => p.state === 'down' || p.state === 'degraded');
    state = impaired ? 'degraded' : 'up';
  } else if (allDown || fails) state = 'down';
  return { state, onBackup, isolated: allDown && !succeeds, paths: paths.length, pathsUp };
}
