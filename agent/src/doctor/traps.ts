/** What `doctor` says of the trap receiver. Pure: the port is tried by `doctor.ts`. */
import { fail, type Line, ok } from './line.ts';

export type TrapsFound =
  | { kind: 'notConfigured' }
  /** The port could be had, and was given back. */
  | { kind: 'free' }
  /** It could not: the system's code, and the receiver's own words with the remedy. */
  | { kind: 'taken'; code: string; detail: string };

/** `agentRuns`: the agent of this config answers its /healthz, so that it is who has the port. */
export function judgeTraps(found: TrapsFound, listen: string, devices: number, agentRuns: boolean): Line {
  const subject = 'traps';
  if (found.kind === 'notConfigured')
    return ok(subject, 'not heard, since the config has no traps: { listen }; devices are polled at their intervals');
  const who = `traps of ${devices} ${devices === 1 ? 'device' : 'devices'}, each by its own address and credentials`;
  if (found.kind === 'free')
    return ok(subject, `${listen} can be listened on, for ${who}; point their trap destination here`);
  if (found.code === 'EADDRINUSE' && agentRuns)
    return ok(subject, `${listen} is held by the agent that runs here, for ${who}`);
  return fail(subject, found.detail);
}
