/** What every part of the page may ask: the picture, the session behind it, the theme in force. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Names } from './names.ts';
import type { Picture } from './picture.ts';
import type { Session } from './session.ts';
import type { BoardState } from './store.ts';
import type { Theme } from './theme.ts';

export interface Board {
  session: Session;
  state: BoardState;
  /** Never null inside the context: the page is drawn only once there is a picture. */
  picture: Picture;
  theme: Theme;
}

export const BoardContext = createContext<Board | null>(null);

/** @throws Error outside a drawn page, which is a mistake of ours. */
export function useBoard(): Board {
  const board = useContext(BoardContext);
  if (board === null) throw new Error('useBoard outside of BoardContext');
  return board;
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
