import { useWords } from '../i18n/language.ts';
import { PageHeading } from './heading.tsx';
import type { Reading } from './reading.ts';

/** Stands in for a page whose object has not been read, or cannot be. */
export function NotRead({ title, reading }: { title: string; reading: Exclude<Reading<unknown>, { kind: 'read' }> }) {
  const { words } = useWords();
  if (reading.kind === 'reading') {
    return (
      <>
        <PageHeading title={title} />
        <p class="empty">{words.problem.loading}</p>
      </>
    );
  }
  const none = reading.status === 404;
  return (
    <>
      <PageHeading title={none ? words.problem.notFound : title} />
      <p class="notice">{none ? words.problem.notFoundHint : words.problem.failed}</p>
      <p>
        <a href="#/">{words.nav.province}</a>
      </p>
    </>
  );
}
