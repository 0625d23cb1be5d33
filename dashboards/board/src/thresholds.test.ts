import { describe, expect, it } from 'vitest';
import { sayThreshold, sayThresholdSource } from './thresholds.ts';

describe('a threshold', () => {
  it.each([
    ['utilizationWarning', 0.7, '70%', '70%'],
    ['lossCritical', 0.025, '2,5%', '2.5%'],
    ['rttMsWarning', 40, '40 ms', '40 ms'],
    ['availabilityTarget', 0.9999, '99,99%', '99.99%'],
    ['restoreMinutes', 60, '60 phút', '60 min'],
  ] as const)('%s of %d stands in its own unit', (name, value, vi, en) => {
    expect([sayThreshold(name, value, 'vi'), sayThreshold(name, value, 'en')]).toEqual([vi, en]);
  });

  it.each([
    ['default of the class', 'mặc định của cấp', 'default of the class'],
    ['zone 1234/QĐ-UBND', 'vùng ưu tiên, văn bản 1234/QĐ-UBND', 'zone, order 1234/QĐ-UBND'],
    ['hợp đồng 07/2026', 'hợp đồng 07/2026', 'hợp đồng 07/2026'],
    ['a\u202Eb', 'a\uFFFDb', 'a\uFFFDb'],
  ])('from %j says so', (source, vi, en) => {
    expect([sayThresholdSource(source, 'vi'), sayThresholdSource(source, 'en')]).toEqual([vi, en]);
  });
});
