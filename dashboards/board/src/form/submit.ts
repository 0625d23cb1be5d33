import { useEffect, useRef, useState } from 'preact/hooks';
import { RequestFailed } from '../request.ts';

export type Sending = { kind: 'idle' } | { kind: 'sending' } | { kind: 'failed'; failure: RequestFailed };

export interface Submit {
  sending: Sending;
  /** For `onSubmit`: sends once, however often somebody presses. */
  submit(event: Event): void;
}

/**
 * Sends a form and waits for the collector. Nothing is shown as done before it has said so; `done` gets its answer.
 * What fails otherwise than by an answer of the collector is a defect, and is thrown.
 */
export function useSubmit<T>(send: () => Promise<T>, done: (answer: T) => void): Submit {
  const [sending, setSending] = useState<Sending>({ kind: 'idle' });
  const under = useRef(false);
  const here = useRef(true);
  useEffect(
    () => () => {
      here.current = false;
    },
    [],
  );
  return {
    sending,
    submit(event) {
      event.preventDefault();
      if (under.current) return;
      under.current = true;
      setSending({ kind: 'sending' });
      send()
        .then(
          (answer) => {
            if (!here.current) return;
            setSending({ kind: 'idle' });
            done(answer);
          },
          (error: unknown) => {
            if (!(error instanceof RequestFailed)) throw error;
            if (here.current) setSending({ kind: 'failed', failure: error });
          },
        )
        .finally(() => {
          under.current = false;
        });
    },
  };
}
