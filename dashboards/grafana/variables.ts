/**
 * The variables of dashboards. The operator may be All, since only tables of newest values are narrowed by it alone; what
 * narrows raw points over time (link, endpoint, unit, agent) never offers All: raw points of every link at once is what
 * fells a database.
 */
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  CustomVariableBuilder,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableHide,
  type VariableModel,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { classCodes, endpointClasses } from '@thongsuot/contract/classes.ts';
import type { Measurement, Tier } from '@thongsuot/contract/storage.ts';
import { type Narrowing, type Tag, tagValues } from './queries.ts';
import { homeOf, provisionedName, sourceName, sourceOf } from './sources.ts';
import { type Language, severities, variableLabels } from './words.ts';

/** The operator of points about all operators together (contract, storage). */
export const everybody = 'all';

/** The data source: one of the tiers. Its default is the raw one. */
export function dataSourceVariable(language: Language): Builder<VariableModel> {
  return stripped(
    new DatasourceVariableBuilder('ds')
      .label(variableLabels.ds[language])
      .type('influxdb')
      .regex('/thongsuot/i')
      .multi(false)
      .includeAll(false)
      // Without a value of its own the first load of a provisioned dashboard can be empty.
      .current({ selected: false, text: 'thongsuot-raw', value: 'thongsuot-raw' }),
  );
}

/** One tier, for panels that read no other; nobody chooses it, so that nobody sees it. */
export function tierVariable(tier: Tier): Builder<VariableModel> {
  const name = provisionedName(tier);
  return stripped(
    new DatasourceVariableBuilder(sourceName(tier))
      .type('influxdb')
      .regex(`/^${name}$/`)
      .multi(false)
      .includeAll(false)
      .hide(VariableHide.HideVariable)
      .current({ selected: false, text: name, value: name }),
  );
}

/** A variable with the name of a tag and the values that a measurement has in it. */
function tagVariable<M extends Measurement>(
  language: Language,
  measurement: M,
  tag: Tag<M> & keyof typeof variableLabels,
  after: readonly Narrowing[] = [],
): QueryVariableBuilder {
  const query = tagValues(measurement, tag, after);
  return new QueryVariableBuilder(tag)
    .label(variableLabels[tag][language])
    .datasource(sourceOf(homeOf(measurement)))
    .query(query)
    .refresh(VariableRefresh.OnDashboardLoad)
    .sort(VariableSort.NaturalAsc)
    .multi(true)
    .includeAll(false);
}

/** The operator of a measurement's points: all of them unless chosen. */
export function operatorVariable(language: Language, measurement: Measurement): Builder<VariableModel> {
  return stripped(
    tagVariable(language, measurement, 'operator')
      .includeAll(true)
      .allValue('.*')
      .current({ selected: true, text: ['All'], value: ['$__all'] }),
  );
}

const ofOperator: Narrowing = ['operator', 'operator'];
const ofEndpoint: Narrowing = ['endpoint', 'endpoint'];

/** Operator, endpoint, link: each a list of several, each narrowed by those before it. */
export function linkVariables(language: Language): Builder<VariableModel>[] {
  return [
    operatorVariable(language, 'link'),
    stripped(tagVariable(language, 'link', 'endpoint', [ofOperator])),
    stripped(tagVariable(language, 'link', 'link', [ofOperator, ofEndpoint])),
  ];
}

/**
 * Whose figures the endpoint and availability points are: of all operators together, or of one. In an operator's own
 * Grafana `all` does not exist and the first value, himself, takes its place.
 */
export function whoseVariable(language: Language): Builder<VariableModel> {
  const query = tagValues('endpoint', 'operator');
  return stripped(
    new QueryVariableBuilder('whose')
      .label(variableLabels.whose[language])
      .datasource(sourceOf('chosen'))
      .query(query)
      .refresh(VariableRefresh.OnDashboardLoad)
      .sort(VariableSort.NaturalAsc)
      .multi(false)
      .includeAll(false)
      .current({ selected: true, text: everybody, value: everybody }),
  );
}

/** The endpoints that have a state, of `whose`. */
export function endpointVariable(language: Language): Builder<VariableModel> {
  return stripped(tagVariable(language, 'endpoint', 'endpoint', [['operator', 'whose']]));
}

export function unitVariable(language: Language): Builder<VariableModel> {
  return stripped(tagVariable(language, 'unit', 'unit', [ofOperator]));
}

export function agentVariable(language: Language): Builder<VariableModel> {
  return stripped(tagVariable(language, 'agent', 'agent', [ofOperator]));
}

/** Both severities unless one is chosen. */
export function severityVariable(language: Language): Builder<VariableModel> {
  const options = Object.entries(severities).map(([value, text]) => ({ text: text[language], value }));
  return stripped(
    new CustomVariableBuilder('severity')
      .label(variableLabels.severity[language])
      .values(options.map(({ text, value }) => `${text} : ${value}`).join(', '))
      .multi(true)
      .includeAll(false)
      .current({ selected: true, text: options.map(({ text }) => text), value: options.map(({ value }) => value) }),
  );
}

/**
 * The warning threshold of utilisation, by the classes that have it: no tag says a link's class, so the reader does. The
 * strictest is the default.
 */
export function warningVariable(language: Language): Builder<VariableModel> {
  const classesOf = new Map<number, string[]>();
  for (const code of classCodes) {
    const { utilizationWarning } = endpointClasses[code].thresholds;
    classesOf.set(utilizationWarning, [...(classesOf.get(utilizationWarning) ?? []), code]);
  }
  const options = [...classesOf]
    .sort(([a], [b]) => a - b)
    // A comma would end the option, and “ : ” begins its value.
    .map(([ratio, codes]) => ({ text: `${Math.round(ratio * 100)} % (${codes.join(' · ')})`, value: String(ratio) }));
  const [strictest] = options;
  return stripped(
    new CustomVariableBuilder('warning')
      .label(variableLabels.warning[language])
      .values(options.map(({ text, value }) => `${text} : ${value}`).join(', '))
      .multi(false)
      .includeAll(false)
      .current({ selected: true, text: strictest?.text ?? '', value: strictest?.value ?? '' }),
  );
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
