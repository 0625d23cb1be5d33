/** Closed lists of reasons, each with one meaning everywhere. Plain constants: the board may import this file. */

/** Why a link reading carries no rate (RFC 2863 §3.1.5, §3.1.6; DESIGN §6). */
export const noRateReasons = [
  'firstReading',
  'warmingUp', // the device caches its counters, and the window is not yet ten of its steps long
  'restart', // sysUpTime fell and it was not its own 497-day wrap
  'discontinuity', // ifCounterDiscontinuityTime changed
  'counterFell',
  'sentinel', // 2^64-1, which some devices answer for ever
  'aboveLineRate', // more than 1.05 times what the line can carry
  'gap', // more than 3 intervals since the reading before
  'mayHaveWrapped', // a 32-bit counter that could have wrapped twice
  'notSupported', // the device has no octet counters for this interface
  'notAdvancing', // sysUpTime did not advance between two replies
] as const;
export type NoRateReason = (typeof noRateReasons)[number];

/** Why nothing at all is known of a link at this time. Unknown is never down. */
export const linkUnknownReasons = [
  'deviceUnreachable',
  'credentialsRefused',
  'interfaceMissing',
  'interfaceAmbiguous',
  'bindingChanged', // the name at the bound index was another one when the counters were read
  'deviceError',
] as const;
export type LinkUnknownReason = (typeof linkUnknownReasons)[number];

/** Why a burst of echoes says nothing about its target. */
export const pingUnknownReasons = ['notPermitted', 'ownPath', 'neverAnswered', 'engineFailed'] as const;
export type PingUnknownReason = (typeof pingUnknownReasons)[number];

/** Why a device could not be polled. */
export const deviceFailures = ['timeout', 'credentialsRefused', 'malformed', 'network', 'error'] as const;
export type DeviceFailure = (typeof deviceFailures)[number];

/** Where a check failed. */
export const checkFailures = ['dns', 'connect', 'tls', 'timeout', 'status', 'body', 'redirect', 'tooLarge'] as const;
export type CheckFailure = (typeof checkFailures)[number];

/** What more is known of a check that failed at DNS or at TLS. */
export const checkReasons = [
  'nxdomain', // the name does not exist
  'noData', // the name exists, and has no such record
  'serverFailure', // SERVFAIL: the server could not find out
  'refused', // the server does not answer us
  'malformed', // what came is no answer to the question
  'wrongAnswer', // the answer holds a value that was not expected
  'expired', // a certificate of the chain has ended
  'notYetValid', // a certificate of the chain has not begun
  'otherName', // the certificate is another host's
  'selfSigned', // nobody but the server itself vouches for the certificate
  'untrusted', // an authority vouches for it that is not known here
  'incompleteChain', // the server does not send the certificate that links its own to an authority
  'revoked',
  'noTls', // what answers does not speak TLS, or no version and cipher in common
] as const;
export type CheckReason = (typeof checkReasons)[number];

/** ifOperStatus (RFC 2863, IF-MIB), in the MIB's own words. */
export const operStates = ['up', 'down', 'testing', 'unknown', 'dormant', 'notPresent', 'lowerLayerDown'] as const;
export type OperState = (typeof operStates)[number];
export const adminStates = ['up', 'down', 'testing'] as const;
export type AdminState = (typeof adminStates)[number];

/** Which term of a capacity is the least and therefore holds. */
export const capacityTerms = ['contract', 'shaper', 'physical'] as const;
export type CapacityTerm = (typeof capacityTerms)[number];

/** Why samples are missing between two times. */
export const gapReasons = [
  'outboxBytes', // the outbox reached its size and the oldest went
  'outboxAge', // older than the outbox keeps
  'outboxCorrupt', // the outbox file could not be read and was put aside
  'agentStopped',
  'memoryFull', // the disk was slower than the polls for longer than the memory queue holds
] as const;
export type GapReason = (typeof gapReasons)[number];

/** Something wrong with the watching itself; listed apart from alerts. */
export const findingCodes = [
  'deviceUnreachable',
  'credentialsRefused',
  'deviceError',
  'interfaceMissing',
  'interfaceAmbiguous',
  'bindingChanged',
  'countersUnusable',
  'profileUnverified',
  'unitUnrecognised', // no profile knows what this unit's device is
  'factImplausible',
  'icmpNotPermitted',
  'icmpFailed', // echoes could not be sent for another reason than a permission
  'icmpFallback', // npm ping serves where fping is missing
  'ownPath',
  'neverAnswered',
  'clockOffset',
  'outboxDropped',
  'outboxFailing', // the disk takes no writes; samples wait in memory
  'outboxCorrupt',
  'collectorUnreachable',
  'collectorRefused',
  'collectorGone', // has taken nothing for so long that the outbox will drop what waits for it
  'budgetExceeded', // the agent sends more samples a second, or of more series, than its budget
  'pollOverrun',
  'checkFailed', // the check itself could not be made
  // Found by the collector:
  'unknownEndpoint',
  'claimed',
  'inventoryMissing',
  'samplesRejected',
  'outboxReplaced', // an agent began a new outbox while batches of the old one had not come
  'storeUnavailable',
  'agentSilent',
] as const;
export type FindingCode = (typeof findingCodes)[number];

/** Why the collector refused one sample of a batch that it accepted. */
export const rejectionCodes = [
  'invalid', // does not match its kind's schema
  'future', // more than 60 s ahead of the receipt: the agent holds it and sends it again
  'inventoryMissing', // no inventory says what this id is: the agent sends its inventory, then this sample again
  'notInInventory', // the inventory in force does not list this id
  'expired', // older than the raw tier keeps
  'claimed', // another agent of the operator serves this link
  'wrongOperator', // the sample names an operator or agent that is not the credential's
  'budget', // the agent's budget of series is used up
] as const;
export type RejectionCode = (typeof rejectionCodes)[number];

/** Rejections that the agent holds and sends again; all others go to its dead letters. */
export const heldRejections: ReadonlySet<string> = new Set<RejectionCode>(['future', 'inventoryMissing']);

export const roles = ['primary', 'backup'] as const;
export type Role = (typeof roles)[number];

export const lanes = ['live', 'backlog'] as const;
export type Lane = (typeof lanes)[number];
