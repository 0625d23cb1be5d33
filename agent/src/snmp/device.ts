/**
 * One device's poll: its links' counters in as few PDUs as it takes, bindings kept true, partial results kept.
 * Between schedule and outbox. What the readings mean is decided in the pure files beside this one.
 */
import type { DeviceSample, Sample } from '@thongsuot/contract/sample.ts';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { PresentFinding } from '../finding.ts';
import { elapsed, type Moment } from './counter.ts';
import { deviceFinding, failureOf, metadataFinding } from './findings.ts';
import { linksPerDeviceMax, opticsMsMax } from './limits.ts';
import { LinkState, type PolledLink } from './link.ts';
import { readMemberStates, readMetadata } from './metadata.ts';
import { ifTableLastChange, sysUpTime } from './oids.ts';
import { OpticalLevels } from './optical-levels.ts';
import { PduSize, pack } from './pdu.ts';
import { probeRefresh } from './probe.ts';
import { createObjectReader } from './reader.ts';
import { RefreshLearner } from './refresh.ts';
import { parseSaved, type SavedDevice } from './saved.ts';
import {
  numberOf,
  type PduMeter,
  SnmpError,
  type SnmpReply,
  type SnmpTarget,
  type SnmpTransport,
} from './transport.ts';

export interface DevicePollerOptions {
  device: { id: string; target: SnmpTarget; intervalMs: number };
  links: readonly PolledLink[];
  transport: SnmpTransport;
  clock: Clock;
  log: Logger;
  /** @default 900000 */
  metadataIntervalMs?: number;
  /** What `save()` gave before; whatever does not fit is left aside. */
  saved?: unknown;
}

export interface DevicePoll {
  /** One of kind `device`, and one of kind `link` for each link, whatever happened. */
  samples: Sample[];
  /** All that is wrong with this device and its links now. */
  findings: PresentFinding[];
  /** What it cost, tries included. */
  pdus: number;
  timeouts: number;
}

export interface DevicePoller {
  /**
   * Polls once; never throws for anything that the device or the network does. One at a time.
   * @throws the signal's reason when it is aborted
   */
  poll(signal: AbortSignal, deadlineMs: number): Promise<DevicePoll>;
  /** Plain JSON; give it as `saved` after a restart. */
  save(): unknown;
}

/** A poller of one device and the links bound to its interfaces. */
export function createDevicePoller(options: DevicePollerOptions): DevicePoller {
  return new Poller(options);
}

class Poller implements DevicePoller {
  readonly #options: DevicePollerOptions;
  readonly #links: LinkState[];
  readonly #size = new PduSize();
  readonly #learner: RefreshLearner;
  readonly #optics = new OpticalLevels();
  readonly #metadataIntervalMs: number;
  /** The OIDs of each PDU, by its first link. */
  readonly #lists = new Map<
    LinkState,
    { answered: boolean; parts: readonly (readonly string[])[]; oids: readonly string[] }
  >();
  #moment: Moment | undefined;
  #tableLastChange: number | undefined;
  /** Monotonic ms of the last metadata reading; undefined asks for one at once. */
  #metadataAtMs: number | undefined;
  #metadataFailure: SnmpError | undefined;
  #wasReachable: boolean | undefined;

  constructor(options: DevicePollerOptions) {
    this.#options = options;
    this.#metadataIntervalMs = options.metadataIntervalMs ?? 900_000;
    const saved = options.saved === undefined ? undefined : parseSaved(options.saved);
    if (options.saved !== undefined && saved === undefined) {
      options.log.warn({ device: options.device.id }, 'Saved counters do not fit this version; rates start anew');
    }
    this.#moment = saved?.moment;
    this.#tableLastChange = saved?.tableLastChange ?? undefined;
    this.#learner = new RefreshLearner(saved?.refresh);
    const bits = options.device.target.credentials.version === '1' ? 32 : 64;
    this.#links = options.links
      .slice(0, linksPerDeviceMax)
      .map((link) => new LinkState(link, bits, saved?.links[link.id]));
  }

