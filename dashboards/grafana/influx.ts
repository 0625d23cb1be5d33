/** A query of Grafana's InfluxDB data source in InfluxQL. The SDK has no builder for it, so this one is ours. */
import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';

import type { Measurement } from '@thongsuot/contract/storage.ts';
import { homeOf, type Source, sourceOf } from './sources.ts';

/** As Grafana's InfluxDB plugin stores it in a dashboard. */
export interface InfluxTarget extends Dataquery {
  refId: string;
  datasource: ReturnType<typeof sourceOf>;
  query: string;
  rawQuery: true;
  resultFormat: 'time_series' | 'table';
  /** Name of a line: `$tag_link` is the tag, `$col` the column's alias. */
  alias?: string;
}

/** The measurement that a query reads: of queries within one another the inmost. */
export function measurementOf(query: string): Measurement {
  return (/\bFROM\s+"(\w+)"/.exec(query)?.[1] ?? '') as Measurement;
}

/** A target ready to be put on a panel. `refId` is its letter there; `source` a tier of its own instead of the usual. */
export function influx(
  refId: string,
  query: string,
  resultFormat: InfluxTarget['resultFormat'],
  alias?: string,
  source: Source = homeOf(measurementOf(query)),
): Builder<Dataquery> {
  return {
    build() {
      const target: Omit<InfluxTarget, '_implementsDataqueryVariant'> = {
        refId,
        datasource: sourceOf(source),
        query,
        rawQuery: true,
        resultFormat,
        ...(alias === undefined ? {} : { alias }),
      };
      return target as InfluxTarget;
    },
  };
}
