import { describe, expect, it } from 'vitest';
import { openOperationalFile } from '../operational.ts';
import { createInventoryBook } from './inventory.ts';
import { inventorySampleOf, t0 } from './samples.fake.ts';

const hash = (c: string) => c.repeat(64);
const book = () => createInventoryBook(openOperationalFile(':memory:'));
const site = (b: ReturnType<typeof book>, at: number) => b.inForce('vnpt', 'a1', at)?.inventory.site;

describe('the inventory in force', () => {
  it('is the last one from before the sample’s time, and of an earlier time the first', () => {
    const b = book();
    expect(b.inForce('vnpt', 'a1', t0)).toBe(undefined);
    b.add('vnpt', 'a1', inventorySampleOf({ at: t0, hash: hash('a'), site: 'one' }));
    b.add('vnpt', 'a1', inventorySampleOf({ at: t0 + 100, hash: hash('b'), site: 'two' }));
    expect([t0 - 5_000, t0, t0 + 99, t0 + 100, t0 + 9_999].map((at) => site(b, at))).toEqual([
      'one',
      'one',
      'one',
      'two',
      'two',
    ]);
    expect(b.inForce('vnpt', 'a2', t0)).toBe(undefined);
    expect(b.inForce('viettel', 'a1', t0)).toBe(undefined);
  });
  it('one that comes late takes its place in time and is not the newest', () => {
    const b = book();
    b.add('vnpt', 'a1', inventorySampleOf({ at: t0 + 100, hash: hash('b'), site: 'two' }));
    const late = b.add('vnpt', 'a1', inventorySampleOf({ at: t0, hash: hash('a'), site: 'one' }));
    expect(late).toEqual({ kind: 'kept', newest: undefined });
    expect([t0 + 50, t0 + 100].map((at) => site(b, at))).toEqual(['one', 'two']);
  });
  it('the hourly repetition changes nothing', () => {
    const b = book();
    b.add('vnpt', 'a1', inventorySampleOf({ at: t0 }));
    expect(b.add('vnpt', 'a1', inventorySampleOf({ at: t0 + 3_600_000 }))).toEqual({ kind: 'kept', newest: undefined });
    expect(b.newest().map((i) => i.at)).toEqual([t0]);
    expect(b.newestOf('vnpt', 'a1')?.statedTo).toBe(t0 + 3_600_000);
  });
  it('a change back to an earlier one is in force again', () => {
    const b = book();
    for (const [i, c] of ['a', 'b', 'a'].entries())
      b.add('vnpt', 'a1', inventorySampleOf({ at: t0 + i, hash: hash(c), site: c }));
    expect([t0, t0 + 1, t0 + 2].map((at) => site(b, at))).toEqual(['a', 'b', 'a']);
    expect(b.newest().map((i) => [i.at, i.site])).toEqual([[t0 + 2, 'a']]);
  });
});

describe('an inventory in parts', () => {
  const part = (n: number, id: string) =>
    inventorySampleOf({
      at: t0 + n,
      part: n,
      parts: 2,
      devices: [{ id, intervalS: 30 }],
      links: [],
      units: [],
      checks: [],
    });

  it('is in force once all have come, in whatever order and however often', () => {
    const b = book();
    expect(b.add('vnpt', 'a1', part(2, 'd2'))).toEqual({ kind: 'kept', newest: undefined });
    expect(b.add('vnpt', 'a1', part(2, 'd2'))).toEqual({ kind: 'kept', newest: undefined });
    expect(b.inForce('vnpt', 'a1', t0)).toBe(undefined);
    const whole = b.add('vnpt', 'a1', part(1, 'd1'));
    expect(whole.kind === 'kept' && whole.newest?.devices.map((d) => d.id)).toEqual(['d1', 'd2']);
    expect(whole.kind === 'kept' && whole.newest?.at).toBe(t0 + 1);
  });
  it('refuses a part that cannot be, and one that contradicts those before', () => {
    const b = book();
    expect(b.add('vnpt', 'a1', inventorySampleOf({ part: 3, parts: 2 }))).toEqual({
      kind: 'refused',
      detail: 'part 3 of 2: there is no such part',
    });
    b.add('vnpt', 'a1', part(1, 'd1'));
    expect(b.add('vnpt', 'a1', inventorySampleOf({ part: 2, parts: 3 }))).toEqual({
      kind: 'refused',
      detail: `hash ${hash('a')} came with 2 parts before, now with 3`,
    });
  });
  it('survives a restart between its parts, and a restart after them', () => {
    const file = openOperationalFile(':memory:');
    const first = createInventoryBook(file);
    first.add('vnpt', 'a1', part(1, 'd1'));
    file.transaction(() => first.write())();
    const second = createInventoryBook(file);
    expect(second.newest()).toEqual([]);
    second.add('vnpt', 'a1', part(2, 'd2'));
    file.transaction(() => second.write())();
    const third = createInventoryBook(file);
    expect(third.newest().map((i) => [i.operator, i.agent, i.at, i.devices.map((d) => d.id)])).toEqual([
      ['vnpt', 'a1', t0 + 1, ['d1', 'd2']],
    ]);
  });
  it('survives a restart also when they were pushed out by others and came again before the disk had them', () => {
    const file = openOperationalFile(':memory:');
    const first = createInventoryBook(file);
    for (const c of ['a', 'b', 'c', 'd', 'e'])
      first.add('vnpt', 'a1', inventorySampleOf({ hash: hash(c), part: 1, parts: 2 }));
    for (const n of [1, 2]) first.add('vnpt', 'a1', inventorySampleOf({ hash: hash('a'), part: n, parts: 2 }));
    file.transaction(() => first.write())();
    expect(createInventoryBook(file).newest()).toEqual(first.newest());
    expect(first.newest()).toHaveLength(1);
  });
  it('that have gone from the disk are no version, and stop nobody', () => {
    const file = openOperationalFile(':memory:');
    const first = createInventoryBook(file);
    first.add('vnpt', 'a1', inventorySampleOf());
    first.add('viettel', 'b1', inventorySampleOf());
    file.transaction(() => first.write())();
    file.db.exec("DELETE FROM ingest_inventory_part WHERE agent = 'a1'");
    expect(
      createInventoryBook(file)
        .newest()
        .map(({ agent }) => agent),
    ).toEqual(['b1']);
  });
  it('keeps versions beyond its cache readable, and at most 200 of them', () => {
    const file = openOperationalFile(':memory:');
    const b = createInventoryBook(file);
    const hashOf = (i: number) => i.toString(16).padStart(64, '0');
    for (let i = 0; i < 210; i++)
      b.add('vnpt', 'a1', inventorySampleOf({ at: t0 + i, hash: hashOf(i), site: `s${i}` }));
    expect(site(b, t0 + 50)).toBe('s50');
    file.transaction(() => b.write())();
    expect(site(b, t0 + 51)).toBe('s51');
    expect(site(b, t0 + 3)).toBe('s10');
    expect(file.db.prepare('SELECT count(*) AS n FROM ingest_inventory_part').get()).toEqual({ n: 200 });
  });
});
