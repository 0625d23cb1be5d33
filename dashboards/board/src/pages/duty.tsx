import type { AuditView } from '@thongsuot/contract/api-duty.ts';
import { useState } from 'preact/hooks';
import { readAudit, readMaintenance, readZones } from '../api.ts';
import { useBoard, useSteady } from '../board.ts';
import { useWords } from '../i18n/language.ts';
import { operatorName } from '../names.ts';
import { Maintenance } from '../parts/maintenance.tsx';
import { Name } from '../parts/name.tsx';
import { Pager } from '../parts/pager.tsx';
import { When } from '../parts/since.tsx';
import { Zones } from '../parts/zones.tsx';
import { plainSentence } from '../text.ts';
import { PageHeading } from './heading.tsx';
import { type Paged, usePaged } from './paging.ts';
import { useReading } from './reading.ts';

/** What people have declared: maintenance, zones, and the trail of who did what. */
export function DutyPage() {
  const { words } = useWords();
  const { state } = useBoard('me');
  const [turn, setTurn] = useState(0);
  const generation = state.generation + turn;
  const windows = useReading('maintenance', generation, readMaintenance);
  const zones = useReading('zones', generation, readZones);
  const audit = usePaged('audit', generation, readAudit);
  const changed = () => setTurn((n) => n + 1);
  const failed = windows.kind === 'failed' || zones.kind === 'failed';
  return (
    <>
      <PageHeading title={words.duty.title} />
      {failed && <p class="notice">{words.problem.failed}</p>}
      <div class="columns">
        {windows.kind === 'read' ? (
          <Maintenance windows={windows.value} onChange={changed} />
        ) : (
          <p class="empty">{words.problem.loading}</p>
        )}
        <div class="column-side">
          {zones.kind === 'read' && <Zones zones={zones.value} onChange={changed} />}
          <Audit audit={audit} />
        </div>
      </div>
    </>
  );
}

function Audit({ audit }: { audit: Paged<AuditView> }) {
  const { words, language } = useWords();
  const { names } = useSteady();
  return (
    <section class="panel" aria-labelledby="audit-title">
      <h2 id="audit-title">{words.duty.audit}</h2>
      <p class="footnote">{words.duty.auditExplain}</p>
      {audit.read && audit.rows.length === 0 && <p class="empty">{words.duty.noAudit}</p>}
      <ul class="list">
        {audit.rows.map((line) => (
          <li class="item" key={line.seq} data-testid="audit-row">
            <h3>{words.duty.actions[line.action] ?? line.action}</h3>
            <p class="sub">
              <When at={line.at} />
              <Name text={line.who} />
              {line.operator !== null && <bdi>{operatorName(names, line.operator, language)}</bdi>}
              <Name text={line.subject} />
              {line.from !== null && line.to !== null && (
                <span>{words.duty.changed(plainSentence(String(line.from)), plainSentence(String(line.to)))}</span>
              )}
            </p>
            {line.note !== '' && (
              <p class="summary" dir="auto">
                {plainSentence(line.note)}
              </p>
            )}
          </li>
        ))}
      </ul>
      <Pager paged={audit} />
    </section>
  );
}
