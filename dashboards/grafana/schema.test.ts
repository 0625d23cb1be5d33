/**
 * Every dashboard against Grafana's own schema of one: dashboard.schema.json is made from the types of @grafana/schema
 * (dashboards/README.md says how). It knows no plugin: panel options are open there, and what the InfluxDB data source
 * adds to an annotation is taken out first.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { dashboards } from './generate.ts';
import { dashboardNames } from './links.ts';

const valid = new Ajv({ allErrors: true, strictTypes: false }).compile(
  JSON.parse(readFileSync(join(import.meta.dirname, 'dashboard.schema.json'), 'utf8')),
);

/** The InfluxDB data source's own words in an annotation; `target` there is its query, and Grafana's type that of another. */
const influxWords = ['query', 'textColumn', 'tagsColumn', 'target'];

type Json = Record<string, unknown>;
const plain = (value: unknown): Json => JSON.parse(JSON.stringify(value));

/** Objections of the schema, as place and sentence. */
function objections(dashboard: unknown): string[] {
  const read = plain(dashboard);
  for (const annotation of (read['annotations'] as { list?: Json[] } | undefined)?.list ?? [])
    for (const word of influxWords) delete annotation[word];
  valid(read);
  return (valid.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}

describe('Grafana’s schema', () => {
  it.each(dashboardNames.flatMap((name) => (['vi', 'en'] as const).map((language) => ({ name, language }))))(
    'has nothing to object to $name in $language',
    ({ name, language }) => {
      expect(objections(dashboards[name](language))).toEqual([]);
    },
  );

  it.each<[string, (dashboard: Json, panel: Json) => void, RegExp]>([
    ['a word that it does not know', (_, panel) => Object.assign(panel, { targes: [] }), /"targes"/],
    [
      'a width in words',
      (_, panel) => Object.assign(panel['gridPos'] as Json, { w: '12' }),
      /gridPos\/w must be number/,
    ],
    ['a panel without a type', (_, panel) => delete panel['type'], /required property 'type'/],
    ['a crosshair that does not exist', (dashboard) => Object.assign(dashboard, { graphTooltip: 7 }), /graphTooltip/],
    [
      'a mode of colours that does not exist',
      (_, panel) => Object.assign((panel['fieldConfig'] as { defaults: Json }).defaults, { color: { mode: 'loud' } }),
      /color\/mode must be equal to one of the allowed values/,
    ],
  ])('finds %s', (_, change, message) => {
    const dashboard = plain(dashboards.reserve('vi'));
    const panel = (dashboard['panels'] as Json[]).find(({ type }) => type !== 'row');
    if (panel === undefined) throw new Error('no panel');
    change(dashboard, panel);
    expect(objections(dashboard).join('\n')).toMatch(message);
  });
});
