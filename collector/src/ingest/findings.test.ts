import { describe, expect, it } from 'vitest';
import type { AgentInventory } from '../network/placed.ts';
import { createIngestFindings, type IngestFinding } from './findings.ts';
import { inventorySampleOf } from './samples.fake.ts';

function build() {
  let nowMs = 0;
  const lists: string[][] = [];
  const findings = createIngestFindings(
    () => nowMs,
    (list: IngestFinding[]) =>
      lists.push(list.map((f) => `${f.code} ${f.operator}/${f.agent} ${JSON.stringify(f.subject)}`)),
  );
  return { findings, lists, pass: (ms: number) => (nowMs += ms) };
}
const inventory: AgentInventory = { ...inventorySampleOf(), operator: 'vnpt', agent: 'a1' };

describe('the findings of ingest', () => {
  it('a link whose endpoint the register lacks is one until the register has it; an unchanged list is said once', () => {
    const { findings, lists } = build();
    findings.inventories([inventory], (id) => id !== 'nowhere');
    findings.inventories([inventory], (id) => id !== 'nowhere');
    findings.inventories([inventory], () => true);
    expect(lists).toEqual([['unknownEndpoint vnpt/a1 {"link":"l2","endpoint":"nowhere"}'], []]);
  });
  it('refused samples and claims end ten minutes after the last one', () => {
    const { findings, lists, pass } = build();
    findings.conflicts([{ operator: 'vnpt', link: 'l1', holder: 'a1', refused: 'a2' }]);
    pass(300_000);
    findings.rejected('vnpt', 'a1', new Map([['invalid', 2]]), 'inBitsPerSecond: too small');
    pass(300_001);
    findings.expire();
    pass(300_000);
    findings.expire();
    expect(lists).toEqual([
      ['claimed vnpt/a2 {"link":"l1"}'],
      ['samplesRejected vnpt/a1 {}', 'claimed vnpt/a2 {"link":"l1"}'],
      ['samplesRejected vnpt/a1 {}'],
      [],
    ]);
  });
  it('a missing inventory ends when it comes; a store that does not answer concerns all', () => {
    const { findings, lists } = build();
    findings.inventoryMissing('vnpt', 'a1', true);
    findings.inventoryMissing('vnpt', 'a1', false);
    findings.store('connection refused');
    findings.store(undefined);
    expect(lists).toEqual([['inventoryMissing vnpt/a1 {}'], [], ['storeUnavailable all/null {}'], []]);
  });
});
