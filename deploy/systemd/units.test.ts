import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const guide = read('deploy/van-hanh.md');

/** Every value of a setting, in order. */
const valuesOf = (unit: string, setting: string) =>
  [...unit.matchAll(new RegExp(`^${setting}=(.*)$`, 'gm'))].map(([, value = '']) => value);

describe.each([
  ['agent', 'agent/agent.example.yaml', 'stateDirectory: /var/lib/thongsuot-agent'],
  ['collector', 'collector/collector.example.yaml', 'state: /var/lib/thongsuot'],
])('the unit of the %s', (name, example, state) => {
  const unit = read(`deploy/systemd/thongsuot-${name}.service`);
  const [command = ''] = valuesOf(unit, 'ExecStart');

  it('starts what a checkout in /opt/thongsuot has', () => {
    const files = [...command.matchAll(/\/opt\/thongsuot\/(\S+)/g)].map(([, path = '']) => path);
    expect(files).toEqual(['node_modules/.bin/node', 'deploy/node.mjs', `${name}/src/main.ts`]);
    expect(files.filter((path) => !existsSync(join(root, path)))).toEqual([]);
    expect(command).toMatch(new RegExp(`run --config /etc/thongsuot/${name}\\.yaml$`));
  });
  it('may write where the config keeps its state, and is not tried again after a mistake', () => {
    const [directory = ''] = valuesOf(unit, 'StateDirectory');
    expect(read(example)).toMatch(new RegExp(`${state}$`, 'm'));
    expect(state.endsWith(`/var/lib/${directory}`)).toBe(true);
    expect(valuesOf(unit, 'RestartPreventExitStatus')).toEqual(['2']);
  });
  it('is installed by the guide, with its account and its secrets', () => {
    expect(guide).toContain(`cp deploy/systemd/thongsuot-${name}.service /etc/systemd/system/`);
    for (const account of valuesOf(unit, 'User')) expect(guide).toMatch(new RegExp(`useradd .* ${account}$`, 'm'));
    for (const credential of valuesOf(unit, 'LoadCredential')) expect(guide).toContain(`LoadCredential=${credential}`);
  });
});
