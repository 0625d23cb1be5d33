/** Which thresholds a config names, and what changed from one config to the next. Pure. */
import type { ClassThresholds } from '@thongsuot/contract/classes.ts';

interface Layer {
  thresholds: Partial<ClassThresholds>;
  source: string;
}

/** The parts of the register that name thresholds. */
export interface ThresholdRegister {
  classes: Partial<Record<string, Layer>>;
  operators: readonly { id: string; classes?: Partial<Record<string, Layer>> }[];
  endpoints: readonly { id: string; thresholds?: Layer }[];
}

/** Each figure that a register names, by where it stands: `classes.HOSPITAL.utilizationWarning` → 0.65. */
export type NamedThresholds = Record<string, number>;

export function namedThresholds(register: ThresholdRegister): NamedThresholds {
  const named: NamedThresholds = {};
  const add = (place: string, layer: Layer | undefined) => {
    for (const [name, value] of Object.entries(layer?.thresholds ?? {})) named[`${place}.${name}`] = value;
  };
  for (const [code, layer] of Object.entries(register.classes)) add(`classes.${code}`, layer);
  for (const { id, classes } of register.operators)
    for (const [code, layer] of Object.entries(classes ?? {})) add(`operators.${id}.classes.${code}`, layer);
  for (const { id, thresholds } of register.endpoints) add(`endpoints.${id}.override`, thresholds);
  return named;
}

export interface ThresholdChange {
  subject: string;
  /** The operator whose layer it is; null: the province's. */
  operator: string | null;
  /** Null: the layer below held, or holds from now on. */
  from: number | null;
  to: number | null;
}

/** What differs, in the order of its names. */
export function changedThresholds(before: NamedThresholds, after: NamedThresholds): ThresholdChange[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names
    .filter((name) => before[name] !== after[name])
    .map((subject) => ({
      subject,
      // Ids have dots, so the operator is what stands before the class.
      operator: /^operators\.(.+)\.classes\.[A-Z0-9-]+\.[A-Za-z]+$/.exec(subject)?.[1] ?? null,
      from: before[subject] ?? null,
      to: after[subject] ?? null,
    }));
}
