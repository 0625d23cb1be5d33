/**
 * Runs the channels: each by itself, one message in flight, so that none waits for another. A message is marked only
 * after its receiver has taken it: killed in between, it is sent again with the same id and the same members.
 */
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import { backoffMs } from './backoff.ts';
import type { Ledger, ReceiverSettings } from './ledger.ts';
import { lookEveryMs, refreshMax } from './limits.ts';
import type { Attempt, Channel, Hands, Message } from './message.ts';

export interface DispatcherOptions {
  ledger: Ledger;
  channels: readonly { channel: Channel; settings: ReceiverSettings }[];
  clock: Clock;
  log: Logger;
  /** 0 ≤ x < 1. */
  random: () => number;
}

/** Since the start. */
export interface LineFigures {
  sent: number;
  failed: number;
  refused: number;
}

export class Dispatcher {
  readonly #lines: Line[];
  #running: Promise<unknown> = Promise.resolve();

  constructor(options: DispatcherOptions) {
    this.#lines = options.channels.map(({ channel, settings }) => new Line(channel, settings, options));
  }

  start(): void {
    this.#running = Promise.all(this.#lines.map((line) => line.run()));
  }

  /** Something has been assigned to receivers. */
  wake(): void {
    for (const line of this.#lines) line.wake();
  }

  figures(receiver: string): LineFigures {
    return this.#lines.find((line) => line.id === receiver)?.figures ?? { sent: 0, failed: 0, refused: 0 };
  }

  /** Stops at once: a message in flight is abandoned, unmarked, and comes again after the next start. */
  async stop(): Promise<void> {
    for (const line of this.#lines) line.stop();
    await this.#running;
  }
}

/** One channel and its messages. */
class Line {
  readonly figures: LineFigures = { sent: 0, failed: 0, refused: 0 };
  readonly #channel: Channel;
  readonly #settings: ReceiverSettings;
  readonly #options: DispatcherOptions;
  readonly #stop = new AbortController();
  #failures = 0;
  /** Taken, but the mark could not be written: it is marked before anything else, and not sent again. */
  #unmarked: Message | null = null;
  #refreshedMs = Number.NEGATIVE_INFINITY;
  #wake: (() => void) | null = null;
  #woken = false;

  constructor(channel: Channel, settings: ReceiverSettings, options: DispatcherOptions) {
    this.#channel = channel;
    this.#settings = settings;
    this.#options = options;
  }

  get id(): string {
    return this.#channel.id;
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
    const { log } = this.#options;
    while (!this.#stop.signal.aborted) {
      this.#woken = false;
      let waitMs = lookEveryMs;
      try {
        waitMs = await this.#pass();
      } catch (error) {
        log.error({ err: error, channel: this.id }, 'Notification queue cannot be read or written; will retry');
      }
      if (waitMs > 0 && !(this.#woken && this.#failures === 0)) await this.#sleep(Math.min(waitMs, this.#maxWait()));
    }
  }

  /** Sends one message. Returns how long to wait before the next look; 0 when there may be more. */
  async #pass(): Promise<number> {
    const { ledger, clock } = this.#options;
    if (this.#unmarked !== null) {
      ledger.sent(this.#unmarked, clock.now());
      this.#unmarked = null;
    }
    const message = ledger.next(this.id, clock.now());
    if (message !== undefined) {
      const attempt = await this.#channel.send(message, this.#hands(message));
      if (this.#stop.signal.aborted && attempt.kind !== 'taken' && attempt.kind !== 'partly') return 0;
      return this.#note(message, attempt);
    }
    const made = ledger.form(this.#settings, clock.now());
    if (made.formed) return 0;
    const refreshMs = await this.#refresh();
    return Math.max(1, Math.min(refreshMs, made.until === null ? lookEveryMs : made.until - clock.now()));
  }

  #hands(message: Message): Hands {
    const { ledger, clock } = this.#options;
    return { signal: this.#stop.signal, attempting: () => ledger.attempting(message, clock.now()) };
  }

  /** Tells a receiver again what fires, when it is time. Returns how long until the next time. */
  async #refresh(): Promise<number> {
    const { refresh } = this.#channel;
    const { ledger, clock, log } = this.#options;
    if (refresh === undefined) return lookEveryMs;
    const started = clock.monotonicMs();
    const left = this.#refreshedMs + refresh.everyMs - started;
    if (left > 0) return left;
    const hands: Hands = { signal: this.#stop.signal, attempting: () => {} };
    for (let after = ''; ; ) {
      const open = ledger.open(this.id, after, refreshMax);
      if (open.length > 0) {
        const attempt = await refresh.send(
          open.map((one) => one.notification),
          hands,
        );
        if (this.#stop.signal.aborted) return 0;
        if (attempt.kind !== 'taken') {
          if (attempt.kind === 'refused')
            log.warn({ channel: this.id, detail: attempt.detail }, 'What still fires was refused by its receiver');
          else return this.#unavailable(attempt.detail, 'retryAfterMs' in attempt ? attempt.retryAfterMs : null);
        } else this.#takesAgain();
      }
      if (open.length < refreshMax) break;
      after = open.at(-1)?.alert ?? '';
    }
    this.#refreshedMs = started;
    return refresh.everyMs;
  }

  /** Marks what came of an attempt. Returns how long the whole channel waits; 0 when it goes on. */
  #note(message: Message, attempt: Attempt): number {
    const { ledger, clock, log, random } = this.#options;
    const now = clock.now();
    const fields = { channel: this.id, notification: message.id };
    switch (attempt.kind) {
      case 'taken':
        this.figures.sent++;
        if (attempt.detail !== undefined)
          log.warn({ ...fields, detail: attempt.detail }, 'Notification was taken, but not for every addressee');
        this.#unmarked = message;
        ledger.sent(message, now);
        this.#unmarked = null;
        this.#takesAgain();
        return 0;
      case 'partly': {
        const retryMs = backoffMs(2, random());
        ledger.partly(message, attempt.rest, now + retryMs, attempt.detail);
        log.warn(
          { ...fields, detail: attempt.detail, retryMs },
          'Notification was taken for some; the rest is tried again',
        );
        this.#takesAgain();
        return 0;
      }
      case 'refused': {
        this.figures.refused++;
        const { refusals, split } = ledger.refused(
          message,
          now,
          now + backoffMs(this.#refusedBefore(message), random()),
          attempt.detail,
        );
        if (refusals === 1)
          log.warn(
            { ...fields, detail: attempt.detail },
            'Notification refused; others go past it, it will be tried again',
          );
        if (split) log.warn({ ...fields, refusals }, 'Notification is refused as a whole and is sent in two halves');
        return 0;
      }
      case 'unavailable':
        ledger.failed(message, now, attempt.detail, attempt.uncertain === true);
        return this.#unavailable(attempt.detail, attempt.retryAfterMs);
    }
  }

  readonly #refusals = new Map<string, number>();

  /** Refusals of a message in this run, this one counted. */
  #refusedBefore(message: Message): number {
    const tries = (this.#refusals.get(message.id) ?? 0) + 1;
    this.#refusals.set(message.id, tries);
    if (this.#refusals.size > 1_000) this.#refusals.delete(this.#refusals.keys().next().value ?? '');
    return tries;
  }

  #unavailable(detail: string, retryAfterMs: number | null): number {
    const { log, random } = this.#options;
    this.figures.failed++;
    this.#failures++;
    const waitMs = Math.max(backoffMs(this.#failures, random()), retryAfterMs ?? 0);
    if (this.#failures === 1) {
      log.warn(
        { channel: this.id, detail, retryMs: waitMs },
        'Notification channel does not take messages; will retry until it does',
      );
    }
    return waitMs;
  }

  #takesAgain(): void {
    if (this.#failures === 0) return;
    this.#options.log.info({ channel: this.id, failures: this.#failures }, 'Notification channel takes messages again');
    this.#failures = 0;
  }

  /** A wait after failures may be long; any other ends at the next look, for a restart forgets its timers. */
  #maxWait(): number {
    return this.#failures > 0 ? Number.POSITIVE_INFINITY : lookEveryMs;
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
