/** Hears the traps and informs of the devices that are polled; a trap is a hint to poll, and never a fact. */
import { randomBytes } from 'node:crypto';
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import { isIP, isIPv6, SocketAddress } from 'node:net';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import { type Allowance, createAllowance } from './allowance.ts';
import { claimOf } from './claim.ts';
import { alike, fits, type TrapCredentials } from './credentials.ts';
import { createHasten } from './hasten.ts';
import { credentialsPerAddressMax, notificationOctetsMax, reopenMs, resolveMs } from './limits.ts';
import { hintOf } from './notifications.ts';
import { createNotificationReceiver, type NotificationReceiver } from './receiver.ts';

/** What became of datagrams, since the start. Each is counted once. */
export const trapOutcomes = [
  'hint', // from a device, proved, and of a kind that says that something has changed
  'other', // from a device, proved, of no kind that matters here; or the question before an inform
  'stranger', // from an address that is no device's
  'refused', // community, user, level or digest are not the device's
  'limited', // more than a device may send; nothing was decoded
  'malformed', // too long, or no notification
] as const;
export type TrapOutcome = (typeof trapOutcomes)[number];

export interface TrapsOptions {
  listen: { host: string; port: number };
  devices: readonly { id: string; address: string; credentials: TrapCredentials }[];
  /** Polls the device as soon as a slot is free. Called at most once each 5 s for one device. */
  poll(device: string): void;
  clock: Clock;
  log: Logger;
}

export interface Traps {
  /**
   * Resolves with the port once it listens.
   * @throws Error in a sentence when the address cannot be listened on
   */
  start(): Promise<number>;
  stop(): Promise<void>;
  counts(): Readonly<Record<TrapOutcome | 'polls', number>>;
}

/** The devices at one address that have the same credentials: a notification cannot tell them apart. */
interface Group {
  devices: string[];
  credentials: TrapCredentials;
  receiver: NotificationReceiver;
  allowance: Allowance;
}

/** A receiver for the devices of the config. What is no device's never reaches the library. */
export function createTraps({ listen, devices, poll, clock, log }: TrapsOptions): Traps {
  // 0x8000…: enterprise 8072 (net-snmp), random (RFC 3411, SnmpEngineID). A new one at each start: senders ask for it.
  const engineId = Buffer.concat([Buffer.from('80001f8880', 'hex'), randomBytes(8)]);
  const ownEngineId = engineId.toString('hex');
  const counts = { hint: 0, other: 0, stranger: 0, refused: 0, limited: 0, malformed: 0, polls: 0 };
  const stopping = new AbortController();
  const { groups, byAddress, named } = groupDevices(devices, engineId);
  let socket: Socket | undefined;

  const hasten = createHasten(clock, (device) => {
    counts.polls += 1;
    poll(device);
  });

  const take = (datagram: Buffer, from: RemoteInfo): TrapOutcome => {
    const here = byAddress.get(canonical(from.address));
    if (here === undefined) return 'stranger';
    if (datagram.length > notificationOctetsMax) return 'malformed';
    const claim = claimOf(datagram);
    if (claim === undefined) return 'malformed';
    const group = here.find(({ credentials }) => fits(credentials, claim));
    if (group === undefined) return 'refused';
    const nowMs = clock.monotonicMs();
    if (!group.allowance.take(nowMs)) return 'limited';
    // An inform is signed for our own engine, which is no stranger.
    const signed = claim.version === '3' && claim.signed && claim.engineId !== ownEngineId ? claim.engineId : undefined;
    if (signed !== undefined && !group.allowance.engine(signed, nowMs)) return 'limited';
    const notification = group.receiver.receive(datagram, from, (answer) =>
      socket?.send(answer, from.port, from.address, () => {}),
    );
    if (notification === undefined) return claim.version === '3' && claim.discovery ? 'other' : 'refused';
    if (signed !== undefined) group.allowance.proved(signed);
    const name = hintOf(notification);
    if (name === undefined) return 'other';
    log.debug({ devices: group.devices, notification: name }, 'Device sent a notification; it is polled');
    for (const device of group.devices) hasten.hint(device);
    return 'hint';
  };

  const open = (): Promise<number> =>
    new Promise((resolve, reject) => {
      const opened = createSocket(isIPv6(listen.host) ? 'udp6' : 'udp4');
      opened.on('message', (datagram, from) => {
        counts[take(datagram, from)] += 1;
      });
      opened.once('error', reject);
      opened.bind(listen.port, listen.host, () => {
        opened.off('error', reject);
        opened.on('error', (error) => {
          opened.close();
          socket = undefined;
          log.warn({ err: error }, 'Traps are not heard: their socket failed; it is opened again in 10 s');
          void reopen();
        });
        socket = opened;
        resolve(opened.address().port);
      });
    });

  const reopen = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await clock.sleep(reopenMs, stopping.signal);
      if (stopping.signal.aborted) return;
      try {
        await open();
        log.info('Traps are heard again');
        return;
      } catch {
        // Told once, when it failed; tried again for as long as the agent runs.
      }
    }
  };

  const resolveNames = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      for (const [name, group] of named) {
        // A name that does not resolve now keeps the address that it had.
        const found = await lookup(name, { all: true }).catch(() => []);
        if (found.length > 0) for (const address of byAddress.keys()) leave(byAddress, address, group);
        for (const { address } of found) join(byAddress, canonical(address), group);
      }
      await clock.sleep(resolveMs, stopping.signal);
    }
  };

  return {
    async start() {
      const port = await open().catch((error: unknown) => {
        const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
        const message = `traps.listen ${listen.host}:${listen.port} cannot be listened on (${code}): ${remedies[code] ?? remedies.EADDRINUSE}`;
        throw new Error(message, { cause: error });
      });
      if (named.length > 0) void resolveNames();
      log.info({ ...listen, port, senders: groups }, 'Traps are heard');
      return port;
    },
    async stop() {
      stopping.abort();
      hasten.stop();
      const open = socket;
      socket = undefined;
      if (open !== undefined) await new Promise<void>((done) => open.close(() => done()));
    },
    counts: () => counts,
  };
}

