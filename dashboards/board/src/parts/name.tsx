import { plainName, titleOf } from '../text.ts';

/**
 * A name from elsewhere: isolated, so that its direction stays its own; cut where it is too long for a line, with more
 * of it in the tooltip.
 */
export function Name({ text }: { text: string }) {
  return <bdi title={titleOf(text)}>{plainName(text)}</bdi>;
}
