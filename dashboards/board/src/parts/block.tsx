/**
 * Rows of a long table in blocks. What is on the screen or close to it is drawn at once, and drawn again with every
 * change; the rest is drawn a block with each frame, and brought up to date in turn. All rows stay in the page: whoever
 * searches it or has it read aloud finds them, and the browser lays out only those in view (content-visibility).
 */
import { Component, type ComponentChild } from 'preact';
import { blockNearPx, blockTurns } from '../limits.ts';
import { inTurn } from './in-turn.ts';

export interface BlockProps<T> {
  rows: readonly T[];
  /** Tells rows apart: another one in its place is drawn at once. */
  idOf(row: T): string;
  draw(row: T): ComponentChild;
  /** A number of its own: blocks far away are drawn again one after the other. */
  index: number;
  /** Drawn with the table itself. */
  first: boolean;
}

interface BlockState {
  near: boolean;
  drawn: boolean;
}

const blocks = new WeakMap<Element, (near: boolean) => void>();
let observer: IntersectionObserver | undefined;

/** One observer for all of them; it looks ahead by `blockNearPx`, more than a page of scrolling. */
function observe(element: Element, onNear: (near: boolean) => void): () => void {
  observer ??= new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) blocks.get(target)?.(isIntersecting);
    },
    { rootMargin: `${blockNearPx}px 0px` },
  );
  const own = observer;
  blocks.set(element, onNear);
  own.observe(element);
  return () => own.unobserve(element);
}

export class Block<T> extends Component<BlockProps<T>, BlockState> {
  override state: BlockState = { near: this.props.first, drawn: this.props.first };
  #element: HTMLTableSectionElement | null = null;
  #ends: (() => void)[] = [];
  /** Counts the changes that have passed: far blocks take every `blockTurns`th, each another one. */
  #turn = 0;

  override componentDidMount() {
    const element = this.#element;
    if (element === null) return;
    this.#ends.push(observe(element, (near) => this.setState({ near, drawn: near || this.state.drawn })));
    if (!this.state.drawn) this.#ends.push(inTurn(() => this.setState({ drawn: true })));
  }

  override componentWillUnmount() {
    for (const end of this.#ends) end();
  }

  override shouldComponentUpdate(next: Readonly<BlockProps<T>>, state: Readonly<BlockState>): boolean {
    if (state.drawn !== this.state.drawn || (state.near && !this.state.near)) return true;
    const { rows, idOf } = this.props;
    if (next.rows.length !== rows.length) return true;
    if (!state.drawn) return false;
    if (state.near) return next.rows.some((row, n) => row !== rows[n]);
    this.#turn += 1;
    if ((this.#turn + next.index) % blockTurns === 0) return true;
    return next.rows.some((row, n) => idOf(row) !== idOf(rows[n] as T));
  }

  override render() {
    const { rows, draw } = this.props;
    return (
      <tbody
        ref={(element) => {
          this.#element = element;
        }}
        class="block"
        style={{ '--rows': rows.length }}
      >
        {this.state.drawn && rows.map(draw)}
      </tbody>
    );
  }
}
