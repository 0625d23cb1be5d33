import { expect, it } from 'vitest';
import { strictestUtilization, thresholdTable } from './thresholds.ts';

it('the lines of a panel are those of the strictest class', () => {
  expect(strictestUtilization()).toEqual({ warning: 0.6, critical: 0.75 });
});

it('the table names every class with its own thresholds, in order of priority', () => {
  const rows = thresholdTable('vi').split('\n');
  expect(rows).toContain('| Bệnh viện, trung tâm y tế | 1 | 70% | 85% | 99,9% | 2 giờ |');
  expect(rows.at(-1)).toBe('| Thuê bao công cộng | 4 | 70% | 80% | 99,5% | 36 giờ |');
});
