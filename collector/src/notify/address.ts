/** Which addresses a webhook may reach: public ones, unless its config says otherwise. Pure. */
import { BlockList, isIP } from 'node:net';

const guarded = new BlockList();
// IANA special-purpose registries (RFC 6890 and its updates): never the public Internet.
for (const [network, prefix] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  guarded.addSubnet(network, prefix, 'ipv4');
}
for (const [network, prefix] of [
  // The unspecified and the loopback address, and all IPv4-compatible ones (::a.b.c.d, RFC 4291 §2.5.5.1).
  ['::', 96],
  // Whatever IPv4 address a translator makes of it, private ones among them (RFC 6052 §3.1).
  ['64:ff9b::', 96],
  ['64:ff9b:1::', 48],
  ['100::', 64],
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  // Site-local: deprecated, and still private where it is in use (RFC 3879).
  ['fec0::', 10],
  ['ff00::', 8],
] as const) {
  guarded.addSubnet(network, prefix, 'ipv6');
}

/**
 * True when a numeric address is loopback, private, link-local, multicast or otherwise not of the public Internet. An
 * IPv4 address in IPv6 clothes is judged as the IPv4 address. Anything that is no address is true as well.
 */
export function isGuarded(address: string): boolean {
  const plain = address.split('%')[0] ?? '';
  const family = isIP(plain);
  if (family === 0) return true;
  // BlockList tests mapped addresses (::ffff:a.b.c.d) against the IPv4 subnets.
  return guarded.check(plain, family === 4 ? 'ipv4' : 'ipv6');
}
