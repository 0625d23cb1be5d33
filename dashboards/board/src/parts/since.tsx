import { useEffect, useRef, useState } from 'preact/hooks';
import { useSteady } from '../board.ts';
import { formatDuration, formatWhen } from '../format.ts';
import { useWords } from '../i18n/language.ts';
import { agesDrawnEveryMs, agesPerFrame } from '../limits.ts';
import { inTurn } from './in-turn.ts';

const waiting = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** Has `look` called every few seconds, by one timer for all. */
function useSlowClock(look: () => void): void {
  const newest = useRef(look);
  newest.current = look;
  useEffect(() => {
    const own = () => newest.current();
    waiting.add(own);
    timer ??= setInterval(() => {
      const all = [...waiting];
      for (let n = 0; n < all.length; n += agesPerFrame) {
        const some = all.slice(n, n + agesPerFrame);
        // One that has left the page meanwhile is not drawn.
        inTurn(() => {
          for (const one of some) if (waiting.has(one)) one();
        });
      }
    }, agesDrawnEveryMs);
    return () => {
      waiting.delete(own);
      if (waiting.size > 0) return;
      clearInterval(timer);
      timer = undefined;
    };
  }, []);
}

/** A time as the province's clock shows it. */
export function When({ at }: { at: number | null }) {
  const { language } = useWords();
  const { session } = useSteady();
  if (at === null) return <span class="faint">–</span>;
  return <time dateTime={new Date(at).toISOString()}>{formatWhen(at, language, session.now())}</time>;
}

/** A time and how long it has lasted, which is written anew only when the words have become others. */
export function Since({ at }: { at: number | null }) {
  const { words, language } = useWords();
  const { session } = useSteady();
  const [, draw] = useState(0);
  const age = () => (at === null ? '' : formatDuration(session.now() - at, language));
  const shown = age();
  useSlowClock(() => {
    if (age() !== shown) draw((n) => n + 1);
  });
  if (at === null) return <span class="faint">–</span>;
  return (
    <>
      <When at={at} /> <span class="sub">{words.alerts.lasting(shown)}</span>
    </>
  );
}
