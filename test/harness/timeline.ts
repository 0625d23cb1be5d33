/**
 * The words of a timeline: `within(10_000, 'the alert fires', …)`. A step that does not come true in its time fails the
 * test with its sentence and what was last seen.
 */
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Asks `look` every 100 ms until it returns something other than undefined or false, and returns that.
 * @throws Error with the sentence and the last thing seen, after `ms`
 */
export async function within<T>(
  ms: number,
  what: string,
  look: () => Promise<T | undefined | false> | T | undefined | false,
): Promise<T> {
  const started = performance.now();
  let last: unknown;
  do {
    try {
      const found = await look();
      if (found !== undefined && found !== false) return found;
      last = found;
    } catch (error) {
      last = error;
    }
    await sleep(100);
  } while (performance.now() - started < ms);
  const seen = last instanceof Error ? last.message : JSON.stringify(last);
  throw new Error(`within ${ms / 1_000} s: ${what}. It did not come true; last seen: ${seen ?? 'nothing'}`);
}

/** Watches for `ms` that `look` stays true, and fails at once when it does not. */
export async function throughout(ms: number, what: string, look: () => Promise<boolean> | boolean): Promise<void> {
  const started = performance.now();
  while (performance.now() - started < ms) {
    if (!(await look()))
      throw new Error(
        `throughout ${ms / 1_000} s: ${what}. It was not so after ${Math.round(performance.now() - started)} ms`,
      );
    await sleep(100);
  }
}
