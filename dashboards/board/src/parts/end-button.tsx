import { useState } from 'preact/hooks';
import { Form, NoteField } from '../form/fields.tsx';
import { useSubmit } from '../form/submit.ts';
import { useWords } from '../i18n/language.ts';
import { post } from '../request.ts';

export interface EndButtonProps {
  /** What the button says, and the whole of it for who does not see the row around it. */
  verb: string;
  label: string;
  path: string;
  onDone(): void;
}

/** Ends something that was declared, with a reason. */
export function EndButton({ verb, label, path, onDone }: EndButtonProps) {
  const { words } = useWords();
  const [open, setOpen] = useState(false);
  const [note, setNote] = useState('');
  const { sending, submit } = useSubmit(
    () => post<unknown>(path, { note: note.trim() }),
    () => {
      setOpen(false);
      onDone();
    },
  );
  if (!open) {
    return (
      <button type="button" aria-label={label} onClick={() => setOpen(true)}>
        {verb}
      </button>
    );
  }
  return (
    <Form label={label} sending={sending} verb={verb} submit={submit} onCancel={() => setOpen(false)}>
      <NoteField label={words.duty.reason} value={note} required={true} focus={true} onChange={setNote} />
    </Form>
  );
}
