/** The default gateway of this machine, for the question whether our own path works. `loadGateways` reads the world. */
import { readFile } from 'node:fs/promises';
import { SocketAddress } from 'node:net';
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

/**
 * IPv6 addresses of the default gateways in the text of `/proc/net/ipv6_route`, the lowest metric first, a link-local
 * one with its interface (RFC 4007 §11). All figures there are hexadecimal (linux net/ipv6/route.c, rt6_info_route).
 */
export function parseRoutesV6(text: string): string[] {
  const found: { address: string; metric: number }[] = [];
  for (const line of text.split('\n')) {
    const [destination, length, , , gateway, metric, , , flags, device] = line.trim().split(/\s+/);
    if (destination !== '0'.repeat(32) || length !== '00' || device === undefined) continue;
    if (gateway === undefined || !/^[0-9a-f]{32}$/.test(gateway) || gateway === '0'.repeat(32)) continue;
    // RTF_UP 0x1, RTF_GATEWAY 0x2 (linux/route.h).
    if ((Number.parseInt(flags ?? '0', 16) & 3) !== 3) continue;
    const groups = gateway.match(/.{4}/g) ?? [];
    const { address } = new SocketAddress({ address: groups.join(':'), family: 'ipv6' });
    found.push({
      address: gateway.startsWith('fe8') ? `${address}%${device}` : address,
      metric: Number.parseInt(metric ?? '0', 16),
    });
  }
  found.sort((a, b) => a.metric - b.metric);
  return [...new Set(found.map((route) => route.address))];
}

/** The default gateways now; none where a routing table cannot be read. Read at each burst: routes change. */
export async function loadGateways(path = '/proc/net/route', pathV6 = '/proc/net/ipv6_route'): Promise<string[]> {
  const text = (from: string) => readFile(from, 'utf8').catch(() => '');
  const [v4, v6] = await Promise.all([text(path), text(pathV6)]);
  return [...parseRoutes(v4, endianness()), ...parseRoutesV6(v6)];
}
