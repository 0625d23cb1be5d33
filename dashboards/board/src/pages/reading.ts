import { useEffect, useState } from 'preact/hooks';
import { RequestFailed } from '../request.ts';

export type Reading<T> = { kind: 'reading' } | { kind: 'read'; value: T } | { kind: 'failed'; status: number | null };

/**
 * What one page reads beyond the lists, read anew whenever `generation` changes. A value stays while the next is on its
 * way, so that nothing flickers; `key` says whose value it is.
 */
export function useReading<T>(key: string, generation: number, read: (signal: AbortSignal) => Promise<T>): Reading<T> {
  const [state, setState] = useState<{ key: string; reading: Reading<T> }>({ key, reading: { kind: 'reading' } });
  useEffect(() => {
    const own = new AbortController();
    read(own.signal).then(
      (value) => setState({ key, reading: { kind: 'read', value } }),
      (error: unknown) => {
        if (own.signal.aborted) return;
        const status = error instanceof RequestFailed ? error.status : null;
        setState((before) =>
          // Only "there is none" takes away what was read before; an answer that did not come says nothing.
          before.key === key && before.reading.kind === 'read' && status !== 404
            ? before
            : { key, reading: { kind: 'failed', status } },
        );
      },
    );
    return () => own.abort();
  }, [key, generation]);
  return state.key === key ? state.reading : { kind: 'reading' };
}
