import { describe, expect, it } from 'vitest';
import { classCodes } from '../../collector/contract/src/classes.ts';
import { demoDevices } from './devices.ts';
import { areas, endpoints, links, operators, protectedBy, siteIds, units } from './province.ts';

const unique = (list: readonly string[]) => new Set(list).size === list.length;

describe('the province', () => {
  it('is as large as the demo says: three operators, eight sites, over 40 links to 24 endpoints, 16 units', () => {
    expect([operators.length, siteIds.length, endpoints.length, units.length, areas.length]).toEqual([
      3, 8, 24, 16, 17,
    ]);
    expect(links.length).toBeGreaterThanOrEqual(40);
    expect(new Set(links.map((link) => link.site)).size).toBe(8);
  });

  it('has an endpoint of every class that the letter names', () => {
    const present = new Set(endpoints.flatMap((endpoint) => endpoint.classes));
    const optional = new Set(['AGG', 'PUBLIC']);
    expect(classCodes.filter((code) => !present.has(code) && !optional.has(code))).toEqual([]);
  });

  it('names everything once', () => {
    for (const list of [endpoints, links, units, areas, demoDevices])
      expect(unique(list.map(({ id }) => id))).toBe(true);
    expect(unique(links.map((link) => link.circuitId))).toBe(true);
    expect(unique([...links.map((link) => link.probeAddress), ...demoDevices.map((device) => device.address)])).toBe(
      true,
    );
    expect(unique(links.map((link) => `${link.device} ${link.interface}`))).toBe(true);
  });

  it('refers only to what it has', () => {
    const areaIds = new Set(areas.map(({ id }) => id));
    const deviceIds = new Set(demoDevices.map(({ id }) => id));
    expect(endpoints.filter((endpoint) => !areaIds.has(endpoint.area))).toEqual([]);
    expect(links.filter((link) => !deviceIds.has(link.device))).toEqual([]);
    expect(units.filter((unit) => protectedBy(unit).length === 0)).toEqual([]);
  });

  it('stays on this machine', () => {
    const addresses = [...links.map((link) => link.probeAddress), ...demoDevices.map((device) => device.address)];
    expect(
      addresses.filter((address) => !/^127\.\d{1,3}\.\d{1,3}\.([1-9]|[1-9]\d|1\d\d|2[0-4]\d|25[0-4])$/.test(address)),
    ).toEqual([]);
  });

  it('has backup equipment of every kind', () => {
    const count = (kind: string) => units.filter((unit) => unit.kind === kind).length;
    expect(['ups', 'dcPlant', 'generator', 'standbyRouter', 'standbyLink'].map(count)).toEqual([7, 3, 2, 2, 2]);
  });

  it('mixes devices of v2c with devices of v3 in two levels', () => {
    const ways = new Set(demoDevices.map(({ access }) => (access.version === '2c' ? '2c' : access.level)));
    expect([...ways].sort()).toEqual(['2c', 'authNoPriv', 'authPriv']);
  });
});
