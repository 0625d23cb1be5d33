/** What forms are made of: labelled fields, the buttons, and a refusal in words. */
import { textLengthMax } from '@thongsuot/contract/limits.ts';
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { useWords } from '../i18n/language.ts';
import { sayProblem } from '../i18n/say.ts';
import type { RequestFailed } from '../request.ts';
import type { Sending } from './submit.ts';

export interface FieldProps {
  label: string;
  hint?: string;
  /** The field itself, with the id that its label names. */
  children(id: string): ComponentChildren;
}

/** A label above its field. */
export function Field({ label, hint, children }: FieldProps) {
  const id = useId();
  return (
    <div class="field">
      <label class="field-label" for={id}>
        {label}
      </label>
      {children(id)}
      {hint !== undefined && <span class="sub">{hint}</span>}
    </div>
  );
}

export interface ChoiceProps<T extends string> {
  label: string;
  value: T;
  options: readonly (readonly [T, string])[];
  onChange(value: NoInfer<T>): void;
}

/** One of several. */
export function Choice<T extends string>({ label, value, options, onChange }: ChoiceProps<T>) {
  const choose = (text: string) => {
    const option = options.find(([name]) => name === text);
    if (option !== undefined) onChange(option[0]);
  };
  return (
    <Field label={label}>
      {(id) => (
        <select id={id} value={value} onChange={(event) => choose(event.currentTarget.value)}>
          {options.map(([name, text]) => (
            <option key={name} value={name}>
              {text}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}

export interface NoteProps {
  label: string;
  value: string;
  required?: boolean;
  /** Takes the focus when it appears: the form was asked for by a button. */
  focus?: boolean;
  onChange(text: string): void;
}

/** Free text of as much as the collector takes. */
export function NoteField({ label, value, required = false, focus = false, onChange }: NoteProps) {
  const area = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (focus) area.current?.focus();
  }, [focus]);
  return (
    <Field label={label}>
      {(id) => (
        <textarea
          id={id}
          ref={area}
          rows={2}
          maxLength={textLengthMax}
          required={required}
          value={value}
          onInput={(event) => onChange(event.currentTarget.value)}
        />
      )}
    </Field>
  );
}

export interface FormProps {
  label: string;
  sending: Sending;
  /** What the button says that sends. */
  verb: string;
  submit(event: Event): void;
  onCancel(): void;
  children: ComponentChildren;
}

/** A form with its buttons; Escape leaves it, and a refusal stands above the buttons. */
export function Form({ label, sending, verb, submit, onCancel, children }: FormProps) {
  const { words } = useWords();
  const leave = (event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    onCancel();
  };
  return (
    <form class="form" aria-label={label} onSubmit={submit} onKeyDown={leave} data-sending={sending.kind}>
      {children}
      {sending.kind === 'failed' && <Refusal failure={sending.failure} />}
      <p class="form-buttons">
        <button type="submit" class="primary" disabled={sending.kind === 'sending'}>
          {sending.kind === 'sending' ? words.form.sending : verb}
        </button>
        <button type="button" onClick={onCancel}>
          {words.form.cancel}
        </button>
      </p>
    </form>
  );
}

/** Why the collector did not do it, in the page's language; the engineer's sentence behind it is English. */
export function Refusal({ failure }: { failure: RequestFailed }) {
  const { words } = useWords();
  const { detail } = failure.problem;
  return (
    <div class="notice" role="alert" data-testid="refusal" data-status={failure.status ?? ''}>
      <p>{sayProblem(words, failure)}</p>
      {detail !== null && (
        <details>
          <summary>{words.form.detail}</summary>
          <p lang="en">{detail}</p>
        </details>
      )}
    </div>
  );
}

export interface TextFieldProps {
  label: string;
  hint?: string;
  value: string;
  required?: boolean;
  type?: 'text' | 'number' | 'datetime-local';
  lengthMax?: number;
  onChange(text: string): void;
}

/** One line; a number is not negative, a time is the province's. */
export function TextField({ label, hint, value, required = true, type = 'text', lengthMax, onChange }: TextFieldProps) {
  const { words } = useWords();
  const zone = type === 'datetime-local' ? words.form.provinceTime : undefined;
  const said = hint ?? zone;
  return (
    <Field label={label} {...(said === undefined ? {} : { hint: said })}>
      {(id) => {
        const common = {
          id,
          value,
          required,
          onInput: (event: { currentTarget: HTMLInputElement }) => onChange(event.currentTarget.value),
        };
        if (type === 'number') return <input {...common} type="number" min={0} step={1} />;
        if (type === 'datetime-local') return <input {...common} type="datetime-local" />;
        return <input {...common} type="text" maxLength={lengthMax} />;
      }}
    </Field>
  );
}
