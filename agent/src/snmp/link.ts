/** One link as its device's poller knows it: where it is bound, what was read of it, the sample that makes. Pure. */
import type { AdminState, LinkUnknownReason, OperState } from '@thongsuot/contract/reasons.ts';
import type { LinkSample } from '@thongsuot/contract/sample.ts';
import type { PresentFinding } from '../finding.ts';
import type { Bound, InterfaceBinding } from './binding.ts';
import { capacityOf, type LagMember, physicalBitsPerSecond, type RateTerms } from './capacity.ts';
import type { Moment } from './counter.ts';
import { bindingFinding, countersFinding, linkErrorFinding, membersFinding, renamedFinding } from './findings.ts';
import { type LinkObjects, oidsOf, readLink } from './interfaces.ts';
import type { LinkMetadata } from './metadata.ts';
import { ifHCInOctets, ifHCOutOctets, ifInOctets, ifOutOctets } from './oids.ts';
import type { RefreshStep } from './refresh.ts';
import type { SavedDevice } from './saved.ts';
import { type LinkRates, type LinkReading, LinkSeries, type SavedSeries } from './series.ts';
import type { SnmpError, SnmpValue } from './transport.ts';

export interface PolledLink {
  id: string;
  interface: InterfaceBinding;
  contract?: RateTerms | undefined;
  shaper?: RateTerms | undefined;
  /** Ports of the group that this interface is, where the device has no table of them. */
  members?: readonly string[] | undefined;
  /** Seconds between two samples. */
  intervalS: number;
}

type Outcome =
  | { kind: 'read'; at: number; oper: OperState; admin: AdminState | undefined; rates: LinkRates }
  | { kind: 'unknown'; at: number; because: LinkUnknownReason; finding?: PresentFinding };

export class LinkState {
  readonly link: PolledLink;
  /** Set while the link is bound. */
  objects: LinkObjects | undefined;
  members: LinkMetadata['members'] = [];
  memberStates: readonly LagMember[] = [];
  /** The newest counters, for the choice of a busy one. */
  reading: LinkReading | undefined;
  #metadata: LinkMetadata | undefined;
  #lineBitsPerSecond: number | undefined;
  #series = new LinkSeries();
  #outcome: Outcome | undefined;
  /** Made anew only when its physical term changes. */
  #capacity: { physical: number | undefined; terms: ReturnType<typeof capacityOf> } | undefined;
  readonly #bits: 32 | 64;

  /** `bits` is 32 for SNMP v1, which has no Counter64. */
  constructor(link: PolledLink, bits: 32 | 64, saved?: SavedDevice['links'][string]) {
    this.link = link;
    this.#bits = bits;
    // A link that was bound to another name then has nothing to do with what was saved.
    if (saved === undefined || saved.by !== link.interface.by || saved.value !== link.interface.value) return;
    if (saved.bits > bits) return;
    this.objects = { index: saved.index, bits: saved.bits, absent: new Set(), essentialOnly: false };
    this.#lineBitsPerSecond = saved.lineBitsPerSecond ?? undefined;
    if (saved.series !== null) this.#series = new LinkSeries(saved.series as SavedSeries);
  }

  get oids(): readonly string[] {
    return this.objects === undefined ? [] : oidsOf(this.link.interface, this.objects);
  }

