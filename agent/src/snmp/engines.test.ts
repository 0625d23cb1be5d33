import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { pino } from 'pino';
import { afterEach, describe, expect, it } from 'vitest';
import type { Clock } from '../clock.ts';
import { createSnmpTransport } from './engines.ts';
import { createNetSnmpTransport } from './netsnmp.ts';
import type { SnmpTarget, SnmpTransport } from './transport.ts';

/**
 * Both engines against a device that misbehaves, written by hand: a responder on loopback that gets each request and
 * answers what the test says. A GET echoed with the tag of a response is a right answer: each value is then null.
 */
const clock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
};
const secret = (text: string) => ({ reveal: () => text });
const sysUpTime = '1.3.6.1.2.1.1.3.0';
const sysName = '1.3.6.1.2.1.1.5.0';
const ifName = '1.3.6.1.2.1.31.1.1.1.1';

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

type Answer = (request: Buffer, send: (reply: Buffer) => void, from: RemoteInfo, count: number) => void;

async function device(answer: Answer, address = '127.0.0.1'): Promise<{ target: SnmpTarget; requests: Buffer[] }> {
  const socket: Socket = createSocket(address.includes(':') ? 'udp6' : 'udp4');
  const requests: Buffer[] = [];
  socket.on('message', (request, from) => {
    requests.push(request);
    answer(request, (reply) => socket.send(reply, from.port, from.address), from, requests.length);
  });
  await new Promise<void>((resolve) => socket.bind(0, address, resolve));
  open.push(() => socket.close());
  const credentials = { version: '2c' as const, community: secret('congkhai') };
  return { target: { address, port: socket.address().port, timeoutMs: 150, tries: 1, credentials }, requests };
}

const engines = {
  'net-snmp': createNetSnmpTransport,
  // As the agent has it: a v2c target is polled by lean.
  lean: createSnmpTransport,
};

function engineOf(name: keyof typeof engines): SnmpTransport {
  const transport = engines[name]({ clock, log: pino({ level: 'silent' }) });
  open.push(() => transport.close());
  return transport;
}

/** Offset of the PDU's tag: after 30 len, 02 01 version, 04 len community. */
const pduAt = (message: Buffer) =>
  (message[1] === 0x81 ? 3 : 2) + 3 + 2 + (message[(message[1] === 0x81 ? 3 : 2) + 4] ?? 0);
const echo = (request: Buffer): Buffer => {
  const reply = Buffer.from(request);
  reply[pduAt(reply)] = 0xa2;
  return reply;
};
/** The echo with noSuchInstance in place of its last null. */
const lie = (request: Buffer): Buffer => {
  const reply = echo(request);
  reply[reply.length - 2] = 0x81;
  return reply;
};
const ask = (transport: SnmpTransport, target: SnmpTarget, oids = [sysUpTime]) =>
  transport.get(target, oids, { deadlineMs: 1_000 }).then(
    (reply) => reply.values.get(oids[0] ?? '')?.type,
    (error: { code: string }) => error.code,
  );

const tlv = (tag: number, ...parts: (Buffer | string)[]): Buffer => {
  const content = Buffer.concat(parts.map((p) => Buffer.from(p)));
  return Buffer.concat([
    Buffer.from(
      content.length < 128
        ? [tag, content.length]
        : content.length < 256
          ? [tag, 0x81, content.length]
          : [tag, 0x82, content.length >> 8, content.length & 255],
    ),
    content,
  ]);
};
const int = (n: number) => tlv(2, Buffer.from([n]));

/** A response of these varbinds under the request's own id, with the community of `device`. */
const replyOf = (request: Buffer, ...varbinds: Buffer[]): Buffer => {
  const idAt = pduAt(request) + ((request[pduAt(request) + 1] ?? 0) < 0x80 ? 2 : 3);
  const id = request.subarray(idAt, idAt + 6);
  return tlv(0x30, int(1), tlv(4, 'congkhai'), tlv(0xa2, id, int(0), int(0), tlv(0x30, ...varbinds)));
};
const varbind = (oid: number[], value: Buffer): Buffer => tlv(0x30, tlv(6, Buffer.from(oid)), value);
const upTime = [0x2b, 6, 1, 2, 1, 1, 3, 0];
const name5 = [0x2b, 6, 1, 2, 1, 1, 5, 0];

