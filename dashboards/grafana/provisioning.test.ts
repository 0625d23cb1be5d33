import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { databaseName, tierNames, tiers } from '@thongsuot/contract/storage.ts';
import { describe, expect, it } from 'vitest';
import { reserveDashboard } from './reserve/dashboard.ts';
import { variable } from './sources.ts';

const root = join(import.meta.dirname, '..', '..', 'deploy', 'grafana', 'provisioning');
const versions = [1, 2, 3];
const operatorDatabase = variable('THONGSUOT_OPERATOR_DATABASE');
const operatorOrganisation = variable('THONGSUOT_OPERATOR_ORG_ID');
const read = (version: number) => readFileSync(join(root, `influxdb-${version}/datasources/thongsuot.yaml`), 'utf8');
const values = (text: string, key: string) =>
  [...text.matchAll(new RegExp(`^ +(?:- )?${key}: (.*)$`, 'gm'))].map(([, value]) => value);

describe.each(versions)('the data sources of InfluxDB %i', (version) => {
  const text = read(version);
  it('are one for each tier, under fixed uids', () => {
    expect(values(text, 'uid')).toEqual(tierNames.map((tier) => `thongsuot-${tier}`));
    expect(values(text, 'dbName')).toEqual(tierNames.map((tier) => `${databaseName}${tiers[tier].suffix}`));
    expect(new Set(values(text, 'version'))).toEqual(new Set(['InfluxQL']));
  });
  it('hold no secret of their own', () => {
    const secrets = [...values(text, 'password'), ...values(text, 'httpHeaderValue1')];
    expect(secrets).toHaveLength(tierNames.length);
    for (const secret of secrets) expect(secret).toMatch(/\$\{THONGSUOT_INFLUXDB_(PASSWORD|TOKEN)\}$/);
  });
});

it('the three differ in how they sign in, and in nothing else', () => {
  const plain = (text: string) =>
    text
      .split('\n')
      .filter((line) => !/^#|user:|password:|httpHeader/.test(line))
      .join('\n');
  expect(plain(read(2))).toBe(plain(read(1)));
  expect(plain(read(3))).toBe(plain(read(1)));
});

it('the first data source of a dashboard is the raw one, and its variable lists all of them', () => {
  const ds = reserveDashboard('vi').templating?.list?.[0];
  expect(ds?.current?.value).toBe('thongsuot-raw');
  const pattern = new RegExp((ds?.regex ?? '').replace(/^\/|\/i$/g, ''), 'i');
  for (const name of values(read(1), 'name')) expect(name).toMatch(pattern);
});

describe.each(versions)('an operator’s own data sources on InfluxDB %i', (version) => {
  const text = readFileSync(join(root, `operator/influxdb-${version}/datasources/thongsuot-operator.yaml`), 'utf8');
  const plain = (yaml: string) =>
    yaml
      .split('\n')
      .filter((line) => !/^#|^ +orgId:/.test(line))
      .join('\n');
  it('are the department’s, in his organisation, over his databases, by his credential', () => {
    const asDepartment = plain(text)
      .replaceAll(operatorDatabase, databaseName)
      .replaceAll('THONGSUOT_OPERATOR_INFLUXDB_', 'THONGSUOT_INFLUXDB_');
    expect(asDepartment).toBe(plain(read(version)));
    expect(values(text, 'orgId')).toEqual(tierNames.map(() => operatorOrganisation));
  });
  it('share no credential and no database with the department’s', () => {
    expect(text).not.toMatch(/\$\{THONGSUOT_INFLUXDB_(USER|PASSWORD|TOKEN)\}/);
    expect(values(text, 'dbName')).toEqual(tierNames.map((tier) => `${operatorDatabase}${tiers[tier].suffix}`));
  });
});

it('an operator’s dashboards are the department’s, in his organisation', () => {
  const department = readFileSync(join(root, 'dashboards/thongsuot.yaml'), 'utf8');
  const operator = readFileSync(join(root, 'operator/dashboards/thongsuot-operator.yaml'), 'utf8');
  const options = (text: string) =>
    text.split('\n').filter((line) => /^ +(type|options|disable|allow|update)/.test(line));
  expect(options(operator)).toEqual(options(department));
  expect(values(operator, 'orgId')).toEqual([operatorOrganisation]);
});
