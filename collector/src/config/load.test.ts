import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatConfigProblem } from '@thongsuot/contract/config.ts';
import { describe, expect, it } from 'vitest';
import { configOctetsMax } from '../limits.ts';
import { loadConfig, parseConfig } from './load.ts';

const bad = (name: string): string[] =>
  sentences(readFileSync(new URL(`bad/${name.replace(/yaml$/, 'txt')}`, import.meta.url), 'utf8'), name);

function sentences(text: string, name = 'c.yaml'): string[] {
  const loaded = parseConfig(text, name);
  return 'problems' in loaded ? loaded.problems.map(formatConfigProblem) : [];
}

describe('a bad config names every mistake with its place and the remedy', () => {
  it('an unknown key offers the nearest known one', () => {
    expect(bad('unknown-key.yaml')).toMatchInlineSnapshot(`
      [
        "unknown-key.yaml:3:1: lisen: unknown key; did you mean listen?",
        "unknown-key.yaml:4:46: operators[0].agents[0]: an agent without tokens shows a certificate; add tokens, or the authority as listen.tls.clientCa",
        "unknown-key.yaml:4:56: operators[0].agents[0].token: unknown key; did you mean tokens?",
      ]
    `);
  });
  it('mistakes of all kinds come at once, in the order of the lines', () => {
    expect(bad('several.yaml')).toMatchInlineSnapshot(`
      [
        "several.yaml:1:1: state: missing; expected text",
        "several.yaml:1:11: province.en: missing; expected text",
        "several.yaml:6:9: operators[0].agents[0]: an agent without tokens shows a certificate; add tokens, or the authority as listen.tls.clientCa",
        "several.yaml:7:15: operators[0].agents[1].id: "a1" is the id of two agents of one operator, the first in line 6; give each its own",
        "several.yaml:7:28: operators[0].agents[1].tokens[0]: found "not-a-hash"; a SHA-256 is 64 hexadecimal digits, lower case; collector user add prints one",
        "several.yaml:9:5: users[0]: a user of role operator names his operator; add operator: ID",
        "several.yaml:13:54: endpoints[0].classes[0]: found "HOSPITL", expected one of TSLCD1, PARTY-STATE, HNTH, PORTAL, HEALTH-WEB, HOSPITAL, OUTBREAK, TSLCD2, KT1, STATE-LOCAL, MEDICAL, EDU, AGG, PUBLIC",
        "several.yaml:13:70: endpoints[0].area: found "pleyku", expected one of pleiku",
        "several.yaml:14:11: endpoints[1].id: "bv" is the id of two endpoints, the first in line 13; give each its own",
        "several.yaml:16:23: rules.utilization.for: "5 minutes" is not a duration; write a number and a unit, such as 30s, 5m or 2h",
        "several.yaml:16:46: rules.utilization.clearBelow: found 2, expected at most 1",
      ]
    `);
  });
  it('references to what is not there, ids that repeat and thresholds in the wrong order', () => {
    expect(bad('references.yaml')).toMatchInlineSnapshot(`
      [
        "references.yaml:4:11: operators[0].id: "all" is reserved: the store writes it for figures of all operators together",
        "references.yaml:11:15: users[0].operator: found "vnpd", expected one of all, vnpt",
        "references.yaml:12:18: users[0].tokenSha256: this token stands twice, first in line 7; each agent and user has his own",
        "references.yaml:16:17: users[1].operator: a user of role department sees all operators; remove it, or change the role to operator",
        "references.yaml:20:11: endpoints[0].id: "unassigned" is reserved: it holds the links whose endpoint the register does not know",
        "references.yaml:20:69: endpoints[0].area: found "pleiku", there are no areas",
        "references.yaml:22:75: classes.HOSPITAL.thresholds.utilizationCritical: found 0.8, expected at least 0.9, which is utilizationWarning",
        "references.yaml:23:3: classes.HOSPITALS: unknown key; did you mean HOSPITAL?",
      ]
    `);
  });
  it('a mirror for an operator that there is not', () => {
    const text = `state: /s\nprovince: { vi: G, en: G }\noperators: [{ id: vnpt, name: V }]\nendpoints: []\nstore: { kind: influx, url: "http://h:8086", mirror: [vnpt, vnpd] }\n`;
    expect(sentences(text)).toEqual(['c.yaml:5:61: store.mirror[1]: found "vnpd", expected one of vnpt']);
  });
  it('a key that stands twice', () => {
    expect(bad('duplicate-key.yaml')).toMatchInlineSnapshot(`
      [
        "duplicate-key.yaml:2:1: this key stands twice in one group; remove one of them",
      ]
    `);
  });
  it('text that is not YAML', () => {
    expect(bad('not-yaml.yaml')).toMatchInlineSnapshot(`
      [
        "not-yaml.yaml:3:1: this is not YAML: Flow map in block collection must be sufficiently indented and end with a }",
      ]
    `);
  });
  it('a tab as indent', () => {
    expect(bad('tab.yaml')).toMatchInlineSnapshot(`
      [
        "tab.yaml:3:1: a tab indents this line; YAML takes spaces only",
      ]
    `);
  });
  it('a secret in the file itself, which is not printed', () => {
    const found = bad('secret-in-config.yaml');
    expect(found).toMatchInlineSnapshot(`
      [
        "secret-in-config.yaml:5:62: store.password: a secret is given by reference: { env: NAME }, { file: PATH } or { credential: NAME } (systemd)",
        "secret-in-config.yaml:6:38: notify.webhooks[0].url: found "ftp://sms.example"; an address starts with http:// or https://",
      ]
    `);
  });
  it('a mistake behind an alias stands where its anchor was written, a wrong alias where it is', () => {
    const text = `state: /var/lib/thongsuot
province: &p { vi: Gia Lai, en: 7 }
operators: []
areas: [{ id: pleiku, vi: Pleiku, en: Pleiku, from: *p }]
endpoints: *p
classes: { HOSPITAL: &h { thresholds: { lossWarnin: 1 } }, EDU: *h }
`;
    expect(
      sentences(text).map((sentence) => sentence.replace(/^c\.yaml:(\d+:\d+: \S+):.*$/, '$1')),
    ).toMatchInlineSnapshot(`
      [
        "2:33: province.en",
        "3:12: operators",
        "4:53: areas[0].from",
        "5:12: endpoints",
        "6:41: classes.HOSPITAL.thresholds.lossWarnin",
        "6:41: classes.EDU.thresholds.lossWarnin",
      ]
    `);
  });
  it('an empty file lists what it lacks', () => {
    expect(sentences('')).toMatchInlineSnapshot(`
      [
        "c.yaml: state: missing; expected text",
        "c.yaml: province: missing; expected a group of keys",
        "c.yaml: operators: missing; expected a list",
        "c.yaml: endpoints: missing; expected a list",
      ]
    `);
  });
});

