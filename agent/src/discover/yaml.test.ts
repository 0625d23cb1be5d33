import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { loadConfig } from '../config/load.ts';
import type { Found, FoundInterface } from './report.ts';
import { joinYaml, scalar, toYaml } from './yaml.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'agent-discover-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const port = (index: number, more: Partial<FoundInterface> = {}): FoundInterface => ({
  index: String(index),
  name: `GE0/0/${index}`,
  alias: '',
  descr: `GigabitEthernet0/0/${index}`,
  ifType: 6,
  speedBitsPerSecond: 1e9,
  oper: 'up',
  admin: 'up',
  inOctets: 1n,
  outOctets: 1n,
  bits: 64,
  group: null,
  ...more,
});
const found = (interfaces: FoundInterface[], units: Found['units'] = []): Found => ({
  system: {
    address: '10.0.0.1',
    port: 161,
    name: 'PE1 Đắk Đoa',
    descr: 'Router\r\nlinks: [evil]',
    objectId: null,
    location: null,
    uptimeS: 1,
    refreshStepS: 3,
  },
  interfaces,
  units,
});
const snmp = { version: '2c', community: { env: 'COMMUNITY' } };
const yamlOf = (...all: Found[]) => {
  const ids = new Set<string>();
  return joinYaml(all.map((one) => toYaml(one, { snmp, ids })));
};
const listed = (text: string) => (parse(text) as { links?: { interface: Record<string, string> }[] }).links ?? [];

describe('the YAML of a device', () => {
  const ups = { kind: 'ups' as const, profile: 'rfc1628', verified: false, facts: {} };
  const text = () => yamlOf(found([port(1), port(2, { ifType: 161 }), port(3, { group: '2' })], [ups]));

  it('loads once each link has its endpoint, and check-config names those that have none', () => {
    const head =
      'agent: { id: a, operator: vnpt, site: pleiku }\ncollectors: [{ url: https://x.example, token: { env: TOKEN } }]\n';
    const path = join(folder, 'agent.yaml');
    const load = (yaml: string) => {
      writeFileSync(path, head + yaml);
      return loadConfig(path, { TOKEN: 't', COMMUNITY: 'c' });
    };
    const before = load(text());
    expect(before.kind === 'wrong' && before.problems.map((p) => `${p.path}: ${p.message}`)).toEqual([
      'links[0].endpoint: still to be filled in: id of the endpoint that this circuit serves, as in the register',
      'links[1].endpoint: still to be filled in: id of the endpoint that this circuit serves, as in the register',
    ]);
    const after = load(text().replaceAll(/endpoint: FILL IN.*/g, 'endpoint: ubnd'));
    expect(after.kind === 'loaded' && after.loaded.config.links.map(({ id, device }) => [id, device])).toEqual([
      ['pe1-dak-doa-ge0-0-1', 'pe1-dak-doa'],
      ['pe1-dak-doa-ge0-0-2', 'pe1-dak-doa'],
    ]);
  });

  it('says the refresh step, that a profile is unverified, and why a row is no link', () => {
    expect(text()).toContain('counters are refreshed each 3 s');
    expect(text()).toContain('profile rfc1628, UNVERIFIED');
    expect(text()).toContain('# not listed: GE0/0/3 · ethernetCsmacd · 1G · up: a port of GE0/0/2, which is the link');
  });

  it('binds by the first object that no other interface bears, and not at all where there is none', () => {
    const twin = { name: 'x', descr: 'x' };
    const text = yamlOf(
      found([port(1, { ...twin, alias: 'one' }), port(2, { ...twin, alias: '' }), port(3, { name: null })]),
    );
    expect(listed(text).map((link) => link.interface)).toEqual([{ alias: 'one' }, { descr: 'GigabitEthernet0/0/3' }]);
    expect(text).toContain('its name, alias and description are borne by others too');
  });

  it('gives each device and link of several its own id', () => {
    const ids = [...yamlOf(found([port(1)]), found([port(1)])).matchAll(/- id: (.*)/g)].map(([, id]) => id);
    expect(ids).toEqual(['pe1-dak-doa', 'pe1-dak-doa-2', 'pe1-dak-doa-ge0-0-1', 'pe1-dak-doa-2-ge0-0-1']);
  });

  it('is YAML whatever the device calls itself, and each name reads back to the letter', () => {
    const text = fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }).filter((t) => t.isWellFormed());
    fc.assert(
      fc.property(text, text, text, (name, alias, descr) => {
        const one = found([port(1, { name, alias, descr })]);
        const hostile = { ...one, system: { ...one.system, name: alias, descr: name, location: descr } };
        expect(listed(yamlOf(hostile)).map((link) => link.interface)).toEqual([{ name }]);
      }),
    );
  });
});

describe('a scalar', () => {
  it.each([
    ['GigabitEthernet0/0/1', 'GigabitEthernet0/0/1'],
    ['on', '"on"'],
    ['1/1/1', '"1/1/1"'],
    ['a: b', '"a: b"'],
    ['10.0.0.1', '10.0.0.1'],
    ['Đường 1', '"Đường 1"'],
  ])('%s stands as %s', (text, expected) => {
    expect(scalar(text)).toBe(expected);
    expect((parse(`a: ${expected}`) as { a: string }).a).toBe(text);
  });
});
