/**
 * Follows `GET /v1/stream` for as long as the page is open: opens it, notices silence, opens it anew. The browser's own
 * reconnection gives up for good on an HTTP error, and never notices a connection that died without a word.
 */
import type { StreamEvents } from '@thongsuot/contract/api.ts';
import { reopenAfterMs, reopenWaitMsMax, reopenWaitMsMin, staleAfterMs } from './limits.ts';
import type { Change } from './picture.ts';

export type StreamState = 'connecting' | 'live' | 'stale';

/** What the follower needs of a browser's EventSource. */
export interface Source {
  addEventListener(type: string, listener: (event: { data?: unknown }) => void): void;
  close(): void;
}

export interface StreamWorld {
  open(): Source;
  monotonicMs(): number;
  random(): number;
}

export interface StreamListener {
  /** Whether events of this type are of use now; the others are a sign of life only, and are not even parsed. */
  wants(type: string): boolean;
  onChange(change: Change): void;
  /** The lists must be read anew: the server said so, or the stream was away and events are missing. */
  onResync(): void;
  onState(state: StreamState): void;
  /** The collector's clock, with each tick. */
  onTick(at: number): void;
}

const changeEvents = ['links', 'endpoints', 'units', 'alert', 'findings', 'agents', 'overview'] as const;

export interface Stream {
  /** Milliseconds since anything came; since the start when nothing has come yet. */
  ageMs(): number;
  stop(): void;
}

/** Starts to follow; `stop` closes the stream and ends the timer. */
export function followStream(world: StreamWorld, listener: StreamListener): Stream {
  let source: Source | undefined;
  let state: StreamState = 'connecting';
  let heardMs = world.monotonicMs();
  let openedMs = heardMs;
  let reopenAtMs: number | undefined;
  let attempts = 0;
  let opens = 0;

  const become = (next: StreamState) => {
    if (next === state) return;
    state = next;
    listener.onState(next);
  };

  const heard = () => {
    heardMs = world.monotonicMs();
    attempts = 0;
    become('live');
  };

  const open = () => {
    source?.close();
    reopenAtMs = undefined;
    openedMs = world.monotonicMs();
    const own = world.open();
    source = own;
    const on = (type: string, act: (data: unknown) => void) => {
      own.addEventListener(type, (event) => {
        // A source that was replaced may still deliver what it had queued.
        if (source !== own) return;
        if (!listener.wants(type)) {
          heard();
          return;
        }
        let data: unknown;
        try {
          data = JSON.parse(String(event.data));
        } catch {
          return; // Not an event of ours: a proxy's error page, cut off in the middle.
        }
        heard();
        act(data);
      });
    };
    own.addEventListener('open', () => {
      if (source !== own) return;
      opens += 1;
      if (opens > 1) listener.onResync();
    });
    own.addEventListener('error', () => {
      if (source !== own || reopenAtMs !== undefined) return;
      // Close it ourselves, so that there is one way of opening again and one bound on how often.
      own.close();
      const ceiling = Math.min(reopenWaitMsMax, reopenWaitMsMin * 2 ** attempts);
      attempts += 1;
      reopenAtMs = world.monotonicMs() + reopenWaitMsMin / 2 + world.random() * ceiling;
    });
    on('tick', (data) => listener.onTick((data as StreamEvents['tick']).at));
    on('resync', () => listener.onResync());
    for (const type of changeEvents) on(type, (data) => listener.onChange({ event: type, data } as Change));
  };

  const watch = () => {
    const now = world.monotonicMs();
    if (now - heardMs > staleAfterMs) become('stale');
    if (reopenAtMs !== undefined ? now >= reopenAtMs : now - Math.max(heardMs, openedMs) > reopenAfterMs) open();
  };

  open();
  const timer = setInterval(watch, 500);
  return {
    ageMs: () => world.monotonicMs() - heardMs,
    stop: () => {
      clearInterval(timer);
      source?.close();
      source = undefined;
    },
  };
}
