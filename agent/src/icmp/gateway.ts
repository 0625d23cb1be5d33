/** The default gateway of this machine, for the question whether our own path works. `loadGateways` reads the world. */
import { readFile } from 'node:fs/promises';
import { endianness } from 'node:os';

/**
 * IPv4 addresses of the default gateways in the text of `/proc/net/route`, the lowest metric first. The kernel prints
 * an address as one 32-bit number in hex, in the machine's own octet order (proc(5)).
 */
export function parseRoutes(text: string, order: 'LE' | 'BE'): string[] {
  const found: { address: string; metric: number }[] = [];
  for (const line of text.split('\n').slice(1)) {
    const [, destination, gateway, flags, , , metric, mask] = line.trim().split(/\s+/);
    if (destination !== '00000000' || mask !== '00000000') continue;
    if (gateway === undefined || !/^[0-9A-Fa-f]{8}$/.test(gateway) || gateway === '00000000') continue;
    // RTF_UP 0x1, RTF_GATEWAY 0x2 (linux/route.h).
    if ((Number.parseInt(flags ?? '0', 16) & 3) !== 3) continue;
    const octets = [0, 2, 4, 6].map((i) => Number.parseInt(gateway.slice(i, i + 2), 16));
    if (order === 'LE') octets.reverse();
    found.push({ address: octets.join('.'), metric: Number(metric ?? 0) });
  }
  found.sort((a, b) => a.metric - b.metric);
  return [...new Set(found.map((route) => route.address))];
}

/** The default gateways now; none where the routing table cannot be read. Read at each burst: routes change. */
export async function loadGateways(path = '/proc/net/route'): Promise<string[]> {
  try {
    return parseRoutes(await readFile(path, 'utf8'), endianness());
  } catch {
    return [];
  }
}
