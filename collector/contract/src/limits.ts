/**
 * Every bound that both sides must agree on, with its reason. A bound of one side only stands in that side's
 * `limits.ts`. Plain constants: the board may import this file.
 */

export const protocolVersion = 1;

/** The one content type of `POST /v1/batches`. Variants of spelling have opened holes in other servers. */
export const batchContentType = 'application/json';

/** Samples in one batch. One second of the largest agent (20,000 interfaces a minute is 334 a second), six times over. */
export const samplesPerBatchMax = 2_000;

/** Octets of one batch after inflation, counted while inflating. Keeps a hostile body from costing memory. */
export const batchOctetsMax = 1_048_576;

/** Octets of bodies that the collector holds at once, all agents together; above it new batches get 503. */
export const bodiesInFlightOctetsMax = 67_108_864;

/** Links, devices, units and checks in one part of an inventory: about 500 octets each stays under one batch. */
export const inventoryItemsPerPartMax = 1_000;

/** Parts of one inventory: 64,000 items, three times what one agent may watch. */
export const inventoryPartsMax = 64;

/** How far ahead of its receipt a sample's time may lie before it is `future`: more than clocks kept by NTP ever differ. */
export const futureMsMax = 60_000;

/** A batch this old leaves the live lane: alerts are judged on what is happening, not on what happened. */
export const liveAgeMsMax = 60_000;

/** Silence of a link's agent after which another agent may claim the link. */
export const claimSilenceMs = 600_000;

/** Characters of an id. Ids become tags, which are held in memory by every store. */
export const idLengthMax = 64;

/** Characters of free text in a sample (a finding's detail, a fact that is a string). */
export const textLengthMax = 500;

/** Findings in one `agent` sample, worst first; more are counted in `findingsOmitted`. */
export const findingsPerAgentMax = 200;

/** Facts of one unit in one sample. */
export const factsPerUnitMax = 64;

/** Rejections listed in one answer: every sample of a batch can be one. */
export const rejectionsPerAnswerMax = samplesPerBatchMax;

/** Longest `Retry-After` the agent obeys, by lane: a proxy's absurd value must not silence an agent. */
export const retryAfterMsMax = { live: 15_000, backlog: 300_000 } as const;

/** Answers of the collector that the agent reads: 2,000 rejections of 600 octets each. */
export const answerOctetsMax = 2_097_152;
