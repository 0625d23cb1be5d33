/** What every figure of capacity carries: the time it speaks of, how much of it was measured, and how it was computed. */
import type { FigureBasis, FigureRule } from '@thongsuot/contract/api-capacity.ts';

/** The rules stand in the contract (`figureRules`), where the API and the report name them. */
export type CapacityRule = FigureRule;
/** from ≤ time < to, Unix epoch ms; readings (slots, days) that were present, of those expected; the rule. */
export type Basis = FigureBasis;
