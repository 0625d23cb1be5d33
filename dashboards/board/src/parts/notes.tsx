import type { NoteRequest, NoteView } from '@thongsuot/contract/api-duty.ts';
import { useMemo, useState } from 'preact/hooks';
import { readNotes } from '../api.ts';
import { useBoard, useSteady } from '../board.ts';
import { browserRandom, createIds } from '../form/client-id.ts';
import { Form, NoteField } from '../form/fields.tsx';
import { useSubmit } from '../form/submit.ts';
import { formatWhen } from '../format.ts';
import { useWords } from '../i18n/language.ts';
import { useReading } from '../pages/reading.ts';
import { post } from '../request.ts';
import { plainSentence } from '../text.ts';
import { AnnounceForm } from './announce-form.tsx';

/** Notes on a link or an endpoint, newest first; from here its maintenance is announced as well. */
export function Notes({ subject }: { subject: NoteView['subject'] }) {
  const { words, language } = useWords();
  const { state } = useBoard('me');
  const { names, session } = useSteady();
  const [turn, setTurn] = useState(0);
  const [open, setOpen] = useState<'note' | 'work' | null>(null);
  const { kind, id, operator } = subject;
  const reading = useReading(`${kind} ${operator} ${id}`, state.generation + turn, (signal) =>
    readNotes(subject, signal),
  );
  const close = () => setOpen(null);
  const done = () => {
    close();
    setTurn((n) => n + 1);
  };
  const notes = reading.kind === 'read' ? reading.value : [];
  const owner = operator ?? names.me.operator ?? (kind === 'endpoint' ? 'all' : null);
  const work = kind === 'link' || kind === 'endpoint' ? kind : null;
  return (
    <section class="panel" aria-labelledby="notes-title" data-testid="notes">
      <div class="panel-head">
        <h2 id="notes-title">{words.duty.notes}</h2>
        {open === null && (
          <p class="panel-buttons">
            <button type="button" onClick={() => setOpen('note')}>
              {words.duty.addNote}
            </button>
            {work !== null && owner !== null && (
              <button type="button" onClick={() => setOpen('work')}>
                {words.duty.announce}
              </button>
            )}
          </p>
        )}
      </div>
      {open === 'note' && <NoteForm subject={subject} onDone={done} onCancel={close} />}
      {open === 'work' && work !== null && owner !== null && (
        <AnnounceForm subject={{ kind: work, id, operator: owner }} onDone={done} onCancel={close} />
      )}
      {reading.kind === 'read' && notes.length === 0 && <p class="empty">{words.duty.noNotes}</p>}
      {reading.kind === 'failed' && <p class="notice">{words.problem.failed}</p>}
      <ul class="list">
        {notes.map((note) => (
          <li class="item" key={note.id} data-testid="note-row">
            <p class="summary" dir="auto">
              {plainSentence(note.text)}
            </p>
            <p class="sub">{words.duty.noteBy(plainSentence(note.by), formatWhen(note.at, language, session.now()))}</p>
          </li>
        ))}
      </ul>
    </section>
  );
}

interface NoteFormProps {
  subject: NoteView['subject'];
  onDone(): void;
  onCancel(): void;
}

function NoteForm({ subject, onDone, onCancel }: NoteFormProps) {
  const { words } = useWords();
  const [text, setText] = useState('');
  const idOf = useMemo(() => createIds('gc', browserRandom), []);
  const { sending, submit } = useSubmit(() => {
    const { kind, id, operator } = subject;
    const body = { subject: { kind, id, ...(operator === null ? {} : { operator }) }, text: text.trim() };
    const request: NoteRequest = { id: idOf(body), ...body };
    return post<NoteView>('/v1/notes', request);
  }, onDone);
  return (
    <Form label={words.duty.addNote} sending={sending} verb={words.duty.saveNote} submit={submit} onCancel={onCancel}>
      <NoteField label={words.form.note} value={text} required={true} focus={true} onChange={setText} />
    </Form>
  );
}
