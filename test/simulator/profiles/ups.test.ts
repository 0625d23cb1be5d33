import { describe, expect, it } from 'vitest';
import { Device } from '../device.ts';
import { batteryAt, type UpsFacts, ups } from './ups.ts';

const facts: UpsFacts = {
  system: { descr: 'ups', objectId: '1.3.6.1.2.1.33', name: 'ups1' },
  manufacturer: 'Santak',
  model: '6KS',
  runtimeMinutes: 100,
  loadPercent: 40,
  outputVoltAmperes: 6_000,
  onBattery: [{ fromS: 10, toS: 40 }],
  periodS: 240,
  drain: 60,
  test: { result: 1, agoS: 3_600 },
};

describe('the battery', () => {
  it.each([
    [0, { onBattery: false, secondsOnBattery: 0, charge: 1 }],
    [10, { onBattery: true, secondsOnBattery: 0, charge: 1 }],
    [20, { onBattery: true, secondsOnBattery: 10, charge: 0.9 }],
    [40, { onBattery: false, secondsOnBattery: 0, charge: 0.7 }],
    [55, { onBattery: false, secondsOnBattery: 0, charge: 0.85 }],
    [100, { onBattery: false, secondsOnBattery: 0, charge: 1 }],
    [260, { onBattery: true, secondsOnBattery: 10, charge: 0.9 }],
  ])('at %d s is %o', (s, expected) => {
    const found = batteryAt(facts, s);
    expect({ ...found, charge: Math.round(found.charge * 1e6) / 1e6 }).toEqual(expected);
  });
});

describe('the objects of RFC 1628', () => {
  const device = new Device({ id: 'ups1', address: '127.0.0.1', port: 0, profile: ups(facts), uptimeS: 7_200 });
  const read = (s: number, suffix: string) => {
    const { tree, instant } = device.treeAt(s * 100);
    const { value } = tree.get(`1.3.6.1.2.1.33.1.${suffix}`, instant);
    return 'value' in value ? value.value : value.type;
  };

  it('agree with one another on mains', () => {
    expect(['2.1.0', '2.2.0', '2.3.0', '2.4.0', '4.1.0', '6.1.0', '3.3.1.3.1'].map((oid) => read(0, oid))).toEqual([
      2, 0, 100, 100, 3, 0, 224,
    ]);
    expect(read(0, '6.2.1.2.1')).toBe('noSuchInstance');
  });

  it('agree with one another on battery', () => {
    expect(['2.1.0', '2.2.0', '2.3.0', '2.4.0', '4.1.0', '6.1.0', '3.3.1.3.1'].map((oid) => read(20, oid))).toEqual([
      2, 600, 90, 90, 5, 2, 0,
    ]);
    expect([read(20, '6.2.1.2.1'), read(20, '6.2.1.2.2')]).toEqual([
      '1.3.6.1.2.1.33.1.6.3.2',
      '1.3.6.1.2.1.33.1.6.3.6',
    ]);
  });

  it('keep the time of the last test as time goes by', () => {
    expect([read(0, '7.5.0'), read(50, '7.5.0')]).toEqual([360_000, 360_000]);
  });
});
