import type { AlertView } from '@thongsuot/contract/api.ts';
import { useState } from 'preact/hooks';
import { useSteady } from '../board.ts';
import { Form, NoteField } from '../form/fields.tsx';
import { useSubmit } from '../form/submit.ts';
import { useWords } from '../i18n/language.ts';
import { sayRule } from '../i18n/say.ts';
import { endpointName } from '../names.ts';
import { post } from '../request.ts';

/** A button that becomes a form; `onAnswer` gets the alert as the collector then has it. */
export function Acknowledge({ alert, onAnswer }: { alert: AlertView; onAnswer(answer: AlertView): void }) {
  const { words, language } = useWords();
  const { names } = useSteady();
  const [open, setOpen] = useState(false);
  const [note, setNote] = useState('');
  const { sending, submit } = useSubmit(
    () => post<AlertView>(`/v1/alerts/${encodeURIComponent(alert.id)}/acknowledge`, { note: note.trim() }),
    (answer) => {
      setOpen(false);
      onAnswer(answer);
    },
  );
  const label = words.alertPage.acknowledgeLabel(
    sayRule(words, alert.rule),
    endpointName(names, alert.endpoint, language),
  );
  if (!open) {
    return (
      <button type="button" data-testid="acknowledge" aria-label={label} onClick={() => setOpen(true)}>
        {words.alertPage.acknowledge}
      </button>
    );
  }
  return (
    <Form
      label={label}
      sending={sending}
      verb={words.alertPage.acknowledge}
      submit={submit}
      onCancel={() => setOpen(false)}
    >
      <NoteField label={words.alertPage.acknowledgeNote} value={note} focus={true} onChange={setNote} />
    </Form>
  );
}
