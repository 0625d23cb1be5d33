/** Alerts as marks on the charts: where one began, where one ended. Pure. */
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { AnnotationQuery } from '@grafana/grafana-foundation-sdk/dashboard';
import { beginnings, endings } from './alert-queries.ts';
import { colours } from './panels.ts';
import type { Scope } from './queries.ts';
import { homeOf, sourceOf } from './sources.ts';
import type { Language, Text } from './words.ts';

const names = {
  began: { vi: 'Cảnh báo bắt đầu', en: 'Alert began' },
  ended: { vi: 'Cảnh báo kết thúc', en: 'Alert ended' },
} as const satisfies Record<string, Text>;

/** What a mark says, from columns of its row. */
const said = ['rule', 'severity', 'endpoint'] as const;

/**
 * Grafana's InfluxDB data source keeps an annotation's query in `target`; versions before 10 read it from the annotation
 * itself (its `migrateLegacyAnnotation`). Both are written.
 */
interface InfluxAnnotation extends AnnotationQuery {
  query: string;
  textColumn: string;
  tagsColumn: string;
}

function annotation(name: string, iconColor: string, query: string): Builder<AnnotationQuery> {
  return {
    build() {
      const how = { query, textColumn: 'rule', tagsColumn: 'severity,endpoint' };
      const datasource = sourceOf(homeOf('alert'));
      const target = { ...how, refId: 'annotation', datasource, rawQuery: true, fromAnnotations: true };
      const mark = { name, datasource, enable: true, hide: false, iconColor, ...how, target };
      return mark as unknown as InfluxAnnotation;
    },
  };
}

/** Beginnings and endings of the alerts of a scope. */
export function alertMarks(language: Language, scope: Scope<'alert'>): Builder<AnnotationQuery>[] {
  return [
    annotation(names.began[language], colours.critical, beginnings(scope, '5m', said)),
    annotation(names.ended[language], colours.ok, endings(scope, said)),
  ];
}
