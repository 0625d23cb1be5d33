import { useEffect, useRef, useState } from 'preact/hooks';
import { formatNumber } from '../format.ts';
import { useWords } from '../i18n/language.ts';
import type { Session } from '../session.ts';
import type { StreamState } from '../stream.ts';
import { Icon } from './icon.tsx';

/** How old the data are, in whole seconds, counted while the stream is away. */
export function useStaleSeconds(session: Session, stream: StreamState): number {
  const [seconds, setSeconds] = useState(Math.floor(session.ageMs() / 1000));
  useEffect(() => {
    if (stream !== 'stale') return;
    const count = () => setSeconds(Math.floor(session.ageMs() / 1000));
    count();
    const timer = setInterval(count, 1_000);
    return () => clearInterval(timer);
  }, [session, stream]);
  return seconds;
}

/**
 * Whether the page is live. When the stream stops it becomes a strip that stays in view and counts the seconds; the
 * counting is not announced each second, that it stopped and that it came back are, once each.
 */
export function StreamStrip({ session, stream }: { session: Session; stream: StreamState }) {
  const { words, language } = useWords();
  const seconds = useStaleSeconds(session, stream);
  const wasStale = useRef(false);
  if (stream === 'stale') wasStale.current = true;
  return (
    <section class={`stream stream-${stream}`} aria-label={words.stream.label}>
      <div class="stream-inner" data-testid="stream-state" data-state={stream}>
        {stream === 'stale' ? (
          <>
            <Icon name="warning" />
            <strong>{words.stream.stale(formatNumber(seconds, language))}</strong>
            <span>{words.stream.staleHint}</span>
          </>
        ) : (
          <>
            <span class="pulse" aria-hidden="true" />
            {stream === 'live' ? words.stream.live : words.stream.connecting}
          </>
        )}
      </div>
      <p class="visually-hidden" role="status">
        {stream === 'stale' && words.stream.announceStale}
        {stream === 'live' && wasStale.current && words.stream.announceLive}
      </p>
    </section>
  );
}
