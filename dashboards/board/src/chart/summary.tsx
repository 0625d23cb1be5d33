import type { SeriesView } from '@thongsuot/contract/api.ts';
import { formatNumber, formatRate } from '../format.ts';
import { useWords } from '../i18n/language.ts';
import { enoughForP95, summarizeColumn } from './data.ts';

/** The chart's figures in words: what a screen reader reads instead of the drawing. */
export function SeriesSummary({ series }: { series: SeriesView }) {
  const { words, language } = useWords();
  const rows = [
    {
      name: words.chart.in,
      column: series.inBitsPerSecond,
      peaks: series.inBitsPerSecondMax,
      p95: series.p95.inBitsPerSecond,
    },
    {
      name: words.chart.out,
      column: series.outBitsPerSecond,
      peaks: series.outBitsPerSecondMax,
      p95: series.p95.outBitsPerSecond,
    },
  ];
  const counts = [formatNumber(series.p95.n, language), formatNumber(series.p95.expected, language)] as const;
  return (
    <>
      <div class="table-box">
        <table class="rows">
          <caption class="visually-hidden">{words.chart.summary}</caption>
          <thead>
            <tr>
              <th scope="col">{words.links.direction}</th>
              <th scope="col" class="figure">
                {words.chart.mean}
              </th>
              <th scope="col" class="figure">
                {words.chart.max}
              </th>
              <th scope="col" class="figure">
                {words.chart.p95}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, column, peaks, p95 }) => {
              const { mean } = summarizeColumn(column);
              // Of the readings, where the points are means of several.
              const { max } = summarizeColumn(peaks ?? column);
              return (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td class="figure">{formatRate(mean, language)}</td>
                  <td class="figure">{formatRate(max, language)}</td>
                  <td class="figure">{formatRate(p95, language)}</td>
                </tr>
              );
            })}
          </tbody>
        </table>
      </div>
      <p class="footnote">
        {enoughForP95(series.p95) ? words.chart.coverage(...counts) : words.chart.tooFew(...counts)}
      </p>
    </>
  );
}
