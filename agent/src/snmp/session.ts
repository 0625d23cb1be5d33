/**
 * One device's session with the library: one request at a time, a deadline of its own for each, request ids that
 * cannot be guessed, and every way in which net-snmp 3.29 crashes, forgets a call or believes too much closed off.
 */
import { randomInt } from 'node:crypto';
import { performance } from 'node:perf_hooks';
import { errorOf, noSuchNameIndex, scrubbed, timeoutError } from './failure.ts';
import { type Expected, inspect } from './guard.ts';
import { libraryGraceMs, refusedHoldMs, requestsQueuedPerDeviceMax, triesDefault } from './limits.ts';
import type { Channel, Sockets } from './sockets.ts';
import { type PduMeter, type RequestOptions, SnmpError, type SnmpTarget } from './transport.ts';
import { toValue } from './value.ts';
import { Pace, type Varbind } from './walk.ts';

/** What is used of net-snmp's Session; its published types differ from what it does. */
export interface RawSession {
  retries: number;
  timeout: number;
  reportOidMismatchErrors: boolean;
  reqs: Record<string, RawRequest>;
  on(event: 'error', listener: (error: Error) => void): void;
  get(oids: readonly string[], callback: RawCallback): void;
  getNext(oids: readonly string[], callback: RawCallback): void;
  getBulk(oids: readonly string[], nonRepeaters: number, maxRepetitions: number, callback: RawCallback): void;
  send(request: RawRequest, noWait?: boolean): void;
  unregisterRequest(id: string): void;
}
interface RawRequest {
  message: { buffer?: Buffer; pdu: { id: number }; msgGlobalData?: { msgID: number } };
}
interface RawVarbind {
  oid: string;
  type: number;
  value: unknown;
}
type RawCallback = (error: Error | null, varbinds?: readonly (RawVarbind | readonly RawVarbind[])[]) => void;

export type Connect = (
  target: SnmpTarget,
  address: string,
  dgramModule: object,
) => { raw: RawSession; isAuthentic: (datagram: Buffer, engineId: Buffer, digest: Buffer) => boolean };

export type Outcome = { kind: 'varbinds'; varbinds: Varbind[] } | { kind: 'noSuchName'; index: number };

interface Pending {
  settle: (error: SnmpError | undefined, varbinds?: readonly RawVarbind[], raw?: Error) => void;
  meter: PduMeter | undefined;
  malformed: number;
  refused: number;
}

export class DeviceSession {
  readonly version: 0 | 1 | 3;
  readonly pace = new Pace();
  hasAnswered = false;
  readonly #target: SnmpTarget;
  readonly #channel: Channel;
  readonly #raw: RawSession;
  readonly #name: string;
  #pending: Pending | undefined;
  #turn: Promise<void> = Promise.resolve();
  #queued = 0;
  #warnedOfDowngrade = false;
  /** The device's refusal, and until when (monotonic ms) it is not asked again. */
  #refused: { error: SnmpError; untilMs: number } | undefined;

