// What a person reads when the config is wrong: the whole list, place by place, sentence by sentence.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatConfigProblem } from '@thongsuot/contract/config.ts';
import type { UnitKind } from '@thongsuot/contract/facts.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfig } from './load.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'agent-config-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const environment = { TOKEN: 'token-canary', COMMUNITY: 'community-canary', KEY: 'key-canary' };

/** Some names, as the backup part has them. */
const profiles: Record<UnitKind, string[]> = {
  ups: ['apcUps', 'rfc1628'],
  dcPlant: ['huaweiSmu'],
  generator: ['himoinsa'],
  standbyLink: ['interface', 'bgp'],
  standbyRouter: ['vrrpV3'],
};

function load(text: string, files: Record<string, string> = {}) {
  mkdirSync(join(folder, 'links.d'));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  writeFileSync(join(folder, 'agent.yaml'), text);
  return loadConfig(join(folder, 'agent.yaml'), environment, (kind) => profiles[kind]);
}

/** The sentences, with the folder of the test cut away. */
function sentences(text: string, files: Record<string, string> = {}): string[] {
  const outcome = load(text, files);
  if (outcome.kind === 'loaded') return [];
  return outcome.problems.map((problem) =>
    formatConfigProblem({ ...problem, file: problem.file.replace(/^.*agent-config-[^/]*\//, '') }),
  );
}

const head = `agent: { id: a1, operator: vnpt, site: pleiku }
collectors: [{ url: https://giamsat.example:8443, token: { env: TOKEN } }]
`;
const device = 'devices: [{ id: pe1, address: 10.10.0.1, snmp: { version: 2c, community: { env: COMMUNITY } } }]\n';
const link = (rest: string) => `links: [{ id: l1, endpoint: ubnd, role: primary, device: pe1, ${rest} }]\n`;

describe('include', () => {
  it.each([
    ['one pattern', 'include: links.d/*.yaml\n'],
    ['a list of them', 'include: [links.d/*.yaml]\n'],
  ])('takes %s', (_name, include) => {
    const outcome = load(`${head}${device}${include}`, {
      'links.d/a.yaml': link('interface: { name: a }, members: [x1, x2]'),
    });
    expect(outcome.kind === 'loaded' && outcome.loaded.config.links.map(({ id, members }) => [id, members])).toEqual([
      ['l1', ['x1', 'x2']],
    ]);
  });
});

describe('one mistake, one sentence with its place and its remedy', () => {
  it.each([
    ['a misspelt key', `${head}§devics: []\n`, 'devics: unknown key; did you mean devices?'],
    [
      'a missing key',
      'agent: §{ id: a1, operator: vnpt }\ncollectors: [{ url: https://x.example, token: { env: TOKEN } }]\n',
      'agent.site: missing; expected text',
    ],
    [
      'no collector',
      'agent: { id: a1, operator: vnpt, site: pleiku }\ncollectors: §[]\n',
      'collectors: found a list of 0, expected at least 1',
    ],
    [
      'a secret in clear',
      `${head.replace('{ env: TOKEN }', '§hunter2')}`,
      'collectors[0].token: a secret is given by reference: { env: NAME }, { file: PATH } or { credential: NAME } (systemd)',
    ],
    [
      'a secret that is not there',
      `${head.replace('{ env: TOKEN', '§{ env: TOKN')}`,
      'collectors[0].token: the environment variable TOKN is not set; set it before the agent starts, or name a file',
    ],
    [
      'a token that would travel in clear',
      head.replace('https', '§http'),
      'collectors[0].url: http://giamsat.example:8443 would send the token in clear; use https:// (http:// is for loopback only)',
    ],
    [
      'an SNMP version that is none',
      `${head}${device.replace('2c', '§4')}`,
      'devices[0].snmp.version: version is missing or not known; expected version: 2c (with community), 1, or 3 (with user and level)',
    ],
    [
      'authPriv without a privacy key',
      `${head}${device.replace('{ version: 2c, community: { env: COMMUNITY }', '§{ version: 3, user: u, level: authPriv, auth: { protocol: sha256, key: { env: KEY } }')}`,
      'devices[0].snmp.priv: level authPriv needs priv: { protocol, key }',
    ],
    [
      'a duration without a unit',
      `${head}defaults: { interval: §"30" }\n`,
      'defaults.interval: "30" is not a duration; write a number and a unit, such as 30s, 5m or 2h',
    ],
    [
      'a duration that is a number',
      `${head}defaults: { interval: §30 }\n`,
      'defaults.interval: found 30, expected a duration; write a number and a unit, such as 30s, 5m or 2h',
    ],
    [
      'an interval below one second',
      `${head}defaults: { interval: §100ms }\n`,
      'defaults.interval: found "100ms"; expected an interval from 1s to 1h',
    ],
    [
      'a link bound by index',
      `${head}${device}${link('interface: { §ifIndex: 4 }')}`,
      'links[0].interface.ifIndex: unknown key; remove it',
    ],
    [
      'a link bound twice over',
      `${head}${device}${link('interface: §{ name: a, alias: b }')}`,
      'links[0].interface: expected exactly one of name (ifName), alias (ifAlias), descr (ifDescr); an ifIndex changes when the device restarts',
    ],
    [
      'a link of a device that is not there',
      `${head}${device}${link('interface: { name: a }').replace('pe1', '§pe2')}`,
      'links[0].device: there is no device pe2; known: pe1',
    ],
    [
      'a standby link that names no link',
      `${head}${device}units: [§{ id: u1, kind: standbyLink }]\n`,
      'units[0]: a standby link is one of the links; name it with link: ID',
    ],
    [
      'a unit that names no device',
      `${head}${device}units: [§{ id: u1, kind: ups }]\n`,
      'units[0]: a unit of kind ups is read from a device; name it with device: ID',
    ],
    [
      'a session over a standby link without its device',
      `${head}${device}${link('interface: { name: a }')}units: [§{ id: u1, kind: standbyLink, link: l1, profile: bgp }]\n`,
      'units[0]: a session over a standby link is read from a device; name it with device: ID',
    ],
    [
      'a profile that reads no such unit',
      `${head}${device}units: [{ id: u1, kind: ups, device: pe1, profile: §apc }]\n`,
      'units[0].profile: no profile apc reads a ups; expected one of apcUps, rfc1628, or leave it out: the device says which',
    ],
    [
      'a row of no profile',
      `${head}${device}units: [{ id: u1, kind: ups, device: pe1, peer: §10.0.0.2 }]\n`,
      'units[0].peer: peer names a row of what a profile reads; name the profile as well, such as profile: bgp',
    ],
    [
      'a figure without its band',
      `${head}${device}units: [{ id: u1, kind: generator, device: pe1, objects: { fuelRatio: §{ oid: 1.3.6.1.4.1.99999.1.0, scale: 0.01 } } }]\n`,
      'units[0].objects.fuelRatio: fuelRatio is a figure in ratio: it needs scale and band, and neither states nor one',
    ],
    [
      'a ratio in percent',
      `${head}${device}units: [{ id: u1, kind: generator, device: pe1, objects: { fuelRatio: §{ oid: 1.3.6.1.4.1.99999.1.0, scale: 1, band: [0, 100] } } }]\n`,
      'units[0].objects.fuelRatio: fuelRatio is a ratio of 0 to 1; a device that states percent has the scale 0.01',
    ],
    [
      'another unit than the fact has',
      `${head}${device}units: [{ id: u1, kind: generator, device: pe1, objects: { startBatteryVoltageV: §{ oid: 1.3.6.1.4.1.99999.1.0, unit: mV, scale: 1, band: [4, 40] } } }]\n`,
      'units[0].objects.startBatteryVoltageV: startBatteryVoltageV is in V, not in mV; correct scale and unit',
    ],
    [
      'a column without rows',
      `${head}${device}units: [{ id: u1, kind: generator, device: pe1, objects: { startBatteryVoltageV: §{ oid: 1.3.6.1.4.1.99999.1, scale: 1, band: [4, 40] } } }]\n`,
      'units[0].objects.startBatteryVoltageV: an instance ends in .0; write it so, or say rows: for a column',
    ],
    [
      'a state by a figure',
      `${head}${device}units: [{ id: u1, kind: generator, device: pe1, objects: { engineMode: §{ oid: 1.3.6.1.4.1.99999.1.0, scale: 1, band: [0, 4] } } }]\n`,
      'units[0].objects.engineMode: engineMode is a state: it needs states: { VALUE: word } and neither scale, band nor one',
    ],
    [
      'traps on a name',
      `${head}${device}traps: { listen: §"localhost:162" }\n`,
      'traps.listen: found "localhost:162"; expected an IP address and a port, such as 0.0.0.0:162 or [::]:162',
    ],
    [
      'traps on no port',
      `${head}${device}traps: { listen: §"10.0.0.1:66000" }\n`,
      'traps.listen: found "10.0.0.1:66000"; expected an IP address with a port up to 65535',
    ],
    [
      'a credential in an address',
      head.replace('https://', '§https://user:hunter2@'),
      'collectors[0].url: an address with a name or password in it would be logged; give the credential as token',
    ],
    [
      'a role that is none',
      `${head}${device}${link('interface: { name: a }').replace('primary', '§main')}`,
      'links[0].role: found "main", expected one of primary, backup',
    ],
    [
      'a capacity without a unit that is known',
      `${head}${device}${link('interface: { name: a }, capacity: §200Q')}`,
      'links[0].capacity: expected a rate for both directions, such as 200M, or { in: 200M, out: 100M }',
    ],
    [
      'a time-out as long as the interval',
      `${head}${device.replace('address', 'timeout: §40s, address')}`,
      'devices[0].timeout: a time-out of 40000 ms leaves no room in an interval of 30000 ms; make it shorter',
    ],
    [
      'an include that matches nothing',
      `${head}include: [§"missing/*.yaml"]\n`,
      'include[0]: missing/*.yaml matches no file; create one, or remove the line',
    ],
    [
      'an authority that is not there',
      `${head}checks: [{ id: c1, endpoint: cong, url: https://cong.example/, ca: §/nonexistent/ca.pem }]\n`,
      "checks[0].ca: /nonexistent/ca.pem cannot be read (ENOENT); put the certificate there, readable by the agent's account",
    ],
    [
      'a certificate without its key',
      `${head.replace('}]', ', tls: §{ certificate: a.pem } }]')}`,
      'collectors[0].tls: a certificate needs its key, and a key its certificate; write both, or neither',
    ],
    [
      'a collector to which the agent would be nobody',
      head.replace(/collectors: .*/, 'collectors: [§{ url: https://giamsat.example:8443 }]'),
      'collectors[0]: expected token, or tls with certificate and key: one of them says who the agent is',
    ],
    [
      'a proxy that speaks TLS itself',
      `${head.replace('}]', ', proxy: §https://p:3128 }]')}`,
      'collectors[0].proxy: expected http://host:port, or { url, username, password } where the proxy asks who we are',
    ],
    [
      'a password of a proxy that is not there',
      `${head.replace('}]', ', proxy: { url: http://p:3128, username: u, password: §{ env: NOT_SET } } }]')}`,
      'collectors[0].proxy.password: the environment variable NOT_SET is not set; set it before the agent starts, or name a file',
    ],
    [
      'an authority of a collector that is no certificate',
      `${head.replace('}]', ', tls: { ca: §/dev/null } }]')}`,
      'collectors[0].tls.ca: /dev/null holds no certificate in PEM; expected -----BEGIN CERTIFICATE-----, which openssl x509 -in FILE -outform PEM prints',
    ],
    [
      'a key that stands twice',
      `${head}log: { level: info }\n§log: { level: warn }\n`,
      'not valid YAML: Map keys must be unique',
    ],
    [
      'text that is no YAML',
      'agent: [\n§',
      'not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
  ])('%s', (_, marked, expected) => {
    // § marks the place that the sentence must name.
    const before = marked.slice(0, marked.indexOf('§')).split('\n');
    const place = `agent.yaml:${before.length}:${(before.at(-1) ?? '').length + 1}`;
    expect(sentences(marked.replace('§', ''))).toContain(`${place}: ${expected}`);
  });

  it('says how to name a config that is not there', () => {
    const outcome = loadConfig(join(folder, 'nothing.yaml'), environment);
    expect(outcome.kind === 'wrong' && outcome.problems.map(({ message }) => message)).toEqual([
      'the file cannot be read (ENOENT); name the config with --config PATH',
    ]);
  });
});

describe('all mistakes at once', () => {
  const links = `links:
  - { id: l1, endpoint: ubnd, role: primary, device: pe1, interface: { name: a } }
  - { id: l1, endpoint: ubnd, role: primary, device: pe1, interface: { name: a } }
  - { id: "l 3", endpoint: ubnd, role: primary, device: pe9, interface: { name: c } }
`;
  it('from top to bottom, in the main file and in the included ones', () => {
    const text = `${head.replace('pleiku', '""')}include: [links.d/*.yaml]\n${device}`;
    expect(sentences(text, { 'links.d/a.yaml': links }).map((sentence) => sentence.replace(/: .*/, ''))).toEqual([
      'agent.yaml:1:40',
      'links.d/a.yaml:3:11',
      'links.d/a.yaml:3:70',
      'links.d/a.yaml:4:11',
    ]);
  });

  it('never print a secret', () => {
    const outcome = load(`${head}${device}${link('interface: { name: a }')}`);
    expect(JSON.stringify(outcome)).not.toContain('canary');
    if (outcome.kind === 'wrong') throw new Error('the config is good');
    const { config, secretOf } = outcome.loaded;
    const secret = secretOf(config.collectors[0]?.token ?? { env: '' });
    expect([`${secret}`, JSON.stringify({ secret }), secret.reveal()]).toEqual([
      '[secret]',
      '{"secret":"[secret]"}',
      'token-canary',
    ]);
  });
});

describe('a good config', () => {
  it('names the authority of a portal that is not publicly signed', () => {
    const ca = join(folder, 'ca.pem');
    const check = `checks: [{ id: c1, endpoint: cong, url: https://cong.example/, ca: ${ca} }]\n`;
    const outcome = load(`${head}${check}`, { 'ca.pem': '-----BEGIN CERTIFICATE-----\n' });
    expect(outcome.kind === 'loaded' && outcome.loaded.config.checks.map((one) => [one.id, one.ca])).toEqual([
      ['c1', ca],
    ]);
  });
  it('joins included lists and fills in the defaults', () => {
    const extra =
      'links: [{ id: l2, endpoint: ubnd, role: backup, device: pe1, interface: { alias: x }, capacity: { in: 100M, out: 50M } }]\n';
    const outcome = load(
      `${head}include: [links.d/*.yaml]\n${device}${link('interface: { name: a }, capacity: 200M')}`,
      { 'links.d/b.yaml': extra },
    );
    if (outcome.kind === 'wrong') throw new Error(outcome.problems.map(formatConfigProblem).join('\n'));
    const { config } = outcome.loaded;
    expect(config.links.map(({ id, capacity }) => [id, capacity])).toEqual([
      ['l1', { in: 200e6, out: 200e6 }],
      ['l2', { in: 100e6, out: 50e6 }],
    ]);
    expect(config.defaults).toEqual({
      interval: 30_000,
      backoffMax: 300_000,
      probeInterval: 10_000,
      unitInterval: 60_000,
      checkInterval: 60_000,
      timeout: 2_000,
    });
    expect(config.icmp).toEqual({ fping: ['fping'], count: 5, period: 200, timeout: 1_000 });
    expect(config.devices[0]?.port).toBe(161);
  });
});