describe.each(['net-snmp', 'lean'] as const)('by %s a reply', (name) => {
  const engine = () => engineOf(name);

  it.each(['127.0.0.1', '::1'])('of the device is taken, at %s', async (address) => {
    const { target } = await device((request, send) => send(echo(request)), address);
    expect(await ask(engine(), target)).toBe('null');
  });

  it('from another port is never taken, and the true one after it is', async () => {
    const { target } = await device((request, send, from) => {
      const stranger = createSocket('udp4');
      stranger.send(lie(request), from.port, from.address, () => {
        stranger.close();
        setTimeout(() => send(echo(request)), 20);
      });
    });
    expect(await ask(engine(), target)).toBe('null');
  });

  it('with another community is not taken, and the true one after it is', async () => {
    const { target } = await device((request, send) => {
      const forged = lie(request);
      forged.write('konghkai', 7);
      send(forged);
      send(echo(request));
    });
    expect(await ask(engine(), target)).toBe('null');
  });

  it('that comes late is not taken for the answer to the next request', async () => {
    const { target } = await device((request, send, _from, count) => {
      if (count === 1) setTimeout(() => send(lie(request)), 200);
      else setTimeout(() => send(echo(request)), 100);
    });
    const transport = engine();
    expect(await ask(transport, target)).toBe('timeout');
    expect(await ask(transport, target)).toBe('null');
  });

  it('that comes twice is taken once, and disturbs nothing', async () => {
    const { target } = await device((request, send) => {
      send(echo(request));
      send(lie(request));
    });
    const transport = engine();
    expect(await ask(transport, target)).toBe('null');
    expect(await ask(transport, target)).toBe('null');
  });

  it('with one varbind less, or one more, is malformed', async () => {
    for (const oids of [[sysUpTime], [sysUpTime, sysName, sysUpTime]]) {
      const two = [varbind(upTime, tlv(0x43, Buffer.from([9]))), varbind(name5, tlv(4, 'r1'))];
      const { target } = await device((request, send) => send(replyOf(request, ...two)));
      expect(await ask(engine(), target, oids)).toBe('malformed');
    }
  });

  it('with another request id is not taken, and the true one after it is', async () => {
    const { target } = await device((request, send) => {
      const forged = lie(request);
      forged[pduAt(forged) + 7] = (forged[pduAt(forged) + 7] ?? 0) ^ 1;
      send(forged);
      send(echo(request));
    });
    expect(await ask(engine(), target)).toBe('null');
  });

  it.each<[string, Buffer, unknown]>([
    ['an integer beyond 2^53', tlv(2, Buffer.alloc(8, 0x7f)), 'malformed'],
    ['an integer of no octets', tlv(2), 'malformed'],
    ['an integer of five octets', tlv(2, Buffer.from([0, 0xff, 0xff, 0xff, 0xff])), 4_294_967_295],
    ['a negative integer', tlv(2, Buffer.from([0xff, 0x38])), -200],
    ['a counter without its leading zero', tlv(0x41, Buffer.from([0xff, 0xff, 0xff, 0xfe])), 4_294_967_294],
    ['a counter of one octet with its sign bit', tlv(0x41, Buffer.from([0x80])), 4_294_967_168],
    ['a length in the long form', Buffer.concat([Buffer.from([0x42, 0x82, 0, 2]), Buffer.from([1, 2])]), 258],
    ['a length of three octets', Buffer.concat([Buffer.from([0x42, 0x83, 0, 0, 1]), Buffer.from([7])]), 7],
    ['a Counter64 of no octets', tlv(0x46), 0n],
    ['a Counter64 of 2^64-1 with its leading zero', tlv(0x46, Buffer.from([0]), Buffer.alloc(8, 255)), 2n ** 64n - 1n],
    ['a Counter64 of 2^63 without one', tlv(0x46, Buffer.from([128, 0, 0, 0, 0, 0, 0, 0])), 2n ** 63n],
    ['a Counter64 of ten octets', tlv(0x46, Buffer.alloc(10, 1)), 'malformed'],
    ['an address of three octets', tlv(0x40, Buffer.alloc(3, 1)), 'malformed'],
    ['a type that SNMP does not have', tlv(0x1e, Buffer.alloc(3, 1)), 'malformed'],
  ])('with %s is read or refused', async (_name, value, expected) => {
    const { target } = await device((request, send) => send(replyOf(request, varbind(upTime, value))));
    const got = await engine()
      .get(target, [sysUpTime], { deadlineMs: 1_000 })
      .then(
        ({ values }) => (values.get(sysUpTime) as { value?: unknown }).value,
        (error: { code: string }) => error.code,
      );
    expect(got).toBe(expected);
  });

  it('to GETBULK with more varbinds than were asked for ends in rows or in words', async () => {
    const rows = Array.from({ length: 40 }, (_, i) =>
      varbind([0x2b, 6, 1, 2, 1, 31, 1, 1, 1, 1, i + 1], tlv(4, `e${i}`)),
    );
    const { target } = await device((request, send, _from, count) =>
      send(replyOf(request, ...(count === 1 ? rows : [varbind([0x2b, 7], tlv(0x82))]))),
    );
    const walked = await engine().column(target, ifName, { deadlineMs: 1_000, rowsMax: 100 });
    expect(walked.size).toBe(40);
    expect(walked.get('40')).toEqual({ type: 'octets', value: Uint8Array.from(Buffer.from('e39')) });
  });

  it.each([
    ['repeats an OID', [5, 5]],
    ['goes backwards', [5, 4]],
  ])('to GETBULK that %s ends the walk as malformed', async (_name, indexes) => {
    const rows = indexes.map((i) => varbind([0x2b, 6, 1, 2, 1, 31, 1, 1, 1, 1, i], tlv(4, 'e')));
    const { target, requests } = await device((request, send) => send(replyOf(request, ...rows)));
    const walk = engine().column(target, ifName, { deadlineMs: 1_000, rowsMax: 100 });
    await expect(walk).rejects.toMatchObject({ code: 'malformed' });
    expect(requests).toHaveLength(1);
  });

  it('with the wrong OID is malformed', async () => {
    const { target } = await device((request, send) => {
      const reply = echo(request);
      reply[reply.length - 3] = 1;
      send(reply);
    });
    expect(await ask(engine(), target)).toBe('malformed');
  });

  it.each<[string, (request: Buffer) => Buffer]>([
    ['garbage', () => Buffer.from('not SNMP at all')],
    ['cut off', (request) => echo(request).subarray(0, 20)],
    ['of an unknown type', (request) => Buffer.concat([echo(request).subarray(0, -2), Buffer.from([0x5f, 0])])],
  ])('that is %s fails as malformed after its time, and the process lives', async (_name, bend) => {
    const { target } = await device((request, send) => send(bend(request)));
    expect(await ask(engine(), target)).toBe('malformed');
  });

  // 65,507 octets are the most that IPv4 carries in one datagram (RFC 768, RFC 791 §3.1).
  it.each<[string, (request: Buffer) => Buffer, string]>([
    [
      'a text of 65,000 octets',
      (request) => replyOf(request, varbind(upTime, tlv(4, Buffer.alloc(65_000, 0x61)))),
      'octets',
    ],
    [
      '4,000 varbinds',
      (request) =>
        replyOf(request, ...Array.from({ length: 4_000 }, () => varbind(upTime, tlv(0x43, Buffer.from([9]))))),
      'malformed',
    ],
    ['garbage', () => Buffer.alloc(65_507, 0x30), 'malformed'],
    ['a message that says it is longer', () => Buffer.from([0x30, 0x84, 0x7f, 255, 255, 255, 2, 1, 1]), 'malformed'],
  ])(
    'as large as a datagram can be, %s, is read or refused, and the next is as ever',
    async (_name, large, expected) => {
      const { target } = await device((request, send, _from, count) =>
        send(count === 1 ? large(request) : echo(request)),
      );
      const transport = engine();
      const first = await ask(transport, target);
      const second = await ask(transport, target);
      expect([first, second]).toEqual([expected, 'null']);
    },
  );

  it('of tooBig is tooBig', async () => {
    const { target } = await device((request, send) => {
      const reply = echo(request);
      // error-status follows the request id: 02 04 id, 02 01 status.
      reply[pduAt(reply) + 2 + 6 + 2] = 1;
      send(reply);
    });
    expect(await ask(engine(), target)).toBe('tooBig');
  });

  it('of authorizationError is a refusal, and the device is asked again with the next poll', async () => {
    const { target } = await device((request, send, _from, count) => {
      const reply = echo(request);
      if (count === 1) reply[pduAt(reply) + 2 + 6 + 2] = 16;
      send(reply);
    });
    const transport = engine();
    expect(await ask(transport, target)).toBe('credentialsRefused');
    expect(await ask(transport, target)).toBe('null');
  });

  it('to GETBULK that stays where the question was ends the walk', async () => {
    const { target, requests } = await device((request, send) => {
      const reply = echo(request);
      reply[reply.length - 2] = 0x04; // an empty OCTET STRING under the very OID that was asked
      send(reply);
    });
    const walk = engine().column(target, ifName, { deadlineMs: 1_000, rowsMax: 100 });
    await expect(walk).resolves.toEqual(new Map());
    expect(requests).toHaveLength(1);
  });
});

