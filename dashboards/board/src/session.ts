/**
 * Keeps the store current: reads the lists, follows the stream, and puts the two together without losing what changed
 * while the lists were on their way.
 */
import type { Province } from './api.ts';
import { changesHeldMax, reloadEveryMs, reopenWaitMsMax, reopenWaitMsMin } from './limits.ts';
import { applyChanges, type Change, type Picture, pictureOf } from './picture.ts';
import { RequestFailed } from './request.ts';
import type { Store } from './store.ts';
import { followStream, type Stream, type StreamWorld } from './stream.ts';

/** Changes are drawn together this often: fast enough to look immediate, slow enough for a busy province. */
const drawEveryMs = 200;

export interface Session {
  /** The collector's clock: the last tick plus the time since. */
  now(): number;
  /** Milliseconds since the stream last said anything. */
  ageMs(): number;
  /** Keeps the picture's links current until the function returned is called: most pages show none. */
  followLinks(): () => void;
  /** Reads the lists again at once. */
  reload(): void;
  stop(): void;
}

export interface SessionWorld extends StreamWorld {
  read(signal: AbortSignal): Promise<Province>;
  /** The browser's wall clock, used only until the collector's is known. */
  wallMs(): number;
}

/** Starts reading and following; ends with `stop`. */
export function startSession(world: SessionWorld, store: Store): Session {
  let reading: AbortController | undefined;
  let held: Change[] = [];
  let drawn: Change[] = [];
  let drawTimer: ReturnType<typeof setTimeout> | undefined;
  let retryTimer: ReturnType<typeof setTimeout> | undefined;
  let failures = 0;
  let followers = 0;
  let tick: { at: number; monotonicMs: number } | undefined;

  const draw = () => {
    drawTimer = undefined;
    const changes = drawn;
    drawn = [];
    const { picture } = store.get();
    if (picture !== null && changes.length > 0) store.update({ picture: applyChanges(picture, changes) });
  };

  /** What was read, with what has changed meanwhile: an answer may be older than a change that overtook it. */
  const publish = (read: Picture) => {
    reading = undefined;
    failures = 0;
    const picture = applyChanges(read, held);
    const overflowed = held.length >= changesHeldMax;
    held = [];
    drawn = [];
    store.update({ picture, generation: store.get().generation + 1, failedStatus: undefined });
    retryTimer = setTimeout(reload, overflowed ? reopenWaitMsMin : reloadEveryMs);
  };

  const reload = () => {
    clearTimeout(retryTimer);
    reading?.abort();
    const own = new AbortController();
    reading = own;
    held = [];
    world.read(own.signal).then(
      (province) => {
        if (reading !== own) return;
        const read = pictureOf(province);
        // Drawing it is a task of its own: a frame may come between.
        retryTimer = setTimeout(() => {
          if (reading === own) publish(read);
        });
      },
      (error: unknown) => {
        if (reading !== own) return;
        reading = undefined;
        store.update({ failedStatus: error instanceof RequestFailed ? error.status : null });
        retryTimer = setTimeout(reload, Math.min(reopenWaitMsMax, reopenWaitMsMin * 2 ** failures));
        failures += 1;
      },
    );
  };

  const stream: Stream = followStream(world, {
    wants: (type) => type !== 'links' || followers > 0,
    onChange(change) {
      if (reading !== undefined && held.length < changesHeldMax) held.push(change);
      drawn.push(change);
      drawTimer ??= setTimeout(draw, drawEveryMs);
    },
    onResync: reload,
    onState: (state) => store.update({ stream: state }),
    onTick(at) {
      tick = { at, monotonicMs: world.monotonicMs() };
    },
  });
  reload();

  return {
    now: () => (tick === undefined ? world.wallMs() : tick.at + world.monotonicMs() - tick.monotonicMs),
    ageMs: () => stream.ageMs(),
    followLinks() {
      followers += 1;
      let ended = false;
      return () => {
        if (!ended) followers -= 1;
        ended = true;
      };
    },
    reload,
    stop() {
      stream.stop();
      reading?.abort();
      reading = undefined;
      clearTimeout(retryTimer);
      clearTimeout(drawTimer);
    },
  };
}