/** What to do where the port cannot be had, by the system's code. */
const remedies: Readonly<Record<string, string>> & { EADDRINUSE: string } = {
  EACCES: 'ports below 1024 need CAP_NET_BIND_SERVICE; give it to the service, or choose another port',
  EADDRINUSE: 'end the process that has it (snmptrapd?), or choose another port',
  EADDRNOTAVAIL: 'this machine has no such address; write one that it has, or 0.0.0.0 for all',
};

function groupDevices(devices: TrapsOptions['devices'], engineId: Buffer) {
  const byAddress = new Map<string, Group[]>();
  const named: [name: string, group: Group][] = [];
  const byConfigured = new Map<string, Group[]>();
  let groups = 0;
  for (const { id, address, credentials } of devices) {
    const key = isIP(address) === 0 ? address : canonical(address);
    const here = byConfigured.get(key) ?? [];
    byConfigured.set(key, here);
    const known = here.find((group) => alike(group.credentials, credentials));
    if (known !== undefined) {
      known.devices.push(id);
      continue;
    }
    if (here.length >= credentialsPerAddressMax) continue;
    const receiver = createNotificationReceiver(credentials, engineId);
    const group: Group = { devices: [id], credentials, receiver, allowance: createAllowance() };
    groups += 1;
    here.push(group);
    if (isIP(address) === 0) named.push([address, group]);
    else join(byAddress, key, group);
  }
  return { groups, byAddress, named };
}

function join(byAddress: Map<string, Group[]>, address: string, group: Group): void {
  const here = byAddress.get(address) ?? [];
  if (here.includes(group) || here.length >= credentialsPerAddressMax) return;
  byAddress.set(address, [...here, group]);
}

function leave(byAddress: Map<string, Group[]>, address: string, group: Group): void {
  const rest = (byAddress.get(address) ?? []).filter((one) => one !== group);
  if (rest.length === 0) byAddress.delete(address);
  else byAddress.set(address, rest);
}

/** One spelling for an address, whether a socket of one family or of both received it. */
function canonical(address: string): string {
  const [bare = address] = address.split('%');
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(bare)?.[1];
  if (mapped !== undefined) return mapped;
  return isIPv6(bare) ? new SocketAddress({ address: bare, family: 'ipv6' }).address : bare;
}
