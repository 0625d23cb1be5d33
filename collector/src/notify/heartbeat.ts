/**
 * The sign of life that somebody else waits for: while it comes, alerts are judged and can leave. When it stops, that
 * somebody raises the alarm, for we cannot.
 */
import type { Secret } from '@thongsuot/contract/config.ts';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import { heartbeatMsMax } from './limits.ts';
import { attemptOf, exchange } from './post.ts';

export interface HeartbeatOptions {
  url: string;
  method: 'GET' | 'POST';
  everyMs: number;
  allowPrivate: boolean;
  /** `Authorization` as it is sent. */
  authorization?: Secret;
}

export interface HeartbeatFigures {
  beats: number;
  failures: number;
  /** Unix epoch ms of the last beat that was answered; null: none was. */
  lastAt: number | null;
}

export class Heartbeat {
  readonly figures: HeartbeatFigures = { beats: 0, failures: 0, lastAt: null };
  readonly #options: HeartbeatOptions;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #alive: () => boolean;
  readonly #stop = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #failing = false;
  #beating: Promise<void> = Promise.resolve();

  /** `alive` says whether notifications can leave at all; a beat in spite of that would be a lie. */
  constructor(options: HeartbeatOptions, clock: Clock, log: Logger, alive: () => boolean) {
    this.#options = options;
    this.#clock = clock;
    this.#log = log;
    this.#alive = alive;
  }

  start(): void {
    this.#next();
  }

  async stop(): Promise<void> {
    clearTimeout(this.#timer);
    this.#stop.abort();
    await this.#beating;
  }

  #next(): void {
    const started = this.#clock.monotonicMs();
    this.#beating = this.#beat().then(() => {
      if (this.#stop.signal.aborted) return;
      const left = this.#options.everyMs - (this.#clock.monotonicMs() - started);
      this.#timer = setTimeout(() => this.#next(), Math.max(100, left));
    });
  }

  async #beat(): Promise<void> {
    const { url, method, allowPrivate, authorization } = this.#options;
    const attempt = this.#alive()
      ? attemptOf(
          await exchange({
            url: new URL(url),
            method,
            headers: authorization === undefined ? {} : { authorization: authorization.reveal() },
            body: '',
            allowPrivate,
            msMax: heartbeatMsMax,
            signal: this.#stop.signal,
          }),
        )
      : { kind: 'unavailable' as const, detail: 'notifications cannot be read or written, so it was not sent' };
    if (this.#stop.signal.aborted) return;
    if (attempt.kind === 'taken') {
      this.figures.beats++;
      this.figures.lastAt = this.#clock.now();
      if (this.#failing) this.#log.info({ failures: this.figures.failures }, 'Heartbeat is answered again');
      this.#failing = false;
      return;
    }
    this.figures.failures++;
    if (!this.#failing)
      this.#log.warn(
        { host: new URL(url).host, detail: attempt.detail },
        'Heartbeat is not answered; whoever waits for it takes us for dead. It goes on being sent',
      );
    this.#failing = true;
  }
}
