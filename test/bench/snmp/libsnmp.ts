/** Net-SNMP's library in C, built for the bench from the source beside this file. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { addressOf, community, deviceCount, objectsOf } from './scene.ts';

export const libsnmpHeader = '/usr/include/net-snmp/net-snmp-config.h';

export interface Libsnmp {
  run(links: number, rounds: number): Promise<{ cpuUs: number; polls: number }>;
}

/** Builds it. Returns why that cannot be done, when it cannot. */
export function buildLibsnmp(folder: string, port: number): Libsnmp | string {
  if (!existsSync('/usr/bin/gcc')) return '/usr/bin/gcc is missing';
  const program = join(folder, 'libsnmp-bench');
  const source = fileURLToPath(new URL('libsnmp.c', import.meta.url));
  const built = spawnSync('/usr/bin/gcc', ['-O2', '-o', program, source, '-lnetsnmp'], { encoding: 'utf8' });
  if (built.status !== 0) return `gcc could not build it: ${built.stderr.trim().slice(0, 300)}`;
  return {
    async run(links, rounds) {
      const addresses = Array.from({ length: deviceCount }, (_, i) => addressOf(i));
      const argv = [String(port), community, String(rounds), ...addresses, '--', ...objectsOf(links)];
      const child = spawn(program, argv, { stdio: ['ignore', 'pipe', 'inherit'] });
      let text = '';
      child.stdout.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      const code = await new Promise((resolve, reject) => child.once('error', reject).once('close', resolve));
      if (code !== 0) throw new Error(`the program in C ended with ${code}`);
      const { cpuUs } = JSON.parse(text) as { cpuUs: number };
      return { cpuUs, polls: rounds * deviceCount };
    },
  };
}
