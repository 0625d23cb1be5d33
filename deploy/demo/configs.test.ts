import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadConfig as loadAgentConfig } from '../../agent/src/config/load.ts';
import { loadConfig as loadCollectorConfig } from '../../collector/src/config/load.ts';
import { type DemoPlan, demoFiles, toYaml } from './configs.ts';
import { links, operators, units } from './province.ts';
import { writeFiles } from './state.ts';

const folder = mkdtempSync(join(tmpdir(), 'thongsuot-demo-'));
afterAll(() => rmSync(folder, { recursive: true }));

const plan: DemoPlan = {
  boardPort: 8080,
  snmpPort: 18_080,
  collectorUrl: { vnpt: 'http://127.0.0.1:8080', viettel: 'http://127.0.0.1:8080', mobifone: 'http://127.0.0.1:9' },
  portalUrl: 'http://127.0.0.1:7/',
  stateDirectory: folder,
  fping: ['node', 'fping.ts', 'cuts.json'],
  icmp: true,
  tokens: { vnpt: 'a', viettel: 'b', mobifone: 'c' },
};
writeFiles(folder, demoFiles(plan));

describe('the configs of the demo', () => {
  it('are taken by the collector without a problem', () => {
    const loaded = loadCollectorConfig(join(folder, 'collector.yaml'));
    expect('problems' in loaded ? loaded.problems : []).toEqual([]);
  });

  it.each(operators.map(({ id, agent }) => [id, agent]))(
    'are taken by the agent of %s, which has its own and nobody else’s',
    (id, agent) => {
      const outcome = loadAgentConfig(join(folder, `${agent}.yaml`));
      expect(outcome.kind === 'wrong' ? outcome.problems : []).toEqual([]);
      if (outcome.kind === 'wrong') return;
      const { config } = outcome.loaded;
      expect(config.links.map((link) => link.id)).toEqual(
        links.filter((link) => link.operator === id).map((link) => link.id),
      );
      expect(config.units.map((unit) => unit.id)).toEqual(
        units.filter((unit) => unit.operator === id).map((unit) => unit.id),
      );
    },
  );

  it('carry no secret themselves', () => {
    const files = demoFiles(plan);
    const secrets = files.filter((file) => file.secret).map((file) => file.content.trim());
    expect(secrets.length).toBe(8);
    for (const { name, content } of files.filter((file) => !file.secret && file.name !== 'collector.yaml')) {
      const leaked = secrets.filter((secret) => secret.length > 1 && new RegExp(`[": ]${secret}["\\s]`).test(content));
      expect([name, leaked]).toEqual([name, []]);
    }
  });

  it('ask for no echoes on a machine that cannot send any', () => {
    const files = demoFiles({ ...plan, icmp: false, fping: undefined });
    expect(files.filter((file) => file.content.includes('"probe"')).map((file) => file.name)).toEqual([]);
  });
});

it('YAML has a key a line and an element a line', () => {
  expect(toYaml({ a: { b: 1 }, list: [{ id: 'x' }, 'y: z'], n: 2 }, 'Heading')).toBe(
    '# Heading\na: {"b":1}\nlist:\n  - {"id":"x"}\n  - "y: z"\nn: 2\n',
  );
});
