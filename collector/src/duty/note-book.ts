/** Short notes that people leave on links, units, endpoints and alerts. */
import type { NoteRequest, NoteView } from '@thongsuot/contract/api-duty.ts';
import { ProblemError } from '../http/problem.ts';
import { type Actor, auditOf, canonical, type Made, requireSame } from './actor.ts';
import type { DutyFile } from './file.ts';
import { notesPerSubjectMax } from './limits.ts';

const scopeOf = ({ kind, id, operator }: NoteView['subject']) => `${kind} ${operator ?? ''}/${id}`;

export class NoteBook {
  readonly #file: DutyFile;

  constructor(file: DutyFile) {
    this.#file = file;
  }

  /** Notes on one subject, newest first. */
  of(subject: NoteView['subject']): NoteView[] {
    return this.#file.list<NoteView>('note', { scope: scopeOf(subject) }).map(({ body }) => body);
  }

  /** @throws ProblemError `conflict` for an id that is another note's, or when the subject has as many as it may. */
  add(request: NoteRequest, actor: Actor, now: number): Made<NoteView> {
    const known = this.#file.find<NoteView>('note', request.id);
    const text = canonical(request);
    if (known !== undefined) {
      requireSame('note', request.id, known.request, text);
      return { made: false, value: known.body };
    }
    const subject = { ...request.subject, operator: request.subject.operator ?? null };
    const scope = scopeOf(subject);
    if (this.#file.count('note', scope) >= notesPerSubjectMax)
      throw new ProblemError('conflict', `${scope} has ${notesPerSubjectMax} notes, which is the most there may be`);
    const note: NoteView = {
      id: request.id,
      subject,
      text: request.text,
      by: actor.name,
      byOperator: actor.operator,
      at: now,
    };
    this.#file.transaction(() => {
      this.#file.add('note', { id: note.id, scope, from: now, to: now, request: text, body: note });
      this.#file.audit(
        auditOf(actor, now, {
          action: 'noteAdded',
          operator: subject.operator ?? actor.operator,
          subject: scope,
          to: note.id,
          note: note.text,
        }),
      );
    });
    return { made: true, value: note };
  }
}
