/** Every bound of the collector that the agents need not know, each with its reason. The shared ones: the contract. */

/** Octets of `collector.yaml`: 20,000 endpoints of 200 octets each. */
export const configOctetsMax = 8_388_608;
/** Aliases that YAML may expand: enough to share a group of thresholds, too few for a bomb of aliases. */
export const configAliasesMax = 100;
/** Depth of brackets in `collector.yaml`: the schema needs 8. */
export const configDepthMax = 64;

/** Characters of a bearer token: those we make have 43. */
export const tokenLengthMax = 256;

/** A request's head and body must have arrived by then; the slowest honest agent (64 kbit/s) sends 120 kB in it. */
export const requestMsMax = 15_000;
/** The head alone; it fits one packet. */
export const requestHeadMsMax = 10_000;
/** How often Node looks for requests that are too slow: the error of the two bounds above. */
export const requestCheckMs = 2_000;
/** Silence on a connection within a request. The stream ticks every 5 s, so only dead peers reach it. */
export const socketIdleMsMax = 30_000;
/** A TLS handshake is over by then. */
export const handshakeMsMax = 10_000;
/** Connections open at once: 150 agents with three each and every desk of a province, eight times over. */
export const connectionsMax = 4_096;
/** Of those, the ones on which no credential has been shown yet; an honest client shows one within a second. */
export const unprovenMax = 1_024;
/** The same for one address: behind one may stand all agents of an operator, or all desks of an office. */
export const unprovenPerRemoteMax = 128;
/** Between two log lines about refused credentials, which may come a thousand times a second. */
export const refusalLogMs = 60_000;
/** How often the files of listen.tls are looked at for a change. */
export const tlsFilesEveryMs = 10_000;
/** Between two requests of one connection; agents send each second. */
export const keepAliveMs = 75_000;
/** A stop ends by then: in-flight requests finish or are answered 503. */
export const stopMsMax = 8_000;
/** The process ends by then whatever still hangs: a service manager kills after ten seconds or more. */
export const exitMsMax = 9_500;
/** During a stop: how often connections that have become idle are closed. */
export const idleCloseEveryMs = 50;

/** Open event streams: every desk and wall of a province's NOCs, ten times over. */
export const streamsMax = 500;
/** Octets waiting in one event stream: a minute of the busiest province. Above it the page reads the lists anew. */
export const streamBufferOctetsMax = 1_048_576;
/** A stream whose buffer has not drained by then is closed: its reader is gone or hopelessly slow. */
export const streamStallMsMax = 30_000;
/** The stream's sign of life (contract/api.ts). */
export const streamTickMs = 5_000;

/** Items of one page of a list. */
export const pageItemsMax = 1_000;
/** Points of one series: a pixel each on the widest wall. */
export const seriesPointsMax = 4_000;

/** A gzip body that declares no more is inflated in one piece: 0.6 ms for a bomb that becomes 1 MiB. Larger ones as they come. */
export const inflatedAtOnceOctetsMax = 32_768;

/**
 * Work on batches in one turn of the event loop, after which it turns and accepts one more connection: some two batches
 * of a second, so that 450 connections are accepted within a second, at 2 % of the pace of a drain.
 */
export const loopSliceMs = 1;

/** A group commit waits this long for more batches: an answer is late by it at most, a disk spared twenty-fold. */
export const commitWaitMs = 50;
/** Batches in one group commit; with more waiting the next group starts at once. */
export const commitBatchesMax = 256;
/** Batches waiting for their commit; above it new ones get 503. 64 MiB of bodies is reached first as a rule. */
export const commitQueueMax = 2_048;
/**
 * Samples of backlogs that are worked on at once: at least some 60 ms of one processor, which a live batch can
 * wait for, and at most what 60 ms of commit each let pass at 50,000 a second. A larger batch is worked on alone.
 */
export const backlogSamplesInWorkMin = 500;
export const backlogSamplesInWorkMax = 3_000;
/** A turn of a backlog batch, most of which is its commit, that takes longer has too much beside it. Live has 1 s. */
export const backlogTurnMsMax = 300;
/** Samples of backlogs that wait for their turn in memory, some 50 MiB: two batches each of 150 agents, twenty times. */
export const backlogSamplesWaitingMax = 100_000;

