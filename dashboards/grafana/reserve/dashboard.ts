/** The dashboard “Dự phòng băng thông / Bandwidth reserve”: the worst reserve first, then how it came to that. */
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { PanelBuilder as TextBuilder, TextMode } from '@grafana/grafana-foundation-sdk/text';
import { framed } from '../frame.ts';
import { byLink, linkTable } from '../link-table.ts';
import { operMapping, stateMapping } from '../mappings.ts';
import { endpointsOf, isolatedCount, onBackupCount, worstReserve } from '../overview-figures.ts';
import { newest, type Scope } from '../queries.ts';
import { stateCounts } from '../state-counts.ts';
import { thresholdTable, thresholdText } from '../thresholds.ts';
import { dataSourceVariable, linkVariables, whoseVariable } from '../variables.ts';
import type { Language } from '../words.ts';
import { p95Panels, reservePanels, trafficPanels } from './lines.ts';
import { outlookPanels } from './outlook.ts';
import { texts } from './words.ts';

const linksOfOperators: Scope<'link'> = { measurement: 'link', variables: ['operator'] };

/** Grafana's whole dashboard in one language; the same on every call. */
export function reserveDashboard(language: Language): Dashboard {
  return framed(language, {
    name: 'reserve',
    ...texts.dashboard,
    from: 'now-6h',
    refresh: '1m',
    variables: [dataSourceVariable(language), whoseVariable(language), ...linkVariables(language)],
    sections: [
      { panels: nowPanels(language) },
      { row: { id: 101, title: texts.rows.traffic }, panels: trafficPanels(language) },
      { row: { id: 102, title: texts.rows.reserve }, panels: reservePanels(language) },
      { row: { id: 103, title: texts.rows.p95 }, panels: p95Panels(language) },
      { row: { id: 104, title: texts.rows.outlook }, panels: outlookPanels(language) },
      {
        panels: [
          new TextBuilder()
            .id(50)
            .title(thresholdText.title[language])
            .description(thresholdText.description[language])
            .gridPos({ x: 0, y: 0, w: 24, h: 12 })
            .mode(TextMode.Markdown)
            .content(thresholdTable(language)),
        ],
      },
    ],
  });
}

function nowPanels(language: Language) {
  return [
    worstReserve(language, { id: 1, at: [0, 0, 5, 5] }),
    isolatedCount(language, { id: 2, at: [5, 0, 4, 5] }),
    onBackupCount(language, { id: 3, at: [9, 0, 4, 5] }),
    stateCounts(language, {
      id: 4,
      text: texts.panels.endpointStates,
      at: [13, 0, 6, 5],
      field: 'state',
      mapping: stateMapping(language),
      query: newest(endpointsOf, [{ field: 'state', as: 'state' }], ['endpoint']),
    }),
    stateCounts(language, {
      id: 5,
      text: texts.panels.linkStates,
      at: [19, 0, 5, 5],
      field: 'oper',
      mapping: operMapping(language),
      query: newest(linksOfOperators, [{ field: 'oper', as: 'oper' }], byLink),
    }),
    linkTable(language, linksOfOperators, { id: 10, text: texts.panels.worstFirst, at: [0, 5, 24, 17] }),
  ];
}
