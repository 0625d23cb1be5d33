import { describe, expect, it } from 'vitest';
import { FindingBook, findingId, type ReportedFinding } from './findings.ts';

const finding = (link: string, over: Partial<ReportedFinding> = {}): ReportedFinding => ({
  code: 'interfaceMissing',
  operator: 'vnpt',
  agent: 'a1',
  subject: { device: 'pe1', link },
  detail: 'no interface is named Gi0/0/1',
  ...over,
});

describe('the book of findings', () => {
  it('a finding keeps its id and its since until its source no longer lists it', () => {
    const book = new FindingBook();
    expect(book.report('agent', [finding('l1')], 100)).toEqual({ changed: true, omitted: 0 });
    expect(book.report('agent', [finding('l1'), finding('l2')], 200)).toEqual({ changed: true, omitted: 0 });
    expect(book.list().map((f) => [f.subject.link, f.since])).toEqual([
      ['l1', 100],
      ['l2', 200],
    ]);
    expect(book.report('agent', [finding('l1'), finding('l2')], 300).changed).toBe(false);
    book.report('agent', [], 400);
    expect(book.list()).toEqual([]);
  });

  it('sources do not end each other’s findings, and one reported twice stands once with the older since', () => {
    const book = new FindingBook();
    book.report('ingest', [finding('l1')], 200);
    book.report('agent', [finding('l1', { since: 50 })], 300);
    book.report('ingest', [], 400);
    expect(book.list().map((f) => f.since)).toEqual([50]);
  });

  it('the id does not depend on the order of the subject’s keys, and differs by operator', () => {
    const id = findingId(finding('l1'));
    expect(findingId(finding('l1', { subject: { link: 'l1', device: 'pe1' } }))).toBe(id);
    expect(findingId(finding('l1', { operator: 'viettel' }))).not.toBe(id);
  });

  it('since survives a restart', () => {
    const book = new FindingBook();
    book.remember([[findingId(finding('l1')), 70]]);
    book.report('ingest', [finding('l1')], 900);
    expect(book.list()[0]?.since).toBe(70);
  });

  it('what does not fit is counted', () => {
    const many = Array.from({ length: 1_003 }, (_, i) => finding(`l${i}`));
    expect(new FindingBook().report('agent', many, 1)).toEqual({ changed: true, omitted: 3 });
  });
});
