/** A query of Grafana's InfluxDB data source in InfluxQL. The SDK has no builder for it, so this one is ours. */
import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';

/** A variable of Grafana's as it stands in a dashboard: `variable('ds')` is `$` and the name in braces. */
export const variable = (name: string) => `\${${name}}`;

/** The only data source that a panel may name: the dashboard's variable. */
export const dataSource = { type: 'influxdb', uid: variable('ds') } as const;

/** As Grafana's InfluxDB plugin stores it in a dashboard. */
export interface InfluxTarget extends Dataquery {
  refId: string;
  datasource: typeof dataSource;
  query: string;
  rawQuery: true;
  resultFormat: 'time_series' | 'table';
  /** Name of a line: `$tag_link` is the tag, `$col` the column's alias. */
  alias?: string;
}

/** A target ready to be put on a panel. `refId` is its letter there. */
export function influx(
  refId: string,
  query: string,
  resultFormat: InfluxTarget['resultFormat'],
  alias?: string,
): Builder<Dataquery> {
  return {
    build() {
      const target: Omit<InfluxTarget, '_implementsDataqueryVariant'> = {
        refId,
        datasource: dataSource,
        query,
        rawQuery: true,
        resultFormat,
        ...(alias === undefined ? {} : { alias }),
      };
      return target as InfluxTarget;
    },
  };
}
