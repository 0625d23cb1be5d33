import { useEffect, useRef, useState } from 'preact/hooks';
import type { Page } from '../api.ts';
import { emptyReadEveryMs } from '../limits.ts';
import { RequestFailed } from '../request.ts';

/** While a list is empty only because its first round has not come, it is asked for again every 15 s. */
export function useEmptyAgain(empty: boolean, again: () => void): void {
  const newest = useRef(again);
  newest.current = again;
  useEffect(() => {
    if (!empty) return;
    const timer = setInterval(() => newest.current(), emptyReadEveryMs);
    return () => clearInterval(timer);
  }, [empty]);
}

export interface Paged<T> {
  rows: readonly T[];
  /** False until the first page has come. */
  read: boolean;
  reading: boolean;
  failed: RequestFailed | null;
  /** Reads the next page; null when there is none or one is on its way. */
  next: (() => void) | null;
  /** Begins anew with the first page; what is there stays until it has come. */
  again(): void;
}

/**
 * A long list, read page by page as somebody asks for more; another `key` is another list and begins empty. When
 * `generation` changes the first page is read anew, unless somebody has gone on to later ones: it would take them away.
 */
export function usePaged<T>(
  key: string,
  generation: number,
  read: (cursor: string | null, signal: AbortSignal) => Promise<Page<T>>,
): Paged<T> {
  const [state, setState] = useState({ key, rows: [] as readonly T[], cursor: null as string | null, read: false });
  const [wanted, setWanted] = useState({ key, cursor: null as string | null, turn: 0 });
  const [status, setStatus] = useState<{ reading: boolean; failed: RequestFailed | null }>({
    reading: true,
    failed: null,
  });
  const mine = state.key === key ? state : { rows: [], cursor: null, read: false };
  const cursor = wanted.key === key ? wanted.cursor : null;
  useEffect(() => {
    const own = new AbortController();
    setStatus({ reading: true, failed: null });
    read(cursor, own.signal).then(
      (page) => {
        setState((before) => ({
          key,
          rows: cursor === null || before.key !== key ? page.rows : [...before.rows, ...page.rows],
          cursor: page.next,
          read: true,
        }));
        setStatus({ reading: false, failed: null });
      },
      (error: unknown) => {
        if (own.signal.aborted) return;
        if (!(error instanceof RequestFailed)) throw error;
        setStatus({ reading: false, failed: error });
      },
    );
    return () => own.abort();
  }, [key, cursor, wanted.turn, cursor === null ? generation : null]);
  const following = mine.cursor;
  return {
    rows: mine.rows,
    read: mine.read,
    reading: status.reading,
    failed: status.failed,
    next:
      following === null || status.reading
        ? null
        : () => setWanted((before) => ({ key, cursor: following, turn: before.turn })),
    again: () => setWanted((before) => ({ key, cursor: null, turn: before.turn + 1 })),
  };
}
