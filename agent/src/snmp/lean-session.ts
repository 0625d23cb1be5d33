/**
 * One v2c device as the lean engine asks it: at most two requests in flight, the rest waiting in line; each with an
 * unguessable id, its own tries and its own deadline. Time is kept by one sweep for all devices (lean.ts).
 */
import type { Clock } from '../clock.ts';
import { scrubbed, timeoutError } from './failure.ts';
import { type Expected, inspect } from './guard.ts';
import { Flight } from './lean-flight.ts';
import { matchValues, matchVarbinds, requestIdOffset } from './lean-reply.ts';
import {
  type DeviceRequests,
  type EncodedRequest,
  encodeHead,
  encodeRequest,
  type LeanPduKind,
  type RequestCache,
} from './lean-request.ts';
import { pdusPerDeviceMax, requestsQueuedPerDeviceMax, strangeRepliesMax, triesDefault } from './limits.ts';
import type { ReferenceDecoder } from './reference-decoder.ts';
import type { Channel, DatagramShim, Sockets } from './sockets.ts';
import { type RequestOptions, SnmpError, type SnmpReply, type SnmpTarget, type SnmpValue } from './transport.ts';
import { Pace, type Varbind } from './walk.ts';

/** What the devices of one engine share. */
export interface LeanWorld {
  clock: Clock;
  sockets: Sockets;
  cache: RequestCache;
  decode: ReferenceDecoder;
  /** Requests that the sweep watches over. */
  flights: Set<Flight>;
  /** Sees to it that the sweep runs. */
  wake(): void;
  /** Replies that were not of the lean form and that the reference decoded. */
  decoded(): void;
  /** The device keeps answering in another form: the reference should poll it from now on. */
  moved(target: SnmpTarget): void;
}

export class LeanSession {
  readonly pace = new Pace();
  hasAnswered = false;
  readonly #world: LeanWorld;
  readonly #target: SnmpTarget;
  readonly #name: string;
  readonly #head: Buffer;
  readonly #expected: Expected;
  readonly #channel: Channel;
  readonly #socket: DatagramShim;
  readonly #requests: DeviceRequests = new Map();
  #inFlight: Flight[] = [];
  #waiting: Flight[] = [];
  #strange = 0;

