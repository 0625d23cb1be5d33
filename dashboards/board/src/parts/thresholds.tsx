import type { ThresholdsView } from '@thongsuot/contract/api-duty.ts';
import type { ClassThresholds } from '@thongsuot/contract/classes.ts';
import { readThresholds } from '../api.ts';
import { useBoard } from '../board.ts';
import { detailWords } from '../i18n/detail-words.ts';
import { useWords } from '../i18n/language.ts';
import { useReading } from '../pages/reading.ts';
import { sayThreshold, sayThresholdSource } from '../thresholds.ts';

/** What holds for the links to an endpoint, and who says so. Nothing where the collector does not tell. */
export function Thresholds({ endpoint }: { endpoint: string }) {
  const { language } = useWords();
  const { state } = useBoard('me');
  const reading = useReading(endpoint, state.generation, (signal) => readThresholds(endpoint, signal));
  const say = detailWords[language].thresholds;
  if (reading.kind !== 'read') return null;
  return (
    <section class="panel" aria-labelledby="thresholds-title">
      <h2 id="thresholds-title">{say.title}</h2>
      <p class="footnote">{say.explain}</p>
      <Table view={reading.value} />
    </section>
  );
}

function Table({ view }: { view: ThresholdsView }) {
  const { language } = useWords();
  const say = detailWords[language].thresholds;
  const names = Object.keys(say.names) as (keyof ClassThresholds)[];
  return (
    <div class="table-box">
      <table class="rows" data-testid="thresholds">
        <caption class="visually-hidden">{say.title}</caption>
        <thead>
          <tr>
            <th scope="col">{say.figure}</th>
            <th scope="col" class="figure">
              {say.value}
            </th>
            <th scope="col">{say.source}</th>
          </tr>
        </thead>
        <tbody>
          {names.map((name) => (
            <tr key={name}>
              <th scope="row">{say.names[name]}</th>
              <td class="figure">{sayThreshold(name, view.figures[name].value, language)}</td>
              <td>
                <bdi>{sayThresholdSource(view.figures[name].source, language)}</bdi>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
