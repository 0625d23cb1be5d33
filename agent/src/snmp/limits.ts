/** Bounds of SNMP polling, with their reasons. */

/** PDUs in flight on one socket: its receive buffer is 212,992 octets on an untuned kernel, which 64 replies fit in. */
export const pdusPerSocketMax = 64;

/** Sockets of one address family and source address. More of them save nothing: 2–4 spread the receive buffers. */
export const socketsPerFamilyMax = 4;

/**
 * How long an unanswered PDU counts as in flight. The bound protects the receive buffer, and a device that has been
 * silent this long is not about to fill it: dead devices must not hold the places of live ones.
 */
export const slotHeldMsMax = 250;

/** Asked of the kernel, which grants up to net.core.rmem_max. 200 devices answering at once lost 40 % in 212,992 octets. */
export const receiveBufferOctets = 4_194_304;

/**
 * OIDs in one GET: five links of ten objects and their head. IF-MIB's make a reply of about 1,150 octets, 1,370 with
 * names of 64, which crosses every path unfragmented; four links in 48 took a quarter more PDUs.
 */
export const oidsPerGetMax = 52;

/**
 * A device that refuses user or key is left alone for this long, whoever asks: repeated tries fill its log and lock
 * accounts, and nothing mends by itself.
 */
export const refusedHoldMs = 300_000;

/** Localised keys of SNMPv3 kept: two of each device, for the 5,000 that one agent may have. About 300 octets each. */
export const localizedKeysMax = 12_000;

/** Digests of passwords kept: operators have one user for hundreds of devices, and each takes 1.6 ms to make anew. */
export const passwordDigestsMax = 1_000;

/** OIDs that even the smallest device takes in one GET; below it nothing is halved any more. */
export const oidsPerGetMin = 2;

/** Repetitions of the first GETBULK of a walk. 25 and 50 have hung access devices in the field. */
export const repetitionsStart = 10;

/** Rows of one column that a walk reads: a chassis with every sub-interface has 10,000. */
export const rowsPerColumnMax = 20_000;

/** Requests of one walk, whatever the device answers: each row by GETNEXT, and no more. */
export const requestsPerWalkMax = rowsPerColumnMax + 100;

/** A device that refused GETBULK is asked by GETNEXT for this long: firmware changes. */
export const bulkRefusedMs = 86_400_000;

/** Tries of one request in all. The second uses the same request id, so that a late reply to the first still counts. */
export const triesDefault = 2;

/** How much longer than its own time-outs a request may take before it is given up without a call from the library. */
export const libraryGraceMs = 500;

/** Requests in flight to one device by the lean engine: its poll, and a walk or its units beside it. */
export const pdusPerDeviceMax = 2;

/** Replies in a row that only the reference could read, after which the device is the reference's. */
export const strangeRepliesMax = 3;

/** Encoded requests kept, about 4 kB each with their OIDs: 500 devices of 40 interfaces are 4,500. */
export const encodedRequestsMax = 8_192;

/** Between two looks of the lean engine's sweep at what is due: a time-out may be so much late. */
export const sweepMs = 20;

/** Requests waiting for one device: its poll, its units and a walk. */
export const requestsQueuedPerDeviceMax = 256;

/** Readings kept of one link, to difference against: a window of 10 refresh steps, in parts of a twelfth of a step. */
export const readingsPerLinkMax = 130;

/** The longest refresh step that is looked for. The slowest devices known refresh their counters each 30 s. */
export const refreshStepSMax = 60;

/** Reads of one probe for the refresh step, and how long it may last. */
export const probeReadsMax = 10;
export const probeMsMax = 10_000;

/** A probe of a device that has stood still for over 3.5 s already: two refreshes 10 s apart must fit in. */
export const slowProbeMsMax = 22_000;

/** Probes in a row without a verdict, after which the device is left alone until its next metadata reading. */
export const probesMax = 8;

/** Members of one link aggregation group whose state is read. IEEE 802.1AX implementations end at 32 or 64. */
export const lagMembersMax = 64;

/** Links of one device. */
export const linksPerDeviceMax = 10_000;

/** Names listed in a finding's sentence. */
export const namesInFindingMax = 3;

/** Rows read of a table that says which port belongs to which group: a chassis stacks all its sub-interfaces. */
export const attachmentRowsMax = 8_000;

/** Between two readings of optical levels: an optic ages over months, and a cut is told by ifOperStatus at once. */
export const opticsIntervalMs = 300_000;

/** What optical levels may take of a poll: they are worth no late sample. */
export const opticsMsMax = 5_000;

/** Rows read of a table of sensors or entities: a chassis of 100 optics with 10 sensors each, and its cards. */
export const sensorRowsMax = 4_000;

/** Steps from a sensor to the port that holds it: sensor, module, container, port, card, chassis. */
export const entityDepthMax = 8;
