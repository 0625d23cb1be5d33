import type { UnitView } from '@thongsuot/contract/api.ts';
import { type DrillRequest, type DrillView, drillKinds, drillResults } from '@thongsuot/contract/api-duty.ts';
import { useMemo, useState } from 'preact/hooks';
import { useSteady } from '../board.ts';
import { browserRandom, createIds } from '../form/client-id.ts';
import { Choice, Form, NoteField, TextField } from '../form/fields.tsx';
import { parseLocalField, toLocalField } from '../form/local-time.ts';
import { useSubmit } from '../form/submit.ts';
import { useWords } from '../i18n/language.ts';
import { post } from '../request.ts';

export interface DrillFormProps {
  unit: UnitView;
  onDone(): void;
}

/** Records what somebody tried or saw of a unit; the collector then judges its readiness anew. */
export function DrillForm({ unit, onDone }: DrillFormProps) {
  const { words } = useWords();
  const { session } = useSteady();
  const [kind, setKind] = useState<DrillRequest['kind']>('drill');
  const [result, setResult] = useState<DrillRequest['result']>('passed');
  const [at, setAt] = useState(() => toLocalField(session.now()));
  const [by, setBy] = useState('');
  const [minutes, setMinutes] = useState('');
  const [note, setNote] = useState('');
  const idOf = useMemo(() => createIds('dt', browserRandom), []);
  const { sending, submit } = useSubmit(() => {
    const runtime = minutes.trim() === '' || kind === 'inspection' ? {} : { runtimeS: Number(minutes) * 60 };
    const body = {
      operator: unit.operator,
      unit: unit.unit,
      kind,
      // The field is required and the browser checks it: what is no time here is refused by the collector.
      at: parseLocalField(at) ?? 0,
      by: by.trim(),
      result,
      ...runtime,
      ...(note.trim() === '' ? {} : { note: note.trim() }),
    };
    const request: DrillRequest = { id: idOf(body), ...body };
    return post<DrillView>('/v1/drills', request);
  }, onDone);
  return (
    <Form
      label={words.backups.recordLabel(unit.unit)}
      sending={sending}
      verb={words.backups.record}
      submit={submit}
      onCancel={onDone}
    >
      <div class="form-row">
        <Choice
          label={words.backups.kind}
          value={kind}
          options={drillKinds.map((name) => [name, words.backups.kinds[name]] as const)}
          onChange={(chosen: DrillRequest['kind']) => setKind(chosen)}
        />
        <Choice
          label={words.backups.result}
          value={result}
          options={drillResults.map((name) => [name, words.backups.results[name]] as const)}
          onChange={(chosen: DrillRequest['result']) => setResult(chosen)}
        />
      </div>
      <div class="form-row">
        <TextField label={words.backups.at} type="datetime-local" value={at} onChange={setAt} />
        <TextField label={words.backups.by} value={by} lengthMax={200} onChange={setBy} />
        {kind === 'drill' && (
          <TextField
            label={words.backups.runtime}
            hint={words.backups.runtimeHint}
            type="number"
            required={false}
            value={minutes}
            onChange={setMinutes}
          />
        )}
      </div>
      <NoteField label={words.form.note} value={note} onChange={setNote} />
      <p class="footnote">{words.backups.attested}</p>
    </Form>
  );
}
