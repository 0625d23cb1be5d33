/** The variables of dashboards on raw data. None offers All: raw points of every link at once is what fells a database. */
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  type VariableModel,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { dataSource } from './influx.ts';
import { tagValues, type Variable } from './queries.ts';
import type { Words } from './words.ts';

/** Names of the variables whose values come from the database, each narrowed by those before it. */
export const queryVariables = ['operator', 'endpoint', 'link'] as const satisfies readonly Variable[];

/** Data source, operator, endpoint, link: each a list of several, each narrowed by those before it. */
export function variables(w: Words): Builder<VariableModel>[] {
  return [
    stripped(
      new DatasourceVariableBuilder('ds')
        .label(w.variables.ds)
        .type('influxdb')
        .regex('/thongsuot/i')
        .multi(false)
        .includeAll(false)
        // Without a value of its own the first load of a provisioned dashboard can be empty.
        .current({ selected: false, text: 'thongsuot-raw', value: 'thongsuot-raw' }),
    ),
    ...queryVariables.map((name, index) => {
      const query = tagValues(name, queryVariables.slice(0, index));
      return stripped(
        new QueryVariableBuilder(name)
          .label(w.variables[name])
          .datasource(dataSource)
          .query(query)
          .definition(query)
          .refresh(VariableRefresh.OnDashboardLoad)
          .sort(VariableSort.NaturalAsc)
          .multi(true)
          .includeAll(false),
      );
    }),
  ];
}

/** The SDK writes `auto`, `auto_min` and `auto_count` into every variable; they belong to intervals only. */
function stripped(builder: Builder<VariableModel>): Builder<VariableModel> {
  return {
    build() {
      const {
        auto: _auto,
        auto_min: _min,
        auto_count: _count,
        ...rest
      } = builder.build() as VariableModel & {
        auto?: unknown;
        auto_min?: unknown;
        auto_count?: unknown;
      };
      return rest as VariableModel;
    },
  };
}
