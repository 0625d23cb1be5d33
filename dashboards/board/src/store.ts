/** The page's state: one value, replaced whole, with those who want to know of it. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Picture } from './picture.ts';
import type { StreamState } from './stream.ts';

export interface BoardState {
  /** Null until the lists have been read for the first time. */
  picture: Picture | null;
  /** Counts how often the lists have been read whole: pages that read more read it anew when this changes. */
  generation: number;
  /** Why the last reading failed: HTTP's status, null for no answer; undefined when it did not. */
  failedStatus: number | null | undefined;
  stream: StreamState;
}

export interface Store {
  get(): BoardState;
  update(change: Partial<BoardState>): void;
  subscribe(listener: () => void): () => void;
}

/** A store that begins empty and connecting. */
export function createStore(): Store {
  let state: BoardState = { picture: null, generation: 0, failedStatus: undefined, stream: 'connecting' };
  const listeners = new Set<() => void>();
  return {
    get: () => state,
    update(change) {
      state = { ...state, ...change };
      for (const listener of listeners) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/**
 * The present state; the component is drawn again when `differs` says that what it shows has changed since it was last
 * drawn. `differs` is asked as it was at first.
 */
export function useStore(store: Store, differs: (drawn: BoardState, now: BoardState) => boolean): BoardState {
  const [, draw] = useState(0);
  const state = store.get();
  const drawn = useRef(state);
  drawn.current = state;
  useEffect(() => {
    const look = () => {
      if (differs(drawn.current, store.get())) draw((n) => n + 1);
    };
    // It may have changed between the drawing and now.
    look();
    return store.subscribe(look);
  }, [store]);
  return state;
}
