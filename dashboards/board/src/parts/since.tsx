import { useEffect, useState } from 'preact/hooks';
import { useSteady } from '../board.ts';
import { formatDuration, formatWhen } from '../format.ts';
import { useWords } from '../i18n/language.ts';
import { agesDrawnEveryMs, agesPerFrame } from '../limits.ts';
import { inTurn } from './in-turn.ts';

const waiting = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** Draws the component again every few seconds, by one timer for all of them. */
function useSlowClock(): void {
  const [, draw] = useState(0);
  useEffect(() => {
    const own = () => draw((n) => n + 1);
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

/** A time and how long it has lasted. */
export function Since({ at }: { at: number | null }) {
  const { words, language } = useWords();
  const { session } = useSteady();
  useSlowClock();
  if (at === null) return <span class="faint">–</span>;
  return (
    <>
      <When at={at} /> <span class="sub">{words.alerts.lasting(formatDuration(session.now() - at, language))}</span>
    </>
  );
}
