/** What the readiness dashboard asks about. */
import type { Scope } from '../queries.ts';

/** What tells one unit from another. */
export const byUnit = ['operator', 'site', 'unit', 'kind'] as const;

/** Every unit of the operators chosen. */
export const unitsOfOperators: Scope<'unit'> = { measurement: 'unit', variables: ['operator'] };

/** The units chosen. */
export const unitsChosen: Scope<'unit'> = { measurement: 'unit', variables: ['operator', 'unit'] };
