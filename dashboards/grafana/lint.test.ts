import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dashboards, generate } from './generate.ts';
import { type DashboardName, dashboardNames } from './links.ts';
import { type LintedDashboard, lintAddresses, lintDashboard, lintLanguages, lintQuery } from './lint.ts';
import { variable } from './sources.ts';
import { languages } from './words.ts';

/** A generated dashboard as Grafana reads it: through JSON. */
const read = (name: DashboardName, language: 'vi' | 'en'): LintedDashboard =>
  JSON.parse(JSON.stringify(dashboards[name](language)));

const all = () => languages.flatMap((language) => dashboardNames.map((name) => read(name, language)));

describe.each(dashboardNames)('the dashboard %s', (name) => {
  it.each(['vi', 'en'] as const)('has nothing to object to in %s', (language) => {
    expect(lintDashboard(read(name, language))).toEqual([]);
  });
  it('differs between the languages in words only', () => {
    expect(lintLanguages(read(name, 'vi'), read(name, 'en'))).toEqual([]);
  });
});

it('links lead to dashboards that exist, with the time range, and set variables that they have', () => {
  expect(lintAddresses(all())).toEqual([]);
});

it('from the province one reaches every page about one thing', () => {
  const led = new Set(
    [...JSON.stringify(read('province', 'vi')).matchAll(/\/d\/thongsuot-(\w+)-vi\?/g)].map(([, to]) => to),
  );
  expect([...led].sort()).toEqual(['alerts', 'endpoint', 'link', 'readiness']);
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
  const good =
    'SELECT mean("in_bps") FROM "link" WHERE $timeFilter AND "link" =~ /^$link$/ GROUP BY time($__interval) fill(null)';
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
    [
      'another data source',
      (d) => Object.assign(panel(d, 20), { datasource: { uid: 'x' } }),
      /not that of its queries/,
    ],
    [
      'a query of a data source by its name',
      (d) => Object.assign(panel(d, 20).targets?.[0] ?? {}, { datasource: { uid: 'thongsuot-raw' } }),
      /not a variable of ours/,
    ],
    [
      'a verdict asked of the tier that the reader chooses',
      (d) => Object.assign(panel(d, 60).targets?.[0] ?? {}, { datasource: { uid: variable('ds') } }),
      /capacity does not stand in the source chosen/,
    ],
    [
      'a figure of a tier asked of raw points',
      (d) => Object.assign(panel(d, 20).targets?.[0] ?? {}, { query: good.replace('in_bps', 'in_bps_p95') }),
      /in_bps_p95 is kept by the tiers above/,
    ],
    ['a tier without its variable', (d) => d.templating?.list?.splice(1, 1), /no variable ds_raw/],
    ['a variable with All', (d) => Object.assign(d.templating?.list?.[4] ?? {}, { includeAll: true }), /offers All/],
    ['a link that forgets the time', (d) => Object.assign(d.links?.[0] ?? {}, { keepTime: false }), /drops the time/],
    [
      'a query with a variable that is not there',
      (d) => Object.assign(panel(d, 20).targets?.[0] ?? {}, { query: `${good} $x` }),
      /no variable x/,
    ],
    ['a map of the Internet', (d) => Object.assign(panel(d, 20), { type: 'geomap' }), /tiles from the Internet/],
    [
      'an address of the Internet',
      (d) => Object.assign(panel(d, 20), { title: 'https://example' }),
      /from the Internet/,
    ],
    ['no shared crosshair', (d) => Object.assign(d, { graphTooltip: 0 }), /crosshair/],
  ])('%s', (_, change, message) => {
    expect(broken(change)).toMatch(message);
  });

  it.each([
    ['a derivative', good.replace('mean("in_bps")', 'non_negative_derivative(mean("in_bps"), 1s)'), /no derivatives/],
    ['a retention policy', good.replace('"link"', '"autogen"."link"'), /no retention policy/],
    ['SLIMIT', `${good} SLIMIT 5`, /SLIMIT/],
    ['a write', good.replace(' FROM', ' INTO "x" FROM'), /never writes/],
    ['a difference', good.replace('mean("in_bps")', 'difference(mean("in_bps"))'), /no differences/],
    ['no data drawn as 0', good.replace('fill(null)', 'fill(0)'), /no data is not 0/],
    ['a value carried over a gap', good.replace('fill(null)', 'fill(previous)'), /was not measured/],
    ['a gap left to the default', good.replace(' fill(null)', ''), /gaps must be null/],
    ['an unbounded query', good.replace('$timeFilter', '"link" =~ /./'), /does not bound it/],
    ['every link at once over time', good.replace(' AND "link" =~ /^$link$/', ''), /too many/],
    ['an unknown measurement', good.replace('"link"', '"links"'), /links is no measurement/],
  ])('%s in a query', (_, query, message) => {
    expect(lintQuery(query).join('\n')).toMatch(message);
  });
  it('a link to nowhere, one that sets what is not there, and one that forgets the time', () => {
    const [first, ...others] = all();
    const changed = (from: string, to: string): LintedDashboard =>
      JSON.parse(JSON.stringify(first).replaceAll(from, to));
    const problems = (from: string, to: string) => lintAddresses([changed(from, to), ...others]).join('\n');
    expect(problems('/d/thongsuot-link-vi', '/d/thongsuot-lost-vi')).toMatch(/thongsuot-lost-vi, which does not exist/);
    expect(problems('var-link=', 'var-lost=')).toMatch(/thongsuot-link-vi has no variable lost/);
    expect(problems('__url_time_range', 'x')).toMatch(/drops the time range/);
  });
  it('nothing in a good query', () => {
    expect(lintQuery(good)).toEqual([]);
  });
});