  /** Octets per second of the busier direction in this poll, and the OID that counts it. */
  get busiest(): { oid: string; octetsPerSecond: number; value: bigint; moment: Moment } | undefined {
    const { objects, reading } = this;
    if (objects === undefined || reading === undefined || this.#outcome?.kind !== 'read') return undefined;
    const { rates } = this.#outcome;
    const inIsBusier =
      rates.kind === 'rates'
        ? rates.inOctetsPerSecond > rates.outOctetsPerSecond
        : reading.inOctets > reading.outOctets;
    const column =
      objects.bits === 64 ? (inIsBusier ? ifHCInOctets : ifHCOutOctets) : inIsBusier ? ifInOctets : ifOutOctets;
    return {
      oid: `${column}.${objects.index}`,
      octetsPerSecond: rates.kind === 'rates' ? Math.max(rates.inOctetsPerSecond, rates.outOctetsPerSecond) : 0,
      value: inIsBusier ? reading.inOctets : reading.outOctets,
      moment: reading,
    };
  }

  /** Whether this poll has something to say of the link already. */
  get isObserved(): boolean {
    return this.#outcome !== undefined;
  }

  /** Forgets what a poll read: before one, and after it too, for what lives on until the next is dear to collect. */
  clear(): void {
    this.#outcome = undefined;
    this.reading = undefined;
  }

  /**
   * Takes the link's part of a reply in: the values of its `oids`, which stand in `values` from `from` on. True when
   * the device must be bound anew at once.
   */
  observe(values: readonly (SnmpValue | undefined)[], from: number, moment: Moment, step: RefreshStep): boolean {
    const { objects, link } = this;
    if (objects === undefined) return false;
    const read = readLink(link.interface, objects, values, from, moment);
    if (read.kind !== 'read') {
      this.#series.reset();
      this.#outcome = {
        kind: 'unknown',
        at: moment.atMs,
        because: 'bindingChanged',
        ...(read.kind === 'renamed' && {
          finding: renamedFinding(link.id, link.interface, objects.index, read.found),
        }),
      };
      return true;
    }
    for (const column of read.absent) objects.absent.add(column);
    let rates: LinkRates;
    if (read.reading !== undefined) {
      this.reading = read.reading;
      const rules = {
        intervalS: link.intervalS,
        lineBitsPerSecond: this.#lineBitsPerSecond,
        refreshStepS: step.kind === 'cached' ? step.longestS : 0,
      };
      rates = this.#series.advance(read.reading, rules, step);
    } else if (objects.bits === 64) {
      // No Counter64 here: from the next poll on the 32-bit objects, until the next metadata reading.
      objects.bits = 32;
      this.#series.reset();
      rates = { kind: 'none', because: 'firstReading' };
    } else {
      this.#series.reset();
      rates = { kind: 'none', because: 'notSupported' };
    }
    this.#outcome = { kind: 'read', at: moment.atMs, oper: read.oper, admin: read.admin, rates };
    return false;
  }

  /** The device answered others, but not this link. */
  failed(error: SnmpError, at: number): void {
    this.#outcome = { kind: 'unknown', at, because: 'deviceError', finding: linkErrorFinding(this.link.id, error) };
  }

  /** Takes a new metadata reading in. A link on another index starts its counters anew. */
  rebind(metadata: LinkMetadata, at: number): void {
    const { bound, speed, members } = metadata;
    this.#metadata = metadata;
    this.members = members;
    if (members.length === 0) this.memberStates = [];
    // Members that are down today may have carried traffic within the window: the nominal speed is the bound.
    const nominal = members.map((m) => ({ ...m.speed, attached: true, up: true }));
    this.#lineBitsPerSecond = physicalBitsPerSecond(speed, nominal);
    if (bound.kind !== 'bound') {
      this.objects = undefined;
      this.#series.reset();
      this.#outcome = { kind: 'unknown', at, because: unboundReason(bound) };
      return;
    }
    const before = this.objects;
    const same = before?.index === bound.index;
    if (!same) this.#series.reset();
    this.objects = {
      index: bound.index,
      // Objects that were missing are asked again: software is updated, tables appear.
      bits: same && before.bits === 32 && this.#series.isRunning ? 32 : this.#bits,
      absent: new Set(),
      essentialOnly: before?.essentialOnly ?? false,
    };
  }

