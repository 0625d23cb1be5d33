/**
 * Text that others wrote, made harmless to look at: Preact never takes it for markup, and here it loses what would turn
 * the line around it (bidirectional controls), break it (control characters) or fill the page (length). Pure.
 */

/** Control characters, and the characters that set or override the direction of text (UAX #9 §2). */
const unsafe = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;
const mark = '\ufffd';

/** What a name may fill of a line, and what its tooltip may. */
const shownMax = 120;
const titleMax = 1_000;
const sentenceMax = 600;

/** `text` in one line of at most `max` characters, with an ellipsis where it was cut; nothing is dropped unseen. */
export function plainText(text: string, max: number): string {
  // Ten kilobytes are not searched for the sake of a hundred characters.
  const head = text
    .slice(0, max * 2)
    .replace(/[\n\t]/g, ' ')
    .replace(unsafe, mark)
    .toWellFormed();
  const characters = [...head];
  return characters.length <= max && text.length <= max * 2 ? head : `${characters.slice(0, max - 1).join('')}…`;
}

/** A name as a line shows it. */
export const plainName = (name: string): string => plainText(name, shownMax);

/** The whole name for a tooltip, where the line shows less of it. */
export const titleOf = (name: string): string | undefined =>
  name.length > shownMax ? plainText(name, titleMax) : undefined;

/** A sentence of the collector, with names in it. */
export const plainSentence = (sentence: string): string => plainText(sentence, sentenceMax);
