/** What the state directory and the outbox in it look like to the account that the agent runs as. Pure. */
import { fail, type Line, ok, warn } from './line.ts';

export type DirectoryFacts =
  /** `creatable`: the nearest folder above it that is there may be written by us. */
  | { kind: 'absent'; creatable: boolean; freeOctets: number | undefined }
  | { kind: 'notADirectory' }
  | { kind: 'unreadable'; code: string }
  | {
      kind: 'present';
      mode: number;
      ownerUid: number;
      uid: number | undefined;
      writable: boolean;
      freeOctets: number | undefined;
    };

const gib = (octets: number): string => `${(octets / 1024 ** 3).toFixed(1)} GiB`;

/** `sizeMax` is what the outbox may grow to, `usedOctets` what it is now. */
export function judgeDirectory(path: string, facts: DirectoryFacts, sizeMax: number, usedOctets: number): Line[] {
  const subject = `state directory ${path}`;
  switch (facts.kind) {
    case 'notADirectory':
      return [fail(subject, 'is not a folder; set agent.stateDirectory to one')];
    case 'unreadable':
      return [fail(subject, `cannot be looked at (${facts.code}); run doctor as the agent's account`)];
    case 'absent':
      return [
        facts.creatable
          ? ok(subject, 'is not there yet; the agent makes it at its start')
          : fail(
              subject,
              'is not there and this account may not make it; create it for the agent’s account with mode 0700',
            ),
        ...space(subject, facts.freeOctets, sizeMax),
      ];
    case 'present': {
      if (!facts.writable) {
        const whose =
          facts.uid === facts.ownerUid ? '' : ` (it belongs to uid ${facts.ownerUid}, doctor runs as ${facts.uid})`;
        return [
          fail(
            subject,
            `cannot be written by this account${whose}; run doctor as the agent's account, or chown the folder to it`,
          ),
        ];
      }
      const lines: Line[] = [];
      // Root may write everywhere, and what it leaves behind the agent may not.
      if (facts.uid !== undefined && facts.uid !== facts.ownerUid)
        lines.push(
          warn(
            subject,
            `belongs to uid ${facts.ownerUid} and doctor runs as ${facts.uid}; run it as the agent's account to see what the agent sees`,
          ),
        );
      else if ((facts.mode & 0o077) !== 0)
        lines.push(
          warn(subject, `is open to other accounts (mode ${(facts.mode & 0o777).toString(8)}); run chmod 700 on it`),
        );
      else lines.push(ok(subject, 'belongs to this account, and to nobody else'));
      return [...lines, ...space(subject, facts.freeOctets, sizeMax - usedOctets)];
    }
  }
}

function space(subject: string, freeOctets: number | undefined, needed: number): Line[] {
  if (freeOctets === undefined) return [warn(subject, 'how much space is free could not be learnt')];
  if (freeOctets >= needed)
    return [ok(subject, `${gib(freeOctets)} free, the outbox may grow by ${gib(Math.max(0, needed))}`)];
  return [
    warn(
      subject,
      `${gib(freeOctets)} free and the outbox may grow by ${gib(needed)}; free space, or lower outbox.sizeMax: a full disk drops new samples, a bound drops old ones`,
    ),
  ];
}

/** How long the outbox keeps samples while no collector answers; `days` at the rate that the config makes. */
export function judgeHolding(days: number, samplesPerSecond: number, ageMaxDays: number): Line {
  const rate = `${samplesPerSecond.toFixed(1)} samples a second`;
  const words = `holds ${days.toFixed(1)} days without a collector at ${rate}${days >= ageMaxDays ? ' (its age bound)' : ''}`;
  return days >= Math.min(7, ageMaxDays)
    ? ok('outbox', words)
    : warn('outbox', `${words}; raise outbox.sizeMax for a week`);
}