describe.each(['net-snmp', 'lean'] as const)('by %s no reply', (name) => {
  const engine = () => engineOf(name);

  it('is a timeout after the tries, each with the same id, and the next request has another', async () => {
    const { target, requests } = await device(() => {});
    const transport = engine();
    const meter = { pdus: 0, timeouts: 0 };
    const twice = transport.get({ ...target, tries: 2 }, [sysUpTime], { deadlineMs: 1_000, meter });
    await expect(twice).rejects.toMatchObject({ code: 'timeout' });
    expect(meter).toEqual({ pdus: 2, timeouts: 2 });
    expect(requests[0]).toEqual(requests[1]);
    await ask(transport, target);
    expect(requests[2]).not.toEqual(requests[1]);
  });

  it('ends at the deadline, at the signal, and when the engine is closed', async () => {
    const { target } = await device(() => {});
    const slow = { ...target, timeoutMs: 5_000 };
    const transport = engine();
    await expect(transport.get(slow, [sysUpTime], { deadlineMs: 50 })).rejects.toMatchObject({ code: 'timeout' });
    const signal = AbortSignal.timeout(50);
    const aborted = transport.get(slow, [sysUpTime], { deadlineMs: 5_000, signal });
    await expect(aborted).rejects.toMatchObject({ name: 'TimeoutError' });
    const pending = transport.get(slow, [sysUpTime], { deadlineMs: 5_000 });
    setTimeout(() => transport.close(), 20);
    await expect(pending).rejects.toMatchObject({ code: expect.stringMatching(/^(error|network)$/) });
  });

  it('says nothing of the community', async () => {
    const { target } = await device(() => {});
    const error: Error = await engine()
      .get(target, [sysUpTime], { deadlineMs: 1_000 })
      .then(
        () => new Error('answered'),
        (e: Error) => e,
      );
    expect(error.message).toContain('no answer from 127.0.0.1');
    expect(`${error.stack}${JSON.stringify(error)}`).not.toContain('congkhai');
  });

  it('of a name that does not resolve is a network failure', async () => {
    const { target } = await device(() => {});
    expect(await ask(engine(), { ...target, address: 'khong-co.invalid' })).toBe('network');
  });

  it('holds nobody up: 100 dead devices leave a live one its pace', async () => {
    const dead = await device(() => {});
    const live = await device((request, send) => send(echo(request)));
    const transport = engine();
    const lost = Array.from({ length: 100 }, () => ask(transport, { ...dead.target, timeoutMs: 900 }));
    for (let i = 0; i < 5; i++) expect(await ask(transport, live.target)).toBe('null');
    expect(dead.requests.length).toBeGreaterThan(50);
    expect(new Set(await Promise.all(lost))).toEqual(new Set(['timeout']));
  });
});

