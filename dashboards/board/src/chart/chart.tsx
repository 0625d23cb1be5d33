/** The history of one link: range buttons, the chart, and its figures as a table for those who cannot see it. */
import type { LinkView, SeriesView } from '@thongsuot/contract/api.ts';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { readSeries } from '../api.ts';
import { useBoard } from '../board.ts';
import { useWords } from '../i18n/language.ts';
import { pointsKeptMax } from '../limits.ts';
import { appendReading, type Range, rangeNames, ranges, toChartData } from './data.ts';
import { GapList } from './gap-list.tsx';
import { gapsOf, lastWeekOver } from './gaps.ts';
import { createPlot, type Overlay, type Plot } from './plot.ts';
import { SeriesSummary } from './summary.tsx';

/** Points of a series coarser than two intervals are means: a single reading does not belong among them. */
const liveStepFactor = 2;

const weekMs = 604_800_000;

export function LinkChart({ link }: { link: LinkView }) {
  const { words, language } = useWords();
  const { session, state, theme } = useBoard('me');
  const [range, setRange] = useState<Range>('1h');
  const [series, setSeries] = useState<SeriesView | null>(null);
  const [failed, setFailed] = useState(false);
  const [reread, setReread] = useState(0);
  const [withLastWeek, setWithLastWeek] = useState(false);
  const [before, setBefore] = useState<SeriesView | null>(null);
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<Plot | null>(null);
  const { operator, link: id } = link;
  const { generation } = state;

  // Read on a change of range, after every whole reading of the lists, and once a step where nothing is appended.
  useEffect(() => {
    const reading = new AbortController();
    const to = session.now();
    readSeries(operator, id, to - ranges[range], to, reading.signal).then(
      (answer) => {
        setSeries(answer);
        setFailed(false);
      },
      () => {
        if (!reading.signal.aborted) setFailed(true);
      },
    );
    return () => reading.abort();
  }, [session, operator, id, range, generation, reread]);

  const appends = series !== null && series.stepMs <= liveStepFactor * link.intervalS * 1000;
  useEffect(() => {
    if (appends) setSeries((before) => (before === null ? null : appendReading(before, link, pointsKeptMax)));
  }, [appends, link]);
  // The p95 and the means of coarse ranges are the collector's to compute: they are asked for again.
  const rereadMs = series === null ? 0 : Math.max(60_000, series.stepMs);
  useEffect(() => {
    if (rereadMs === 0) return;
    const timer = setInterval(() => setReread((n) => n + 1), rereadMs);
    return () => clearInterval(timer);
  }, [rereadMs]);

  // The week before is read once for a range and a whole reading: it no longer changes.
  useEffect(() => {
    setBefore(null);
    if (!withLastWeek) return;
    const reading = new AbortController();
    const to = session.now() - weekMs;
    readSeries(operator, id, to - ranges[range], to, reading.signal).then(setBefore, () => {
      if (!reading.signal.aborted) setFailed(true);
    });
    return () => reading.abort();
  }, [session, operator, id, range, generation, withLastWeek]);

  const data = useMemo(() => (series === null ? null : toChartData(series)), [series]);
  const overlay = useMemo<Overlay>(
    () => ({
      gaps: series === null ? [] : gapsOf(series),
      lastWeek: data === null || before === null ? null : lastWeekOver(data.times, before),
    }),
    [series, data, before],
  );
  const empty = series !== null && series.at.length === 0;
  useEffect(() => {
    if (box.current === null || data === null || empty) return;
    const made = createPlot(box.current, data, overlay, words, language);
    plot.current = made;
    return () => {
      plot.current = null;
      made.destroy();
    };
    // A new chart only for new words or colours; new figures go into the one there is.
  }, [words, language, theme, data === null, empty, overlay.lastWeek === null, data?.peaks == null]);
  useEffect(() => {
    if (data !== null) plot.current?.show(data, overlay);
  }, [data, overlay]);

  const label = words.chart.label(id, words.chart.ranges[range]);
  return (
    <section class="panel" aria-labelledby="chart-title">
      <div class="panel-head">
        <h2 id="chart-title">{words.chart.title}</h2>
        <fieldset class="segmented">
          <legend class="visually-hidden">{words.chart.range}</legend>
          {rangeNames.map((name) => (
            <button key={name} type="button" aria-pressed={name === range} onClick={() => setRange(name)}>
              {words.chart.ranges[name]}
            </button>
          ))}
        </fieldset>
      </div>
      <label class="check">
        <input
          type="checkbox"
          checked={withLastWeek}
          onChange={(event) => setWithLastWeek(event.currentTarget.checked)}
        />{' '}
        {words.history.lastWeek}
      </label>
      {failed && <p class="notice">{words.problem.failed}</p>}
      <figure
        class="chart"
        data-testid="link-chart"
        data-range={range}
        data-points={series?.at.length ?? 0}
        data-last={series?.at.at(-1) ?? ''}
        data-tier={series?.tier ?? ''}
        data-gaps={overlay.gaps.length}
      >
        {empty ? (
          <p class="empty">{words.chart.empty}</p>
        ) : (
          <div ref={box} class="chart-box" role="img" aria-label={label} />
        )}
        <figcaption>{words.chart.gaps}</figcaption>
      </figure>
      {overlay.gaps.length > 0 && <GapList gaps={overlay.gaps} />}
      {series !== null && <SeriesSummary series={series} />}
    </section>
  );
}
