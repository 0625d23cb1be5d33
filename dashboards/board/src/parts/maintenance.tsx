import type { MaintenanceView } from '@thongsuot/contract/api-duty.ts';
import { useState } from 'preact/hooks';
import { useSteady } from '../board.ts';
import { formatNumber, formatWhen } from '../format.ts';
import { useWords } from '../i18n/language.ts';
import { operatorName } from '../names.ts';
import { routeHref } from '../route.ts';
import { plainSentence } from '../text.ts';
import { AnnounceForm } from './announce-form.tsx';
import { EndButton } from './end-button.tsx';
import { useShown } from './growing.tsx';
import { Name } from './name.tsx';
import { When } from './since.tsx';
import { Verdict } from './state.tsx';

const icons = { announced: 'backup', underWay: 'warning', over: 'ok', cancelled: 'unknown' } as const;

export interface MaintenanceProps {
  windows: readonly MaintenanceView[];
  onChange(): void;
}

/** Windows of maintenance, newest first, and the form that announces one. */
export function Maintenance({ windows, onChange }: MaintenanceProps) {
  const { words, language } = useWords();
  const [open, setOpen] = useState(false);
  const shown = useShown(windows.length, '');
  return (
    <section class="panel" aria-labelledby="maintenance-title">
      <div class="panel-head">
        <h2 id="maintenance-title">
          {words.duty.maintenance} <span class="tally">{formatNumber(windows.length, language)}</span>
        </h2>
        {!open && (
          <button type="button" class="primary" data-testid="announce" onClick={() => setOpen(true)}>
            {words.duty.announce}
          </button>
        )}
      </div>
      {open ? (
        <AnnounceForm
          onCancel={() => setOpen(false)}
          onDone={() => {
            setOpen(false);
            onChange();
          }}
        />
      ) : (
        <p class="footnote">{words.duty.maintenanceExplain}</p>
      )}
      {windows.length === 0 && <p class="empty">{words.duty.noMaintenance}</p>}
      <ul class="list">
        {windows.slice(0, shown.count).map((window) => (
          <Row key={window.id} window={window} onChange={onChange} />
        ))}
      </ul>
      {shown.button}
    </section>
  );
}

/** Subjects named before "and so many more". */
const subjectsNamedMax = 8;

function Row({ window, onChange }: { window: MaintenanceView; onChange(): void }) {
  const { words, language } = useWords();
  const { names, session } = useSteady();
  const { operator, subjects, cancelled, phase } = window;
  const when = (at: number) => formatWhen(at, language, session.now());
  const open = phase === 'announced' || phase === 'underWay';
  const verb = phase === 'announced' ? words.duty.cancelWork : words.duty.endWork;
  const firstId = subjects[0]?.id ?? '';
  return (
    <li class="item" data-testid="maintenance-row" data-phase={phase}>
      <div class="item-head">
        <Verdict icon={icons[phase]} text={words.duty.phases[phase]} />
        <h3>
          <When at={window.from} /> – <When at={window.to} />
        </h3>
        <span class="score">{window.excluded ? words.duty.excluded : words.duty.notExcluded}</span>
      </div>
      <p class="sub">
        <bdi>{operatorName(names, operator, language)}</bdi>
        {subjects.slice(0, subjectsNamedMax).map(({ kind, id }) => (
          <span key={`${kind} ${id}`}>
            {words.duty.subjectKinds[kind]}{' '}
            {kind === 'link' ? (
              <a href={routeHref({ page: 'link', operator, link: id })}>
                <Name text={id} />
              </a>
            ) : kind === 'endpoint' ? (
              <a href={routeHref({ page: 'endpoint', endpoint: id })}>
                <Name text={id} />
              </a>
            ) : (
              <Name text={id} />
            )}
          </span>
        ))}
        {subjects.length > subjectsNamedMax && (
          <span>+{formatNumber(subjects.length - subjectsNamedMax, language)}</span>
        )}
        <span>{words.duty.by(plainSentence(window.by), when(window.announcedAt))}</span>
        {cancelled !== null && <span>{words.duty.cancelledBy(plainSentence(cancelled.by), when(cancelled.at))}</span>}
      </p>
      {window.note !== undefined && window.note !== '' && (
        <p class="summary" dir="auto">
          {plainSentence(window.note)}
        </p>
      )}
      {open && (
        <EndButton
          verb={verb}
          label={`${verb}: ${firstId}`}
          path={`/v1/maintenance/${encodeURIComponent(window.id)}/cancel`}
          onDone={onChange}
        />
      )}
    </li>
  );
}
