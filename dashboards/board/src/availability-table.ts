/** Availability of a scope as rows to read and as rows of a CSV file. Pure. */
import type { AvailabilityView } from '@thongsuot/contract/api-availability.ts';
import { classCodes, endpointClasses } from '@thongsuot/contract/classes.ts';
import type { Language } from './format.ts';
import type { Dictionary } from './i18n/dictionary.ts';
import { areaName, type Names, operatorName } from './names.ts';

export type TableScope = 'class' | 'operator' | 'area';
export const tableScopes: readonly TableScope[] = ['class', 'operator', 'area'];

/** The name of what a row is about, in the words of the page. */
export function subjectName(view: AvailabilityView, names: Names, words: Dictionary, language: Language): string {
  switch (view.scope) {
    case 'class': {
      const code = classCodes.find((name) => name === view.name);
      return code === undefined ? view.name : endpointClasses[code][language];
    }
    case 'area':
      return areaName(names, view.name, language) ?? view.name;
    case 'operator':
      return operatorName(names, view.name, language);
    case 'province':
      return words.availability.province;
    case 'endpoint':
    case 'link':
      return view.name;
  }
}

/** Whole percent and more: what a table of availability distinguishes (99.95 % and 99.99 % are two targets). */
export const availabilityDecimals = 3;

/**
 * The least availability first, since that is what a meeting is about; what has none stands last. Classes of the same
 * figure keep the contract's order of priority.
 */
export function sortAvailability(views: readonly AvailabilityView[]): AvailabilityView[] {
  return [...views].sort((a, b) => (a.availabilityRatio ?? 2) - (b.availabilityRatio ?? 2));
}

/** Days of the period whose figures are not final. */
export function provisionalDays(views: readonly AvailabilityView[]): number {
  const days = new Set<string>();
  for (const view of views) for (const day of view.days) if (day.state !== 'closed') days.add(day.date);
  return days.size;
}

/** The table as the page has it, with ratios of 0–1 and whole seconds: for a spreadsheet, not for a reader. */
export function availabilityRows(
  views: readonly AvailabilityView[],
  month: string,
  names: Names,
  words: Dictionary,
  language: Language,
): (string | number | null)[][] {
  const say = words.availability;
  const head = [
    say.month,
    say.name,
    'id',
    say.ratio,
    say.coverage,
    say.strict,
    say.target,
    say.verdict,
    'upS',
    'degradedS',
    'downS',
    'unknownS',
    'maintenanceS',
    'members',
    'membersExpected',
  ];
  const rows = views.map((view) => {
    const { upS, degradedS, downS, unknownS, maintenanceS } = view.seconds;
    return [
      month,
      subjectName(view, names, words, language),
      view.name,
      view.availabilityRatio,
      view.coverageRatio,
      view.strictRatio,
      view.target?.ratio ?? null,
      say.verdicts[view.target?.kind ?? 'none'],
      upS,
      degradedS,
      downS,
      unknownS,
      maintenanceS,
      view.members?.n ?? null,
      view.members?.expected ?? null,
    ];
  });
  return [head, ...rows];
}
