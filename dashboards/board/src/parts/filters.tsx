import { type ClassCode, endpointClasses } from '@thongsuot/contract/classes.ts';
import type { ComponentChildren } from 'preact';
import { useSteady } from '../board.ts';
import { Choice } from '../form/fields.tsx';
import { useWords } from '../i18n/language.ts';
import { operatorName } from '../names.ts';

/** The row of choices above a list. */
export function Filters({ children }: { children: ComponentChildren }) {
  const { words } = useWords();
  return (
    <fieldset class="filters">
      <legend class="visually-hidden">{words.filter.label}</legend>
      {children}
    </fieldset>
  );
}

interface FilterProps<T> {
  value: T | null;
  onChange(value: NoInfer<T> | null): void;
}

export interface FilterChoiceProps<T extends string> extends FilterProps<T> {
  label: string;
  options: readonly (readonly [T, string])[];
}

/** One of several, or all; "all" is the empty value, which no id and no code is. */
export function FilterChoice<T extends string>({ label, value, options, onChange }: FilterChoiceProps<T>) {
  const { words } = useWords();
  return (
    <Choice<T | ''>
      label={label}
      value={value ?? ''}
      options={[['', words.filter.all], ...options]}
      onChange={(chosen) => onChange(chosen === '' ? null : chosen)}
    />
  );
}

/** The operators that the viewer may see; nothing where there is one, since it would choose nothing. */
export function OperatorFilter({ value, onChange }: FilterProps<string>) {
  const { words, language } = useWords();
  const { names } = useSteady();
  const { operators } = names.me;
  if (operators.length < 2) return null;
  return (
    <FilterChoice
      label={words.filter.operator}
      value={value}
      options={operators.map(({ id }) => [id, operatorName(names, id, language)] as const)}
      onChange={onChange}
    />
  );
}

/** The classes that some endpoint has, in the contract's order. */
export function ClassFilter({ value, onChange }: FilterProps<ClassCode>) {
  const { words, language } = useWords();
  const { names } = useSteady();
  const present = new Set<string>();
  for (const { classes } of names.endpoints.values()) for (const code of classes) present.add(code);
  const options = Object.entries(endpointClasses)
    .filter(([code]) => present.has(code))
    .map(([code, names]) => [code as ClassCode, names[language]] as const);
  return <FilterChoice label={words.filter.class} value={value} options={options} onChange={onChange} />;
}
