/** Simulated devices on UDP sockets of this machine: `startSimulator` serves tests and the demo. */
import { createSocket, type Socket } from 'node:dgram';
import { Device, type DeviceOptions } from './device.ts';
import { delayedRepliesMax } from './limits.ts';

/** Time as the simulator sees it; injected, so that a test can turn it. */
export interface SimulatorClock {
  /** Milliseconds of a clock that only moves forward. */
  nowMs(): number;
}

export interface SimulatorOptions {
  devices: readonly DeviceOptions[];
  clock?: SimulatorClock;
  /** What the clock showed when the simulation began: time 0 of flows and faults. @default now */
  startedAtMs?: number;
}

export interface Simulator {
  /** The device of this id. @throws RangeError when there is none. */
  device(id: string): Device & { readonly boundPort: number };
  /** Seconds since the simulation began. */
  readonly nowS: number;
  /** Closes every socket. May be called twice. */
  stop(): Promise<void>;
}

/** Monotonic, and in step with the wall clock of the machine: processes that share a start time share the scenario. */
export const processClock: SimulatorClock = { nowMs: () => performance.timeOrigin + performance.now() };

/**
 * Binds each device to its address and answers from then on.
 * @throws Error when an address is not loopback, or a port is taken; nothing is left open then.
 */
export async function startSimulator(options: SimulatorOptions): Promise<Simulator> {
  const clock = options.clock ?? processClock;
  const startedAtMs = options.startedAtMs ?? clock.nowMs();
  const tickNow = () => Math.max(0, Math.floor((clock.nowMs() - startedAtMs) / 10));
  const bound = new Map<string, { device: Device; socket: Socket; port: number }>();
  const waiting = new Set<NodeJS.Timeout>();
  let stopped = false;

  const close = async () => {
    stopped = true;
    for (const timer of waiting) clearTimeout(timer);
    waiting.clear();
    await Promise.all([...bound.values()].map(({ socket }) => new Promise<void>((done) => socket.close(() => done()))));
    bound.clear();
  };

  const open = async (deviceOptions: DeviceOptions): Promise<void> => {
    const { id, address } = deviceOptions;
    if (!/^127\.\d+\.\d+\.\d+$/.test(address) && address !== '::1') {
      throw new Error(`device ${id}: ${address} is not a loopback address; simulated devices stay on this machine`);
    }
    if (bound.has(id)) throw new Error(`device ${id} is given twice`);
    const device = new Device(deviceOptions);
    const socket = createSocket(address === '::1' ? 'udp6' : 'udp4');
    let delayed = 0;
    socket.on('message', (datagram, from) => {
      const reply = device.handle(datagram, tickNow());
      if (reply === undefined) return;
      const send = () => socket.send(reply.datagram, from.port, from.address, () => undefined);
      if (reply.delayMs === 0) return send();
      if (delayed >= delayedRepliesMax) return;
      delayed += 1;
      const timer = setTimeout(() => {
        waiting.delete(timer);
        delayed -= 1;
        if (!stopped) send();
      }, reply.delayMs);
      waiting.add(timer);
    });
    await new Promise<void>((done, fail) => {
      socket.once('error', (cause) =>
        fail(new Error(`device ${id}: ${address}:${deviceOptions.port} cannot be bound: ${cause.message}`, { cause })),
      );
      socket.bind(deviceOptions.port, address, done);
    });
    socket.removeAllListeners('error');
    // A socket may report that a manager has gone (ICMP port unreachable): that is the manager's affair.
    socket.on('error', () => undefined);
    bound.set(id, { device, socket, port: socket.address().port });
  };

  try {
    for (const device of options.devices) await open(device);
  } catch (error) {
    await close();
    throw error;
  }

  return {
    device(id) {
      const entry = bound.get(id);
      if (entry === undefined) throw new RangeError(`there is no simulated device ${id}`);
      return Object.assign(entry.device, { boundPort: entry.port });
    },
    get nowS() {
      return (clock.nowMs() - startedAtMs) / 1_000;
    },
    stop: close,
  };
}
