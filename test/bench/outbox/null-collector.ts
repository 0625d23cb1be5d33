/** A collector in a process of its own that takes every batch and keeps nothing. Prints its port. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

const head = /"epoch":"([0-9a-f]{16})","seq":(\d+)/;

const server = createServer((request, response) => {
  const parts: Buffer[] = [];
  request.on('data', (part: Buffer) => parts.push(part));
  request.on('end', () => {
    const text = gunzipSync(Buffer.concat(parts), { maxOutputLength: 4_194_304 }).toString();
    const [, epoch, seq] = head.exec(text) ?? [];
    const count = text.split('{"kind":').length - 1;
    const answer = { epoch, seq: Number(seq), count, stored: count, rejected: [], now: Date.now() };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
  });
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${JSON.stringify({ port: (server.address() as AddressInfo).port })}\n`);
});
process.on('SIGTERM', () => process.exit(0));
