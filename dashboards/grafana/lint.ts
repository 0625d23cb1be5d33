/**
 * Our own lint of generated dashboards: what a reader of a panel needs, and what would not run on all three versions of
 * InfluxDB. Grafana's dashboard linter does not exist for JavaScript. Pure.
 */
import { measurements, tierNames } from '@thongsuot/contract/storage.ts';
import { measurementOf } from './influx.ts';
import { tierFigures } from './queries.ts';
import { homeOf, mixedSource, sourceName, tiersNamed, variable } from './sources.ts';

/** What the lint reads of a generated dashboard; the rest it leaves alone. */
export interface LintedPanel {
  id?: number;
  type: string;
  title?: string;
  description?: string;
  datasource?: { uid?: string };
  gridPos?: { x: number; y: number; w: number; h: number };
  fieldConfig?: { defaults?: { unit?: string; noValue?: string; thresholds?: { steps?: unknown[] } } };
  targets?: { refId?: string; query?: string; rawQuery?: boolean; datasource?: { uid?: string } }[];
}
export interface LintedDashboard {
  uid?: string;
  title?: string;
  description?: string;
  graphTooltip?: number;
  timezone?: string;
  panels?: LintedPanel[];
  links?: { title?: string; type?: string; url?: string; keepTime?: boolean; includeVars?: boolean }[];
  templating?: { list?: { name: string; type: string; includeAll?: boolean; query?: unknown; current?: unknown }[] };
  annotations?: { list?: { name?: string; builtIn?: number; target?: { query?: string } }[] };
}

/** Columns of Grafana's grid. */
const gridColumns = 24;

