/** A table of how many series have each state: the newest states, grouped and counted by Grafana. Pure. */
import type { ValueMapping } from '@grafana/grafana-foundation-sdk/dashboard';
import { influx } from './influx.ts';
import { stateColumn } from './mappings.ts';
import { column, countUnit, type PanelOptions, table } from './panels.ts';
import { columns, type Language } from './words.ts';

/** `query` answers one row a series with the state in the column `field`. */
export function stateCounts(
  language: Language,
  options: Omit<PanelOptions, 'targets' | 'unit'> & { query: string; field: string; mapping: ValueMapping },
) {
  const { query, field, mapping, ...panel } = options;
  const counted = `${field} (count)`;
  return table(language, {
    ...panel,
    unit: countUnit,
    targets: [influx('A', query, 'table')],
    transformations: [
      {
        id: 'groupBy',
        options: {
          fields: {
            [field]: { operation: 'groupby', aggregations: [] },
            Time: { operation: 'aggregate', aggregations: ['count'] },
          },
        },
      },
      { id: 'organize', options: { renameByName: { 'Time (count)': counted } } },
    ],
  })
    .overrideByName(field, [...column(columns.state[language]), ...stateColumn(mapping)])
    .overrideByName(counted, column(columns.count[language]));
}
