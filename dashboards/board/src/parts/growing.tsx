import { useEffect, useState } from 'preact/hooks';
import { formatNumber } from '../format.ts';
import { useWords } from '../i18n/language.ts';
import { rowsPerFrame, rowsShownFirst } from '../limits.ts';

/**
 * How many of `total` rows to draw: all of them, but some more with each frame, so that no frame is long. A list that
 * shrinks and grows again does not begin anew.
 */
export function useGrowing(total: number): number {
  const [drawn, setDrawn] = useState(rowsPerFrame);
  useEffect(() => {
    if (drawn >= total) return;
    // A tab in the background draws no frames: it may wait until somebody looks.
    const frame = requestAnimationFrame(() => setDrawn(drawn + rowsPerFrame));
    return () => cancelAnimationFrame(frame);
  }, [drawn, total]);
  return Math.min(drawn, total);
}

export interface Shown {
  count: number;
  /** Null when all are shown. */
  button: preact.JSX.Element | null;
}

/** The first rows of a long list, and a button for as many again; `key` changes when it is another list. */
export function useShown(total: number, key: string): Shown {
  const { words, language } = useWords();
  const [state, setState] = useState({ key, count: rowsShownFirst });
  const count = state.key === key ? state.count : rowsShownFirst;
  const more = () => setState({ key, count: count + rowsShownFirst });
  if (count >= total) return { count: total, button: null };
  return {
    count,
    button: (
      <button type="button" class="more" onClick={more}>
        {words.more.show(formatNumber(count, language), formatNumber(total, language))}
      </button>
    ),
  };
}
