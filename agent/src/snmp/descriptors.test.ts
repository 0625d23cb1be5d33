import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

describe('without a file descriptor left', () => {
  it('each request fails as network and none hangs; with some left the device is read again', async () => {
    const device = createSocket('udp4');
    device.on('message', (request, from) => {
      // The same message as a response: its PDU tag stands behind version and community.
      const reply = Buffer.from(request);
      const at = reply.indexOf('congkhai') + 'congkhai'.length;
      reply[at] = 0xa2;
      device.send(reply, from.port, from.address);
    });
    await new Promise<void>((resolve) => device.bind(0, '127.0.0.1', resolve));
    try {
      const script = fileURLToPath(new URL('descriptors.fake.ts', import.meta.url));
      const limited = 'ulimit -n 256; exec "$0" "$1" "$2"';
      const child = spawn('sh', ['-c', limited, process.execPath, script, String(device.address().port)], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const said = await text(child.stdout);
      const looks = said.trim().split('\n');
      expect(looks.map((line) => JSON.parse(line))).toEqual([
        { when: 'without', name: 'lean', codes: ['network'], settled: 20 },
        { when: 'without', name: 'net-snmp', codes: ['network'], settled: 20 },
        { when: 'with', name: 'lean', codes: ['answered'], settled: 20 },
        { when: 'with', name: 'net-snmp', codes: ['answered'], settled: 20 },
      ]);
    } finally {
      device.close();
    }
  }, 20_000);
});
