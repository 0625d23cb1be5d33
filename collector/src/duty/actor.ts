/** Who declares something, and how a declaration is told from its repetition. Pure. */
import type { AuditView } from '@thongsuot/contract/api-duty.ts';
import { ProblemError } from '../http/problem.ts';

/** The credential behind a declaration. */
export interface Actor {
  name: string;
  role: 'operator' | 'department' | 'administrator';
  /** Of role `operator`; null for the others. */
  operator: string | null;
}

/** What was declared, and whether it is new; a repetition with the same body is not. */
export interface Made<T> {
  made: boolean;
  value: T;
}

/** What is told of a change beside who, when and what. */
export type AuditOf = Pick<AuditView, 'action' | 'operator' | 'subject'> &
  Partial<Pick<AuditView, 'from' | 'to' | 'note'>>;

/** The line of the audit trail for what somebody did. */
export const auditOf = (actor: Actor, at: number, entry: AuditOf): Omit<AuditView, 'seq'> => ({
  at,
  who: actor.name,
  role: actor.role,
  from: null,
  to: null,
  note: '',
  ...entry,
});

/** The JSON of a request with its keys in order, the same for the same request; keys without a value are left out. */
export const canonical = (request: object): string =>
  JSON.stringify(request, (_, value: unknown) =>
    value !== null && typeof value === 'object' && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)))
      : value,
  );

/** @throws ProblemError `conflict` when the id already stands for something else. */
export function requireSame(kind: string, id: string, before: string, request: string): void {
  if (before !== request)
    throw new ProblemError(
      'conflict',
      `${kind} ${id}: this id already stands for another one; send the same body to repeat it, or choose a new id`,
    );
}

export const invalid = (detail: string): ProblemError => new ProblemError('requestInvalid', detail);

/** Time as a person reads it in a refusal. */
export const timeText = (at: number): string => new Date(at).toISOString();
