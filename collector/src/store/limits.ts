/** Every bound of the store, with its reason. Bounds that both sides of the wire share stand in the contract. */

/** Characters of a tag's value: an id has at most 64; stores hold every value in memory. */
export const tagLengthMax = 256;

/** Characters of a state. The longest word of a MIB that becomes one has 20. */
export const stateLengthMax = 500;

/** Magnitude of a number: above every rate and counter, and far below where a sum would overflow to infinity. */
export const magnitudeMax = 1e18;

/** Fields of one query: the widest measurement has 38. */
export const fieldsPerQueryMax = 64;

/** Values of `oneOf`: InfluxQL travels in the address, where a proxy in front of the server takes 8 kB as a rule. */
export const valuesPerQueryMax = 64;

/** Buckets of one query per series: a 5-minute step over a year. */
export const bucketsPerQueryMax = 110_000;

/** Points of one answer, all series together; above it the caller asks in slices. */
export const pointsPerAnswerMax = 1_000_000;

/** Requests that wait for one worker, or for one InfluxDB database. Each write holds its batch in memory. */
export const requestsWaitingMax = 64;

/** How long a caller waits for a worker. A fold step or a checkpoint on a slow disk takes a second or two. */
export const workerAnswerMsMax = 30_000;

/** Least time between two starts of one worker: a full disk must not become a loop of starts. */
export const workerRestartMsMin = 1_000;

/** How long closing waits for a worker to finish what it holds before it is ended. */
export const workerCloseMsMax = 10_000;

/** Links that the embedded store is meant for; above it the collector says so and goes on. */
export const embeddedLinksMax = 2_000;

/** Octets of slices, compressed, that wait to be folded: every read of recent points steps over them (about 0.1 s). */
export const sliceOctetsMax = 25_165_824;

/** Waiting slices whose series a reader remembers: an hour of writes 50 ms apart; some 200 octets each. */
export const slicesIndexedMax = 75_000;

/** How long after an hour's end it is folded: what the agents hold for a retry arrives in the meantime. */
export const foldDelayMs = 300_000;

/** Wait after folding failed: trying with every write would rewrite blocks for ever. */
export const foldRetryMs = 60_000;

/** Series folded in one transaction: some 20 ms, so that a write never waits long. */
export const seriesPerFoldStepMax = 25;
/** Records of slices looked at in one step, some 20 ms: a write waits for a step at most. */
export const recordsPerFoldStepMax = 10_000;

/** Slices removed in one transaction once they are folded. */
export const slicesPerRemovalMax = 2_000;

/** Pages given back to the file system in one step of retention. */
export const pagesPerVacuumMax = 4_096;

/** Lines and octets of one request to InfluxDB: 3 Core refuses 10 MiB, and 1.x writes 5,000 lines in 90 ms. */
export const linesPerRequestMax = 5_000;
export const requestOctetsMax = 1_048_576;

/** Octets of one answer of InfluxDB: a million points of two fields. */
export const answerOctetsMax = 67_108_864;

/** A write that takes longer may or may not be stored; it is sent again. 3 Core acknowledges once a second. */
export const influxWriteMsMax = 10_000;

/** Thirty days of one link's raw points take 0.4 s; a read of every link for a day some seconds. */
export const influxReadMsMax = 30_000;

/** A ping or a check of health. */
export const influxPingMsMax = 3_000;

/** Points of one read of a copy: above it the next read covers half the time. Each holds some 200 octets of memory. */
export const copyPointsPerReadMax = 200_000;

/** Points of one write of a copy: what one request to InfluxDB takes. */
export const copyPointsPerWrite = 5_000;

/** Least time that one read of a copy covers; 2,500 points a second stay far below what one answer holds. */
export const copySpanMsMin = 60_000;

/** Tries of a store that does not answer before a copy gives up, waiting longer each time: about 8 minutes in all. */
export const copyTriesMax = 10;
export const copyWaitMs = 10_000;

/** How long a collector's word on whose an InfluxDB is holds without renewal: longer than clocks kept by NTP differ. */
export const leaseMs = 60_000;

/** How often it is renewed: three times may fail. */
export const leaseRenewMs = 15_000;
