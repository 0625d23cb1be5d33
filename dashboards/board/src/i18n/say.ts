/** Words for codes that may be newer than this page: what is not in the dictionary is shown as the code itself. */
import type { FindingView, ReadinessReason, UnitView } from '@thongsuot/contract/api.ts';
import { type FactName, facts } from '@thongsuot/contract/facts.ts';
import { type ReasonUnit, readinessReasons } from '@thongsuot/contract/verdicts.ts';
import { ruleUnits } from '../codes.ts';
import {
  formatDuration,
  formatNumber,
  formatQuantity,
  formatRate,
  formatRatio,
  type Language,
  unknownText,
} from '../format.ts';
import type { RequestFailed } from '../request.ts';
import type { Dictionary } from './dictionary.ts';

export type Fact = NonNullable<UnitView['facts'][FactName]>;

/** The word of `code`, or the code. Own keys only: `constructor` is no word. */
function lookUp(words: Readonly<Record<string, string>>, code: string): string {
  return Object.hasOwn(words, code) ? (words[code] ?? code) : code;
}

/** The name of an alert's rule. */
export function sayRule(words: Dictionary, rule: string): string {
  return lookUp(words.rules, rule);
}

/** A value of an alert in its rule's unit; null where the rule compares states. */
export function sayRuleValue(words: Dictionary, language: Language, rule: string, value: number | null): string | null {
  if (value === null) return null;
  const unit = Object.hasOwn(ruleUnits, rule) ? ruleUnits[rule as keyof typeof ruleUnits] : undefined;
  switch (unit) {
    case 'none':
      return null;
    case 'ratio':
      return formatRatio(value, language);
    case 'bps':
      return formatRate(value, language);
    case 'days':
      return `${formatNumber(value, language)} ${words.days}`;
    case 's':
      return formatDuration(value * 1000, language);
    case 'score':
      return words.units.score(formatNumber(value, language));
    case undefined:
      return formatNumber(value, language, 2);
  }
}

/** A number or a state of the fact `name`, worded. */
export function sayFactValue(words: Dictionary, language: Language, name: FactName, value: number | string): string {
  const unit = facts[name];
  if (typeof value === 'string') {
    if (unit === 'text') return value === '' ? unknownText : value;
    const own = lookUp(words.factStates, `${name}.${value}`);
    return own === `${name}.${value}` ? lookUp(words.factStates, value) : own;
  }
  if (unit === 'flag') return value === 1 ? words.flag.yes : words.flag.no;
  return formatQuantity(value, unit, language);
}

/** A fact: its value, or the reason why it is unknown. */
export function sayFact(words: Dictionary, language: Language, name: FactName, fact: Fact): string {
  return 'unknown' in fact ? words.factUnknowns[fact.unknown] : sayFactValue(words, language, name, fact.value);
}

/** Why a unit lost points: the reason's words, what was found, and the limit. */
export function sayReason(words: Dictionary, language: Language, reason: ReadinessReason): string {
  const { fact, code } = reason;
  const known = Object.hasOwn(readinessReasons, code);
  const unit: ReasonUnit = known ? readinessReasons[code] : 'fact';
  if (unit === 'none') return lookUp(words.readinessReasons, code);
  const say = (value: number | string): string => {
    if (typeof value === 'string' || unit === 'fact') {
      if (fact !== null) return sayFactValue(words, language, fact, value);
      return typeof value === 'string' ? lookUp(words.factStates, value) : formatNumber(value, language, 2);
    }
    if (unit === 's') return formatDuration(value * 1000, language);
    if (unit === 'ratio') return formatRatio(value, language);
    if (unit === 'perMillion') return `${formatNumber(value * 1e6, language, 1)} ppm`;
    if (unit === 'bps') return formatRate(value, language);
    return `${formatNumber(value, language)} ${words[unit]}`;
  };
  let text = known || fact === null ? lookUp(words.readinessReasons, code) : words.facts[fact];
  if (reason.value !== null) text += `: ${say(reason.value)}`;
  if (reason.limit !== null) text += ` (${words.units.limit(say(reason.limit))})`;
  return text;
}

/** Title and remedy of a finding; of one newer than the page its code and no remedy. */
export function sayFinding(words: Dictionary, finding: FindingView): { title: string; remedy: string } {
  if (Object.hasOwn(words.findingTexts, finding.code)) return words.findingTexts[finding.code];
  return { title: finding.code, remedy: '' };
}

/** What a finding is about, as ids. */
export function sayFindingSubject(finding: FindingView): string {
  const { subject } = finding;
  const about =
    subject.link ?? subject.unit ?? subject.check ?? subject.endpoint ?? subject.device ?? subject.collector;
  return [finding.operator, finding.agent, about].filter((part) => part !== null && part !== undefined).join(' · ');
}

/** Why the collector did not do what it was asked to. */
export function sayProblem(words: Dictionary, { status, problem }: Pick<RequestFailed, 'status' | 'problem'>): string {
  if (status === null) return words.form.noAnswer;
  if (problem.code !== null && Object.hasOwn(words.problems, problem.code)) {
    return lookUp(words.problems, problem.code);
  }
  return words.form.otherRefusal(status);
}
