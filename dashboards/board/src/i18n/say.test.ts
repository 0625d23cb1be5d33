import type { FindingView, ReadinessReason } from '@thongsuot/contract/api.ts';
import { alertRules, linkCauses, linkDoubts, readinessReasons } from '@thongsuot/contract/verdicts.ts';
import { describe, expect, it } from 'vitest';
import { en } from './en.ts';
import { sayFact, sayFinding, sayFindingSubject, sayReason, sayRule, sayRuleValue } from './say.ts';
import { vi } from './vi.ts';

/** Any text as code: the collector may be newer than the page. */
const reason = (change: Partial<Omit<ReadinessReason, 'code'>> & { code: string }): ReadinessReason =>
  ({ blocker: false, penalty: 15, fact: null, value: null, limit: null, ...change }) as ReadinessReason;

describe('a reason of readiness', () => {
  it.each([
    [{ code: 'fuelLow', fact: 'fuelRatio', value: 0.42, limit: 0.5 }, 'Nhiên liệu ít: 42% (giới hạn 50%)'],
    [{ code: 'neverTested', fact: 'lastTestAt' }, 'Chưa từng kiểm tra'],
    // The value counts days though the fact is a date.
    [
      { code: 'testOld', fact: 'lastTestAt', value: 120, limit: 90 },
      'Đã lâu chưa kiểm tra: 120 ngày (giới hạn 90 ngày)',
    ],
    [
      { code: 'reserveThin', value: 9e7, limit: 1e8 },
      'Gánh được đường chính nhưng dự phòng mỏng: 90 Mbit/s (giới hạn 100 Mbit/s)',
    ],
    [
      { code: 'outputSource', fact: 'outputSource', value: 'none', limit: 'normal' },
      'Nguồn ra không được bảo vệ: mất nguồn ra (giới hạn điện lưới)',
    ],
    [{ code: 'newerThanThisPage', fact: 'loadRatio', value: 0.9 }, 'Mức tải: 90%'],
    [{ code: 'newerThanThisPage' }, 'newerThanThisPage'],
  ] as const)('%o reads %s', (change, text) => {
    expect(sayReason(vi, 'vi', reason(change))).toBe(text);
  });
});

describe.each([
  ['vi', vi],
  ['en', en],
] as const)('in %s', (language, words) => {
  it.each(Object.keys(readinessReasons))('the reason %s has words', (code) => {
    expect(sayReason(words, language, reason({ code }))).not.toBe(code);
  });
  it.each(alertRules)('the rule %s has words, and says its figure in a unit or leaves it out', (rule) => {
    expect(sayRule(words, rule)).not.toBe(rule);
    expect(sayRuleValue(words, language, rule, 3)).not.toBe(sayRuleValue(words, language, 'newerThanThisPage', 3));
  });
  it('every cause and every doubt about a link has words', () => {
    expect(linkCauses.filter((cause) => words.causes[cause].length < 5)).toEqual([]);
    expect(linkDoubts.filter((doubt) => words.unknown[doubt].length < 5)).toEqual([]);
  });
});

describe('a fact', () => {
  it('is worded by the one meaning that it has there', () => {
    expect(sayFact(vi, 'vi', 'outputSource', { value: 'normal', unit: 'state' })).toBe('điện lưới');
    expect(sayFact(vi, 'vi', 'batteryStatus', { value: 'normal', unit: 'state' })).toBe('bình thường');
    expect(sayFact(vi, 'vi', 'replaceBattery', { value: 1, unit: 'flag' })).toBe('có');
  });
  it('that is unknown says why', () => {
    expect(sayFact(en, 'en', 'runtimeS', { unknown: 'sentinel' })).toBe('the device says unknown');
  });
  it('of text is text, whatever it says', () => {
    expect(sayFact(en, 'en', 'alarmNames', { value: '<b>toString</b>', unit: 'text' })).toBe('<b>toString</b>');
    expect(sayFact(en, 'en', 'engineState', { value: 'toString', unit: 'state' })).toBe('toString');
  });
});

describe('a rule', () => {
  it('has its name and its unit', () => {
    expect(sayRule(vi, 'utilization')).toBe('Mức sử dụng cao');
    expect(sayRuleValue(vi, 'vi', 'utilization', 0.87)).toBe('87%');
    expect(sayRuleValue(vi, 'vi', 'linkDown', 1)).toBeNull();
  });
  it('that is newer than the page is shown as its code', () => {
    expect(sayRule(vi, 'constructor')).toBe('constructor');
    expect(sayRuleValue(en, 'en', 'constructor', 1.5)).toBe('1.5');
  });
});

describe('a finding', () => {
  const finding = (code: string) =>
    ({ code, operator: 'vnpt', agent: 'a1', subject: { device: 'pe1', link: 'l1' } }) as unknown as FindingView;
  it('has a title and a remedy', () => {
    expect(sayFinding(vi, finding('claimed')).remedy).toBe('Gỡ đường truyền khỏi một trong hai trạm.');
    expect(sayFinding(vi, finding('newer'))).toEqual({ title: 'newer', remedy: '' });
  });
  it('names what it is about', () => {
    expect(sayFindingSubject(finding('claimed'))).toBe('vnpt · a1 · l1');
  });
});

describe('the two languages', () => {
  const texts = (value: unknown, path: string, into: Map<string, string>) => {
    if (typeof value === 'string') into.set(path, value);
    else if (typeof value === 'function') into.set(path, String(value('1', '2')));
    else for (const [key, inner] of Object.entries(value as object)) texts(inner, `${path}.${key}`, into);
    return into;
  };
  const [viTexts, enTexts] = [texts(vi, '', new Map()), texts(en, '', new Map())];

  it('have the same entries, none empty', () => {
    expect([...viTexts.keys()].sort()).toEqual([...enTexts.keys()].sort());
    for (const text of [...viTexts.values(), ...enTexts.values()]) expect(text.trim()).not.toBe('');
  });

  it('are two languages: English has no Vietnamese letters but in names', () => {
    const allowed = new Set(['.product.name', '.language.other']);
    for (const [path, text] of enTexts) {
      if (!allowed.has(path))
        expect(`${path}: ${text}`).not.toMatch(/[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]/i);
    }
  });
});
