/** What a bench compares with, brought from the distribution where that may be done: as root on Debian or Ubuntu. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/**
 * Installs the package unless `path` is there already. Returns why the file is missing, or undefined when it is there.
 * Bounded: 7 minutes.
 */
export function bring(packageName: string, path: string): string | undefined {
  if (existsSync(path)) return undefined;
  const command = `apt-get install -y --no-install-recommends ${packageName}`;
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return `${path} is missing; as root: ${command}`;
  process.stderr.write(`Installing from the distribution: ${packageName} …\n`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  spawnSync('apt-get', ['-q', 'update'], { env, timeout: 120_000 });
  const install = ['-q', 'install', '-y', '--no-install-recommends', packageName];
  const { stderr } = spawnSync('apt-get', install, { env, encoding: 'utf8', timeout: 300_000 });
  return existsSync(path) ? undefined : `apt-get could not install ${packageName}: ${stderr.trim().slice(-300)}`;
}
