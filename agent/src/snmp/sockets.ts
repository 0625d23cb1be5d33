/**
 * UDP sockets that many sessions share, with the source check that net-snmp lacks in front: a datagram reaches only
 * the sessions of the very address and port it came from, and of those only the ones whose guard lets it pass.
 */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { isIPv6, SocketAddress } from 'node:net';
import { pdusPerSocketMax, receiveBufferOctets, slotHeldMsMax, socketsPerFamilyMax } from './limits.ts';

/** A session's end of a shared socket. It has the shape that net-snmp takes as `dgramModule`. */
export interface Channel {
  readonly dgramModule: { createSocket(): DatagramShim };
  /** Takes a place among the PDUs in flight when one is free. Call the result when the reply is there. */
  tryEnter(): (() => void) | undefined;
  /** Waits for a place, until the signal is aborted. */
  enter(signal: AbortSignal): Promise<() => void>;
  close(): void;
}

/** What net-snmp uses of a `dgram.Socket`. */
export interface DatagramShim {
  on(event: 'message' | 'close' | 'error', listener: (datagram: Buffer) => void): void;
  send(
    data: Buffer,
    offset: number,
    length: number,
    port: number,
    address: string,
    callback: (error: Error | null) => void,
  ): void;
  bind(): void;
  ref(): void;
  unref(): void;
  close(): void;
}

/** What a session says to its datagrams. */
export interface ChannelListener {
  /** Whether the library may see it. */
  admits(datagram: Buffer): boolean;
  /** The library threw while it took a datagram in. */
  failed(): void;
  /** The socket itself failed. */
  broken(error: Error): void;
}

export interface Sockets {
  channel(
    remote: { address: string; port: number; sourceAddress?: string | undefined },
    listener: ChannelListener,
  ): Channel;
  /** Datagrams that came from nobody who was asked. */
  readonly strays: number;
  close(): void;
}

interface Entry {
  listener: ChannelListener;
  take: ((datagram: Buffer) => void) | undefined;
}

export function createSockets(): Sockets {
  const pools = new Map<string, SharedSocket[]>();
  let strays = 0;
  return {
    get strays() {
      return strays;
    },
    channel(remote, listener) {
      const family = isIPv6(remote.address) ? 'udp6' : 'udp4';
      const key = `${family} ${remote.sourceAddress ?? ''}`;
      const pool = pools.get(key) ?? [];
      pools.set(key, pool);
      // The least used one; a further one only when all have somebody.
      let socket = pool.toSorted((a, b) => a.users - b.users)[0];
      if (socket === undefined || (socket.users > 0 && pool.length < socketsPerFamilyMax)) {
        socket = new SharedSocket(family, remote.sourceAddress, () => {
          strays++;
        });
        pool.push(socket);
      }
      return socket.channel(remote.address, remote.port, listener);
    },
    close() {
      for (const pool of pools.values()) for (const socket of pool) socket.close();
      pools.clear();
    },
  };
}

/** Address and port in one spelling, so that ::1 and 0:0:0:0:0:0:0:1 are one. */
function keyOf(address: string, port: number): string {
  if (!isIPv6(address)) return `${address} ${port}`;
  const [bare = address, scope = ''] = address.split('%');
  return `${new SocketAddress({ address: bare, family: 'ipv6' }).address}%${scope} ${port}`;
}

class SharedSocket {
  users = 0;
  readonly #family: 'udp4' | 'udp6';
  readonly #source: string | undefined;
  readonly #stray: () => void;
  readonly #entries = new Map<string, Entry[]>();
  readonly #waiting: (() => void)[] = [];
  #inFlight = 0;
  #socket: Socket | undefined;

  constructor(family: 'udp4' | 'udp6', source: string | undefined, stray: () => void) {
    this.#family = family;
    this.#source = source;
    this.#stray = stray;
  }

