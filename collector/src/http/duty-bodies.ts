/** Strict schemas of what people declare. Shapes are those of `contract/src/api-duty.ts`. */
import {
  type DrillRequest,
  drillKinds,
  drillResults,
  type MaintenanceRequest,
  maintenanceKinds,
  type NoteRequest,
  noteKinds,
  type ZoneRequest,
} from '@thongsuot/contract/api-duty.ts';
import { epochMs, id } from '@thongsuot/contract/id.ts';
import { textLengthMax } from '@thongsuot/contract/limits.ts';
import { z } from 'zod';

/** Subjects of one window: a site's links. More are several windows. */
const subjectsMax = 200;

/** What stands in one line of a list: a name, the number of an order. */
const line = z
  .string()
  .trim()
  .min(1)
  .max(200)
  .regex(/^[^\p{Cc}\u202a-\u202e\u2066-\u2069]*$/u, {
    error: 'one line without control characters and marks of direction',
  });
/** What people write; a mark of direction would show other words than it holds. */
export const text = z
  .string()
  .max(textLengthMax)
  .regex(/^(?:[^\p{Cc}\u202a-\u202e\u2066-\u2069]|[\n\t])*$/u, {
    error: 'text without control characters and marks of direction',
  });

export const zoneBody = z.strictObject({
  id,
  area: id,
  from: epochMs,
  to: epochMs,
  order: line,
  note: text.optional(),
}) satisfies z.ZodType<ZoneRequest>;

export const maintenanceBody = z.strictObject({
  id,
  operator: id,
  subjects: z
    .array(z.strictObject({ kind: z.enum(maintenanceKinds), id }))
    .min(1)
    .max(subjectsMax),
  from: epochMs,
  to: epochMs,
  note: text.optional(),
}) satisfies z.ZodType<MaintenanceRequest>;

export const drillBody = z.strictObject({
  id,
  operator: id,
  unit: id,
  kind: z.enum(drillKinds),
  at: epochMs,
  by: line,
  result: z.enum(drillResults),
  runtimeS: z.number().min(0).max(2_592_000).optional(),
  note: text.optional(),
}) satisfies z.ZodType<DrillRequest>;

export const noteBody = z.strictObject({
  id,
  subject: z
    .strictObject({ kind: z.enum(noteKinds), id, operator: id.optional() })
    .refine(({ kind, operator }) => (kind === 'link' || kind === 'unit') === (operator !== undefined), {
      error: 'operator: expected for a link or a unit, and for nothing else',
    }),
  text: text.min(1),
}) satisfies z.ZodType<NoteRequest>;

/** Ending a zone or cancelling maintenance: why. */
export const endBody = z.strictObject({ note: text.default('') });
