import { Refusal } from '../form/fields.tsx';
import { useWords } from '../i18n/language.ts';
import type { Paged } from '../pages/paging.ts';

/** What stands under a list that is read page by page: the way to the next page, or why it did not come. */
export function Pager({ paged }: { paged: Paged<unknown> }) {
  const { words } = useWords();
  return (
    <>
      {paged.failed !== null && <Refusal failure={paged.failed} />}
      {paged.reading && !paged.read && <p class="empty">{words.more.reading}</p>}
      {paged.next !== null && (
        <button type="button" class="more" onClick={paged.next}>
          {words.more.next}
        </button>
      )}
    </>
  );
}