  /** The sample of this poll and what is wrong with the link, if anything. */
  sample(at: number, unreachable: LinkUnknownReason | undefined): { sample: LinkSample; finding?: PresentFinding } {
    const { id, intervalS, contract, shaper } = this.link;
    const head = { kind: 'link' as const, link: id, intervalS };
    const bound = this.#metadata?.bound;
    const misbound = bound === undefined || bound.kind === 'bound' ? undefined : bound;
    const outcome: Outcome = this.#outcome ?? { kind: 'unknown', at, because: unreachable ?? unboundReason(misbound) };
    if (outcome.kind === 'unknown') {
      const finding =
        outcome.finding ??
        (misbound && unreachable === undefined ? bindingFinding(id, this.link.interface, misbound) : undefined);
      return { sample: { ...head, at: outcome.at, unknown: outcome.because }, ...(finding && { finding }) };
    }
    const { oper, admin, rates } = outcome;
    const physical = physicalBitsPerSecond(this.#metadata?.speed ?? {}, this.memberStates) ?? this.#savedLine();
    if (this.#capacity === undefined || this.#capacity.physical !== physical)
      this.#capacity = { physical, terms: capacityOf({ contract, shaper, physicalBitsPerSecond: physical }) };
    const capacity = this.#capacity.terms;
    const finding =
      (rates.kind === 'none' ? countersFinding(id, rates.because) : undefined) ??
      membersFinding(id, this.#metadata?.membersMissing ?? []);
    const sample: LinkSample = { kind: 'link', link: id, intervalS, at: outcome.at, oper };
    if (admin !== undefined) sample.admin = admin;
    if (rates.kind === 'none') sample.noRate = rates.because;
    else addRates(sample, rates);
    if (capacity.in !== undefined) sample.capacityIn = capacity.in;
    if (capacity.out !== undefined) sample.capacityOut = capacity.out;
    return finding === undefined ? { sample } : { sample, finding };
  }

  save(): SavedDevice['links'][string] | undefined {
    const { objects, link } = this;
    if (objects === undefined) return undefined;
    return {
      by: link.interface.by,
      value: link.interface.value,
      index: objects.index,
      bits: objects.bits,
      lineBitsPerSecond: this.#lineBitsPerSecond ?? null,
      series: this.#series.save() ?? null,
    };
  }

  /** Before the first metadata reading after a start: the speed that was saved. */
  #savedLine(): number | undefined {
    return this.#metadata === undefined ? this.#lineBitsPerSecond : undefined;
  }
}

/** Why nothing is read of a link without an index; without metadata either, the device did not say. */
function unboundReason(bound: Exclude<Bound, { kind: 'bound' }> | undefined): LinkUnknownReason {
  if (bound === undefined) return 'deviceError';
  return bound.kind === 'missing' ? 'interfaceMissing' : 'interfaceAmbiguous';
}

/** A whole bit per second: what is finer than a tick of sysUpTime in 30 s tells nothing and is half of a stored sample. */
const wholeBits = (octetsPerSecond: number): number => Math.round(octetsPerSecond * 8);
/** One in a million seconds, so that a single error in an hour is not nothing. */
const rare = (perSecond: number): number => Math.round(perSecond * 1e6) / 1e6;

/** Assigned one by one: an object for each that may be absent was a tenth of what a sample cost. */
function addRates(sample: LinkSample, rates: Extract<LinkRates, { kind: 'rates' }>): void {
  const { inErrors, outErrors, inDiscards, outDiscards } = rates.sides;
  sample.spanS = rates.spanS;
  sample.inBitsPerSecond = wholeBits(rates.inOctetsPerSecond);
  sample.outBitsPerSecond = wholeBits(rates.outOctetsPerSecond);
  if (inErrors !== undefined) sample.inErrorsPerSecond = rare(inErrors);
  if (outErrors !== undefined) sample.outErrorsPerSecond = rare(outErrors);
  if (inDiscards !== undefined) sample.inDiscardsPerSecond = rare(inDiscards);
  if (outDiscards !== undefined) sample.outDiscardsPerSecond = rare(outDiscards);
}
