/** The dashboard “Đường truyền / Link”: one link, or several beside one another. */
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { alertMarks } from '../annotations.ts';
import { framed } from '../frame.ts';
import { influx } from '../influx.ts';
import { byLink } from '../link-table.ts';
import { operMapping } from '../mappings.ts';
import {
  colours,
  delayUnit,
  figure,
  rateUnit,
  ratioUnit,
  risingThresholds,
  stateFigure,
  thresholds,
} from '../panels.ts';
import { least, lossOfRange, meanOfRange, newest, type Scope } from '../queries.ts';
import { strictestLoss, strictestRttMs, strictestUtilization } from '../thresholds.ts';
import { dataSourceVariable, linkVariables, warningVariable } from '../variables.ts';
import type { Language } from '../words.ts';
import { capacityPanels, qualityPanels, trafficPanels } from './lines.ts';
import { monthPanels } from './months.ts';
import { texts } from './words.ts';

const links: Scope<'link'> = { measurement: 'link', variables: byLink };
const pings: Scope<'ping'> = { measurement: 'ping', variables: byLink };

/** Grafana's whole dashboard in one language; the same on every call. */
export function linkDashboard(language: Language): Dashboard {
  return framed(language, {
    name: 'link',
    ...texts.dashboard,
    from: 'now-24h',
    refresh: '1m',
    variables: [dataSourceVariable(language), ...linkVariables(language), warningVariable(language)],
    annotations: alertMarks(language, { measurement: 'alert', variables: ['endpoint'] }),
    sections: [
      { panels: nowPanels(language) },
      { row: { id: 101, title: texts.rows.traffic }, panels: trafficPanels(language) },
      { row: { id: 102, title: texts.rows.quality }, panels: qualityPanels(language) },
      { row: { id: 103, title: texts.rows.capacity }, panels: capacityPanels(language) },
      { row: { id: 104, title: texts.rows.months }, panels: monthPanels(language) },
    ],
  });
}

function nowPanels(language: Language) {
  const utilization = strictestUtilization();
  const loss = strictestLoss();
  const rtt = strictestRttMs();
  const newestRatio = (side: 'in' | 'out') =>
    influx('A', newest(links, [{ field: `util_${side}`, as: 'value' }], byLink), 'time_series', '$tag_link');
  return [
    stateFigure(
      language,
      {
        id: 1,
        text: texts.panels.oper,
        at: [0, 0, 4, 4],
        unit: 'string',
        targets: [influx('A', newest(links, [{ field: 'oper', as: 'oper' }], byLink), 'time_series', '$tag_link')],
      },
      operMapping(language),
    ),
    figure(language, {
      id: 2,
      text: texts.panels.utilizationIn,
      at: [4, 0, 4, 4],
      unit: ratioUnit,
      targets: [newestRatio('in')],
    }).thresholds(risingThresholds(utilization.warning, utilization.critical)),
    figure(language, {
      id: 3,
      text: texts.panels.utilizationOut,
      at: [8, 0, 4, 4],
      unit: ratioUnit,
      targets: [newestRatio('out')],
    }).thresholds(risingThresholds(utilization.warning, utilization.critical)),
    figure(language, {
      id: 4,
      text: texts.panels.reserve,
      at: [12, 0, 4, 4],
      unit: rateUnit,
      targets: [
        influx('A', least(links, 'reserve_in_bps', texts.series.in[language], byLink), 'time_series', '$tag_link $col'),
        influx(
          'B',
          least(links, 'reserve_out_bps', texts.series.out[language], byLink),
          'time_series',
          '$tag_link $col',
        ),
      ],
    }).thresholds(
      thresholds([
        [null, colours.critical],
        [0, colours.ok],
      ]),
    ),
    figure(language, {
      id: 5,
      text: texts.panels.loss,
      at: [16, 0, 4, 4],
      unit: ratioUnit,
      noValue: texts.noProbe,
      targets: [influx('A', lossOfRange(pings, byLink), 'time_series', '$tag_link')],
    })
      .decimals(2)
      .thresholds(risingThresholds(loss.warning, loss.critical)),
    figure(language, {
      id: 6,
      text: texts.panels.rtt,
      at: [20, 0, 4, 4],
      unit: delayUnit,
      noValue: texts.noProbe,
      targets: [influx('A', meanOfRange(pings, 'rtt_ms_avg', byLink), 'time_series', '$tag_link')],
    })
      .decimals(1)
      .thresholds(risingThresholds(rtt.warning, rtt.critical)),
  ];
}
