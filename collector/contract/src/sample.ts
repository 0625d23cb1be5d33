import { z } from 'zod';
import { type FactName, factNames, factRatioMax, facts, factUnits, factUnknowns } from './facts.ts';
import { epochMs, id } from './id.ts';
import { inventorySample } from './inventory.ts';
import { factsPerUnitMax, findingsPerAgentMax, textLengthMax } from './limits.ts';
import {
  adminStates,
  capacityTerms,
  checkFailures,
  checkReasons,
  deviceFailures,
  findingCodes,
  gapReasons,
  linkUnknownReasons,
  noRateReasons,
  operStates,
  pingUnknownReasons,
} from './reasons.ts';

/** The agent's version of a reading: ids and values only. Fixed facts (endpoint, role, site) stand in the inventory. */
const intervalS = z.number().min(1).max(86_400);
const rate = z.number().min(0).max(1e15);
const milliseconds = z.number().min(0).max(3_600_000);
const text = z.string().max(textLengthMax);

/**
 * What one direction of a link can carry at this time: the least of contract, shaper and physical. The terms of
 * contract and shaper stand in the inventory, the physical one here, since LAG members come and go.
 */
const capacity = z.strictObject({
  bitsPerSecond: z.number().positive().max(1e15),
  limitedBy: z.enum(capacityTerms),
  physicalBitsPerSecond: z.number().positive().max(1e15).optional(),
});

/** One reading of a link's interface. Rates cover `spanS` seconds up to `at`; without a rate `noRate` says why. */
export const linkSample = z
  .strictObject({
    kind: z.literal('link'),
    at: epochMs,
    link: id,
    intervalS,
    unknown: z.enum(linkUnknownReasons).optional(),
    oper: z.enum(operStates).optional(),
    admin: z.enum(adminStates).optional(),
    spanS: z.number().positive().max(86_400).optional(),
    inBitsPerSecond: rate.optional(),
    outBitsPerSecond: rate.optional(),
    inErrorsPerSecond: rate.optional(),
    outErrorsPerSecond: rate.optional(),
    inDiscardsPerSecond: rate.optional(),
    outDiscardsPerSecond: rate.optional(),
    noRate: z.enum(noRateReasons).optional(),
    /** Received optical power of the port, at most five minutes old. */
    receivePowerDbm: z.number().min(-60).max(30).optional(),
    capacityIn: capacity.optional(),
    capacityOut: capacity.optional(),
  })
  .refine(
    (s) => (s.unknown === undefined ? s.oper !== undefined : s.oper === undefined && s.inBitsPerSecond === undefined),
    {
      error: 'a link reading either states oper, or is unknown and states neither oper nor rates',
    },
  )
  .refine((s) => s.unknown !== undefined || (s.inBitsPerSecond === undefined) === (s.noRate !== undefined), {
    error: 'a link reading carries inBitsPerSecond or the reason noRate, and never both',
  })
  .refine((s) => (s.inBitsPerSecond === undefined) === (s.outBitsPerSecond === undefined), {
    error: 'inBitsPerSecond and outBitsPerSecond come together',
  })
  .refine((s) => (s.inBitsPerSecond === undefined) === (s.spanS === undefined), {
    error: 'spanS says how long the rates cover: it comes with them and never without',
  });

/** One burst of echoes to the far end of a link (RFC 792, RFC 4443). */
export const pingSample = z
  .strictObject({
    kind: z.literal('ping'),
    at: epochMs,
    link: id,
    intervalS,
    unknown: z.enum(pingUnknownReasons).optional(),
    sent: z.int().min(0).max(1_000),
    received: z.int().min(0).max(1_000),
    rttMsMin: milliseconds.optional(),
    rttMsAvg: milliseconds.optional(),
    rttMsMax: milliseconds.optional(),
    /** Mean difference of consecutive round-trip times. Absent with fewer than two replies. */
    jitterMs: milliseconds.optional(),
  })
  .refine((s) => s.received <= s.sent, { error: 'received is at most sent' })
  .refine((s) => s.received > 0 === (s.rttMsAvg !== undefined), {
    error: 'round-trip times come with replies and never without',
  })
  .refine((s) => s.unknown !== undefined || s.sent > 0, { error: 'a burst that sent nothing is unknown and says why' });

/** One check of a portal over HTTP(S), or of a name at a name server. */
export const checkSample = z.strictObject({
  kind: z.literal('check'),
  at: epochMs,
  check: id,
  intervalS,
  up: z.boolean(),
  durationMs: milliseconds.optional(),
  status: z.int().min(100).max(599).optional(),
  /** Until the first certificate of the portal's chain ends. */
  tlsDaysLeft: z.number().min(-36_500).max(36_500).optional(),
  failure: z.enum(checkFailures).optional(),
  /** What more is known of a failure at `dns` or `tls`. */
  reason: z.enum(checkReasons).optional(),
});