  channel(address: string, port: number, listener: ChannelListener): Channel {
    const key = keyOf(address, port);
    const entry: Entry = { listener, take: undefined };
    this.#entries.set(key, [...(this.#entries.get(key) ?? []), entry]);
    this.users++;
    let open = true;
    const close = () => {
      if (!open) return;
      open = false;
      this.users--;
      const rest = (this.#entries.get(key) ?? []).filter((e) => e !== entry);
      if (rest.length === 0) this.#entries.delete(key);
      else this.#entries.set(key, rest);
    };
    const shim: DatagramShim = {
      on: (event, handler) => {
        if (event === 'message') entry.take = handler;
      },
      send: (data, offset, length, _port, _address, callback) => {
        if (!open) return callback(new Error('the SNMP session is closed'));
        try {
          this.#ready().send(data, offset, length, port, address, callback);
        } catch (error) {
          callback(error instanceof Error ? error : new Error(String(error)));
        }
      },
      bind: () => {},
      ref: () => {},
      unref: () => {},
      close,
    };
    return {
      dgramModule: { createSocket: () => shim },
      tryEnter: () => {
        if (this.#inFlight >= pdusPerSocketMax) return undefined;
        this.#inFlight++;
        return this.#place();
      },
      enter: async (signal) => ((await this.#handedOver(signal)) ? this.#place() : () => {}),
      close,
    };
  }

  close(): void {
    this.#drop(new Error('the SNMP sockets are closed'));
  }

  /** The socket, opened at first use and again after it failed. */
  #ready(): Socket {
    if (this.#socket !== undefined) return this.#socket;
    const socket = createSocket({
      type: this.#family,
      recvBufferSize: receiveBufferOctets,
      // Targets are addresses already; without this every datagram costs a look-up on the thread pool.
      lookup: (host, _options, callback) => callback(null, host, this.#family === 'udp6' ? 6 : 4),
    });
    this.#socket = socket;
    socket.on('message', (datagram, from) => this.#receive(datagram, from));
    socket.on('error', (error) => {
      if (this.#socket === socket) this.#drop(error);
    });
    socket.bind({ port: 0, ...(this.#source === undefined ? {} : { address: this.#source }) });
    // Whoever waits for a reply holds a timer of his own; an idle socket keeps no process alive.
    socket.unref();
    return socket;
  }

  #drop(error: Error): void {
    const socket = this.#socket;
    this.#socket = undefined;
    if (socket !== undefined) {
      socket.removeAllListeners();
      socket.on('error', () => {});
      try {
        socket.close();
      } catch {
        // It was closed already: nothing is left to give back.
      }
    }
    for (const entries of [...this.#entries.values()]) for (const entry of entries) entry.listener.broken(error);
  }

  #receive(datagram: Buffer, from: RemoteInfo): void {
    const entries = this.#entries.get(keyOf(from.address, from.port));
    if (entries === undefined) this.#stray();
    for (const entry of entries ?? []) {
      if (entry.take === undefined || !entry.listener.admits(datagram)) continue;
      try {
        entry.take(datagram);
      } catch {
        // net-snmp throws TypeErrors on replies with more varbinds than it asked for.
        entry.listener.failed();
      }
    }
  }

  #place(): () => void {
    let held = true;
    const leave = () => {
      if (!held) return;
      held = false;
      clearTimeout(timer);
      // A place goes from hand to hand while somebody waits, so that the count never passes its bound.
      const next = this.#waiting.shift();
      if (next === undefined) this.#inFlight--;
      else next();
    };
    const timer = setTimeout(leave, slotHeldMsMax);
    timer.unref();
    return leave;
  }

  /** True once somebody left his place to us; false when the signal came first. */
  #handedOver(signal: AbortSignal): Promise<boolean> {
    if (signal.aborted) return Promise.resolve(false);
    return new Promise((resolve) => {
      const take = () => {
        signal.removeEventListener('abort', cancel);
        resolve(true);
      };
      const cancel = () => {
        const place = this.#waiting.indexOf(take);
        if (place >= 0) this.#waiting.splice(place, 1);
        resolve(false);
      };
      this.#waiting.push(take);
      signal.addEventListener('abort', cancel, { once: true });
    });
  }
}