/** InfluxQL that one of the three versions does not know, or that hides what it does; each with why. */
const banned: readonly (readonly [RegExp, string])[] = [
  [/\bS(LIMIT|OFFSET)\b/i, 'SLIMIT and SOFFSET do not exist in InfluxDB 3'],
  [/\bINTO\b/i, 'a dashboard never writes'],
  [/\b(non_negative_)?derivative\s*\(/i, 'rates are stored: no derivatives in a panel'],
  [/\b(holt_winters|sample|integral)\s*\(/i, 'not the same on all three versions'],
  [/"[^"]*"\."[^"]*"\."/, 'no database or retention policy in a name: tiers are databases of their own'],
  [/\bFROM\s+"[^"]*"\./i, 'no retention policy in a name: tiers are databases of their own'],
  [/\bSHOW\s+SERIES\b/i, 'InfluxDB 2 and 3 do not know it'],
  [/\d[eE]\d/, 'InfluxQL has no scientific notation'],
  [/fill\(\s*previous\s*\)/i, 'a value that was not measured is not drawn'],
  [/;/, 'one statement a query'],
];

/** Every objection to one dashboard, as sentences that begin with where it is; none when it is as it should be. */
export function lintDashboard(dashboard: LintedDashboard): string[] {
  const problems: string[] = [];
  const panels = dashboard.panels ?? [];
  if (!dashboard.uid) problems.push('the dashboard has no uid: links and bookmarks name it');
  if (!dashboard.title) problems.push('the dashboard has no title');
  if (!dashboard.description) problems.push('the dashboard has no description');
  if (dashboard.graphTooltip !== 1) problems.push('the dashboard has no shared crosshair (graphTooltip 1)');
  if (dashboard.timezone !== 'Asia/Ho_Chi_Minh') problems.push('the dashboard is not in the province’s time zone');
  const named = new Set(dashboard.templating?.list?.map(({ name }) => name));
  for (const tier of tiersNamed(dashboard))
    if (!named.has(sourceName(tier))) problems.push(`the dashboard has no variable ${sourceName(tier)}`);
  problems.push(...lintLinks(dashboard), ...lintVariables(dashboard), ...lintGrid(panels));
  if (/https?:\/\//.test(JSON.stringify(dashboard))) problems.push('something comes from the Internet');
  const known = new Set((dashboard.templating?.list ?? []).map(({ name }) => name));
  for (const { name, builtIn, target } of dashboard.annotations?.list ?? []) {
    if (builtIn === 1) continue;
    const found = [...lintQuery(target?.query ?? ''), ...lintVariableUse(target?.query ?? '', known)];
    problems.push(...found.map((problem) => `annotation “${name}”: ${problem}`));
  }
  const ids = new Map<number, string>();
  for (const panel of panels) {
    const name = `panel ${panel.id ?? '?'} “${panel.title ?? ''}”`;
    if (panel.id === undefined || panel.id <= 0) problems.push(`${name}: no id of its own`);
    else if (ids.has(panel.id)) problems.push(`${name}: the id is also that of ${ids.get(panel.id)}`);
    else ids.set(panel.id, name);
    problems.push(...lintPanel(panel).map((problem) => `${name}: ${problem}`));
    const used = (panel.targets ?? []).flatMap(({ query }) => lintVariableUse(query ?? '', known));
    problems.push(...used.map((problem) => `${name}: ${problem}`));
  }
  return problems;
}

/** Grafana's own macros; every other `$name` is a variable of the dashboard. */
const macros: ReadonlySet<string> = new Set(['timeFilter', '__interval']);

function lintVariableUse(query: string, known: ReadonlySet<string>): string[] {
  return [...query.matchAll(/\$(\w+)/g)]
    .map(([, name]) => name ?? '')
    .filter((name) => !macros.has(name) && !known.has(name))
    .map((name) => `the dashboard has no variable ${name}`);
}

function lintPanel(panel: LintedPanel): string[] {
  const problems: string[] = [];
  if (!panel.title) problems.push('no title');
  if (panel.type === 'geomap') problems.push('a map takes its tiles from the Internet');
  if (panel.type === 'row') return problems;
  if (!panel.description) problems.push('no description');
  if (panel.type === 'text') return problems;
  const defaults = panel.fieldConfig?.defaults;
  if (!defaults?.unit) problems.push('no unit');
  if (!defaults?.noValue) problems.push('no text for no data');
  if (defaults?.unit === 'percentunit' && (defaults.thresholds?.steps?.length ?? 0) < 2) problems.push('no thresholds');
  const sources = new Set((panel.targets ?? []).map(({ datasource }) => datasource?.uid));
  const [only = variable('ds')] = sources;
  if (panel.datasource?.uid !== (sources.size > 1 ? mixedSource.uid : only))
    problems.push('the data source is not that of its queries');
  if ((panel.targets ?? []).length === 0) problems.push('no query');
  const letters = new Set<string>();
  for (const target of panel.targets ?? []) {
    problems.push(...lintSource(target.query ?? '', target.datasource?.uid));
    if (target.refId === undefined || letters.has(target.refId)) problems.push('two queries have one letter');
    else letters.add(target.refId);
    if (target.rawQuery !== true) problems.push('a query is not raw InfluxQL');
    problems.push(...lintQuery(target.query ?? ''));
  }
  return problems;
}

const sourceUids = new Map((['chosen', ...tierNames] as const).map((source) => [variable(sourceName(source)), source]));

/** Objections to where a query reads: verdicts stand in one tier, and what a tier keeps of a figure is not in the raw one. */
function lintSource(query: string, uid: string | undefined): string[] {
  const source = sourceUids.get(uid ?? '');
  if (source === undefined) return ['a query’s data source is not a variable of ours'];
  const measurement = measurementOf(query);
  const home = homeOf(measurement);
  if (home !== 'chosen' && home !== source) return [`${measurement} does not stand in the source ${source}: ${query}`];
  const figures = [...query.matchAll(/\("(\w+)"\)/g)].map(([, name]) => name ?? '');
  const fields = Object.hasOwn(measurements, measurement) ? measurements[measurement].fields : {};
  const raw = source === 'chosen' || source === 'raw';
  return figures
    .filter((name) => raw && tierFigure.test(name) && !Object.hasOwn(fields, name))
    .map((name) => `${name} is kept by the tiers above the raw one only: ${query}`);
}

const tierFigure = new RegExp(`_(${tierFigures.join('|')})$|^(n|expected)$`);

/** Measurements of which every link and endpoint writes a point each interval. */
const manyPoints: ReadonlySet<string> = new Set(['link', 'ping', 'check', 'endpoint']);

/** Objections to one query. */
export function lintQuery(query: string): string[] {
  const problems = banned.filter(([form]) => form.test(query)).map(([, why]) => `${why}: ${query}`);
  if (!query.includes('$timeFilter')) problems.push(`the range in view does not bound it: ${query}`);
  const measurement = measurementOf(query);
  if (!Object.hasOwn(measurements, measurement)) problems.push(`${measurement} is no measurement: ${query}`);
  // Of an alert a minute without a point did not fire (alert-queries.ts); of anything else it is not known.
  if (measurement !== 'alert') {
    if (/fill\(\s*0\s*\)/i.test(query)) problems.push(`no data is not 0: ${query}`);
    if (/\bdifference\s*\(/i.test(query)) problems.push(`rates are stored, no differences in a panel: ${query}`);
  }
  if (query.includes('time($__interval)')) {
    // An alert ends by its 0 and never by silence (alert-queries.ts): what was true before a gap goes on.
    if (!query.includes('fill(null)') && measurement !== 'alert') problems.push(`gaps must be null: ${query}`);
    if (manyPoints.has(measurement) && !/\$(link|endpoint)\$/.test(query)) {
      problems.push(`raw points of everything over time are too many: ${query}`);
    }
  }
  return problems;
}

function lintLinks({ links = [] }: LintedDashboard): string[] {
  return links.flatMap(({ title, keepTime, includeVars }) =>
    keepTime === true && includeVars === true ? [] : [`link “${title}” drops the time range or the variables`],
  );
}

function lintVariables({ templating }: LintedDashboard): string[] {
  const list = templating?.list ?? [];
  const problems: string[] = [];
  const [first] = list;
  if (first?.name !== 'ds' || first.type !== 'datasource')
    problems.push('the first variable is not the data source ds');
  for (const { name, type, current } of list)
    if (type === 'datasource' && current === undefined)
      problems.push(`the variable ${name} has no value for the first load`);
  for (const { name, type, includeAll, query } of list) {
    // Narrowed by the operator alone are only tables of newest values (see lintQuery).
    if (includeAll === true && name !== 'operator') problems.push(`variable ${name} offers All on raw data`);
    if (type !== 'query') continue;
    if (typeof query !== 'string' || !query.includes('time > now() - 30d')) {
      problems.push(`variable ${name} says no time: InfluxDB 3 looks back 24 hours only`);
    }
  }
  return problems;
}

function lintGrid(panels: readonly LintedPanel[]): string[] {
  const problems: string[] = [];
  const taken = new Map<string, number | undefined>();
  for (const { id, gridPos } of panels) {
    if (gridPos === undefined) {
      problems.push(`panel ${id} has no place on the grid`);
      continue;
    }
    const { x, y, w, h } = gridPos;
    if (x < 0 || w < 1 || h < 1 || x + w > gridColumns) problems.push(`panel ${id} is not within the grid`);
    const hits = new Set<number | undefined>();
    for (let column = x; column < x + w; column += 1) {
      for (let line = y; line < y + h; line += 1) {
        const cell = `${column} ${line}`;
        if (taken.has(cell)) hits.add(taken.get(cell));
        taken.set(cell, id);
      }
    }
    for (const hit of hits) problems.push(`panel ${id} lies on panel ${hit}`);
  }
  return problems;
}

/** Every address of a page in a dashboard: the uid and the variables it sets. */
function addresses(dashboard: LintedDashboard): { uid: string; sets: string[]; whole: string }[] {
  return [...JSON.stringify(dashboard).matchAll(/"(\/d\/([\w-]+)[^"]*)"/g)].map(([, whole = '', uid = '']) => ({
    uid,
    sets: [...whole.matchAll(/[?&]var-(\w+)=/g)].map(([, name]) => name ?? ''),
    whole,
  }));
}

/** Objections to the links between dashboards: each leads to one that exists, and sets only variables that it has. */
export function lintAddresses(all: readonly LintedDashboard[]): string[] {
  const byUid = new Map(all.map((dashboard) => [dashboard.uid, dashboard]));
  const problems: string[] = byUid.size === all.length ? [] : ['two dashboards have one uid'];
  for (const dashboard of all) {
    for (const { uid, sets, whole } of addresses(dashboard)) {
      const target = byUid.get(uid);
      if (target === undefined) {
        problems.push(`${dashboard.uid} leads to ${uid}, which does not exist`);
        continue;
      }
      const known = new Set((target.templating?.list ?? []).map(({ name }) => name));
      for (const name of sets) if (!known.has(name)) problems.push(`${dashboard.uid}: ${uid} has no variable ${name}`);
      if (
        sets.length > 0 &&
        !(whole.includes(variable('__url_time_range')) && whole.includes(variable('ds:queryparam')))
      ) {
        problems.push(`${dashboard.uid}: the link to ${uid} drops the time range or the data source`);
      }
    }
  }
  return problems;
}

/** Objections to two languages of one dashboard: they differ in words and in nothing else. */
export function lintLanguages(a: LintedDashboard, b: LintedDashboard): string[] {
  const problems: string[] = [];
  const [x, y] = [a.panels ?? [], b.panels ?? []];
  if (a.uid === b.uid) problems.push('the two languages have one uid');
  if (x.length !== y.length) return [...problems, `${x.length} panels in one language, ${y.length} in the other`];
  for (const [index, panel] of x.entries()) {
    const twin = y[index];
    const name = `panel ${panel.id}`;
    if (twin === undefined || twin.id !== panel.id || twin.type !== panel.type) {
      problems.push(`${name} is not the same panel in the other language`);
      continue;
    }
    if (JSON.stringify(panel.gridPos) !== JSON.stringify(twin.gridPos)) problems.push(`${name} lies elsewhere`);
    if (panel.targets?.length !== twin.targets?.length) problems.push(`${name} has other queries`);
    if (panel.description !== undefined && panel.description === twin.description) {
      problems.push(`${name} has one description for both languages`);
    }
  }
  return problems;
}
