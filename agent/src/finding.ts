import type { Finding } from '@thongsuot/contract/sample.ts';

/**
 * A finding as a part of the agent reports it with each poll: the whole present list of that part. `health.ts` adds
 * since when, logs a change of state once, and sends the list with the next `agent` sample.
 */
export type PresentFinding = Omit<Finding, 'since'>;
