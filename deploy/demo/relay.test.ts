import { connect, createServer, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Relay, startRelay } from './relay.ts';

/** Answers each line with itself. */
const echo = createServer((socket) => socket.pipe(socket));
let relay: Relay;
beforeAll(async () => {
  await new Promise<void>((done) => echo.listen(0, '127.0.0.1', done));
  relay = await startRelay((echo.address() as { port: number }).port);
});
afterAll(async () => {
  await relay.stop();
  await new Promise((done) => echo.close(done));
});

const next = (socket: Socket) =>
  new Promise<string>((done) => socket.once('data', (octets) => done(octets.toString())));
const silence = (socket: Socket) =>
  Promise.race([next(socket), new Promise<string>((done) => setTimeout(() => done('(nothing)'), 120))]);

describe('the path of an agent', () => {
  it('carries octets both ways while it is open', async () => {
    const client = connect(relay.port, '127.0.0.1');
    client.write('one');
    expect(await next(client)).toBe('one');
    client.destroy();
  });

  it('carries nothing while it is shut, neither on old connections nor on new ones, and all of it afterwards', async () => {
    const old = connect(relay.port, '127.0.0.1');
    old.write('before');
    expect(await next(old)).toBe('before');
    relay.setShut(true);
    const fresh = connect(relay.port, '127.0.0.1');
    old.write('old');
    fresh.write('fresh');
    expect(await Promise.all([silence(old), silence(fresh)])).toEqual(['(nothing)', '(nothing)']);
    const answers = Promise.all([next(old), next(fresh)]);
    relay.setShut(false);
    expect(await answers).toEqual(['old', 'fresh']);
    old.destroy();
    fresh.destroy();
  });
});
