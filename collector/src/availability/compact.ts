/** A timeline as it is kept: `from state from state … to`, a day of a quiet link in forty characters. Pure. */
import { append, type Interval, states, type Timeline } from './timeline.ts';

/** The text of a timeline; empty for one without intervals. */
export function compacted(timeline: Timeline): string {
  const last = timeline.at(-1);
  if (last === undefined) return '';
  return [...timeline.map(({ from, state }) => `${from} ${states.indexOf(state)}`), last.to].join(' ');
}

/** The timeline of such a text. @throws Error where the text is none: the operational file was not written by us. */
export function expanded(text: string): Interval[] {
  const timeline: Interval[] = [];
  if (text === '') return timeline;
  const parts = text.split(' ').map(Number);
  for (let i = 0; i + 2 < parts.length; i += 2) {
    const [from, index, to] = [parts[i], parts[i + 1], parts[i + 2]];
    const state = states[index ?? -1];
    if (from === undefined || to === undefined || state === undefined || !(from < to))
      throw new Error(`a timeline is kept as "from state … to", found ${JSON.stringify(text.slice(0, 80))}`);
    append(timeline, from, to, state);
  }
  return timeline;
}
