import {
  type MaintenanceRequest,
  type MaintenanceSubject,
  type MaintenanceView,
  maintenanceKinds,
} from '@thongsuot/contract/api-duty.ts';
import { allOperators } from '@thongsuot/contract/storage.ts';
import { useMemo, useState } from 'preact/hooks';
import { useSteady } from '../board.ts';
import { browserRandom, createIds } from '../form/client-id.ts';
import { Choice, Form, NoteField, TextField } from '../form/fields.tsx';
import { parseIds } from '../form/ids.ts';
import { PeriodFields, usePeriod } from '../form/period.tsx';
import { useSubmit } from '../form/submit.ts';
import { useWords } from '../i18n/language.ts';
import { operatorName } from '../names.ts';
import { post } from '../request.ts';

/** Work begins in an hour and takes two, until somebody says otherwise: announced before its start. */
const hourMs = 3_600_000;

export interface AnnounceFormProps {
  /** What it is about, where the page it stands on is about one thing. */
  subject?: MaintenanceSubject & { operator: string };
  onDone(): void;
  onCancel(): void;
}

/** Announces maintenance of one or several things of an operator. */
export function AnnounceForm({ subject, onDone, onCancel }: AnnounceFormProps) {
  const { words, language } = useWords();
  const { names, session } = useSteady();
  const { me } = names;
  const [operator, setOperator] = useState(subject?.operator ?? me.operator ?? me.operators[0]?.id ?? '');
  const [kind, setKind] = useState<MaintenanceSubject['kind']>(subject?.kind ?? 'link');
  const [ids, setIds] = useState(subject?.id ?? '');
  const [note, setNote] = useState('');
  const period = usePeriod(session.now() + hourMs, 2 * hourMs);
  const idOf = useMemo(() => createIds('bd', browserRandom), []);
  const { sending, submit } = useSubmit(() => {
    const body = {
      operator,
      subjects: parseIds(ids).map((id) => ({ kind, id })),
      from: period.range?.from ?? 0,
      to: period.range?.to ?? 0,
      ...(note.trim() === '' ? {} : { note: note.trim() }),
    };
    const request: MaintenanceRequest = { id: idOf(body), ...body };
    return post<MaintenanceView>('/v1/maintenance', request);
  }, onDone);
  const operators = me.operators
    .filter(({ id }) => me.operator === null || id === me.operator)
    .map(({ id }) => [id, operatorName(names, id, language)] as const);
  if (me.operator === null && kind === 'endpoint') operators.push([allOperators, words.duty.allOperators]);
  const send = (event: Event) => (period.range === null ? event.preventDefault() : submit(event));
  return (
    <Form label={words.duty.announce} sending={sending} verb={words.duty.announce} submit={send} onCancel={onCancel}>
      {subject === undefined && (
        <div class="form-row">
          <Choice
            label={words.duty.subject}
            value={kind}
            options={maintenanceKinds.map((name) => [name, words.duty.subjectKinds[name]] as const)}
            onChange={(chosen: MaintenanceSubject['kind']) => setKind(chosen)}
          />
          <Choice label={words.form.operator} value={operator} options={operators} onChange={setOperator} />
        </div>
      )}
      {subject === undefined && (
        <TextField label={words.duty.subjects} hint={words.duty.subjectsHint} value={ids} onChange={setIds} />
      )}
      <PeriodFields period={period} />
      <NoteField label={words.form.note} value={note} onChange={setNote} />
      <p class="footnote">{words.duty.maintenanceExplain}</p>
    </Form>
  );
}
