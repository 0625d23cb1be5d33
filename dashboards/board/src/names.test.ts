import { describe, expect, it } from 'vitest';
import { areaName, endpointName, type Names, operatorName } from './names.ts';

const names = {
  me: { operators: [{ id: 'vnpt', name: 'VNPT\u202E' }], areas: [{ id: 'a', vi: 'Huyện A', en: 'A district' }] },
  endpoints: new Map([['e', { vi: 'Bệnh viện', en: 'Hospital' }]]),
} as unknown as Names;

describe('a name', () => {
  it('is the one of the language, or the id', () => {
    expect(endpointName(names, 'e', 'en')).toBe('Hospital');
    expect(endpointName(names, 'none', 'en')).toBe('none');
    expect(areaName(names, 'a', 'vi')).toBe('Huyện A');
    expect(areaName(names, null, 'vi')).toBeNull();
  });
  it('cannot turn the line around', () => {
    expect(operatorName(names, 'vnpt', 'vi')).toBe('VNPT�');
  });
  it('of what belongs to all, or to nobody, is a word', () => {
    expect(operatorName(names, 'all', 'vi')).toBe('Chung các doanh nghiệp');
    expect(endpointName(names, 'unassigned', 'vi')).toBe('Chưa có trong danh mục');
  });
});
