import type { Readiness, UnitView } from '@thongsuot/contract/api.ts';
import type { DrillView } from '@thongsuot/contract/api-duty.ts';
import { type UnitKind, unitKinds } from '@thongsuot/contract/facts.ts';
import { useCallback, useMemo, useState } from 'preact/hooks';
import { readDrills } from '../api.ts';
import { useBoard, useSteady } from '../board.ts';
import { formatDuration, formatNumber, formatWhen } from '../format.ts';
import { useWords } from '../i18n/language.ts';
import { operatorName } from '../names.ts';
import { BackupSets } from '../parts/backup-sets.tsx';
import { FilterChoice, Filters, OperatorFilter } from '../parts/filters.tsx';
import { Name } from '../parts/name.tsx';
import { Pager } from '../parts/pager.tsx';
import { When } from '../parts/since.tsx';
import { ReadinessWord, Verdict } from '../parts/state.tsx';
import { Units } from '../parts/units.tsx';
import { plainSentence } from '../text.ts';
import { PageHeading } from './heading.tsx';
import { type Paged, usePaged } from './paging.ts';

const readinesses: readonly Readiness[] = ['notReady', 'conditional', 'unknown', 'ready'];

/** Whether the backups are ready: by endpoint, by unit with the reasons, and what was last tried. */
export function BackupsPage() {
  const { words, language } = useWords();
  const { picture, state } = useBoard('units', 'overview');
  const [operator, setOperator] = useState<string | null>(null);
  const [kind, setKind] = useState<UnitKind | null>(null);
  const [readiness, setReadiness] = useState<Readiness | null>(null);
  const drills = usePaged('drills', state.generation, readDrills);
  const onDrill = useCallback(drills.again, []);
  const units = useMemo(
    () =>
      [...picture.units.values()].filter(
        (unit: UnitView) =>
          (operator === null || unit.operator === operator) &&
          (kind === null || unit.kind === kind) &&
          (readiness === null || unit.readiness === readiness),
      ),
    [picture.units, operator, kind, readiness],
  );
  const counts = picture.overview.units;
  return (
    <>
      <PageHeading title={words.backups.title}>
        <p class="page-facts">
          {readinesses.map((name) => (
            <span key={name}>
              <ReadinessWord readiness={name} /> <strong>{formatNumber(counts[name], language)}</strong>
            </span>
          ))}
        </p>
      </PageHeading>
      <Filters>
        <FilterChoice
          label={words.filter.readiness}
          value={readiness}
          options={readinesses.map((name) => [name, words.readiness[name]] as const)}
          onChange={setReadiness}
        />
        <FilterChoice
          label={words.filter.kind}
          value={kind}
          options={unitKinds.map((name) => [name, words.kinds[name]] as const)}
          onChange={setKind}
        />
        <OperatorFilter value={operator} onChange={setOperator} />
      </Filters>
      <div class="columns">
        <Units units={units} withFacts={false} onDrill={onDrill} />
        <div class="column-side">
          <BackupSets />
          <Drills drills={drills} />
        </div>
      </div>
    </>
  );
}

function Drills({ drills }: { drills: Paged<DrillView> }) {
  const { words, language } = useWords();
  const { names, session } = useSteady();
  return (
    <section class="panel" aria-labelledby="drills-title">
      <h2 id="drills-title">{words.backups.drills}</h2>
      {drills.read && drills.rows.length === 0 && <p class="empty">{words.backups.noDrills}</p>}
      <ul class="list">
        {drills.rows.map((drill) => (
          <li class="item" key={drill.id} data-testid="drill-row" data-unit={drill.unit}>
            <div class="item-head">
              <Verdict
                icon={drill.result === 'passed' ? 'ok' : 'critical'}
                text={words.backups.results[drill.result]}
              />
              <h3>
                <Name text={drill.unit} />
              </h3>
              <span class="score">{words.backups.kinds[drill.kind]}</span>
            </div>
            <p class="sub">
              <When at={drill.at} />
              <Name text={drill.by} />
              <bdi>{operatorName(names, drill.operator, language)}</bdi>
              {drill.runtimeS !== null && (
                <span>{words.backups.carried(formatDuration(drill.runtimeS * 1000, language))}</span>
              )}
              <span>
                {words.backups.recordedBy(
                  plainSentence(drill.recordedBy),
                  formatWhen(drill.recordedAt, language, session.now()),
                )}
              </span>
            </p>
            {drill.note !== '' && (
              <p class="summary" dir="auto">
                {plainSentence(drill.note)}
              </p>
            )}
          </li>
        ))}
      </ul>
      <Pager paged={drills} />
    </section>
  );
}
