/** A proxy before a device that puts mutants of each reply in front of the reply itself, from the device's own address. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { mutate } from './mutate.ts';

/** Mutants before each true reply: with fewer the reply is soon there, with more the kernel drops some. */
const mutantsPerReply = 8;

export interface Liar {
  /** Where the poller asks. */
  port: number;
  /** Mutants that went out, and how many of each way. */
  readonly sent: number;
  readonly ways: ReadonlyMap<string, number>;
  /** From now on it tells the truth. */
  tellTruth(): void;
  close(): void;
}

export async function startLiar(devicePort: number, random: () => number): Promise<Liar> {
  const front = createSocket('udp4');
  const back = createSocket('udp4');
  await Promise.all([bound(front), bound(back)]);
  const ways = new Map<string, number>();
  let [sent, lies] = [0, true];
  let asker = 0;
  let earlier: Buffer = Buffer.alloc(0);
  front.on('message', (datagram, from) => {
    asker = from.port;
    back.send(datagram, devicePort, '127.0.0.1');
  });
  back.on('message', (reply) => {
    for (let n = lies ? mutantsPerReply : 0; n > 0; n--) {
      const { way, datagram } = mutate(reply, random, earlier);
      ways.set(way, (ways.get(way) ?? 0) + 1);
      sent++;
      front.send(datagram, asker, '127.0.0.1');
    }
    earlier = reply;
    front.send(reply, asker, '127.0.0.1');
  });
  return {
    port: (front.address() as AddressInfo).port,
    get sent() {
      return sent;
    },
    ways,
    tellTruth: () => {
      lies = false;
    },
    close: () => {
      front.close();
      back.close();
    },
  };
}

async function bound(socket: Socket): Promise<void> {
  // What cannot be sent (the poller has ended) is what the case is about to say.
  socket.on('error', () => undefined);
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
}
