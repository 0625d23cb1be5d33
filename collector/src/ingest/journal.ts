/** What a part of ingest must remember: written together, in the one durable transaction of a group commit. */
export interface Journal {
  /**
   * Writes what has changed since the last call. Called inside a transaction; the function it returns is called once
   * that has committed, and only then may the changes be forgotten.
   */
  write(): () => void;
}
