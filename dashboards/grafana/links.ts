/** Names, uids and links of the dashboards: fixed for ever, since bookmarks and rows of tables lead by them. Pure. */
import {
  DashboardLinkBuilder,
  DashboardLinkType,
  type DynamicConfigValue,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { variable } from './sources.ts';
import { common, type Language, type Text } from './words.ts';

/** Every dashboard, in the order in which one looks: the province first, then why. */
export const dashboardNames = [
  'province',
  'reserve',
  'link',
  'endpoint',
  'readiness',
  'availability',
  'alerts',
  'agents',
] as const;
export type DashboardName = (typeof dashboardNames)[number];

/** The uid of a dashboard in a language. */
export const uidOf = (name: DashboardName, language: Language) => `thongsuot-${name}-${language}`;

/**
 * The address of a row's page. Time range and data source go along; each variable takes the value of the row's field of
 * that name, or of the field named beside it.
 */
export function drillDown(
  language: Language,
  to: DashboardName,
  variables: Readonly<Record<string, string>> | readonly string[],
): string {
  const pairs = Array.isArray(variables) ? variables.map((name) => [name, name] as const) : Object.entries(variables);
  return [
    `/d/${uidOf(to, language)}?${variable('__url_time_range')}`,
    variable('ds:queryparam'),
    ...pairs.map(([name, field]) => `var-${name}=${variable(`__data.fields.${field}`)}`),
  ].join('&');
}

/** Makes a column's cells lead to the page about their row. */
export function leadsTo(
  language: Language,
  title: Text,
  to: DashboardName,
  variables: Readonly<Record<string, string>> | readonly string[],
): DynamicConfigValue {
  return {
    id: 'links',
    value: [{ title: title[language], url: drillDown(language, to, variables), targetBlank: false }],
  };
}

/** The links above a dashboard: the other language, and all dashboards of this one; both keep time and variables. */
export function headLinks(name: DashboardName, language: Language): DashboardLinkBuilder[] {
  const other: Language = language === 'vi' ? 'en' : 'vi';
  return [
    keeping(
      new DashboardLinkBuilder(common.otherLanguage[language])
        .type(DashboardLinkType.Link)
        .url(`/d/${uidOf(name, other)}`),
    ),
    keeping(
      new DashboardLinkBuilder(common.moreDashboards[language])
        .type(DashboardLinkType.Dashboards)
        .tags(['thongsuot', language])
        .asDropdown(true),
    ),
  ];
}

/** A link that takes time range and variables along. */
function keeping(link: DashboardLinkBuilder): DashboardLinkBuilder {
  return link.keepTime(true).includeVars(true).targetBlank(false).icon('external link').tooltip('');
}
