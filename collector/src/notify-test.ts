/** `collector notify test`: a test to the receivers of the config, from this machine, on the normal code path. */
import { randomUUID } from 'node:crypto';
import { systemClock } from './clock.ts';
import type { CollectorConfig } from './config/schema.ts';
import { SecretMissing } from './config/secret.ts';
import { createChannels, sendTests, type TestResult } from './notify/notifier.ts';
import { directoryOf, notifyOf } from './notify-wiring.ts';
import { SetupError } from './server.ts';

/**
 * What came of a test at each receiver, or at the one that is named.
 * @throws SetupError when there is none, or a secret is missing
 */
export async function testReceivers(config: CollectorConfig, receiver: string | undefined): Promise<TestResult[]> {
  const directory = directoryOf(config);
  let channels: ReturnType<typeof createChannels>;
  try {
    channels = createChannels(notifyOf(config), { clock: systemClock, directory: () => directory });
  } catch (cause) {
    if (cause instanceof SecretMissing) throw new SetupError(cause.message, { cause });
    throw cause;
  }
  if (channels.length === 0) throw new SetupError('the config has no receivers; add one under notify');
  const results = await sendTests(channels, receiver, 'collector notify test', systemClock, randomUUID);
  if (results === undefined) {
    const ids = channels.map(({ id }) => id).join(', ');
    throw new SetupError(`there is no receiver ${receiver ?? ''}; expected one of ${ids}`);
  }
  return results;
}