  constructor(target: SnmpTarget, address: string, community: string, world: LeanWorld) {
    this.#world = world;
    this.#target = target;
    this.#name = `${target.address}:${target.port ?? 161}`;
    this.#head = encodeHead(community);
    this.#expected = { version: 1, community: Buffer.from(community) };
    this.#channel = world.sockets.channel(
      { address, port: target.port ?? 161, sourceAddress: target.sourceAddress },
      {
        admits: () => true,
        failed: () => this.#failAll('malformed', 'answered something that cannot be read'),
        broken: (error) => this.#failAll('network', `cannot be reached: ${scrubbed(error)}`),
      },
    );
    this.#socket = this.#channel.dgramModule.createSocket();
    this.#socket.on('message', (datagram) => this.#take(datagram));
  }

  /** One GET in one PDU. @throws SnmpError; the signal's reason */
  get(oids: readonly string[], options: RequestOptions): Promise<SnmpReply> {
    return this.#ask(() => this.#world.cache.get(this.#requests, this.#head, oids), 'get', 0, options);
  }

  /** One step of a walk: a GETBULK of so many repetitions, or a GETNEXT. @throws SnmpError; the signal's reason */
  step(from: string, pace: number | 'next', options: RequestOptions): Promise<Varbind[]> {
    const kind = pace === 'next' ? 'next' : 'bulk';
    const repetitions = pace === 'next' ? 0 : pace;
    return this.#ask(() => encodeRequest(this.#head, kind, [from], repetitions), kind, repetitions, options);
  }

  close(): void {
    this.#failAll('error', 'is no longer polled');
    this.#world.cache.drop(this.#requests);
    this.#channel.close();
  }

  /** Called by the sweep: ends or repeats what has had its time. */
  check(flight: Flight, nowMs: number): void {
    const { signal } = flight.options;
    if (signal?.aborted === true) this.#fail(flight, signal.reason);
    else if (nowMs >= flight.endsAtMs || (nowMs >= flight.dueAtMs && flight.triesLeft === 0)) {
      if (flight.options.meter !== undefined && flight.dueAtMs !== Number.POSITIVE_INFINITY)
        flight.options.meter.timeouts++;
      this.#fail(flight, this.#timeoutError(flight));
    } else if (nowMs >= flight.dueAtMs) {
      if (flight.options.meter !== undefined) flight.options.meter.timeouts++;
      this.#send(flight);
    }
  }

  #ask<T extends SnmpReply | Varbind[]>(
    encode: () => EncodedRequest,
    kind: LeanPduKind,
    repetitions: number,
    options: RequestOptions,
  ): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      options.signal?.throwIfAborted();
      if (options.deadlineMs <= 0) throw new SnmpError('timeout', `no time was left to ask ${this.#name}`);
      if (this.#waiting.length >= requestsQueuedPerDeviceMax)
        throw new SnmpError(
          'error',
          `${this.#waiting.length} requests wait for ${this.#name} already; this one is given up`,
        );
      const tries = Math.max(1, options.tries ?? this.#target.tries ?? triesDefault);
      const flight = new Flight(
        this,
        { request: encode(), kind, repetitions, options },
        { atMs: this.#world.clock.monotonicMs() + options.deadlineMs, tries },
        { resolve: resolve as (answer: SnmpReply | Varbind[]) => void, reject },
      );
      this.#world.flights.add(flight);
      this.#world.wake();
      if (this.#inFlight.length < pdusPerDeviceMax) this.#depart(flight);
      else this.#waiting.push(flight);
    });
  }

  #depart(flight: Flight): void {
    this.#inFlight.push(flight);
    flight.leave = this.#channel.tryEnter();
    if (flight.leave !== undefined) {
      this.#send(flight);
      return;
    }
    const waitMs = Math.max(1, Math.ceil(flight.endsAtMs - this.#world.clock.monotonicMs()));
    this.#channel.enter(AbortSignal.timeout(waitMs)).then((leave) => {
      flight.leave = leave;
      if (flight.isOver) leave();
      else this.#send(flight);
    });
  }

  #send(flight: Flight): void {
    const { request, options } = flight;
    flight.triesLeft--;
    flight.dueAtMs = this.#world.clock.monotonicMs() + (this.#target.timeoutMs ?? 2_000);
    if (options.meter !== undefined) options.meter.pdus++;
    // What the kernel has not taken yet keeps its id.
    const datagram = request.sending > 0 ? Buffer.from(request.octets) : request.octets;
    datagram.writeInt32BE(flight.id, request.idAt);
    request.sending++;
    this.#socket.send(datagram, 0, datagram.length, 0, '', (error) => {
      request.sending--;
      if (error !== null && error !== undefined)
        this.#fail(flight, new SnmpError('network', `${this.#name} cannot be reached: ${scrubbed(error)}`));
    });
  }

  #take(datagram: Buffer): void {
    const idAt = requestIdOffset(datagram, this.#head);
    if (idAt < 0) {
      this.#takeStrange(datagram);
      return;
    }
    const id = datagram.readInt32BE(idAt);
    const flight = this.#inFlight.find((f) => f.id === id && f.leave !== undefined);
    if (flight === undefined) return; // Late, twice, or a guess.
    let answer: SnmpReply | Varbind[] | undefined;
    if (flight.kind === 'get') {
      const inOrder = matchValues(datagram, idAt, flight.request);
      answer = inOrder && this.#reply(flight.request, inOrder);
    } else answer = matchVarbinds(datagram, idAt, flight.kind === 'next' ? 1 : flight.repetitions);
    if (answer === undefined) this.#decode(flight, datagram);
    else {
      this.#strange = 0;
      this.#succeed(flight, answer);
    }
  }

  /** Of another form from its first octets on, of somebody else, or noise. */
  #takeStrange(datagram: Buffer): void {
    const { kind } = inspect(datagram, this.#expected);
    if (kind === 'malformed') for (const flight of this.#inFlight) flight.malformed++;
    if (kind === 'pass') this.#inFlight.some((flight) => flight.leave !== undefined && this.#decode(flight, datagram));
  }

  /** True when the datagram answered this request. */
  #decode(flight: Flight, datagram: Buffer): boolean {
    const { request, kind, repetitions, id } = flight;
    const decoded = this.#world.decode(this.#target, { kind, oids: request.oids, repetitions, id }, datagram);
    if (decoded.kind === 'foreign') return false;
    if (decoded.kind === 'undecodable') {
      flight.malformed++;
      return false;
    }
    this.#world.decoded();
    if (decoded.kind === 'failed') {
      // A refusal (tooBig, genErr) is no habit of form: the next, smaller request may well be matched.
      this.#fail(flight, decoded.error);
      return true;
    }
    this.#strange++;
    if (this.#strange === strangeRepliesMax) this.#world.moved(this.#target);
    if (kind !== 'get') this.#succeed(flight, decoded.varbinds);
    else this.#succeed(flight, this.#reply(request, values(decoded.varbinds)));
    return true;
  }

  #reply(request: EncodedRequest, inOrder: readonly SnmpValue[]): SnmpReply {
    return new LeanReply(this.#world.clock.now(), request.oids, inOrder);
  }

  #succeed(flight: Flight, answer: SnmpReply | Varbind[]): void {
    if (!this.#land(flight)) return;
    this.hasAnswered = true;
    flight.resolve(answer);
  }

  #fail(flight: Flight, reason: unknown): void {
    if (this.#land(flight)) flight.reject(reason);
  }

  #failAll(code: SnmpError['code'], what: string): void {
    const all = [...this.#waiting, ...this.#inFlight];
    this.#waiting = [];
    for (const flight of all) this.#fail(flight, new SnmpError(code, `${this.#name} ${what}`));
  }

  /** Gives back what the request held, and lets the next one go. False when it was settled already. */
  #land(flight: Flight): boolean {
    if (flight.isOver) return false;
    flight.isOver = true;
    this.#world.flights.delete(flight);
    flight.leave?.();
    const place = this.#inFlight.indexOf(flight);
    if (place >= 0) this.#inFlight.splice(place, 1);
    else this.#waiting = this.#waiting.filter((f) => f !== flight);
    const next = place >= 0 ? this.#waiting.shift() : undefined;
    if (next !== undefined) this.#depart(next);
    return true;
  }

  #timeoutError({ malformed, options }: Flight): SnmpError {
    const tries = Math.max(1, options.tries ?? this.#target.tries ?? triesDefault);
    return timeoutError(this.#name, { tries, timeoutMs: this.#target.timeoutMs ?? 2_000, malformed, refused: 0 });
  }
}

const values = (varbinds: readonly Varbind[]): SnmpValue[] => varbinds.map(({ value }) => value);

/** A reply whose values are looked up by OID only where somebody does: most are read in their order. */
class LeanReply implements SnmpReply {
  readonly at: number;
  readonly inOrder: readonly SnmpValue[];
  readonly #oids: readonly string[];
  #values: Map<string, SnmpValue> | undefined;

  constructor(at: number, oids: readonly string[], inOrder: readonly SnmpValue[]) {
    this.at = at;
    this.inOrder = inOrder;
    this.#oids = oids;
  }

  get values(): ReadonlyMap<string, SnmpValue> {
    this.#values ??= new Map(this.inOrder.map((value, i) => [this.#oids[i] ?? '', value]));
    return this.#values;
  }
}
