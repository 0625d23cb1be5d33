import { Component, type ComponentChild, type FunctionComponent } from 'preact';

function differs(a: object, b: object): boolean {
  const [x, y] = [a as Record<string, unknown>, b as Record<string, unknown>];
  for (const key in x) if (!Object.is(x[key], y[key])) return true;
  for (const key in y) if (!(key in x)) return true;
  return false;
}

/**
 * `draw` as a component that is drawn again only when one of its properties is another one, or a context that it reads
 * changes. For rows of long lists: a row of 2,000 costs a comparison. Preact's own is in `preact/compat`, 4 kB with it.
 */
export function memo<P extends object>(draw: (props: P) => ComponentChild): FunctionComponent<P> {
  class Memo extends Component<P> {
    override shouldComponentUpdate(next: Readonly<P>): boolean {
      return differs(this.props, next);
    }
    override render() {
      return draw(this.props as P);
    }
  }
  return Memo as unknown as FunctionComponent<P>;
}
