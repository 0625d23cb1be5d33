/** What all contestants ask, and how. */
import { fpingArguments } from '@thongsuot/agent/icmp/fping.ts';
import { targetsPerShardMax } from '@thongsuot/agent/icmp/limits.ts';

export type Engine = 'ours' | 'fping' | 'npmPing';
export interface Task {
  engine: Engine;
  targets: number;
  bursts: number;
}
export interface Cost {
  cpuUs: number;
  /** Targets asked, each burst by itself. */
  asked: number;
  sent: number;
  received: number;
}

export const echoes = { count: 5, periodMs: 200, timeoutMs: 1_000 };
export const fpingPath = '/usr/bin/fping';
export const commandLine = [fpingPath, ...fpingArguments(echoes)];
export { targetsPerShardMax };

/** Addresses of loopback, all of which answer. */
export const addresses = (count: number): string[] =>
  Array.from({ length: count }, (_, i) => `127.${84 + (i >> 14)}.${(i >> 7) & 127}.${(i & 127) + 1}`);
