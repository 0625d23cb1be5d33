/** Shapes that differ as well as their colours do: a state is read from word and shape, colour only helps. */
export type IconName = 'ok' | 'warning' | 'critical' | 'unknown' | 'backup';

/** Drawn in a square of 16, for whoever draws them into a larger picture. */
export const iconShapes: Record<IconName, preact.JSX.Element> = {
  ok: (
    <>
      <circle cx="8" cy="8" r="7" />
      <path class="mark" d="M4.8 8.3l2.2 2.2 4.2-4.6" />
    </>
  ),
  warning: (
    <>
      <path d="M8 1.2L15.4 14.4H.6z" />
      <path class="mark" d="M8 6v4M8 12v.4" />
    </>
  ),
  critical: (
    <>
      <path d="M5 1h6l4 4v6l-4 4H5l-4-4V5z" />
      <path class="mark" d="M5.4 5.4l5.2 5.2M10.6 5.4l-5.2 5.2" />
    </>
  ),
  unknown: (
    <>
      <circle class="hollow" cx="8" cy="8" r="6.2" />
      <path class="hollow" d="M6 6.2a2 2 0 114 .2c0 1.3-2 1.5-2 2.9M8 11.4v.3" />
    </>
  ),
  backup: (
    <>
      <circle cx="8" cy="8" r="7" />
      <path class="mark" d="M11 6.2H5.4l1.8-1.8M5 9.8h5.6l-1.8 1.8" />
    </>
  ),
};

/** An icon beside a word; hidden from screen readers, which read the word. */
export function Icon({ name }: { name: IconName }) {
  return (
    <svg class={`icon icon-${name}`} viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
      {iconShapes[name]}
    </svg>
  );
}
