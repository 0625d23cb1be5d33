/** The two sentences of a condition that is said in words of its own: where, what, since when, at stake. Pure. */
import type { RegisterIndex } from '../network/register.ts';
import type { Sentences } from './advice.ts';
import type { Occasion } from './record.ts';
import type { Subject } from './subject.ts';
import { circuit, formatTime, type Language, lasted, type Place, stakes } from './summary.ts';

export function placeOf(subject: Subject, register: RegisterIndex): Place {
  const { endpoint, endpointVi, endpointEn, priority, circuitId } = subject;
  return {
    endpointVi,
    endpointEn,
    priority,
    circuitId,
    leading: register.leading(endpoint),
    operatorName: register.operatorName(subject.operator),
    id: subject.link ?? subject.unit ?? subject.check ?? subject.device ?? subject.agent,
  };
}

/** What has begun, and how it reads once it is over; each without a full stop. */
export interface Said {
  begun: Sentences;
  over: Sentences;
}

export const whereLink = (place: Place): Sentences => ({ vi: circuit(place, 'vi'), en: circuit(place, 'en') });

/** `<where>: <begun> từ <time>. <stakes>`, or once it has ended `<where>: <over>; <from, to, why>`. */
export function sentencesOf(
  where: Sentences,
  said: Said,
  place: Place,
  occasion: Occasion,
  more?: Sentences,
): Sentences {
  const one = (language: Language): string => {
    if (occasion.endedAt !== null) return `${where[language]}: ${said.over[language]}; ${lasted(occasion, language)}`;
    const since = `${language === 'vi' ? 'từ' : 'since'} ${formatTime(occasion.startedAt, language)}`;
    const tail = more === undefined || more[language] === '' ? '' : ` ${more[language]}`;
    return `${where[language]}: ${said.begun[language]}, ${since}.${tail} ${stakes(place, language)}`;
  };
  return { vi: one('vi'), en: one('en') };
}
