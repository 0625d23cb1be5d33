/**
 * Changes of role of a standby router within a day, from a counter that its device keeps since it began to count. Held
 * by the hour: what is asked is whether there were more than a drill makes, and 25 numbers tell that.
 */
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

export class RoleChanges {
  #last: number | null = null;
  /** Changes by the hour in which they were read, oldest first; 25 at most. */
  readonly #hours: { hour: number; changes: number }[] = [];

  /**
   * Takes a reading. The first one says nothing of changes. A counter that fell began anew with its device: what it
   * shows happened since.
   */
  note(at: number, transitions: number): void {
    const last = this.#last;
    this.#last = transitions;
    if (last === null || transitions === last) return;
    const hour = Math.floor(at / hourMs);
    const changes = transitions > last ? transitions - last : transitions;
    const newest = this.#hours.at(-1);
    if (newest !== undefined && newest.hour >= hour) newest.changes += changes;
    else this.#hours.push({ hour, changes });
    if (this.#hours.length > 25) this.#hours.shift();
  }

  /** Changes read within the 24 h before `now`, to the hour. */
  within(now: number): number {
    const from = Math.floor((now - dayMs) / hourMs);
    return this.#hours.reduce((sum, { hour, changes }) => sum + (hour > from ? changes : 0), 0);
  }
}
