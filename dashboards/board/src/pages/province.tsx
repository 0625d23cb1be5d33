import { useMemo } from 'preact/hooks';
import { useBoard } from '../board.ts';
import { capitalize } from '../format.ts';
import { useWords } from '../i18n/language.ts';
import { ProvinceMap } from '../map/map.tsx';
import { Alerts } from '../parts/alerts.tsx';
import { Endpoints } from '../parts/endpoints.tsx';
import { Findings } from '../parts/findings.tsx';
import { HeadStrip } from '../parts/strip.tsx';
import { Units } from '../parts/units.tsx';
import { VerdictLine } from '../parts/verdict-line.tsx';
import { WorstReserves } from '../parts/worst.tsx';
import { PageHeading } from './heading.tsx';

/** In this order: is anything critical in danger, how much reserve is left, are the backups ready, who must act. */
export function ProvincePage() {
  const { language } = useWords();
  const { picture } = useBoard('units');
  const units = useMemo(() => [...picture.units.values()], [picture.units]);
  return (
    <>
      <PageHeading title={capitalize(picture.me.province[language])}>
        <VerdictLine />
      </PageHeading>
      <HeadStrip />
      <div class="columns">
        <div class="column-main">
          <Endpoints />
          <ProvinceMap />
        </div>
        <div class="column-side">
          <WorstReserves />
          <Alerts />
          <Findings />
          <Units units={units} withFacts={false} />
        </div>
      </div>
    </>
  );
}