describe('a v3 session', () => {
  const engine = () => engineOf('lean');

  const message = (request: Buffer, pduTag: number, oid: number[], value: Buffer) => {
    // 30 len 02 01 03 30 len, then msgID as 02 04 ….
    const at = (request[1] ?? 0) >= 0x80 ? 8 : 7;
    const id = request.subarray(at, at + 6);
    const engineId = Buffer.from('8000000001020304', 'hex');
    return tlv(
      0x30,
      int(3),
      tlv(0x30, id, tlv(2, Buffer.from([0x7f, 0xff])), tlv(4, Buffer.from([0])), int(3)),
      tlv(4, tlv(0x30, tlv(4, engineId), int(1), int(9), tlv(4, ''), tlv(4, ''), tlv(4, ''))),
      tlv(
        0x30,
        tlv(4, engineId),
        tlv(4, ''),
        tlv(pduTag, int(1), int(0), int(0), tlv(0x30, tlv(0x30, tlv(6, Buffer.from(oid)), value))),
      ),
    );
  };
  const unknownEngineIds = [0x2b, 6, 1, 6, 3, 15, 1, 1, 4, 0];

  it('of authPriv never takes a plaintext reply for data', async () => {
    const { target, requests } = await device((request, send, _from, count) => {
      if (count === 1) send(message(request, 0xa8, unknownEngineIds, tlv(0x41, Buffer.from([1]))));
      else send(message(request, 0xa2, upTime, tlv(0x43, Buffer.from([99]))));
    });
    const credentials = {
      version: '3' as const,
      user: 'giamsat',
      level: 'authPriv' as const,
      auth: { protocol: 'sha256' as const, key: secret('khoaxacthuc1') },
      priv: { protocol: 'aes' as const, key: secret('khoabaomat12') },
    };
    const reply = engine().get({ ...target, credentials }, [sysUpTime], { deadlineMs: 1_000 });
    await expect(reply).rejects.toMatchObject({ code: 'timeout', message: expect.stringContaining('refused') });
    expect(requests).toHaveLength(2);
  });

  it('that refuses the user is not asked again for 5 min: tries would lock the user out', async () => {
    const unknownUserNames = [0x2b, 6, 1, 6, 3, 15, 1, 1, 3, 0];
    const { target, requests } = await device((request, send, _from, count) =>
      send(message(request, 0xa8, count === 1 ? unknownEngineIds : unknownUserNames, tlv(0x41, Buffer.from([1])))),
    );
    const credentials = { version: '3' as const, user: 'giamsat', level: 'noAuthNoPriv' as const };
    const refusing = { ...target, credentials };
    const transport = engine();
    expect(await ask(transport, refusing)).toBe('credentialsRefused');
    const asked = requests.length;
    expect(await ask(transport, refusing)).toBe('credentialsRefused');
    expect(requests).toHaveLength(asked);
  });

  it('of noAuthNoPriv takes it', async () => {
    const { target } = await device((request, send, _from, count) => {
      if (count === 1) send(message(request, 0xa8, unknownEngineIds, tlv(0x41, Buffer.from([1]))));
      else send(message(request, 0xa2, upTime, tlv(0x43, Buffer.from([99]))));
    });
    const credentials = { version: '3' as const, user: 'giamsat', level: 'noAuthNoPriv' as const };
    const reply = await engine().get({ ...target, credentials }, [sysUpTime], { deadlineMs: 1_000 });
    expect(reply.values.get(sysUpTime)).toEqual({ type: 'timeTicks', value: 99 });
  });
});
