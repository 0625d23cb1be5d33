/** What every part of the page may ask: the picture, the session behind it, the theme in force. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Names } from './names.ts';
import type { Picture } from './picture.ts';
import type { Session } from './session.ts';
import { type BoardState, type Store, useStore } from './store.ts';
import type { Theme } from './theme.ts';

export interface Board {
  session: Session;
  state: BoardState;
  /** Never null inside the context: the page is drawn only once there is a picture. */
  picture: Picture;
  theme: Theme;
}

/** What the page hands down: the same from change to change, so that none of them draws more than what it touches. */
export interface BoardSource {
  session: Session;
  store: Store;
  theme: Theme;
}

export const BoardContext = createContext<BoardSource | null>(null);

/**
 * The board; the component is drawn again when one of the `parts` of the picture has changed, and whenever the lists
 * were read anew, which is when names may be others. Without parts: with every change.
 * @throws Error outside a drawn page, which is a mistake of ours.
 */
export function useBoard(...parts: (keyof Picture)[]): Board {
  const source = useContext(BoardContext);
  if (source === null) throw new Error('useBoard outside of BoardContext');
  const state = useStore(source.store, (drawn, now) => touches(drawn, now, parts));
  const { picture } = state;
  if (picture === null) throw new Error('useBoard before there is a picture');
  return { session: source.session, state, picture, theme: source.theme };
}

/** Whether what was drawn from `parts` of the picture (none: from all of the state) is to be drawn again. */
export function touches(drawn: BoardState, now: BoardState, parts: readonly (keyof Picture)[]): boolean {
  if (parts.length === 0) return drawn !== now;
  return drawn.generation !== now.generation || parts.some((part) => drawn.picture?.[part] !== now.picture?.[part]);
}

/** What stays the same from one whole reading of the lists to the next. */
export interface Steady {
  session: Session;
  names: Names;
}

export const SteadyContext = createContext<Steady | null>(null);

/**
 * For rows of long lists: whoever reads the board is drawn again with every change of the picture, whoever reads only
 * this is not.
 * @throws Error outside a drawn page, which is a mistake of ours.
 */
export function useSteady(): Steady {
  const steady = useContext(SteadyContext);
  if (steady === null) throw new Error('useSteady outside of SteadyContext');
  return steady;
}