  async poll(signal: AbortSignal, deadlineMs: number): Promise<DevicePoll> {
    const { clock, device } = this.#options;
    const startedMs = clock.monotonicMs();
    const left = () => Math.max(0, startedMs + deadlineMs - clock.monotonicMs());
    const meter: PduMeter = { pdus: 0, timeouts: 0 };
    for (const link of this.#links) link.clear();
    let failure: SnmpError | undefined;
    let restarted = false;
    let pollMs = 0;
    try {
      restarted = await this.#readCounters(this.#bound(), meter, signal, left);
      if (restarted) this.#learner.doubt();
      if (this.#metadataIsDue()) await this.#refreshMetadata(meter, signal, left);
      // At the first poll, and where an interface has come: what is bound only now is read now.
      const unread = this.#bound().filter((link) => !link.isObserved);
      if (unread.length > 0) await this.#readCounters(unread, meter, signal, left);
      await this.#readMembers(meter, signal, left);
      await this.#readOptics(meter, signal, left);
      pollMs = clock.monotonicMs() - startedMs;
      const world = { transport: this.#options.transport, target: device.target, clock, meter, signal };
      await probeRefresh(this.#learner, this.#links, world, left);
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof SnmpError)) throw error;
      failure = error;
      pollMs = clock.monotonicMs() - startedMs;
    }
    this.#logChange(failure);
    return this.#report(failure, { restarted, pollMs, meter });
  }

  save(): unknown {
    if (this.#moment === undefined) return null;
    const links = this.#links.flatMap((link) => {
      const saved = link.save();
      return saved === undefined ? [] : [[link.link.id, saved] as const];
    });
    return {
      version: 1,
      moment: this.#moment,
      tableLastChange: this.#tableLastChange ?? null,
      refresh: this.#learner.save(),
      links: Object.fromEntries(links),
    } satisfies SavedDevice;
  }

  /**
   * All counters. Each PDU starts with sysUpTime, and holds whole links. A PDU that fails is halved, and at last asked
   * link by link, so that one wrong link costs that link only. True when the device has restarted.
   * @throws SnmpError when the device answers nothing at all
   */
  async #readCounters(
    bound: readonly LinkState[],
    meter: PduMeter,
    signal: AbortSignal,
    left: () => number,
  ): Promise<boolean> {
    const { transport, device, clock } = this.#options;
    const packed = (links: readonly LinkState[]) => pack(links, (link) => link.oids.length, 2, this.#size.limit);
    let work: LinkState[][] = bound.length === 0 ? [[]] : packed(bound);
    let answered = false;
    let restarted = false;
    for (let links = work.shift(); links !== undefined; links = work.shift()) {
      const oids = this.#listOf(links, answered);
      try {
        const reply = await transport.get(device.target, oids, { deadlineMs: left(), signal, meter });
        this.#size.answered(oids.length);
        const first = !answered;
        answered = true;
        const moment = this.#momentOf(reply);
        if (first) restarted = this.#advance(moment, reply);
        const values = reply.inOrder ?? oids.map((oid) => reply.values.get(oid));
        const { step } = this.#learner;
        let from = first ? 2 : 1;
        for (const link of links) {
          const { length } = link.oids;
          if (link.observe(values, from, moment, step)) this.#askMetadata();
          from += length;
        }
      } catch (error) {
        if (!(error instanceof SnmpError)) throw error;
        const tooLarge =
          (error.code === 'tooBig' || error.code === 'timeout') && this.#size.refused(oids.length, error.code);
        const [only] = links;
        if (links.length > 1 && (tooLarge || error.code === 'tooBig'))
          work = [...packed(links), ...work].filter((l) => l.length > 0);
        else if (links.length > 1 && (error.code === 'error' || error.code === 'malformed'))
          work = [...links.map((link) => [link]), ...work];
        else if (links.length === 1 && tooLarge && only?.objects !== undefined && !only.objects.essentialOnly) {
          only.objects.essentialOnly = true;
          work.unshift(links);
        } else if (!answered && (links.length === 0 || isOfDevice(error))) throw error;
        else for (const link of links) link.failed(error, clock.now());
      }
    }
    if (!answered) {
      // Each link failed by itself: whether it is the device or the links, the smallest question tells.
      const reply = await transport.get(device.target, [sysUpTime], { deadlineMs: left(), signal, meter });
      restarted = this.#advance(this.#momentOf(reply), reply);
    }
    return restarted;
  }

  /**
   * sysUpTime, in the first PDU ifTableLastChange, and the links' objects. The same list each time while nothing
   * changes: lists are made, and known again by the engine, once for each binding.
   */
  #listOf(links: readonly LinkState[], answered: boolean): readonly string[] {
    const [head] = links;
    const known = head && this.#lists.get(head);
    const parts = links.map((link) => link.oids);
    if (
      known?.answered === answered &&
      known.parts.length === parts.length &&
      parts.every((p, i) => p === known.parts[i])
    )
      return known.oids;
    const oids = [sysUpTime, ...(answered ? [] : [ifTableLastChange]), ...parts.flat()];
    if (head !== undefined) this.#lists.set(head, { answered, parts, oids });
    return oids;
  }

