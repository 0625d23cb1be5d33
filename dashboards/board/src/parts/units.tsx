import type { UnitView } from '@thongsuot/contract/api.ts';
import { type FactName, factNames } from '@thongsuot/contract/facts.ts';
import { useMemo, useState } from 'preact/hooks';
import { useSteady } from '../board.ts';
import { sortUnits } from '../danger.ts';
import { formatNumber } from '../format.ts';
import { useWords } from '../i18n/language.ts';
import { sayFact } from '../i18n/say.ts';
import { memo } from '../memo.ts';
import { operatorName } from '../names.ts';
import { unitKey } from '../picture.ts';
import { routeHref } from '../route.ts';
import { DrillForm } from './drill-form.tsx';
import { useGrowing, useShown } from './growing.tsx';
import { Name } from './name.tsx';
import { Reasons } from './reasons.tsx';
import { When } from './since.tsx';
import { ReadinessWord } from './state.tsx';

export interface UnitsProps {
  units: Iterable<UnitView>;
  withFacts: boolean;
  /** Called when a drill has been recorded; absent where none is recorded. */
  onDrill?: () => void;
}

/** Backup equipment, the least ready first, each with its reasons. */
export function Units({ units, withFacts, onDrill }: UnitsProps) {
  const { words, language } = useWords();
  const sorted = useMemo(() => sortUnits(units), [units]);
  const shown = useShown(sorted.length, '');
  const drawn = useGrowing(shown.count);
  return (
    <section class="panel" id="units" aria-labelledby="units-title">
      <h2 id="units-title" tabIndex={-1}>
        {words.units.title} <span class="tally">{formatNumber(sorted.length, language)}</span>
      </h2>
      {sorted.length === 0 ? (
        <p class="empty">{words.units.none}</p>
      ) : (
        <ul class="list">
          {sorted.slice(0, drawn).map((unit) => (
            <Row key={unitKey(unit.operator, unit.unit)} unit={unit} withFacts={withFacts} onDrill={onDrill} />
          ))}
        </ul>
      )}
      {shown.button}
    </section>
  );
}

interface RowProps {
  unit: UnitView;
  withFacts: boolean;
  onDrill: (() => void) | undefined;
}

/** Links named in an overview; a unit's own page names them all. */
const protectsNamedMax = 3;

const Row = memo(function Row({ unit, withFacts, onDrill }: RowProps) {
  const { words, language } = useWords();
  const { names } = useSteady();
  const protects = withFacts || onDrill !== undefined ? unit.protects : unit.protects.slice(0, protectsNamedMax);
  return (
    <li class="item" data-testid="unit-row" data-unit={unit.unit} data-readiness={unit.readiness}>
      <div class="item-head">
        <ReadinessWord readiness={unit.readiness} />
        <h3>
          {words.kinds[unit.kind]} <Name text={unit.unit} />
        </h3>
        {unit.score !== null && <span class="score">{words.units.score(formatNumber(unit.score, language))}</span>}
      </div>
      <p class="sub">
        <bdi>{operatorName(names, unit.operator, language)}</bdi>
        <Name text={unit.site} />
        {unit.protects.length > 0 && (
          <span>
            {words.units.protects}:{' '}
            {protects.map((link, index) => (
              <span key={link}>
                {index > 0 && ', '}
                <a href={routeHref({ page: 'link', operator: unit.operator, link })}>
                  <Name text={link} />
                </a>
              </span>
            ))}
            {protects.length < unit.protects.length &&
              `, +${formatNumber(unit.protects.length - protects.length, language)}`}
          </span>
        )}
      </p>
      <Reasons reasons={unit.reasons} />
      {unit.verified === false && (
        <p class="footnote" data-testid="unverified">
          {words.units.unverified}
          {unit.profile !== null && (
            <>
              {' '}
              (<Name text={unit.profile} />)
            </>
          )}
        </p>
      )}
      {withFacts && <Facts unit={unit} />}
      {onDrill !== undefined && <Drill unit={unit} onDrill={onDrill} />}
    </li>
  );
});

function Drill({ unit, onDrill }: { unit: UnitView; onDrill: () => void }) {
  const { words } = useWords();
  const [open, setOpen] = useState(false);
  if (!open) {
    return (
      <button
        type="button"
        data-testid="record-drill"
        aria-label={words.backups.recordLabel(unit.unit)}
        onClick={() => setOpen(true)}
      >
        {words.backups.record}
      </button>
    );
  }
  return (
    <DrillForm
      unit={unit}
      onDone={() => {
        setOpen(false);
        onDrill();
      }}
    />
  );
}

function Facts({ unit }: { unit: UnitView }) {
  const { words, language } = useWords();
  const stated = factNames.flatMap((name: FactName) => {
    const fact = unit.facts[name];
    return fact === undefined ? [] : [{ name, text: sayFact(words, language, name, fact) }];
  });
  if (stated.length === 0) return null;
  return (
    <>
      <dl class="pairs">
        {stated.map(({ name, text }) => (
          <div key={name}>
            <dt>{words.facts[name]}</dt>
            <dd>
              <bdi>{text}</bdi>
            </dd>
          </div>
        ))}
      </dl>
      <p class="footnote">
        {words.units.at} <When at={unit.at} />
      </p>
    </>
  );
}
