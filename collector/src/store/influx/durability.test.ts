import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { hasInfluxd, startInfluxd } from '../../../../test/harness/influxd.ts';
import { durabilityOf } from './durability.ts';

const log = pino({ enabled: false });

describe('whether InfluxDB syncs before it answers', () => {
  it.runIf(hasInfluxd())('is read from a real influxd', async () => {
    const influxd = await startInfluxd();
    try {
      expect(await durabilityOf({ url: influxd.url }, log)).toEqual({ kind: 'synced' });
      expect(await readFile(join(influxd.dir, 'influxdb.conf'), 'utf8')).not.toMatch(/wal-fsync-delay = "[1-9]/);
    } finally {
      await influxd.stop();
    }
  });

  const answering = async (version: string, status: number, body: unknown) => {
    const server = createServer((request, response) => {
      response.setHeader('x-influxdb-version', version);
      if (request.url === '/ping') return response.writeHead(204).end();
      return response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      return await durabilityOf({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` }, log);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  };
  const diagnostics = (delay: string) => ({
    results: [{ series: [{ name: 'config-data', columns: ['dir', 'wal-fsync-delay'], values: [['/x', delay]] }] }],
  });

  it.each([
    ['1.8.10', 200, diagnostics('100ms'), { kind: 'delayed', delay: '100ms' }],
    ['1.8.10', 200, diagnostics('0s'), { kind: 'synced' }],
    ['1.8.10', 403, { error: 'admin privilege' }, { kind: 'unknown', why: 'only an admin of InfluxDB may ask' }],
    ['v2.7.1', 400, {}, { kind: 'unknown', why: 'InfluxDB v2.7.1 has no such setting' }],
    ['1.5.0', 200, { results: [{}] }, { kind: 'unknown', why: 'InfluxDB 1.5.0 does not say' }],
  ])('of %s, answering %i, is said as it is', async (version, status, body, expected) => {
    expect(await answering(version, status, body)).toEqual(expected);
  });
});
