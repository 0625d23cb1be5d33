import { useState } from 'preact/hooks';
import { useWords } from '../i18n/language.ts';
import { TextField } from './fields.tsx';
import { parseLocalField, toLocalField } from './local-time.ts';

export interface Period {
  from: string;
  to: string;
  /** The times meant; null while they are no period. */
  range: { from: number; to: number } | null;
  setFrom(text: string): void;
  setTo(text: string): void;
}

/** A period that begins at `from` and lasts `lengthMs`, to be changed by hand. */
export function usePeriod(from: number, lengthMs: number): Period {
  const [first, setFrom] = useState(() => toLocalField(from));
  const [last, setTo] = useState(() => toLocalField(from + lengthMs));
  const [start, end] = [parseLocalField(first), parseLocalField(last)];
  const range = start !== null && end !== null && start < end ? { from: start, to: end } : null;
  return { from: first, to: last, range, setFrom, setTo };
}

/** Its two fields; what is wrong with them is said at once. */
export function PeriodFields({ period }: { period: Period }) {
  const { words } = useWords();
  return (
    <>
      <div class="form-row">
        <TextField label={words.form.from} type="datetime-local" value={period.from} onChange={period.setFrom} />
        <TextField label={words.form.to} type="datetime-local" value={period.to} onChange={period.setTo} />
      </div>
      {period.range === null && (
        <p class="notice" role="alert">
          {words.form.endBeforeStart}
        </p>
      )}
    </>
  );
}
