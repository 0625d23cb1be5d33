import { describe, expect, it } from 'vitest';
import { loadGateways, parseRoutes } from './gateway.ts';

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
    expect(await loadGateways('/nonexistent/route')).toEqual([]);
  });
});