  constructor(
    target: SnmpTarget,
    address: string,
    sockets: Sockets,
    connect: Connect,
    warn: (fields: object, sentence: string) => void,
  ) {
    const { credentials } = target;
    this.#target = target;
    this.#name = `${target.address}:${target.port ?? 161}`;
    this.version = credentials.version === '1' ? 0 : credentials.version === '2c' ? 1 : 3;
    const expected: Expected =
      credentials.version === '3'
        ? { version: 3, flags: levelFlags[credentials.level] }
        : { version: credentials.version === '1' ? 0 : 1, community: Buffer.from(credentials.community.reveal()) };
    this.#channel = sockets.channel(
      { address, port: target.port ?? 161, sourceAddress: target.sourceAddress },
      {
        admits: (datagram) => {
          const verdict = inspect(datagram, expected);
          const pending = this.#pending;
          if (verdict.kind === 'pass') {
            const { signed } = verdict;
            if (signed === undefined || isAuthentic(datagram, signed.engineId, signed.digest)) return true;
            if (pending !== undefined) pending.refused++;
            return false;
          }
          if (verdict.kind === 'malformed' && pending !== undefined) pending.malformed++;
          if (verdict.kind === 'downgraded') {
            if (pending !== undefined) pending.refused++;
            if (!this.#warnedOfDowngrade) {
              this.#warnedOfDowngrade = true;
              warn(
                {},
                'A v3 reply came below the session’s security level and was refused; somebody may be forging replies',
              );
            }
          }
          return false;
        },
        failed: () => this.#fail('malformed', 'answered with varbinds that were not asked for'),
        broken: (error) => this.#fail('network', `cannot be reached: ${scrubbed(error)}`),
      },
    );
    const { raw, isAuthentic } = connect(target, address, this.#channel.dgramModule);
    this.#raw = raw;
    raw.on('error', () => {
      // A datagram that the library could not decode. The request waits on: a true reply may still come.
      if (this.#pending !== undefined) this.#pending.malformed++;
    });
    const send = raw.send.bind(raw);
    raw.send = (request, noWait) => {
      const { message } = request;
      if (message.buffer === undefined) {
        // Math.random() can be predicted from a few of its values; a forged reply needs the id.
        message.pdu.id = randomInt(0x01000000, 0x7fffffff);
        if (message.msgGlobalData !== undefined) message.msgGlobalData.msgID = randomInt(0x01000000, 0x7fffffff);
      } else if (this.#pending?.meter !== undefined) this.#pending.meter.timeouts++;
      if (this.#pending?.meter !== undefined) this.#pending.meter.pdus++;
      send(request, noWait);
    };
  }

  close(): void {
    this.#fail('error', 'is no longer polled');
    this.#channel.close();
  }

  /** One request, after those before it. `pace` is the repetitions of a `bulk`. */
  async request(
    kind: 'get' | 'next' | 'bulk',
    oids: readonly string[],
    pace: number | 'next',
    options: RequestOptions,
  ): Promise<Outcome> {
    if (this.#queued >= requestsQueuedPerDeviceMax) {
      throw new SnmpError('error', `${this.#queued} requests wait for ${this.#name} already; this one is given up`);
    }
    const endsAt = performance.now() + options.deadlineMs;
    const before = this.#turn;
    let done = () => {};
    this.#turn = new Promise((resolve) => {
      done = resolve;
    });
    this.#queued++;
    try {
      await before;
      options.signal?.throwIfAborted();
      this.#throwIfRefused();
      const deadlineMs = endsAt - performance.now();
      if (deadlineMs <= 0) throw new SnmpError('timeout', `no time was left to ask ${this.#name}`);
      return await this.#perform(kind, oids, pace, { ...options, deadlineMs });
    } finally {
      this.#queued--;
      done();
    }
  }

  async #perform(
    kind: 'get' | 'next' | 'bulk',
    oids: readonly string[],
    pace: number | 'next',
    options: RequestOptions,
  ): Promise<Outcome> {
    const timeoutMs = this.#target.timeoutMs ?? 2_000;
    const tries = Math.max(1, options.tries ?? this.#target.tries ?? triesDefault);
    // A v3 request may be three: discovery, time, and itself (RFC 3414 §4).
    const libraryMs = timeoutMs * tries * (this.version === 3 ? 3 : 1) + libraryGraceMs;
    const waitMs = Math.min(options.deadlineMs, libraryMs);
    const leave = this.#channel.tryEnter() ?? (await this.#channel.enter(AbortSignal.timeout(Math.ceil(waitMs))));
    const raw = this.#raw;
    const pending: Pending = { settle: () => {}, meter: options.meter, malformed: 0, refused: 0 };
    let cause: Error | undefined;
    let cleanUp = () => {};
    try {
      const varbinds = await new Promise<readonly RawVarbind[]>((resolve, reject) => {
        const timedOut = () => reject(timeoutError(this.#name, { tries, timeoutMs, ...pending }));
        const aborted = () => reject(options.signal?.reason);
        const timer = setTimeout(timedOut, waitMs);
        options.signal?.addEventListener('abort', aborted, { once: true });
        cleanUp = () => {
          clearTimeout(timer);
          options.signal?.removeEventListener('abort', aborted);
        };
        pending.settle = (error, list, libraryError) => {
          cause = libraryError;
          if (error === undefined) resolve(list ?? []);
          else if (error.code === 'timeout') timedOut();
          else reject(error);
        };
        this.#pending = pending;
        raw.retries = tries - 1;
        raw.timeout = timeoutMs;
        raw.reportOidMismatchErrors = kind === 'get';
        const callback: RawCallback = (error, list) => {
          if (this.#pending !== pending) return; // The library calls twice after an error on a retry.
          if (error) pending.settle(errorOf(error, this.#name), undefined, error);
          else pending.settle(undefined, (list ?? []).flat());
        };
        if (kind === 'get') raw.get(oids, callback);
        else if (kind === 'next') raw.getNext(oids, callback);
        else raw.getBulk(oids, 0, pace === 'next' ? 1 : pace, callback);
      });
      this.hasAnswered = true;
      return { kind: 'varbinds', varbinds: varbinds.map((v) => ({ oid: v.oid, value: toValue(v.type, v.value) })) };
    } catch (error) {
      const index = noSuchNameIndex(cause, oids);
      if (index !== undefined && this.version === 0) return { kind: 'noSuchName', index };
      if (error instanceof SnmpError && error.code === 'timeout' && options.meter !== undefined)
        options.meter.timeouts++;
      // Of v3 only: the user may be locked out by our tries. A community's device says authorizationError of one object.
      if (this.version === 3 && error instanceof SnmpError && error.code === 'credentialsRefused')
        this.#refused = { error, untilMs: performance.now() + refusedHoldMs };
      throw error;
    } finally {
      this.#pending = undefined;
      cleanUp();
      leave();
      // After a failed send the library keeps the request for ever; ours is the only one there is.
      for (const id of Object.keys(raw.reqs)) raw.unregisterRequest(id);
    }
  }

  /** @throws the refusal again, without a word to the device, until its time is over */
  #throwIfRefused(): void {
    if (this.#refused === undefined) return;
    if (performance.now() < this.#refused.untilMs) throw this.#refused.error;
    this.#refused = undefined;
  }

  #fail(code: SnmpError['code'], what: string): void {
    this.#pending?.settle(new SnmpError(code, `${this.#name} ${what}`));
  }
}

/** msgFlags that a reply must carry at each level (RFC 3412 §6.4). */
const levelFlags = { noAuthNoPriv: 0, authNoPriv: 1, authPriv: 3 } as const;
