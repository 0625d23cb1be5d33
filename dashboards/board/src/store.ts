/** The page's state: one value, replaced whole, with those who want to know of it. */
import { useEffect, useState } from 'preact/hooks';
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

/** The present state; the component is drawn again when it changes. */
export function useStore(store: Store): BoardState {
  const [state, setState] = useState(store.get());
  useEffect(() => {
    setState(store.get());
    return store.subscribe(() => setState(store.get()));
  }, [store]);
  return state;
}
