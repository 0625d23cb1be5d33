/**
 * The wall: one scene after the other without hands, in type for a room. It stands still while the keyboard is on it or
 * somebody has paused it, and covers itself when its figures are old: from afar nobody sees a small strip.
 */
import { useEffect, useRef, useState } from 'preact/hooks';
import { useBoard } from '../board.ts';
import { capitalize, formatNumber, formatTime } from '../format.ts';
import { useWords } from '../i18n/language.ts';
import { Icon } from '../parts/icon.tsx';
import { useStaleSeconds } from '../parts/stream-state.tsx';
import type { Session } from '../session.ts';
import { advance, criticalIds, firstCycle, interrupt, scenes } from './cycle.ts';
import { WallScene } from './scenes.tsx';
import { wallWords } from './words.ts';

/** `period`: seconds that a scene stays. */
export function Wall({ period }: { period: number }) {
  const { words, language } = useWords();
  const wall = wallWords[language];
  const { session, state, picture } = useBoard();
  const [cycle, setCycle] = useState(firstCycle);
  const [paused, setPaused] = useState(false);
  const [focused, setFocused] = useState(false);
  const still = paused || focused;

  useEffect(() => {
    if (still) return;
    const timer = setTimeout(() => setCycle(advance), period * 1_000);
    return () => clearTimeout(timer);
  }, [cycle, still, period]);

  const known = useRef<ReadonlySet<string> | null>(null);
  useEffect(() => {
    const before = known.current;
    const after = criticalIds(picture.alerts.values());
    known.current = after;
    if (before !== null) setCycle((now) => interrupt(now, before, after));
  }, [picture.alerts]);

  useEffect(() => {
    const press = ({ key, target }: KeyboardEvent) => {
      if (key === 'ArrowRight') setCycle(advance);
      else if (key === 'ArrowLeft') setCycle((now) => advance(now, -1));
      // On a button the space bar presses it.
      else if (key === ' ' && !(target instanceof HTMLButtonElement)) setPaused((now) => !now);
    };
    addEventListener('keydown', press);
    return () => removeEventListener('keydown', press);
  }, []);
  useEffect(() => {
    document.title = `${wall.way} · ${words.product.name}`;
  }, [wall, words]);

  return (
    <section
      class="wall"
      data-testid="wall"
      data-scene={cycle.scene}
      data-still={still}
      aria-label={wall.label}
      onFocusIn={({ target }) => setFocused(target instanceof Element && target.matches(':focus-visible'))}
      onFocusOut={() => setFocused(false)}
    >
      <header class="wall-head">
        <span class="wall-place">{capitalize(picture.me.province[language])}</span>
        <Clock />
        <div class="wall-controls">
          <button type="button" aria-label={wall.previous} onClick={() => setCycle((now) => advance(now, -1))}>
            ‹
          </button>
          <button type="button" aria-pressed={paused} onClick={() => setPaused(!paused)}>
            {paused ? wall.resume : wall.pause}
          </button>
          <button type="button" aria-label={wall.next} onClick={() => setCycle(advance)}>
            ›
          </button>
          <a href="#/">{wall.leave}</a>
        </div>
      </header>
      <div class="wall-scene" key={cycle.turn} inert={state.stream === 'stale'}>
        <h1 tabIndex={-1}>{wall.scenes[cycle.scene]}</h1>
        <WallScene scene={cycle.scene} />
      </div>
      <ol class="wall-dots" aria-hidden="true">
        {scenes.map((scene) => (
          <li key={scene} class={scene === cycle.scene ? 'now' : ''} />
        ))}
      </ol>
      {state.stream === 'stale' && <StaleCover session={session} />}
    </section>
  );
}

function StaleCover({ session }: { session: Session }) {
  const { words, language } = useWords();
  const seconds = useStaleSeconds(session, 'stale');
  return (
    <div class="wall-cover" data-testid="wall-stale">
      <p class="visually-hidden" role="alert">
        {words.stream.announceStale}
      </p>
      <Icon name="warning" />
      <strong>{words.stream.stale(formatNumber(seconds, language))}</strong>
      <span>{words.stream.staleHint}</span>
    </div>
  );
}

/** The province's time: a picture that stands still is then seen from afar. */
function Clock() {
  const { session } = useBoard();
  const [now, setNow] = useState(session.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(session.now()), 1_000);
    return () => clearInterval(timer);
  }, [session]);
  return <time class="wall-clock">{formatTime(now, true)}</time>;
}
