import { describe, expect, it } from 'vitest';
import { connect } from './netsnmp.ts';
import { DeviceSession } from './session.ts';
import type { ChannelListener, DatagramShim, Sockets } from './sockets.ts';

const sysUpTime = '1.3.6.1.2.1.1.3.0';
const credentials = { version: '2c' as const, community: { reveal: () => 'congkhai' } };
const target = { address: '192.0.2.1', timeoutMs: 20, tries: 2, credentials };

/** A socket whose sends are told by `outcome`, one after the other, and that hears what it is given. */
function socketOf(outcome: (send: number) => Error | null) {
  const sent: Buffer[] = [];
  let hear: (datagram: Buffer) => void = () => {};
  let listener: ChannelListener | undefined;
  const shim: DatagramShim = {
    on: (event, handler) => {
      if (event === 'message') hear = handler;
    },
    send: (data, _offset, _length, _port, _address, callback) => {
      sent.push(Buffer.from(data));
      callback(outcome(sent.length));
    },
    bind: () => {},
    ref: () => {},
    unref: () => {},
    close: () => {},
  };
  const sockets: Sockets = {
    channel: (_remote, given) => {
      listener = given;
      const enter = () => () => {};
      return {
        dgramModule: { createSocket: () => shim },
        tryEnter: enter,
        enter: async () => enter(),
        close: () => {},
      };
    },
    strays: 0,
    close: () => {},
  };
  return { sockets, sent, hear: (datagram: Buffer) => listener?.admits(datagram) === true && hear(datagram) };
}

/** The request as a response, with its null as the value. */
function answerTo(request: Buffer): Buffer {
  const reply = Buffer.from(request);
  reply[reply.indexOf('congkhai') + 'congkhai'.length] = 0xa2;
  return reply;
}

describe('a request whose retry cannot be sent', () => {
  it('fails as network at once, is forgotten, and a late reply to its first try disturbs nothing', async () => {
    const unreachable = Object.assign(new Error('send ENETUNREACH'), { code: 'ENETUNREACH' });
    const { sockets, sent, hear } = socketOf((send) => (send === 2 ? unreachable : null));
    const session = new DeviceSession(target, target.address, sockets, connect, () => {});
    const first = session.request('get', [sysUpTime], 0, { deadlineMs: 2_000 });
    await expect(first).rejects.toMatchObject({ code: 'network', message: expect.stringContaining('192.0.2.1') });
    expect(sent).toHaveLength(2);
    hear(answerTo(sent[0] ?? Buffer.alloc(0)));

    const second = session.request('get', [sysUpTime], 0, { deadlineMs: 2_000 });
    await Promise.resolve();
    await new Promise((resolve) => setImmediate(resolve));
    hear(answerTo(sent[2] ?? Buffer.alloc(0)));
    expect(await second).toEqual({ kind: 'varbinds', varbinds: [{ oid: sysUpTime, value: { type: 'null' } }] });
    session.close();
  });
});
