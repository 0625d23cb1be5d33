/** Draws a link's history with uPlot. The one file that touches it. */
import type { SeriesGap } from '@thongsuot/contract/api.ts';
import uPlot from 'uplot';
import { formatInstant, formatRate, type Language } from '../format.ts';
import { detailWords } from '../i18n/detail-words.ts';
import type { Dictionary } from '../i18n/dictionary.ts';
import { provinceDate, rateLabels, timeLabels } from './axis.ts';
import type { ChartData } from './data.ts';
import type { LastWeek } from './gaps.ts';

/** What a chart shows beside its lines. */
export interface Overlay {
  gaps: readonly SeriesGap[];
  /** Null where nobody asked for it. */
  lastWeek: LastWeek | null;
}

export interface Plot {
  show(data: ChartData, overlay: Overlay): void;
  destroy(): void;
}

const heightPx = 340;

/** The colour that a custom property of the style sheet has now, light or dark, as a canvas understands it. */
function colour(element: HTMLElement, property: string): string {
  const probe = document.createElement('span');
  probe.style.color = `var(${property})`;
  element.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}

function columns(data: ChartData, { lastWeek }: Overlay): uPlot.AlignedData {
  const none = () => data.times.map(() => null);
  return [
    data.times,
    data.in,
    data.out,
    data.capacityIn,
    data.capacityOut,
    data.p95In,
    data.p95Out,
    lastWeek?.in ?? none(),
    lastWeek?.out ?? none(),
    data.peaks?.in ?? none(),
    data.peaks?.out ?? none(),
  ];
}

/** Shades the times of lost data, and writes the reason where there is room for it. */
function shadeGaps(
  plot: uPlot,
  gaps: readonly SeriesGap[],
  words: Dictionary,
  colours: { ground: string; ink: string },
) {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.font = `${12 * devicePixelRatio}px system-ui, sans-serif`;
  ctx.textBaseline = 'top';
  for (const { from, to, reason } of gaps) {
    const left = Math.max(bbox.left, plot.valToPos(from / 1000, 'x', true));
    const right = Math.min(bbox.left + bbox.width, plot.valToPos(to / 1000, 'x', true));
    if (right <= left) continue;
    // A short gap in a long range is still seen.
    const width = Math.max(2 * devicePixelRatio, right - left);
    ctx.fillStyle = colours.ground;
    ctx.fillRect(left, bbox.top, width, bbox.height);
    const text = words.history.gapReasons[reason] ?? reason;
    if (ctx.measureText(text).width + 8 > width) continue;
    ctx.fillStyle = colours.ink;
    ctx.fillText(text, left + 4, bbox.top + 4);
  }
  ctx.restore();
}

/** Puts a chart into `element`, as wide as it, in the words of the language and the colours of the theme in force. */
export function createPlot(
  element: HTMLElement,
  data: ChartData,
  overlay: Overlay,
  words: Dictionary,
  language: Language,
): Plot {
  let shown = overlay;
  const text = colour(element, '--ink-soft');
  const grid = { stroke: colour(element, '--line'), width: 1 };
  const [inColour, outColour] = [colour(element, '--in'), colour(element, '--out')];
  const value = (_: uPlot, rate: number | null) => formatRate(rate, language);
  // In and out are told apart by colour and by line: out is drawn finer, without an area under it.
  const line = (label: string, stroke: string, width: number, dash?: number[]): uPlot.Series => ({
    label,
    stroke,
    width,
    value,
    spanGaps: false,
    points: { show: false },
    ...(dash === undefined ? {} : { dash }),
  });
  // What was not asked for is not in the legend either.
  const lastWeek = overlay.lastWeek === null ? { show: false, class: 'u-absent' } : {};
  const shade = { ground: colour(element, '--gap'), ink: text };
  const peaks = data.peaks === null ? { show: false, class: 'u-absent' } : {};
  const faint = (solid: string, alpha: number) => solid.replace(/^rgb\((.*)\)$/, `rgba($1, ${alpha})`);
  const area = faint(inColour, 0.12);
  const font = '12px system-ui, sans-serif';
  const plot = new uPlot(
    {
      width: Math.max(280, element.clientWidth),
      height: heightPx,
      tzDate: provinceDate,
      // Nothing of uPlot's own date formats is ever shown: labels are ours.
      fmtDate: () => (date) => date.toISOString(),
      cursor: { y: false, drag: { x: false, y: false } },
      legend: {
        live: true,
        // The mark of a line looks as the line does: 3 and 4 are capacities, 5 and 6 the p95.
        markers: {
          dash: (_, index) => (index >= 9 ? 'solid' : index >= 5 ? 'dotted' : index >= 3 ? 'dashed' : 'solid'),
        },
      },
      scales: {
        x: { time: true },
        y: { range: (_, __, max) => [0, Number.isFinite(max) && max > 0 ? max * 1.08 : 1] },
      },
      axes: [
        {
          stroke: text,
          grid,
          ticks: grid,
          font,
          space: 70,
          values: (_, splits, __, ___, increment) => timeLabels(splits, increment, language),
        },
        {
          stroke: text,
          grid,
          ticks: grid,
          font,
          size: 84,
          values: (_, splits) => rateLabels(splits, language),
        },
      ],
      series: [
        {
          label: words.chart.time,
          value: (_, seconds: number | null) => formatInstant(seconds === null ? null : seconds * 1000, language),
        },
        { ...line(words.chart.in, inColour, 2), fill: area },
        line(words.chart.out, outColour, 1.5),
        line(words.chart.capacityIn, inColour, 1.5, [10, 5]),
        line(words.chart.capacityOut, outColour, 1.5, [10, 5]),
        line(words.chart.p95In, inColour, 1, [2, 4]),
        line(words.chart.p95Out, outColour, 1, [2, 4]),
        { ...line(words.history.lastWeekIn, inColour, 1, [1, 3]), ...lastWeek },
        { ...line(words.history.lastWeekOut, outColour, 1, [1, 3]), ...lastWeek },
        { ...line(detailWords[language].peakIn, faint(inColour, 0.6), 1), ...peaks },
        { ...line(detailWords[language].peakOut, faint(outColour, 0.6), 1), ...peaks },
      ],
      hooks: { drawClear: [(self) => shadeGaps(self, shown.gaps, words, shade)] },
    },
    columns(data, overlay),
    element,
  );
  const resize = new ResizeObserver(() => {
    const width = Math.max(280, element.clientWidth);
    if (width !== plot.width) plot.setSize({ width, height: heightPx });
  });
  resize.observe(element);
  return {
    show(next, over) {
      shown = over;
      plot.setData(columns(next, over));
    },
    destroy() {
      resize.disconnect();
      plot.destroy();
    },
  };
}
