import type { UnitView } from '@thongsuot/contract/api.ts';
import { type FactName, factNames } from '@thongsuot/contract/facts.ts';
import { useBoard } from '../board.ts';
import { sortUnits } from '../danger.ts';
import { formatNumber } from '../format.ts';
import { useWords } from '../i18n/language.ts';
import { sayFact, sayReason } from '../i18n/say.ts';
import { operatorName } from '../names.ts';
import { routeHref } from '../route.ts';
import { When } from './since.tsx';
import { ReadinessWord } from './state.tsx';

/** Backup equipment, the least ready first, each with its reasons. */
export function Units({ units, withFacts }: { units: Iterable<UnitView>; withFacts: boolean }) {
  const { words } = useWords();
  const sorted = sortUnits(units);
  return (
    <section class="panel" id="units" aria-labelledby="units-title">
      <h2 id="units-title" tabIndex={-1}>
        {words.units.title} <span class="tally">{sorted.length}</span>
      </h2>
      {sorted.length === 0 ? (
        <p class="empty">{words.units.none}</p>
      ) : (
        <ul class="list">
          {sorted.map((unit) => (
            <Row key={`${unit.operator} ${unit.unit}`} unit={unit} withFacts={withFacts} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Row({ unit, withFacts }: { unit: UnitView; withFacts: boolean }) {
  const { words, language } = useWords();
  const { picture } = useBoard();
  return (
    <li class="item" data-testid="unit-row" data-unit={unit.unit} data-readiness={unit.readiness}>
      <div class="item-head">
        <ReadinessWord readiness={unit.readiness} />
        <h3>
          {words.kinds[unit.kind]} {unit.unit}
        </h3>
        {unit.score !== null && <span class="score">{words.units.score(formatNumber(unit.score, language))}</span>}
      </div>
      <p class="sub">
        <span>{operatorName(picture, unit.operator, language)}</span>
        <span>{unit.site}</span>
        {unit.protects.length > 0 && (
          <span>
            {words.units.protects}:{' '}
            {unit.protects.map((link, index) => (
              <span key={link}>
                {index > 0 && ', '}
                <a href={routeHref({ page: 'link', operator: unit.operator, link })}>{link}</a>
              </span>
            ))}
          </span>
        )}
      </p>
      {unit.reasons.length > 0 && (
        <ul class="reasons">
          {unit.reasons.map((reason) => (
            <li key={`${reason.code} ${reason.fact} ${reason.value}`}>
              {sayReason(words, language, reason)}
              {reason.blocker && <span class="flag flag-strong">{words.units.blocker}</span>}
              {reason.penalty > 0 && <span class="penalty">−{formatNumber(reason.penalty, language)}</span>}
            </li>
          ))}
        </ul>
      )}
      {unit.verified === false && <p class="footnote">{words.units.unverified}</p>}
      {withFacts && <Facts unit={unit} />}
    </li>
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
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
      <p class="footnote">
        {words.units.at} <When at={unit.at} />
      </p>
    </>
  );
}
