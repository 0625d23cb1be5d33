/**
 * The path between one agent and the collector, as a TCP relay that can be shut: then nothing passes and nobody is told,
 * as on a broken path.
 */
import { connect, createServer, type Socket } from 'node:net';
import { relayConnectionsMax } from './limits.ts';

export interface Relay {
  readonly port: number;
  /** Shuts or opens the path. While it is shut, octets wait at its ends. */
  setShut(shut: boolean): void;
  stop(): Promise<void>;
}

/** A relay from a free port of 127.0.0.1 to `targetPort` of it. */
export async function startRelay(targetPort: number): Promise<Relay> {
  let shut = false;
  const sockets = new Set<Socket>();
  const apply = (socket: Socket) => (shut ? socket.pause() : socket.resume());

  const join = (from: Socket, to: Socket) => {
    from.on('data', (octets: Buffer) => {
      // The receiver's pace is the sender's: what does not fit waits in the kernel.
      if (!to.write(octets)) from.pause();
    });
    to.on('drain', () => apply(from));
    from.on('end', () => to.end());
    from.on('close', () => {
      sockets.delete(from);
      to.destroy();
    });
    from.on('error', () => to.destroy());
  };

  const server = createServer({ pauseOnConnect: true }, (client) => {
    if (sockets.size >= relayConnectionsMax * 2) return client.destroy();
    const upstream = connect({ host: '127.0.0.1', port: targetPort });
    sockets.add(client).add(upstream);
    join(client, upstream);
    join(upstream, client);
    apply(client);
    apply(upstream);
  });
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(0, '127.0.0.1', done);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the relay has no port');
  return {
    port: address.port,
    setShut(value) {
      if (value === shut) return;
      shut = value;
      for (const socket of sockets) apply(socket);
    },
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
