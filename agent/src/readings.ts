/**
 * Readings that have begun and are not on the disk yet. A sample carries the time of its reading, so an agent's data is
 * whole only up to the oldest of them, even when nothing older waits in the outbox. Times are Unix epoch ms.
 */
export interface Readings {
  /** A reading begins; call what it returns when its samples are with the outbox, or when there are none. */
  begin(at: number): () => void;
  /** The outbox has committed all that it was given. */
  committed(): void;
  /** Since when there is a reading that is not on the disk; null when there is none. */
  since(): number | null;
}

export function createReadings(): Readings {
  const running = new Set<{ at: number }>();
  const ended = new Set<{ at: number }>();
  return {
    begin(at) {
      const reading = { at };
      running.add(reading);
      return () => {
        if (running.delete(reading)) ended.add(reading);
      };
    },
    committed: () => ended.clear(),
    since() {
      let since: number | null = null;
      for (const { at } of [...running, ...ended]) if (since === null || at < since) since = at;
      return since;
    },
  };
}