describe('hostile text is bounded', () => {
  it('a bomb of aliases is refused', () => {
    const levels = Array.from({ length: 12 }, (_, i) =>
      i === 0
        ? 'a0: &a0 [x,x,x,x,x,x,x,x,x]'
        : `a${i}: &a${i} [${Array(9)
            .fill(`*a${i - 1}`)
            .join(',')}]`,
    );
    expect(sentences(levels.join('\n'))[0]).toContain('its aliases cannot be expanded');
  });
  it('brackets nested ten thousand deep are refused', () => {
    expect(sentences(`a: ${'['.repeat(10_000)}`)).toEqual([
      'c.yaml: brackets are nested more than 64 deep; a config needs 8',
    ]);
  });
  it('lists nested in one line are refused', () => {
    expect(sentences(`a:\n  ${'- '.repeat(5_000)}x`)).toEqual([
      'c.yaml: brackets are nested more than 64 deep; a config needs 8',
    ]);
  });
  it('a file above the bound is refused', () => {
    expect(sentences('#'.repeat(configOctetsMax + 1))).toEqual([
      'c.yaml: found more than 8388608 octets; a config of a province is far below that',
    ]);
  });
});

describe('the example', () => {
  const text = readFileSync(new URL('../../collector.example.yaml', import.meta.url), 'utf8');

  it('is a config', () => {
    expect(sentences(text)).toEqual([]);
  });
  it('shows each default as it is: with all of them uncommented it reads the same', () => {
    const uncommented = text.replace(/^(\s*)#(?=\S| {2}\S)/gm, '$1');
    expect(uncommented).not.toBe(text);
    expect(parseConfig(uncommented, 'e.yaml')).toEqual(parseConfig(text, 'e.yaml'));
  });
  it('has durations in milliseconds', () => {
    const loaded = parseConfig(text, 'e.yaml');
    expect('config' in loaded && loaded.config.retention.raw).toBe(14 * 86_400_000);
    expect('config' in loaded && loaded.config.rules.utilization).toEqual({
      for: 300_000,
      clearBelow: 0.05,
      keepFiringFor: 300_000,
    });
  });
});

describe('loadConfig', () => {
  it('reads a file of the disk, and says so when there is none', () => {
    const directory = mkdtempSync(join(tmpdir(), 'ts-config-'));
    try {
      const file = join(directory, 'collector.yaml');
      const missing = loadConfig(file);
      expect('problems' in missing && missing.problems.map(formatConfigProblem)).toEqual([
        `${file}: the config cannot be read: it does not exist; start from collector.example.yaml`,
      ]);
      writeFileSync(file, 'state: 1');
      const loaded = loadConfig(file);
      expect('problems' in loaded && loaded.problems.map(formatConfigProblem)).toContain(
        `${file}:1:8: state: found 1, expected text`,
      );
    } finally {
      rmSync(directory, { recursive: true });
    }
  });
});
