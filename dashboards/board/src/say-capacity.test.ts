import type { CapacityView, ExhaustionView } from '@thongsuot/contract/api-capacity.ts';
import { describe, expect, it } from 'vitest';
import { vi } from './i18n/vi.ts';
import { formatMinuteOfDay, sayExhaustion, sooner } from './say-capacity.ts';

const exhaustion = (change: Partial<ExhaustionView>): ExhaustionView => ({
  kind: 'days',
  because: null,
  days: null,
  daysLow: null,
  daysHigh: null,
  earliestDays: null,
  reached: false,
  slopeBitsPerSecondPerDay: null,
  basis: { from: 0, to: 1, n: 30, expected: 30, rule: 'theilSen' },
  ...change,
});

describe('when a link fills', () => {
  it.each([
    [
      'has an interval',
      { days: 41.6, daysLow: 30, daysHigh: 60 },
      'khoảng 42 ngày',
      'từ 30 đến 60 ngày (khoảng tin cậy 95%)',
    ],
    ['may have an open end', { days: 41, daysLow: 30 }, 'khoảng 41 ngày', 'từ 30 ngày trở lên (khoảng tin cậy 95%)'],
    ['is not said beyond the horizon', {}, 'ngoài tầm dự báo', null],
    [
      'is not said of too few days',
      { kind: 'notEnoughData', because: 'fewDays' },
      'chưa đủ dữ liệu',
      'chưa đủ số ngày',
    ],
    [
      'has an early bound where growth is not shown',
      { kind: 'noEvidence', earliestDays: 200 },
      'chưa đủ bằng chứng là tăng',
      'sớm nhất là 200 ngày',
    ],
    ['is nothing where it does not grow', { kind: 'notGrowing' }, 'không tăng', null],
    [
      'is now where a usual day reaches the limit',
      { kind: 'notGrowing', reached: true },
      'tải ngày thường đã chạm ngưỡng',
      'không tăng',
    ],
  ] as const)('%s', (_, change, text, more) => {
    const said = sayExhaustion(vi, 'vi', exhaustion(change));
    expect([said.text, said.more]).toEqual([text, more]);
  });
  it('is not enough data before anything was made', () => {
    expect(sayExhaustion(vi, 'vi', null)).toEqual({ text: 'chưa đủ dữ liệu', more: null, days: null });
  });
});

describe('the sooner direction', () => {
  const link = (inDays: number | null, outDays: number | null, reachedOut = false) =>
    ({
      in: { exhaustion: inDays === null ? null : exhaustion({ days: inDays }) },
      out: { exhaustion: exhaustion({ days: outDays, reached: reachedOut }) },
      headline: null,
    }) as unknown as CapacityView;
  it.each([
    [link(10, 20), 'in'],
    [link(30, 20), 'out'],
    [link(null, 20), 'out'],
    [link(5, null, true), 'out'],
    [link(null, null), 'in'],
  ])('%#', (view, name) => {
    expect(sooner(view).name).toBe(name);
  });
});

it('a busy hour begins at a time of the day', () => {
  expect([0, 75, 1_170].map(formatMinuteOfDay)).toEqual(['00:00', '01:15', '19:30']);
});
