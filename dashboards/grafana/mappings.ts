/** Words and colours for values that are states. A colour never stands alone: the word says the same. Pure. */
import {
  type DataTransformerConfig,
  type DynamicConfigValue,
  MappingType,
  type ValueMapping,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { colours } from './panels.ts';
import { type Language, operStates, rules, severities, states, type Text, unitKinds } from './words.ts';

/** Each value as its word; grey where no colour is given. */
export function mapped(
  language: Language,
  names: Readonly<Record<string, Text>>,
  colour: Readonly<Record<string, string>> = {},
): ValueMapping {
  return {
    type: MappingType.ValueToText,
    options: Object.fromEntries(
      Object.entries(names).map(([value, text], index) => [
        value,
        { text: text[language], color: colour[value] ?? colours.unknown, index },
      ]),
    ),
  };
}

export const stateMapping = (language: Language) =>
  mapped(language, states, { up: colours.ok, degraded: colours.warning, down: colours.critical });

export const operMapping = (language: Language) =>
  mapped(language, operStates, {
    up: colours.ok,
    down: colours.critical,
    lowerLayerDown: colours.critical,
    notPresent: colours.critical,
    testing: colours.warning,
    dormant: colours.warning,
  });

export const severityMapping = (language: Language) =>
  mapped(language, severities, { critical: colours.critical, warning: colours.warning });

export const ruleMapping = (language: Language) => mapped(language, rules);
export const kindMapping = (language: Language) => mapped(language, unitKinds);

/** A flag as two words. */
export function flagMapping(
  language: Language,
  one: Text,
  oneColour: string,
  zero: Text,
  zeroColour: string,
): ValueMapping {
  return mapped(language, { 1: one, 0: zero }, { 1: oneColour, 0: zeroColour });
}

/** Properties of a column of states: the words, in their colours. */
export function stateColumn(mapping: ValueMapping): DynamicConfigValue[] {
  return [
    { id: 'mappings', value: [mapping] },
    { id: 'custom.cellOptions', value: { type: 'color-text' } },
  ];
}

/** Properties of a column of codes: the words, without a colour. */
export function codeColumn(mapping: ValueMapping): DynamicConfigValue[] {
  return [{ id: 'mappings', value: [mapping] }];
}

/** Names that end in a code of a rule, ending in its words instead: an alias can only hold the tag as it is. */
export function ruleNames(language: Language): DataTransformerConfig[] {
  return Object.entries(rules).map(([code, text]) => ({
    id: 'renameByRegex',
    options: { regex: `^(.*)\\b${code}$`, renamePattern: `$1${text[language]}` },
  }));
}
