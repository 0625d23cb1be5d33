/** `objects` of a unit in `agent.yaml`: facts that no profile reads, each by an OID of the equipment's own papers. */
import { type FactName, factNames, factRatioMax, facts } from '@thongsuot/contract/facts.ts';
import { z } from 'zod';
import { configuredObjectsMax } from './limits.ts';

const oid = z.string().regex(/^1\.3\.6(\.\d+){3,60}$/, {
  error: 'expected an OID in figures, such as 1.3.6.1.4.1.99999.1.2.0',
});
const whole = z.int().min(-2_147_483_648).max(4_294_967_295);
const word = z.string().min(1).max(64);

/** How a fact is read. Which of these keys it needs follows from the fact's unit. */
const object = z.strictObject({
  /** The instance, ending in .0, or the column when `rows` is set. */
  oid,
  rows: z.enum(['first', 'min', 'max', 'sum']).optional(),
  /** Of a figure: its unit, to be compared with the fact's; what one raw step is worth in it; and what it can be at all. */
  unit: z.string().optional(),
  scale: z.number().positive().max(1e9).optional(),
  band: z.tuple([z.number(), z.number()]).optional(),
  /** Raw values that stand for "unknown". */
  sentinels: z.array(whole).max(16).optional(),
  /** Of a state: the word for each value. */
  states: z.record(z.string().regex(/^-?\d+$/, { error: 'expected the value as a whole number' }), word).optional(),
  /** Of a flag: the values that are 1, and those that are 0. */
  one: z.array(whole).min(1).max(16).optional(),
  zero: z.array(whole).min(1).max(16).optional(),
});
type ConfiguredObject = z.infer<typeof object>;

/** The reading that an object stands for; it fits the readings of a profile. */
export type ConfiguredReading =
  | {
      as: 'number';
      oid: string;
      rows?: 'first' | 'min' | 'max' | 'sum';
      scales: readonly [number];
      band: readonly [number, number];
      sentinels?: readonly number[];
    }
  | { as: 'state'; oid: string; rows?: 'first'; states: Readonly<Record<number, string>> }
  | {
      as: 'flag';
      oid: string;
      rows?: 'first' | 'min' | 'max' | 'sum';
      one: readonly number[];
      zero: readonly number[];
    };

/** Facts by name → the reading of each. Facts of text and time are not among them. */
export const unitObjects = z
  .partialRecord(z.enum(factNames as [FactName, ...FactName[]]), object)
  .transform((objects, context) => {
    const readings: Partial<Record<FactName, readonly [ConfiguredReading]>> = {};
    const names = Object.keys(objects) as FactName[];
    if (names.length === 0 || names.length > configuredObjectsMax) {
      context.addIssue({
        code: 'custom',
        message: `expected 1 to ${configuredObjectsMax} facts, found ${names.length}`,
        input: objects,
      });
    }
    for (const name of names) {
      const stated = objects[name];
      if (stated === undefined) continue;
      const reading = readingOf(name, stated);
      if (typeof reading === 'string') context.addIssue({ code: 'custom', path: [name], message: reading });
      else readings[name] = [reading];
    }
    return readings;
  });

/** The reading, or the sentence that says what is missing or too much. */
function readingOf(name: FactName, stated: ConfiguredObject): ConfiguredReading | string {
  const unit = facts[name];
  const { oid, rows, scale, band, sentinels, states, one, zero } = stated;
  if (stated.unit !== undefined && stated.unit !== unit)
    return `${name} is in ${unit}, not in ${stated.unit}; correct scale and unit`;
  if (unit === 'text' || unit === 'time') return `${name} cannot be read by objects; leave it out`;
  if (rows === undefined && !oid.endsWith('.0'))
    return 'an instance ends in .0; write it so, or say rows: for a column';
  if (unit === 'state') {
    if (states === undefined || scale !== undefined || band !== undefined || one !== undefined)
      return `${name} is a state: it needs states: { VALUE: word } and neither scale, band nor one`;
    if (rows !== undefined && rows !== 'first') return `${name} is a state: of several rows it can only take the first`;
    return { as: 'state', oid, ...(rows && { rows: 'first' }), states };
  }
  if (unit === 'flag') {
    if (one === undefined || zero === undefined || scale !== undefined || states !== undefined)
      return `${name} is a flag: it needs one: [VALUE] and zero: [VALUE] and neither scale nor states`;
    return { as: 'flag', oid, ...(rows && { rows }), one, zero };
  }
  if (scale === undefined || band === undefined || states !== undefined || one !== undefined)
    return `${name} is a figure in ${unit}: it needs scale and band, and neither states nor one`;
  if (band[0] >= band[1]) return `the band of ${name} runs from ${band[0]} to ${band[1]}; write the smaller one first`;
  if (unit === 'ratio' && (band[0] < 0 || band[1] > factRatioMax(name)))
    return `${name} is a ratio of 0 to ${factRatioMax(name)}; a device that states percent has the scale 0.01`;
  return { as: 'number', oid, ...(rows && { rows }), scales: [scale], band, ...(sentinels && { sentinels }) };
}
