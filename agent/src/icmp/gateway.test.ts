import { describe, expect, it } from 'vitest';
import { loadGateways, parseRoutes, parseRoutesV6 } from './gateway.ts';

const head = 'Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n';

describe('parseRoutes', () => {
  it('reads the default gateways, the lowest metric first, in the octet order of the machine', () => {
    const text =
      `${head}eth1\t00000000\tFE01A8C0\t0003\t0\t0\t200\t00000000\t0\t0\t0\n` +
      'eth0\t00000000\t010200C0\t0003\t0\t0\t100\t00000000\t0\t0\t0\n' +
      'eth0\t000200C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0\n';
    expect(parseRoutes(text, 'LE')).toEqual(['192.0.2.1', '192.168.1.254']);
    expect(parseRoutes(text, 'BE')).toEqual(['1.2.0.192', '254.1.168.192']);
  });
  it('ignores a default route that has no gateway or is down', () => {
    const text =
      `${head}ppp0\t00000000\t00000000\t0001\t0\t0\t0\t00000000\t0\t0\t0\n` +
      'eth0\t00000000\t010200C0\t0002\t0\t0\t0\t00000000\t0\t0\t0\n';
    expect(parseRoutes(text, 'LE')).toEqual([]);
  });
  it('finds none where there is no routing table', async () => {
    expect(await loadGateways('/nonexistent/route', '/nonexistent/ipv6_route')).toEqual([]);
  });
});

describe('parseRoutesV6', () => {
  const none = '0'.repeat(32);
  const route = (destination: string, length: string, gateway: string, metric: string, flags: string) =>
    `${destination} ${length} ${none} 00 ${gateway} ${metric} 00000001 00000000 ${flags}     eth0\n`;
  const linkLocal = 'fe800000000000000250b6fffe000001';
  const global = '20010db8000000000000000000000001';

  it('reads the default gateways, the lowest metric first, a link-local one with its interface', () => {
    const text =
      route(none, '00', linkLocal, '00000400', '00000003') +
      route(none, '00', global, '00000100', '00000003') +
      route('20010db8000000000000000000000000', '40', none, '00000100', '00000001');
    expect(parseRoutesV6(text)).toEqual(['2001:db8::1', 'fe80::250:b6ff:fe00:1%eth0']);
  });
  it('ignores the kernel’s own refusal, a route that is down and one without a gateway', () => {
    const text =
      route(none, '00', none, 'ffffffff', '00200200') +
      route(none, '00', global, '00000100', '00000002') +
      route(none, '00', none, '00000100', '00000001');
    expect(parseRoutesV6(text)).toEqual([]);
  });
});
