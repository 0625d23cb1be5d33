/** What a device's poller keeps over a restart of the agent: its last counters, bindings and refresh step. Pure. */
import { z } from 'zod';
import { readingsPerLinkMax } from './limits.ts';

const decimal = z.string().regex(/^\d{1,40}$/);
const ticks = z.number().min(0).max(4_294_967_295);
const sides = z
  .strictObject({ inErrors: z.number(), outErrors: z.number(), inDiscards: z.number(), outDiscards: z.number() })
  .partial()
  .transform((s) => Object.fromEntries(Object.entries(s).filter(([, v]) => v !== undefined)));
const bits = z.union([z.literal(32), z.literal(64)]);

const series = z.strictObject({
  last: z.strictObject({
    upTicks: ticks,
    atMs: z.number(),
    bits,
    inOctets: decimal,
    outOctets: decimal,
    discontinuityTicks: ticks.nullable(),
    sides,
  }),
  points: z
    .array(z.strictObject({ ticks: z.number().min(0), in: decimal, out: decimal, sides }))
    .min(1)
    .max(readingsPerLinkMax + 1),
});

const savedDevice = z.strictObject({
  version: z.literal(1),
  moment: z.strictObject({ upTicks: ticks, atMs: z.number() }),
  tableLastChange: ticks.nullable(),
  refresh: z.strictObject({
    lowS: z.number().min(0),
    highS: z.number().min(0).nullable(),
    verdict: z.enum(['live', 'cached']).nullable(),
  }),
  links: z.record(
    z.string(),
    z.strictObject({
      by: z.enum(['name', 'alias', 'descr']),
      value: z.string(),
      index: z.string().regex(/^\d+$/),
      bits,
      lineBitsPerSecond: z.number().positive().nullable(),
      series: series.nullable(),
    }),
  ),
});

export type SavedDevice = z.infer<typeof savedDevice>;

/** What `save()` gave, or undefined when it is damaged or of another version: the poller then starts from nothing. */
export function parseSaved(saved: unknown): SavedDevice | undefined {
  const parsed = savedDevice.safeParse(saved);
  return parsed.success ? parsed.data : undefined;
}