  #momentOf(reply: SnmpReply): Moment {
    const upTicks = numberOf(reply.inOrder === undefined ? reply.values.get(sysUpTime) : reply.inOrder[0]);
    if (upTicks === undefined) {
      throw new SnmpError('malformed', `${this.#options.device.target.address} answers without sysUpTime`);
    }
    return { upTicks: upTicks >>> 0, atMs: reply.at };
  }

  /** Takes the device's own clock in; a restart or a changed table asks for metadata. True after a restart. */
  #advance(moment: Moment, reply: SnmpReply): boolean {
    const before = this.#moment;
    this.#moment = moment;
    const time = before && elapsed(before, moment, this.#options.device.intervalMs / 1_000);
    const restarted = time?.kind === 'none' && time.because === 'restart';
    const lastChange = numberOf(reply.inOrder === undefined ? reply.values.get(ifTableLastChange) : reply.inOrder[1]);
    if (restarted || lastChange !== this.#tableLastChange) this.#askMetadata();
    this.#tableLastChange = lastChange;
    return restarted;
  }

  #bound(): LinkState[] {
    return this.#links.filter((link) => link.objects !== undefined);
  }

  #askMetadata(): void {
    this.#metadataAtMs = undefined;
  }

  #metadataIsDue(): boolean {
    const age = this.#metadataAtMs === undefined ? undefined : this.#options.clock.monotonicMs() - this.#metadataAtMs;
    return this.#links.length > 0 && (age === undefined || age >= this.#metadataIntervalMs);
  }

  /** Binds the links anew. When it fails, what is bound stays so, and the next poll asks again. */
  async #refreshMetadata(meter: PduMeter, signal: AbortSignal, left: () => number): Promise<void> {
    const { transport, device, clock } = this.#options;
    const reader = createObjectReader(transport, device.target, this.#size, { signal, meter });
    try {
      const metadata = await readMetadata(
        reader,
        this.#links.map(({ link }) => link),
        left,
      );
      for (const link of this.#links) {
        const found = metadata.get(link.link.id);
        if (found !== undefined) link.rebind(found, clock.now());
      }
      this.#metadataAtMs = clock.monotonicMs();
      this.#metadataFailure = undefined;
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof SnmpError)) throw error;
      this.#askMetadata();
      this.#metadataFailure = error;
    }
  }

  async #readMembers(meter: PduMeter, signal: AbortSignal, left: () => number): Promise<void> {
    const { transport, device } = this.#options;
    const groups = this.#links.filter((link) => link.members.length > 0);
    if (groups.length === 0) return;
    const reader = createObjectReader(transport, device.target, this.#size, { signal, meter });
    for (const link of groups) {
      if (link.objects === undefined) continue;
      try {
        link.memberStates = await readMemberStates(reader, link.members, left());
      } catch (error) {
        signal.throwIfAborted();
        if (!(error instanceof SnmpError)) throw error;
        // Without their states no physical term is stated; the contract's stays.
        link.memberStates = [];
      }
    }
  }

  async #readOptics(meter: PduMeter, signal: AbortSignal, left: () => number): Promise<void> {
    const { transport, device, clock } = this.#options;
    const links = this.#links.flatMap(({ objects, link: { interface: wanted } }) =>
      objects === undefined ? [] : [{ index: objects.index, name: wanted.by === 'name' ? wanted.value : undefined }],
    );
    const nowMs = clock.monotonicMs();
    const leftHere = () => Math.max(0, Math.min(left(), nowMs + opticsMsMax - clock.monotonicMs()));
    const when = { metadataAtMs: this.#metadataAtMs, nowMs, left: leftHere, signal };
    await this.#optics.refresh(
      createObjectReader(transport, device.target, this.#size, { signal, meter }),
      links,
      when,
    );
  }

  #report(failure: SnmpError | undefined, cost: { restarted: boolean; pollMs: number; meter: PduMeter }): DevicePoll {
    const { clock, device } = this.#options;
    const { restarted, pollMs, meter } = cost;
    const now = clock.now();
    const unreachable =
      failure &&
      (failure.code === 'credentialsRefused' ? ('credentialsRefused' as const) : ('deviceUnreachable' as const));
    const reports = this.#links.map((link) => link.sample(now, unreachable));
    for (const link of this.#links) link.clear();
    const step = this.#learner.step;
    const sample: DeviceSample = {
      kind: 'device',
      at: failure === undefined ? (this.#moment?.atMs ?? now) : now,
      device: device.id,
      intervalS: device.intervalMs / 1_000,
      reachable: failure === undefined,
      ...(failure && { failure: failureOf(failure) }),
      ...(failure === undefined && this.#moment && { uptimeS: this.#moment.upTicks / 100, restarted }),
      pollMs: Math.round(pollMs),
      pdus: meter.pdus,
      timeouts: meter.timeouts,
      ...(step.kind === 'live' && { refreshStepS: 0 }),
      ...(step.kind === 'cached' && { refreshStepS: step.stepS }),
    };
    const links = reports.map((report, i) => this.#optics.withLevel(report.sample, this.#links[i]?.objects?.index));
    const findings = reports.flatMap(({ finding }) => finding ?? []);
    if (failure !== undefined) findings.unshift(deviceFinding(device.id, failure));
    else if (this.#metadataFailure !== undefined) findings.unshift(metadataFinding(device.id, this.#metadataFailure));
    return { samples: [...links, sample], findings, ...meter };
  }

  #logChange(failure: SnmpError | undefined): void {
    const reachable = failure === undefined;
    if (reachable === this.#wasReachable) return;
    const { log, device } = this.#options;
    const fields = { device: device.id, address: device.target.address };
    if (failure !== undefined)
      log.warn({ ...fields, code: failure.code, detail: failure.message }, 'Device does not answer');
    else if (this.#wasReachable === false) log.info(fields, 'Device answers again');
    this.#wasReachable = reachable;
  }
}

/** Failures that no smaller question will mend. */
const isOfDevice = (error: SnmpError): boolean =>
  error.code === 'timeout' || error.code === 'network' || error.code === 'credentialsRefused';
