/**
 * Runs the channels: each by itself, one message in flight, so that none waits for another. A message is marked only
 * after its receiver has taken it: killed in between, it is sent again with the same id.
 */
import type { Logger } from 'pino';
import type { Notification, NotificationQueue } from '../alert/notification.ts';
import type { Clock } from '../clock.ts';
import { backoffMs } from './backoff.ts';
import type { Attempt, Channel } from './channel.ts';
import { dueMax, lookEveryMs } from './limits.ts';

export interface DispatcherOptions {
  queue: NotificationQueue;
  channels: readonly Channel[];
  clock: Clock;
  log: Logger;
  /** 0 ≤ x < 1. */
  random: () => number;
}

export class Dispatcher {
  readonly #lines: Line[];
  #running: Promise<unknown> = Promise.resolve();

  constructor(options: DispatcherOptions) {
    this.#lines = options.channels.map((channel) => new Line(channel, options));
    options.queue.onAdded(() => {
      for (const line of this.#lines) line.wake();
    });
  }

  start(): void {
    this.#running = Promise.all(this.#lines.map((line) => line.run()));
  }

  /** Stops at once: a message in flight is abandoned, unmarked, and comes again after the next start. */
  async stop(): Promise<void> {
    for (const line of this.#lines) line.stop();
    await this.#running;
  }
}

/** One channel and its place in the queue. */
class Line {
  readonly #channel: Channel;
  readonly #options: DispatcherOptions;
  readonly #stop = new AbortController();
  readonly #refusals = new Map<string, number>();
  #failures = 0;
  #wake: (() => void) | null = null;
  #woken = false;

  constructor(channel: Channel, options: DispatcherOptions) {
    this.#channel = channel;
    this.#options = options;
  }

  wake(): void {
    this.#woken = true;
    // A channel that waits for its receiver is not woken by more work for it.
    if (this.#failures === 0) this.#wake?.();
  }

  stop(): void {
    this.#stop.abort();
    this.#wake?.();
  }

  async run(): Promise<void> {
    const { queue, clock, log } = this.#options;
    while (!this.#stop.signal.aborted) {
      this.#woken = false;
      let waitMs = lookEveryMs;
      try {
        waitMs = await this.#pass(queue.due(this.#channel.id, clock.now(), dueMax));
      } catch (error) {
        log.error(
          { err: error, channel: this.#channel.id },
          'Notification queue cannot be read or written; will retry',
        );
      }
      if (waitMs > 0 && !(this.#woken && this.#failures === 0)) await this.#sleep(waitMs);
    }
  }

  /** Sends what is due, in order. Returns how long to wait before looking again; 0 when there may be more. */
  async #pass(due: readonly Notification[]): Promise<number> {
    for (const notification of due) {
      if (this.#stop.signal.aborted) return 0;
      const attempt = await this.#channel.send(notification, this.#stop.signal);
      if (this.#stop.signal.aborted && attempt.kind !== 'taken') return 0;
      const waitMs = this.#note(notification, attempt);
      if (waitMs > 0) return waitMs;
    }
    return due.length > 0 ? 0 : lookEveryMs;
  }

  /** Marks what came of an attempt. Returns how long the whole channel waits; 0 when it goes on. */
  #note(notification: Notification, attempt: Attempt): number {
    const { queue, clock, log, random } = this.#options;
    const channel = this.#channel.id;
    const now = clock.now();
    if (attempt.kind === 'taken') {
      queue.sent(channel, notification.id, now);
      this.#refusals.delete(notification.id);
      if (this.#failures > 0)
        log.info({ channel, failures: this.#failures }, 'Notification channel takes messages again');
      this.#failures = 0;
      return 0;
    }
    if (attempt.kind === 'refused') {
      const tries = (this.#refusals.get(notification.id) ?? 0) + 1;
      this.#refusals.set(notification.id, tries);
      if (this.#refusals.size > dueMax * 50) this.#refusals.delete(this.#refusals.keys().next().value ?? '');
      const retryMs = backoffMs(tries, random());
      queue.failed(channel, notification.id, now, now + retryMs, attempt.detail);
      if (tries === 1) {
        log.warn(
          { channel, notification: notification.id, detail: attempt.detail, retryMs },
          'Notification refused; others go past it, it will be tried again',
        );
      }
      return 0;
    }
    this.#failures++;
    const waitMs = Math.max(backoffMs(this.#failures, random()), attempt.retryAfterMs ?? 0);
    // The wait is the channel's, not the message's: it is due as soon as the channel looks again.
    queue.failed(channel, notification.id, now, now, attempt.detail);
    if (this.#failures === 1) {
      log.warn(
        { channel, detail: attempt.detail, retryMs: waitMs },
        'Notification channel does not take messages; will retry until it does',
      );
    }
    return waitMs;
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const end = () => {
        clearTimeout(timer);
        this.#wake = null;
        resolve();
      };
      const timer = setTimeout(end, ms);
      this.#wake = end;
      if (this.#stop.signal.aborted) end();
    });
  }
}
