/**
 * One simulated device: it takes a datagram at a tick and returns what a device would send, and when. No sockets here:
 * `simulator.ts` has them.
 */
import { BerError } from './ber.ts';
import { Engine, engineIdOf, type User } from './engine.ts';
import { type Condition, conditionAt, counterConditionAt, type Fault } from './faults.ts';
import { faultsPerDeviceMax, replyOctetsMax } from './limits.ts';
import { decodeMessage, encodeCommunityMessage, type Pdu } from './message.ts';
import type { Profile } from './profiles/profile.ts';
import { respond } from './responder.ts';
import { type Instant, MibTree } from './tree.ts';

export interface DeviceOptions {
  id: string;
  /** An address of 127.0.0.0/8, or ::1. */
  address: string;
  /** 0 takes a free one. */
  port: number;
  /** The community of v1 and v2c; without it the device speaks v3 only. A wrong one gets no answer. */
  community?: string;
  users?: readonly User[];
  profile: Profile;
  /** Seconds that the device had run when the simulation began. @default 40 days */
  uptimeS?: number;
  faults?: readonly Fault[];
}

export interface Reply {
  datagram: Buffer;
  delayMs: number;
}

/** What a device has been asked. Requests of any version, PDUs that got an answer, datagrams dropped. */
export interface DeviceStats {
  requests: number;
  responses: number;
  reports: number;
  varbinds: number;
  /** Wrong community, malformed, deaf. */
  dropped: number;
}

export class Device {
  readonly id: string;
  readonly options: DeviceOptions;
  readonly stats: DeviceStats = { requests: 0, responses: 0, reports: 0, varbinds: 0, dropped: 0 };
  readonly #faults: Fault[];
  readonly #engine: Engine;
  readonly #uptimeTicks: number;
  #condition: Condition;
  #tree: MibTree | undefined;
  #treeOffset = 0;

  constructor(options: DeviceOptions) {
    this.id = options.id;
    this.options = options;
    this.#faults = [...(options.faults ?? [])];
    this.#engine = new Engine(options.id, options.users ?? []);
    this.#uptimeTicks = Math.round((options.uptimeS ?? 40 * 86_400) * 100);
    this.#condition = conditionAt(this.#faults, 0, this.#uptimeTicks);
  }

  /** snmpEngineID, for a test that starts with it known. */
  get engineId(): Buffer {
    return engineIdOf(this.id);
  }

  /** Adds a fault; its times count from the start of the simulation. @throws RangeError when there are too many. */
  addFault(fault: Fault): void {
    if (this.#faults.length >= faultsPerDeviceMax) {
      throw new RangeError(`device ${this.id} has ${faultsPerDeviceMax} faults already; take some away first`);
    }
    this.#faults.push(fault);
  }

  /** Takes away every fault, so that the device is as if none had been. */
  clearFaults(): void {
    this.#faults.length = 0;
  }

  /** The objects at a tick, for tests and for people who want to look inside. */
  treeAt(tick: number): { tree: MibTree; instant: Instant } {
    this.#condition = conditionAt(this.#faults, tick, this.#uptimeTicks);
    const { indexOffset, bootTick, counterTick } = this.#condition;
    if (this.#tree === undefined || this.#treeOffset !== indexOffset) {
      this.#treeOffset = indexOffset;
      this.#tree = new MibTree(
        this.options.profile.objects({
          boots: () => this.#condition.boots,
          bootTick: () => this.#condition.bootTick,
          tableChangedTick: () => this.#condition.tableChangedTick,
          counters: (name, at) => counterConditionAt(this.#faults, name, at, this.#condition.bootTick),
          indexOffset,
        }),
      );
    }
    return { tree: this.#tree, instant: { tick, uptimeTicks: tick - bootTick, counterTick } };
  }

  /** What the device sends for a datagram that arrives at a tick; undefined when it stays silent, as devices do. */
  handle(datagram: Buffer, tick: number): Reply | undefined {
    this.stats.requests += 1;
    const { tree, instant } = this.treeAt(tick);
    const { silent, delayMs, varbindsMax, boots } = this.#condition;
    const answer = silent ? undefined : this.#answer(datagram, tree, instant, varbindsMax, boots);
    if (answer === undefined) {
      this.stats.dropped += 1;
      return undefined;
    }
    return { datagram: answer, delayMs };
  }

  #answer(datagram: Buffer, tree: MibTree, instant: Instant, varbindsMax: number, boots: number): Buffer | undefined {
    const limits = { octetsMax: replyOctetsMax, varbindsMax };
    let responded = false;
    const ask = (version: 'v1' | 'v2c' | 'v3') => (pdu: Pdu) => {
      const response = respond(pdu, version, tree, instant, limits);
      if (response !== undefined) {
        responded = true;
        this.stats.responses += 1;
        this.stats.varbinds += response.varbinds.length;
      }
      return response;
    };
    try {
      const message = decodeMessage(datagram);
      if (message.version === 'v3') {
        if ((this.options.users ?? []).length === 0) return undefined;
        const time = { boots, timeS: Math.floor(instant.uptimeTicks / 100) };
        const answer = this.#engine.answer(datagram, message, time, ask('v3'));
        if (answer !== undefined && !responded) this.stats.reports += 1;
        return answer;
      }
      if (this.options.community === undefined || message.community !== this.options.community) return undefined;
      const pdu = ask(message.version)(message.pdu);
      return pdu === undefined ? undefined : encodeCommunityMessage({ ...message, pdu });
    } catch (error) {
      if (error instanceof BerError) return undefined;
      throw error;
    }
  }
}
