import { describe, expect, it } from 'vitest';
import { openOperationalFile } from '../operational.ts';
import { type PlaceContext, placeReadings, validateSamples } from './accept.ts';
import { createInventoryBook } from './inventory.ts';
import { inventorySampleOf, linkReading, t0 } from './samples.fake.ts';

const me = { operator: 'vnpt', agent: 'a1' };
const day = 86_400_000;
const book = createInventoryBook(openOperationalFile(':memory:'));
book.add('vnpt', 'a1', inventorySampleOf());
// It came again an hour later: what it does not list until then is not there.
book.add('vnpt', 'a1', inventorySampleOf({ at: t0 }));

const context = (over: Partial<PlaceContext> = {}): PlaceContext => ({
  ...me,
  lane: 'live',
  receivedAt: t0,
  receivedMonotonicMs: 1,
  inForce: (at) => book.inForce('vnpt', 'a1', at),
  newest: () => book.newestOf('vnpt', 'a1'),
  endpointKnown: (id) => ['bv', 'cong'].includes(id),
  claim: () => true,
  withinBudget: () => true,
  ...over,
});

function verdict(sample: unknown, over: Partial<PlaceContext> = {}): string {
  const valid = validateSamples([sample], me, t0, t0 - 30 * day);
  const [refused] = valid.rejected;
  if (refused !== undefined) return `${refused.code}: ${refused.detail}`;
  if (valid.inventories.length > 0) return 'inventory';
  const { placed, rejected } = placeReadings(valid.readings, context(over));
  const [unplaced] = rejected;
  if (unplaced !== undefined) return `${unplaced.code}: ${unplaced.detail}`;
  return `placed at ${placed[0]?.placed.endpoint} of ${placed[0]?.placed.site}`;
}

const unit = { kind: 'unit', at: t0, unit: 'u1', intervalS: 60, facts: {} };
const check = { kind: 'check', at: t0, check: 'c1', intervalS: 60, up: true };
const device = { kind: 'device', at: t0, device: 'pe1', intervalS: 30, reachable: true };
const gap = { kind: 'gap', at: t0, from: t0 - 9, to: t0, count: 3, reason: 'outboxAge' };

describe('the verdict on one sample', () => {
  it.each([
    ['a link stands with its endpoint', linkReading(t0), 'placed at bv of pleiku'],
    ['a link of an unknown endpoint is kept as unassigned', linkReading(t0, 'l2'), 'placed at unassigned of pleiku'],
    ['a unit stands with the endpoint it protects', unit, 'placed at bv of pleiku'],
    ['a check stands with its endpoint', check, 'placed at cong of pleiku'],
    ['a device has no endpoint', device, 'placed at null of pleiku'],
    ['a gap has no endpoint', gap, 'placed at null of pleiku'],
    ['an inventory is put aside', inventorySampleOf(), 'inventory'],
    ['an inventory is never too old', inventorySampleOf({ at: t0 - 300 * day }), 'inventory'],
    ['60 s ahead is taken', linkReading(t0 + 60_000), 'placed at bv of pleiku'],
    [
      'more is future',
      linkReading(t0 + 60_001),
      'future: its time is 60001 ms ahead of its receipt, more than 60000; check the clock',
    ],
    ['as old as the raw tier is taken', linkReading(t0 - 30 * day), 'placed at bv of pleiku'],
    ['older is expired', linkReading(t0 - 30 * day - 1), 'expired: it is older than the raw tier keeps'],
    ['an unknown link', linkReading(t0, 'l9'), 'notInInventory: the inventory in force does not list link l9'],
    ['an unknown unit', { ...unit, unit: 'u9' }, 'notInInventory: the inventory in force does not list unit u9'],
    ['an unknown check', { ...check, check: 'c9' }, 'notInInventory: the inventory in force does not list check c9'],
    [
      'an unknown device',
      { ...device, device: 'd9' },
      'notInInventory: the inventory in force does not list device d9',
    ],
    [
      'another operator’s name',
      { ...linkReading(t0), operator: 'viettel' },
      'wrongOperator: it names operator "viettel", and the credential is of vnpt',
    ],
    [
      'another agent’s name',
      { ...linkReading(t0), agent: 'a2' },
      'wrongOperator: it names agent "a2", and the credential is of a1',
    ],
    ['a negative rate', linkReading(t0, 'l1', -1), 'invalid: inBitsPerSecond: Too small: expected number to be >=0'],
    ['an unknown key', { ...linkReading(t0), x: 1 }, 'invalid: Unrecognized key: "x"'],
    ['a prototype', JSON.parse(`{"__proto__": {"kind": "link"}, "at": ${t0}}`), expect.stringContaining('invalid: ')],
    ['a number', 7, expect.stringContaining('invalid: ')],
    ['null', null, expect.stringContaining('invalid: ')],
    ['a list', [], expect.stringContaining('invalid: ')],
  ])('%s', (_, sample, expected) => {
    expect(verdict(sample)).toEqual(expected);
  });

  it('without any inventory a sample is held until one comes', () => {
    expect(verdict(linkReading(t0), { inForce: () => undefined, newest: () => undefined })).toBe(
      'inventoryMissing: no inventory of this agent has come; send it, then this sample again',
    );
  });
  it('what only a newer inventory can list is held until that has come, and then stands by it', () => {
    const late = createInventoryBook(openOperationalFile(':memory:'));
    const [first] = inventorySampleOf().links;
    if (first === undefined) throw new Error('the fixture has no link');
    const over = {
      inForce: (at: number) => late.inForce('vnpt', 'a1', at),
      newest: () => late.newestOf('vnpt', 'a1'),
    };
    late.add('vnpt', 'a1', inventorySampleOf());
    // The agent began anew with link l3 while the collector was away: its newest samples come first.
    expect(verdict(linkReading(t0, 'l3'), over)).toBe(
      'inventoryMissing: the inventory that has come does not list link l3; send the present one, then this sample again',
    );
    const links = [{ ...first, id: 'l3' }];
    late.add('vnpt', 'a1', inventorySampleOf({ at: t0 + 5_000, hash: 'b'.repeat(64), links }));
    expect(verdict(linkReading(t0, 'l3'), over)).toBe('placed at bv of pleiku');
    expect(verdict(linkReading(t0), over)).toBe('placed at bv of pleiku');
    expect(verdict(linkReading(t0, 'l9'), over)).toBe('notInInventory: the inventory in force does not list link l9');
  });
  it('a link that another agent serves is claimed; what is no link is not asked about', () => {
    const claim = () => false;
    expect(verdict(linkReading(t0), { claim })).toBe('claimed: another agent of vnpt serves link l1; see the findings');
    expect(verdict(unit, { claim })).toBe('placed at bv of pleiku');
  });
  it('a wrong line among good ones costs that line only, and its index is that of the batch', () => {
    const valid = validateSamples([linkReading(t0), { kind: 'link' }, linkReading(t0)], me, t0, 0);
    expect(valid.readings.map(({ index }) => index)).toEqual([0, 2]);
    expect(valid.rejected.map(({ index, code }) => [index, code])).toEqual([[1, 'invalid']]);
  });
  it('a detail never exceeds what the answer may carry', () => {
    const keys = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`key${i}`, 1]));
    const [refused] = validateSamples([{ ...linkReading(t0), ...keys }], me, t0, 0).rejected;
    expect(refused?.detail.length).toBe(500);
  });
});