/** The store's answer to one write; then the breaker opens. Below the agents' own time-out of 10 s. */
export const storeWriteMsMax = 6_000;
/** Failures in a row that open the breaker; one time-out does. */
export const breakerFailuresMax = 3;
/** Between two probes of a store that does not answer. */
export const breakerProbeMs = 2_000;
/** The agent whose batch is the probe waits no longer: its live lane has one request in flight, and others’ go on. */
export const breakerProbeAnswerMsMax = 500;

/** Dirty marks looked at in one look, some 30 ms: a week’s backlog of 150 agents has 100,000. */
export const dirtyRowsPerLookMax = 20_000;
/** A write that the store did not confirm may still land: its own patience (store/limits.ts), twice over. */
export const writeLingerMs = 60_000;

/** Share of an agent's budget that its backlog may take: the rest is always left to what is happening (DESIGN §6). */
export const backlogBudgetRatio = 0.8;
/** What a request costs besides its samples: parsing a head and a gzip takes about as long as judging ten samples. */
export const requestCostSamples = 10;
/** A series that has not come for a day makes room for another: an agent that renames its links is not stuck. */
export const seriesForgetMs = 86_400_000;

/** Versions of one agent's inventory that are kept: a change a day for the whole raw tier, several times over. */
export const inventoryVersionsMax = 200;
/** Inventories of one agent whose parts have not all come: one, and the one that replaced it meanwhile, twice. */
export const inventoriesIncompleteMax = 4;
/** Old versions of one agent's inventory held in memory; the newest always is. */
export const inventoriesCachedMax = 4;

/** Ranges of sequence numbers kept per agent and epoch, for display; the two nearest are joined beyond it. */
export const receivedRangesMax = 500;
/** Epochs (outbox files) remembered per agent. */
export const receivedEpochsMax = 8;
/** Gaps kept per agent: an agent that drops all the time tells one a minute and reason, so most of a day of that. */
export const gapsPerAgentMax = 1_000;

/** Batches of an agent that may be on their way at once (three slots): so few missing ones are no loss yet. */
export const outboxInFlightMax = 3;
/** Replaced outboxes remembered per agent; more than one in a year is a broken disk, and the newest say so. */
export const outboxesReplacedMax = 10;
/** A replaced outbox is a finding this long: a week has somebody in the office. */
export const outboxReplacedShownMs = 7 * 86_400_000;
/** A finding of ingest stays this long after what it is about last happened. */
export const findingHoldMs = 600_000;
/** Findings of ingest that are listed at once, newest first. */
export const ingestFindingsMax = 1_000;
/** How often findings of ingest are looked through for those that have ended. */
export const findingsEveryMs = 10_000;
/** How often the store forgets what has expired. */
export const retainEveryMs = 3_600_000;

/** A session ends so long after its sign-in, used or not: a shift and its handover. */
export const sessionMs = 12 * 3_600_000;
/** Sessions kept; the oldest give way. Every user of the largest config twice. */
export const sessionsMax = 2_000;
/** Sessions of one user: his desks, his telephone and the walls that he opened; beyond it his oldest ends. */
export const sessionsPerUserMax = 20;
/** Attempts to sign in under one name from one address that may come at once; then one in `attemptEveryMs`. */
export const attemptsPerNameMax = 5;
export const attemptEveryMs = 60_000;
/** The same for one address whatever the names: a whole office at the start of a shift, behind one address. */
export const attemptsPerRemoteMax = 30;
export const attemptPerRemoteEveryMs = 10_000;
/** Names and addresses remembered for these bounds; those that were quiet longest are forgotten first. */
export const attemptKeysMax = 20_000;
/** Passwords checked at once: each takes 32 MiB and one of the four threads that file reads need as well. */
export const passwordChecksMax = 2;
/** Passwords that wait for a check, a quarter of a second each; beyond it 503. */
export const passwordChecksWaitingMax = 20;
/** Characters of a password: room for a sentence. Shorter ones are guessed (NIST SP 800-63B asks for 8 and advises 15). */
export const passwordLengthMin = 12;
export const passwordLengthMax = 200;
