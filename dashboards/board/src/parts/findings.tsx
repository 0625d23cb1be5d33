import type { FindingView } from '@thongsuot/contract/api.ts';
import { useState } from 'preact/hooks';
import { useBoard, useSteady } from '../board.ts';
import { formatNumber, formatWhen } from '../format.ts';
import { useWords } from '../i18n/language.ts';
import { sayFinding, sayFindingSubject } from '../i18n/say.ts';
import { rowsShownFirst } from '../limits.ts';
import { memo } from '../memo.ts';
import { plainSentence } from '../text.ts';
import { useGrowing } from './growing.tsx';
import { Name } from './name.tsx';

/** What is wrong with the watching itself, apart from the alerts. */
export function Findings() {
  const { words, language } = useWords();
  const { picture } = useBoard('findings');
  const [all, setAll] = useState(false);
  const { findings } = picture;
  const wanted = all ? findings.length : Math.min(rowsShownFirst, findings.length);
  const rows = findings.slice(0, useGrowing(wanted));
  return (
    <section class="panel" id="findings" aria-labelledby="findings-title">
      <h2 id="findings-title" tabIndex={-1}>
        {words.findings.title} <span class="tally">{formatNumber(findings.length, language)}</span>
      </h2>
      {findings.length === 0 ? (
        <p class="empty">{words.findings.none}</p>
      ) : (
        <>
          <p class="footnote">{words.findings.explain}</p>
          <ul class="list">
            {rows.map((finding) => (
              <Row key={finding.id} finding={finding} />
            ))}
          </ul>
        </>
      )}
      {wanted < findings.length && (
        <button type="button" class="more" onClick={() => setAll(true)}>
          {words.findings.showAll(formatNumber(findings.length, language))}
        </button>
      )}
    </section>
  );
}

const Row = memo(function Row({ finding }: { finding: FindingView }) {
  const { words, language } = useWords();
  const { session } = useSteady();
  const { title, remedy } = sayFinding(words, finding);
  return (
    <li class="item" data-testid="finding-row" data-code={finding.code}>
      <div class="item-head">
        <h3>{title}</h3>
      </div>
      <p class="sub">
        <Name text={sayFindingSubject(finding)} />
        <span>{words.findings.since(formatWhen(finding.since, language, session.now()))}</span>
      </p>
      {remedy !== '' && <p class="summary">{remedy}</p>}
      <details>
        <summary>{words.findings.detail}</summary>
        {/* The engineer's sentence is English in both languages: it names objects and options as they are spelt. */}
        <p lang="en" dir="auto">
          {plainSentence(finding.detail)}
        </p>
      </details>
    </li>
  );
});
