/** Installs the system's parts that are missing, where it may: as root on Debian or Ubuntu. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { lacks, type Part, parts } from './parts.ts';

export const installCommand = (missing: readonly Part[]): string =>
  `apt-get update && apt-get install -y --no-install-recommends ${missing.map((part) => parts[part].package).join(' ')}`;

/**
 * Installs the missing ones of `wanted` and returns those that are still missing. Says what it does on standard error.
 * The wait for apt is bounded: 10 minutes for the lists and the packages together.
 */
export function installParts(wanted: readonly Part[]): Part[] {
  const missing = wanted.filter(lacks);
  if (missing.length === 0) return [];
  const may = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
  if (!may) return missing;
  const packages = missing.map((part) => parts[part].package);
  process.stderr.write(`Installing from the distribution: ${packages.join(', ')} …\n`);
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const run = (argv: string[], timeout: number) =>
    spawnSync('apt-get', argv, { env: environment, encoding: 'utf8', timeout });
  const update = run(['-q', 'update'], 180_000);
  // A policy of "do not start services": tests start their own, on their own ports.
  const install = run(
    ['-q', 'install', '-y', '--no-install-recommends', '-o', 'Dpkg::Options::=--force-confdef', ...packages],
    420_000,
  );
  if (install.status !== 0) {
    const said = `${update.status === 0 ? '' : update.stderr}${install.stderr}`.trim().split('\n').slice(-5).join('\n');
    process.stderr.write(`apt-get could not install them (exit ${install.status ?? 'none'}):\n${said}\n`);
  }
  return missing.filter(lacks);
}
