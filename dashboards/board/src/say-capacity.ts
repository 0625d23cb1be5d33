/** When a link fills, in words: always with its interval, and never a figure where there is none. Pure. */
import type { CapacityDirectionView, CapacityView, ExhaustionView } from '@thongsuot/contract/api-capacity.ts';
import { formatNumber, type Language } from './format.ts';
import type { Dictionary } from './i18n/dictionary.ts';

export interface ExhaustionWords {
  text: string;
  /** The interval, the reason, or the earliest day; null where there is nothing more to say. */
  more: string | null;
  /** Days until it is full, for colour and order; null: no date. */
  days: number | null;
}

/** A direction's outlook; null where none has been made yet counts as not enough data. */
export function sayExhaustion(
  words: Dictionary,
  language: Language,
  exhaustion: ExhaustionView | null,
): ExhaustionWords {
  const say = words.capacity;
  const days = (value: number) => formatNumber(Math.max(0, Math.round(value)), language);
  if (exhaustion === null) return { text: say.notEnough, more: null, days: null };
  const reached = exhaustion.reached ? say.reached : null;
  if (exhaustion.kind !== 'days') {
    const { because, earliestDays } = exhaustion;
    const more =
      because !== null ? say.because[because] : earliestDays !== null ? say.earliest(days(earliestDays)) : null;
    const text = say.exhaustionKinds[exhaustion.kind];
    return { text: reached ?? text, more: reached === null ? more : text, days: exhaustion.reached ? 0 : null };
  }
  if (exhaustion.days === null) return { text: reached ?? say.beyond, more: null, days: exhaustion.reached ? 0 : null };
  const { daysLow, daysHigh } = exhaustion;
  const interval =
    daysLow === null
      ? null
      : daysHigh === null
        ? say.intervalOpen(days(daysLow))
        : say.interval(days(daysLow), days(daysHigh));
  return {
    text: reached ?? say.days(days(exhaustion.days)),
    more: interval,
    days: exhaustion.reached ? 0 : exhaustion.days,
  };
}

/** The direction that fills first; of two without a date the one that is fuller, then the one into the endpoint. */
export function sooner(link: CapacityView): { name: 'in' | 'out'; direction: CapacityDirectionView } {
  const date = ({ exhaustion }: CapacityDirectionView) =>
    exhaustion === null
      ? Number.POSITIVE_INFINITY
      : exhaustion.reached
        ? 0
        : (exhaustion.days ?? Number.POSITIVE_INFINITY);
  const [inAt, outAt] = [date(link.in), date(link.out)];
  const name = inAt < outAt ? 'in' : outAt < inAt ? 'out' : (link.headline?.direction ?? 'in');
  return { name, direction: link[name] };
}

/** `19:30` of minutes after midnight. */
export function formatMinuteOfDay(minute: number): string {
  const two = (n: number) => String(n).padStart(2, '0');
  return `${two(Math.floor(minute / 60) % 24)}:${two(Math.floor(minute) % 60)}`;
}
