import { describe, expect, it } from 'vitest';
import { createReadings } from './readings.ts';

describe('readings that are not on the disk', () => {
  it('hold from their beginning until the commit after their end', () => {
    const readings = createReadings();
    expect(readings.since()).toBe(null);
    const slow = readings.begin(100);
    const quick = readings.begin(200);
    quick();
    readings.committed();
    expect(readings.since()).toBe(100);
    slow();
    expect(readings.since()).toBe(100);
    readings.committed();
    expect(readings.since()).toBe(null);
  });
  it('end once, and a commit during another reading does not end it', () => {
    const readings = createReadings();
    const [first, second] = [readings.begin(5), readings.begin(6)];
    readings.committed();
    first();
    first();
    readings.committed();
    first();
    expect(readings.since()).toBe(6);
    second();
    readings.committed();
    expect(readings.since()).toBe(null);
  });
});
