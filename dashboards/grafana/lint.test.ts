import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dashboards, generate } from './generate.ts';
import { type LintedDashboard, lintDashboard, lintLanguages, lintQuery } from './lint.ts';

/** A generated dashboard as Grafana reads it: through JSON. */
const read = (name: string, language: 'vi' | 'en'): LintedDashboard =>
  JSON.parse(JSON.stringify(dashboards[name]?.(language)));

describe.each(Object.keys(dashboards))('the dashboard %s', (name) => {
  it.each(['vi', 'en'] as const)('has nothing to object to in %s', (language) => {
    expect(lintDashboard(read(name, language))).toEqual([]);
  });
  it('differs between the languages in words only', () => {
    expect(lintLanguages(read(name, 'vi'), read(name, 'en'))).toEqual([]);
  });
});

it('the committed files are what the source makes', () => {
  for (const { path, text } of generate()) {
    expect(readFileSync(join(import.meta.dirname, 'generated', path), 'utf8'), path).toBe(text);
  }
});

it('making them twice gives the same octets', () => {
  expect(generate()).toEqual(generate());
});

describe('the lint finds', () => {
  const broken = (change: (dashboard: LintedDashboard) => void) => {
    const dashboard = read('reserve', 'vi');
    change(dashboard);
    return lintDashboard(dashboard).join('\n');
  };
  const panel = (dashboard: LintedDashboard, id: number) => {
    const found = dashboard.panels?.find((p) => p.id === id);
    if (found === undefined) throw new Error(`no panel ${id}`);
    return found;
  };
  it.each<[string, (dashboard: LintedDashboard) => void, RegExp]>([
    ['a missing uid', (d) => delete d.uid, /no uid/],
    ['two panels of one id', (d) => Object.assign(panel(d, 21), { id: 20 }), /the id is also that of panel 20/],
    ['panels on one another', (d) => Object.assign(panel(d, 21).gridPos ?? {}, { x: 6 }), /panel 21 lies on panel 20/],
    ['a panel beside the grid', (d) => Object.assign(panel(d, 21).gridPos ?? {}, { w: 13 }), /not within the grid/],
    ['a missing unit', (d) => delete panel(d, 20).fieldConfig?.defaults?.unit, /panel 20 .*no unit/],
    ['a missing text for no data', (d) => delete panel(d, 20).fieldConfig?.defaults?.noValue, /no text for no data/],
    ['a missing description', (d) => delete panel(d, 20).description, /no description/],
    ['another data source', (d) => Object.assign(panel(d, 20), { datasource: { uid: 'x' } }), /not the variable ds/],
    ['a variable with All', (d) => Object.assign(d.templating?.list?.[1] ?? {}, { includeAll: true }), /offers All/],
    ['a link that forgets the time', (d) => Object.assign(d.links?.[0] ?? {}, { keepTime: false }), /drops the time/],
    ['no shared crosshair', (d) => Object.assign(d, { graphTooltip: 0 }), /crosshair/],
  ])('%s', (_, change, message) => {
    expect(broken(change)).toMatch(message);
  });

  const good = 'SELECT mean("in_bps") FROM "link" WHERE $timeFilter GROUP BY time($__interval) fill(null)';
  it.each([
    ['a derivative', good.replace('mean("in_bps")', 'non_negative_derivative(mean("in_bps"), 1s)'), /no derivatives/],
    ['a retention policy', good.replace('"link"', '"autogen"."link"'), /no retention policy/],
    ['SLIMIT', `${good} SLIMIT 5`, /SLIMIT/],
    ['a write', good.replace(' FROM', ' INTO "x" FROM'), /never writes/],
    ['no data drawn as 0', good.replace('fill(null)', 'fill(0)'), /no data is not 0/],
    ['a value carried over a gap', good.replace('fill(null)', 'fill(previous)'), /was not measured/],
    ['a gap left to the default', good.replace(' fill(null)', ''), /gaps must be null/],
    ['an unbounded query', good.replace('$timeFilter', '"link" =~ /./'), /does not bound it/],
    ['an unknown measurement', good.replace('"link"', '"links"'), /links is no measurement/],
  ])('%s in a query', (_, query, message) => {
    expect(lintQuery(query).join('\n')).toMatch(message);
  });
  it('nothing in a good query', () => {
    expect(lintQuery(good)).toEqual([]);
  });
});
