import type { ZoneMark } from '@thongsuot/contract/api-duty.ts';
import { type ClassThresholds, classCodes, endpointClasses } from '@thongsuot/contract/classes.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { beginOf, endOf, leadingZones, type Zone, zonePhase } from '../duty/zones.ts';
import { defaultSource, type Register, RegisterIndex } from './register.ts';

const register: Register = {
  province: { vi: 'Gia Lai', en: 'Gia Lai' },
  operators: [
    { id: 'vnpt', name: 'VNPT', classes: { EDU: { thresholds: { utilizationWarning: 0.5 }, source: 'SLA' } } },
  ],
  areas: [{ id: 'ayunpa', vi: 'Thị xã Ayun Pa', en: 'Ayun Pa' }],
  endpoints: [
    { id: 'truong', vi: 'Trường', en: 'School', classes: ['EDU'], area: 'ayunpa', coordinates: null },
    { id: 'khac', vi: 'Khác', en: 'Other', classes: ['EDU'], area: null, coordinates: null },
  ],
  classes: {},
};
const mark: ZoneMark = { id: 'z1', order: '1580/UBND-KGVX', to: 1, cadenceS: 10 };
const zoned = (over: Partial<Register> = {}) =>
  new RegisterIndex({ ...register, ...over }, new Map([['ayunpa', mark]]));

describe('a zone', () => {
  it('raises every endpoint of its area to priority 1 and no other', () => {
    expect(['truong', 'khac', 'none'].map((id) => zoned().priority(id))).toEqual([1, 3, 4]);
    expect(new RegisterIndex(register).priority('truong')).toBe(3);
  });

  it('lays the thresholds of an outbreak over class, operator and endpoint where they are stricter, and says so', () => {
    const { values, sources } = zoned().thresholds('vnpt', 'truong');
    const zone = 'zone 1580/UBND-KGVX';
    expect(values).toEqual({
      utilizationWarning: 0.5,
      utilizationCritical: 0.75,
      lossWarning: 0.01,
      lossCritical: 0.03,
      rttMsWarning: 20,
      rttMsCritical: 50,
      availabilityTarget: 0.999,
      restoreMinutes: 120,
    });
    expect(sources).toMatchObject({ utilizationWarning: 'SLA', utilizationCritical: zone, availabilityTarget: zone });
    expect(zoned().thresholds('vnpt', 'khac').sources.utilizationCritical).toBe(defaultSource);
  });

  it('takes what the department has set for the class OUTBREAK', () => {
    const classes = { OUTBREAK: { thresholds: { restoreMinutes: 30 }, source: 'Kế hoạch 12' } };
    expect(zoned({ classes }).thresholds('vnpt', 'truong').values.restoreMinutes).toBe(30);
  });

  it('never loosens a figure, whatever the layers', () => {
    const figures = fc.record(
      {
        utilizationWarning: fc.double({ min: 0, max: 1, noNaN: true }),
        rttMsCritical: fc.double({ min: 1, max: 1_000, noNaN: true }),
        availabilityTarget: fc.double({ min: 0, max: 1, noNaN: true }),
        restoreMinutes: fc.integer({ min: 1, max: 5_000 }),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...classCodes),
        figures,
        figures,
        figures,
        (code, byClass, byOperator, byEndpoint) => {
          const layer = (thresholds: Partial<ClassThresholds>, source: string) => ({ thresholds, source });
          const layered: Register = {
            ...register,
            classes: { [code]: layer(byClass, 'class') },
            operators: [{ id: 'vnpt', name: 'VNPT', classes: { [code]: layer(byOperator, 'operator') } }],
            endpoints: [
              {
                id: 'e',
                vi: 'E',
                en: 'E',
                classes: [code],
                area: 'ayunpa',
                coordinates: null,
                thresholds: layer(byEndpoint, 'endpoint'),
              },
            ],
          };
          const own = new RegisterIndex(layered).thresholds('vnpt', 'e');
          const raised = new RegisterIndex(layered, new Map([['ayunpa', mark]])).thresholds('vnpt', 'e');
          for (const name of Object.keys(own.values) as (keyof ClassThresholds)[]) {
            // The naive model: the last layer that names a figure, then the stricter of it and the zone's.
            const named = byEndpoint[name as never] ?? byOperator[name as never] ?? byClass[name as never];
            const mine = (named as number | undefined) ?? endpointClasses[code].thresholds[name];
            expect(own.values[name]).toBe(mine);
            const outbreak = code === 'OUTBREAK' ? (byOperator[name as never] ?? byClass[name as never]) : undefined;
            const theirs = (outbreak as number | undefined) ?? endpointClasses.OUTBREAK.thresholds[name];
            const strict = name === 'availabilityTarget' ? Math.max(mine, theirs) : Math.min(mine, theirs);
            expect(raised.values[name]).toBe(strict);
            expect(raised.sources[name]).toBe(strict === mine ? own.sources[name] : 'zone 1580/UBND-KGVX');
          }
        },
      ),
    );
  });

  it('whatever its dates: in force from the later of its date and its declaration until the earlier of its ends', () => {
    const at = fc.integer({ min: 0, max: 50 });
    const zones = fc.array(
      fc.record({ from: at, length: fc.integer({ min: 1, max: 30 }), declaredAt: at, endedAt: fc.option(at) }),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(zones, at, (made, now) => {
        const list: Zone[] = made.map(({ from, length, declaredAt, endedAt }, i) => ({
          id: `z${i}`,
          area: i % 2 === 0 ? 'a' : 'b',
          from,
          to: from + length,
          order: `${i}`,
          note: '',
          by: 'so',
          declaredAt,
          ended: endedAt === null ? null : { at: Math.max(endedAt, declaredAt), by: 'so', note: '' },
        }));
        for (const zone of list) {
          const naive =
            now >= zone.from &&
            now >= zone.declaredAt &&
            now < zone.to &&
            !(zone.ended !== null && now >= zone.ended.at);
          expect(zonePhase(zone, now) === 'inForce').toBe(naive);
          if (naive) expect([beginOf(zone) <= now, now < endOf(zone)]).toEqual([true, true]);
        }
        const marks = leadingZones(list, now);
        for (const area of ['a', 'b']) {
          const inForce = list.filter((zone) => zone.area === area && zonePhase(zone, now) === 'inForce');
          expect(marks.get(area)?.to).toBe(inForce.length === 0 ? undefined : Math.max(...inForce.map(({ to }) => to)));
        }
      }),
    );
  });
});
