/** What every dashboard has: uid, time zone, links, crosshair; and sections of panels, one below the other. Pure. */
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  type AnnotationQuery,
  type Dashboard,
  DashboardBuilder,
  DashboardCursorSync,
  type Panel,
  RowBuilder,
  type VariableModel,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { timeZone } from '@thongsuot/contract/storage.ts';
import { type DashboardName, headLinks, uidOf } from './links.ts';
import { tiersNamed } from './sources.ts';
import { tierVariable } from './variables.ts';
import type { Language, Text } from './words.ts';

/** Panels under a row's title; their places are counted from the section's own first line. */
export interface Section {
  /** Absent: panels without a row of their own, at the head of the page. */
  row?: { id: number; title: Text };
  panels: readonly Builder<Panel>[];
}

export interface Frame {
  name: DashboardName;
  title: Text;
  description: Text;
  /** Default range, up to now: short enough that the page is there at once. */
  from: string;
  refresh: string;
  variables: readonly Builder<VariableModel>[];
  annotations?: readonly Builder<AnnotationQuery>[];
  sections: readonly Section[];
}

/** Grafana's whole dashboard in one language; the same on every call. */
export function framed(language: Language, frame: Frame): Dashboard {
  const panels = stacked(language, frame.sections);
  const annotations = (frame.annotations ?? []).map((one) => one.build());
  const [source, ...narrowing] = frame.variables;
  const tiers = tiersNamed([panels, annotations, narrowing.map((one) => one.build())]).map(tierVariable);
  const dashboard = new DashboardBuilder(frame.title[language])
    .uid(uidOf(frame.name, language))
    .description(frame.description[language])
    .tags(['thongsuot', language])
    .timezone(timeZone)
    .weekStart('monday')
    .time({ from: frame.from, to: 'now' })
    .refresh(frame.refresh)
    .tooltip(DashboardCursorSync.Crosshair)
    .readonly()
    .variables([...(source === undefined ? [] : [source]), ...tiers, ...narrowing])
    .annotations([...(frame.annotations ?? [])])
    .links(headLinks(frame.name, language))
    .build();
  return { ...dashboard, panels };
}

function stacked(language: Language, sections: readonly Section[]): NonNullable<Dashboard['panels']> {
  const placed: NonNullable<Dashboard['panels']> = [];
  let top = 0;
  for (const { row, panels } of sections) {
    if (row !== undefined) {
      placed.push(new RowBuilder(row.title[language]).id(row.id).gridPos({ x: 0, y: top, w: 24, h: 1 }).build());
      top += 1;
    }
    let bottom = top;
    for (const builder of panels) {
      const panel = builder.build();
      const { x = 0, y = 0, w = 24, h = 8 } = panel.gridPos ?? {};
      placed.push({ ...panel, gridPos: { x, y: top + y, w, h } });
      bottom = Math.max(bottom, top + y + h);
    }
    top = bottom;
  }
  return placed;
}