/** A fact: a value in the one unit its name has, or the reason why it is unknown. */
export const fact = z.union([
  z.strictObject({ value: z.union([z.number(), text]), unit: z.enum(factUnits) }),
  z.strictObject({ unknown: z.enum(factUnknowns) }),
]);

/** One reading of a unit of backup equipment: facts, not verdicts. */
export const unitSample = z
  .strictObject({
    kind: z.literal('unit'),
    at: epochMs,
    unit: id,
    intervalS,
    facts: z.partialRecord(z.enum(factNames as [FactName, ...FactName[]]), fact),
  })
  .superRefine((s, context) => {
    const names = Object.keys(s.facts) as FactName[];
    if (names.length > factsPerUnitMax)
      context.addIssue({ code: 'custom', message: `at most ${factsPerUnitMax} facts` });
    for (const name of names) {
      const f = s.facts[name];
      if (f === undefined || !('value' in f)) continue;
      const unit = facts[name];
      const wantsText = unit === 'state' || unit === 'text';
      const fits =
        f.unit === unit &&
        (typeof f.value === 'string') === wantsText &&
        (unit !== 'ratio' || (Number(f.value) >= 0 && Number(f.value) <= factRatioMax(name))) &&
        (unit !== 'flag' || f.value === 0 || f.value === 1);
      if (!fits) {
        context.addIssue({
          code: 'custom',
          path: ['facts', name],
          message: `${name} is a ${wantsText ? 'string' : 'number'} in ${unit}, found ${JSON.stringify(f.value)} in ${f.unit}`,
        });
      }
    }
  });

/** One poll of a device: whether it answered, and what the poll cost. */
export const deviceSample = z
  .strictObject({
    kind: z.literal('device'),
    at: epochMs,
    device: id,
    intervalS,
    reachable: z.boolean(),
    failure: z.enum(deviceFailures).optional(),
    uptimeS: z.number().min(0).max(4_294_967_296).optional(),
    restarted: z.boolean().optional(),
    pollMs: milliseconds.optional(),
    pdus: z.int().min(0).max(100_000).optional(),
    timeouts: z.int().min(0).max(100_000).optional(),
    /** Seconds between two refreshes of the device's counters, as learnt. */
    refreshStepS: z.number().min(0).max(600).optional(),
  })
  .refine((s) => s.reachable === (s.failure === undefined), { error: 'a device is reachable, or states its failure' });

/** Something wrong with the watching itself, as long as the agent lists it. */
export const finding = z.strictObject({
  code: z.enum(findingCodes),
  /** What it is about: one of device, link, unit, check, or a collector's URL. */
  subject: z.strictObject({
    device: id.optional(),
    link: id.optional(),
    unit: id.optional(),
    check: id.optional(),
    collector: text.optional(),
  }),
  since: epochMs,
  /** One English sentence for the engineer: what was found against what was expected, and the remedy. */
  detail: text,
});

/** The agent about itself. `findings` is the whole list at this time: one that is missing from it has ended. */
export const agentSample = z.strictObject({
  kind: z.literal('agent'),
  at: epochMs,
  intervalS,
  version: text,
  /** Octets in the outbox, and the age of the oldest batch that this collector has not acknowledged. */
  queueBytes: z.number().min(0).max(1e15),
  queueOldestS: z.number().min(0).max(1e10),
  /** How late polls start, the worst of the last interval. */
  lagS: z.number().min(0).max(86_400),
  /** Samples dropped since the outbox file was made. */
  drops: z.int().min(0),
  /** Samples put aside because the collector refused them, since the outbox file was made. */
  deadLetters: z.int().min(0),
  /** The agent's clock less the collector's, as last learnt from an answer. */
  offsetMs: z.number().min(-1e13).max(1e13),
  rssBytes: z.number().min(0).max(1e13),
  findings: z.array(finding).max(findingsPerAgentMax),
  findingsOmitted: z.int().min(0).optional(),
});

/** Samples that were lost on the agent: from, to and how many, so that a gap is shown as one. */
export const gapSample = z
  .strictObject({
    kind: z.literal('gap'),
    at: epochMs,
    from: epochMs,
    to: epochMs,
    count: z.int().min(0),
    reason: z.enum(gapReasons),
  })
  .refine((s) => s.from <= s.to, { error: 'a gap starts before it ends' });

export const sample = z.discriminatedUnion('kind', [
  inventorySample,
  linkSample,
  pingSample,
  checkSample,
  unitSample,
  deviceSample,
  agentSample,
  gapSample,
]);

export type LinkSample = z.infer<typeof linkSample>;
export type PingSample = z.infer<typeof pingSample>;
export type CheckSample = z.infer<typeof checkSample>;
export type UnitSample = z.infer<typeof unitSample>;
export type DeviceSample = z.infer<typeof deviceSample>;
export type AgentSample = z.infer<typeof agentSample>;
export type GapSample = z.infer<typeof gapSample>;
export type Fact = z.infer<typeof fact>;
export type Finding = z.infer<typeof finding>;
export type Sample = z.infer<typeof sample>;
export type SampleKind = Sample['kind'];
