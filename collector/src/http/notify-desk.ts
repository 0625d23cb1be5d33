/** What the API asks of notify. */
export interface NotifyDesk {
  /** Sends a test to one receiver, or to all. Undefined when there is no such receiver. */
  test(
    receiver: string | undefined,
    by: string,
  ): Promise<readonly { receiver: string; ok: boolean; detail: string; ms: number }[] | undefined>;
  /** How the receivers stand. Since the start: sent, failed, refused; now: waiting. */
  figures(): {
    receivers: readonly {
      id: string;
      sent: number;
      failed: number;
      refused: number;
      waiting: number;
      oldestAgeS: number;
      dropped: number;
    }[];
    heartbeat: { beats: number; failures: number; lastAt: number | null } | null;
  };
}
