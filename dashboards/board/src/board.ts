/** What every part of the page may ask: the picture, the session behind it, the theme in force. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
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
