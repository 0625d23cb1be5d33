/** The readiness dashboard's lines: the verdicts of all units over time, and the facts of the units chosen. */
import { influx } from '../influx.ts';
import { flagMapping, mapped } from '../mappings.ts';
import {
  chart,
  colours,
  countUnit,
  durationUnit,
  fallingThresholds,
  type PanelOptions,
  ratioUnit,
  risingThresholds,
  thresholdLines,
  timeline,
} from '../panels.ts';
import { type Aggregate, type Field, line } from '../queries.ts';
import type { Language, Text } from '../words.ts';
import { byUnit, unitsChosen, unitsOfOperators } from './scope.ts';
import { texts } from './words.ts';

const named = '$tag_unit $col';

export function timelinePanels(language: Language) {
  const state = (refId: string, field: Field<'unit'>, text: Text) =>
    influx(refId, line(unitsChosen, 'last', field, text[language], byUnit), 'time_series', named);
  return [
    timeline(
      language,
      {
        id: 20,
        text: texts.panels.readyTimeline,
        at: [0, 0, 24, 12],
        unit: countUnit,
        // Wide enough that every unit of a province is a few hundred points each.
        intervalMin: '5m',
        targets: [
          influx(
            'A',
            line(unitsOfOperators, 'min', 'ready', texts.columns.ready[language], byUnit),
            'time_series',
            '$tag_unit',
          ),
        ],
      },
      [flagMapping(language, texts.ready, colours.ok, texts.notReady, colours.critical)],
    ),
    timeline(
      language,
      {
        id: 21,
        text: texts.panels.sourceTimeline,
        at: [0, 12, 24, 7],
        unit: 'string',
        intervalMin: '1m',
        targets: [
          state('A', 'output_source', texts.columns.outputSource),
          state('B', 'engine_mode', texts.columns.engineMode),
          state('C', 'standby_state', texts.columns.standby),
        ],
      },
      [
        mapped(
          language,
          { ...texts.engineMode, ...texts.standby, ...texts.outputSource },
          { normal: colours.ok, auto: colours.ok, battery: colours.warning, bypass: colours.critical },
        ),
      ],
    ),
  ];
}

export function chosenPanels(language: Language) {
  const of = (refId: string, aggregate: Aggregate, field: Field<'unit'>, text: Text) =>
    influx(refId, line(unitsChosen, aggregate, field, text[language], byUnit), 'time_series', named);
  const lines = (options: Omit<PanelOptions, 'noValue'>) =>
    chart(language, { ...options, intervalMin: '1m' })
      .min(0)
      .thresholdsStyle(thresholdLines());
  const { columns, panels } = texts;
  return [
    lines({
      id: 30,
      text: panels.runtime,
      at: [0, 0, 12, 9],
      unit: durationUnit,
      targets: [of('A', 'min', 'runtime_s', columns.runtime)],
    }).thresholds(fallingThresholds(3_600, 7_200)),
    lines({
      id: 31,
      text: panels.charge,
      at: [12, 0, 12, 9],
      unit: ratioUnit,
      targets: [of('A', 'min', 'battery_charge_ratio', columns.charge), of('B', 'min', 'fuel_ratio', columns.fuel)],
    })
      .max(1)
      .thresholds(fallingThresholds(0.5, 0.9)),
    lines({
      id: 32,
      text: panels.score,
      at: [0, 9, 8, 9],
      unit: countUnit,
      targets: [of('A', 'min', 'score', columns.score)],
    })
      .max(100)
      .thresholds(fallingThresholds(60, 80)),
    lines({
      id: 33,
      text: panels.load,
      at: [8, 9, 8, 9],
      unit: ratioUnit,
      targets: [of('A', 'max', 'load_ratio', columns.load)],
    }).thresholds(risingThresholds(0.8, 1)),
    lines({
      id: 34,
      text: panels.temperature,
      at: [16, 9, 8, 9],
      unit: 'celsius',
      targets: [of('A', 'max', 'battery_temperature_c', columns.temperature)],
    }).thresholds(risingThresholds(30, 40)),
  ];
}
