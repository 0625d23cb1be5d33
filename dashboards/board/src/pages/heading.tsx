import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** True once somebody has gone from one page to another: the first page must not steal the focus. */
let navigated = false;
addEventListener('hashchange', () => {
  navigated = true;
});

/** A page's heading: names the window, and takes the focus when the page was reached by a link. */
export function PageHeading({ title, children }: { title: string; children?: ComponentChildren }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Thông Suốt`;
  }, [title]);
  useEffect(() => {
    if (!navigated) return;
    scrollTo(0, 0);
    heading.current?.focus();
  }, []);
  return (
    <div class="page-head">
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      {children}
    </div>
  );
}
