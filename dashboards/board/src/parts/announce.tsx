import { useEffect, useRef, useState } from 'preact/hooks';
import { useBoard } from '../board.ts';
import { useWords } from '../i18n/language.ts';

/** Says a new alert to screen readers, politely; those that were there when the page opened are not news. */
export function Announcer() {
  const { words, language } = useWords();
  const { picture } = useBoard('alerts');
  const known = useRef<ReadonlyMap<string, unknown>>(picture.alerts);
  const [text, setText] = useState('');
  useEffect(() => {
    for (const [id, alert] of picture.alerts) {
      if (!known.current.has(id)) {
        setText(words.alerts.announce(language === 'vi' ? alert.summary : alert.summaryEn));
      }
    }
    known.current = picture.alerts;
  }, [picture.alerts, words, language]);
  return (
    <p class="visually-hidden" role="status">
      {text}
    </p>
  );
}
