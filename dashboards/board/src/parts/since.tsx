import { useBoard } from '../board.ts';
import { formatDuration, formatWhen } from '../format.ts';
import { useWords } from '../i18n/language.ts';

/** A time as the province's clock shows it. */
export function When({ at }: { at: number | null }) {
  const { language } = useWords();
  const { session } = useBoard();
  if (at === null) return <span class="faint">–</span>;
  return <time dateTime={new Date(at).toISOString()}>{formatWhen(at, language, session.now())}</time>;
}

/** A time and how long it has lasted. */
export function Since({ at }: { at: number | null }) {
  const { words, language } = useWords();
  const { session } = useBoard();
  if (at === null) return <span class="faint">–</span>;
  return (
    <>
      <When at={at} /> <span class="sub">{words.alerts.lasting(formatDuration(session.now() - at, language))}</span>
    </>
  );
}
