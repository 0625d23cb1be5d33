/**
 * Histories of a device that are told second by second, and polled: restarts, renumberings, cleared counters, wraps,
 * lost polls, cached counters. The truth of every interface is known, and no two of them carry alike, so that a rate
 * that is a spike, or another interface's, cannot pass for the right one.
 */
import fc from 'fast-check';
import { pino } from 'pino';
import type { Clock } from '../clock.ts';
import { createDevicePoller } from './device.ts';
import * as oids from './oids.ts';
import { SnmpError, type SnmpTransport, type SnmpValue } from './transport.ts';

const pollS = 30;
const interfaces = 4;
/** Octets a second; each carries three times what the one before does, and a tenth more or less from poll to poll. */
const flowOf = (i: number): number => 100_000 * 3 ** i;
const spread = 0.1;

type Event =
  | { kind: 'poll'; flows: number[] }
  | { kind: 'restart'; downS: number; shift: number }
  | { kind: 'renumber'; shift: number; told: boolean }
  /** A counter that starts at 0 again, or, where `ahead` is above 0 and it is told, that many polls' octets further on. */
  | { kind: 'clear'; interface: number; told: boolean; ahead: number }
  | { kind: 'sentinel'; interface: number }
  | { kind: 'lost'; polls: number };

interface Setting {
  bits: 32 | 64;
  /** Seconds between two refreshes of the counters; 0 when they are live. */
  stepS: number;
  /** The part of a step that has passed when the history begins. */
  phase: number;
  /** sysUpTime when the history begins, hundredths of a second. */
  upTicks: number;
}

/** A device in memory. Time passes only when it is told to. */
class ToldDevice implements SnmpTransport {
  nowMs = 1_790_000_000_000;
  readonly #setting: Setting;
  #bootMs: number;
  #flows = Array.from({ length: interfaces }, (_, i) => flowOf(i));
  /** Octets since ever, of each interface, and what of them was before its counters started. */
  readonly #octets = Array.from({ length: interfaces }, () => 1e9);
  readonly #startedAt: number[] = Array.from({ length: interfaces }, () => 0);
  /** What the counters read: renewed each step. */
  #shown = [...this.#octets];
  #shownAtMs: number;
  #discontinuity: number[] = Array.from({ length: interfaces }, () => 0);
  #sentinel = -1;
  #shift = 0;
  #tableChanged = 0;
  deaf = false;

  constructor(setting: Setting) {
    this.#setting = setting;
    this.#bootMs = this.nowMs - setting.upTicks * 10;
    this.#shownAtMs = this.nowMs - Math.floor(setting.phase * setting.stepS * 1_000);
    for (let i = 0; i < interfaces; i++)
      this.#octets[i] = (this.#octets[i] ?? 0) + (flowOf(i) * (this.nowMs - this.#shownAtMs)) / 1_000;
  }

  get #ticks(): number {
    return Math.floor((this.nowMs - this.#bootMs) / 10) % 2 ** 32;
  }

  pass(ms: number): void {
    const { stepS } = this.#setting;
    for (let left = ms; left > 0; ) {
      const toRefresh = stepS === 0 ? left : this.#shownAtMs + stepS * 1_000 - this.nowMs;
      const part = Math.min(left, Math.max(toRefresh, 1));
      this.nowMs += part;
      left -= part;
      for (let i = 0; i < interfaces; i++)
        this.#octets[i] = (this.#octets[i] ?? 0) + ((this.#flows[i] ?? 0) * part) / 1_000;
      if (stepS === 0 || this.nowMs >= this.#shownAtMs + stepS * 1_000) this.#refresh();
    }
  }

  #refresh(): void {
    this.#shown = [...this.#octets];
    this.#shownAtMs = this.nowMs;
  }

  happen(event: Event): void {
    this.#sentinel = -1;
    if (event.kind === 'poll') this.#flows = event.flows;
    else if (event.kind === 'restart') {
      this.pass(event.downS * 1_000);
      this.#bootMs = this.nowMs;
      for (let i = 0; i < interfaces; i++) this.#startedAt[i] = this.#octets[i] ?? 0;
      this.#discontinuity = this.#discontinuity.map(() => 0);
      this.#shift = event.shift;
      this.#tableChanged = 0;
      this.#refresh();
    } else if (event.kind === 'renumber') {
      this.#shift = event.shift;
      if (event.told) this.#tableChanged = this.#ticks;
    } else if (event.kind === 'clear') {
      const ahead = event.told ? event.ahead * flowOf(event.interface) * pollS : 0;
      const origin = ahead === 0 ? this.#octets : this.#startedAt;
      this.#startedAt[event.interface] = (origin[event.interface] ?? 0) - ahead;
      if (event.told) this.#discontinuity[event.interface] = this.#ticks;
      this.#refresh();
    } else if (event.kind === 'sentinel') this.#sentinel = event.interface;
  }

  async get(_target: unknown, asked: readonly string[]) {
    if (this.deaf) throw new SnmpError('timeout', 'no answer');
    return { at: this.nowMs, values: new Map(asked.map((oid) => [oid, this.#value(oid)])) };
  }

  async column(_target: unknown, oid: string) {
    if (this.deaf) throw new SnmpError('timeout', 'no answer');
    const indexes = Array.from({ length: interfaces }, (_, i) => String(i + 1));
    return new Map(indexes.map((index) => [index, this.#value(`${oid}.${index}`)]));
  }

  release(): void {}
  close(): void {}

  #value(oid: string): SnmpValue {
    if (oid === oids.sysUpTime) return { type: 'timeTicks', value: this.#ticks };
    if (oid === oids.ifTableLastChange) return { type: 'timeTicks', value: this.#tableChanged };
    const dot = oid.lastIndexOf('.');
    const index = Number(oid.slice(dot + 1));
    if (!(index >= 1 && index <= interfaces)) return { type: 'noSuchInstance' };
    const i = (index - 1 + this.#shift) % interfaces;
    const octets = BigInt(Math.floor((this.#shown[i] ?? 0) - (this.#startedAt[i] ?? 0)));
    switch (oid.slice(0, dot)) {
      case oids.ifName:
        return { type: 'octets', value: Buffer.from(`ge-0/0/${i}`) };
      case oids.ifType:
        return { type: 'integer', value: 6 };
      case oids.ifHighSpeed:
        return { type: 'gauge32', value: 100 };
      case oids.ifOperStatus:
      case oids.ifAdminStatus:
        return { type: 'integer', value: 1 };
      case oids.ifCounterDiscontinuityTime:
        return { type: 'timeTicks', value: this.#discontinuity[i] ?? 0 };
      case oids.ifHCInOctets:
      case oids.ifHCOutOctets:
        if (this.#setting.bits === 32) return { type: 'noSuchInstance' };
        return { type: 'counter64', value: i === this.#sentinel ? 2n ** 64n - 1n : octets };
      case oids.ifInOctets:
      case oids.ifOutOctets:
        return { type: 'counter32', value: Number(octets & 0xffffffffn) };
      default:
        return { type: 'noSuchInstance' };
    }
  }
}

const shift = fc.integer({ min: 0, max: interfaces - 1 });
const flows = fc.tuple(
  ...Array.from({ length: interfaces }, (_, i) =>
    fc.double({ min: flowOf(i) * (1 - spread), max: flowOf(i) * (1 + spread), noNaN: true }),
  ),
);
const event: fc.Arbitrary<Event> = fc.oneof(
  { weight: 10, arbitrary: flows.map((list): Event => ({ kind: 'poll', flows: list })) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('restart' as const), downS: fc.integer({ min: 10, max: 300 }), shift }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('renumber' as const), shift, told: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('clear' as const),
      interface: shift,
      told: fc.boolean(),
      ahead: fc.constantFrom(0, 2),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('sentinel' as const), interface: shift }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('lost' as const), polls: fc.integer({ min: 1, max: 6 }) }) },
);
const setting: fc.Arbitrary<Setting> = fc.record({
  bits: fc.constantFrom(64, 64, 32),
  stepS: fc.constantFrom(0, 0, 0, 3, 10),
  phase: fc.double({ min: 0, max: 0.999, noNaN: true }),
  // Some begin an hour before sysUpTime's own wrap after 497 days.
  upTicks: fc.oneof(fc.integer({ min: 100_000, max: 2 ** 31 }), fc.constant(2 ** 32 - 40_000)),
});

export interface Histories {
  histories: number;
  rates: number;
  /** Rates that were not those of their interface: spikes and other interfaces'. */
  wrong: string[];
}

/** Tells so many histories and polls each. @returns what came of it; the first wrong rates in words */
export async function tellHistories(count: number, seed: number): Promise<Histories> {
  const told: Histories = { histories: 0, rates: 0, wrong: [] };
  const cases = fc.sample(fc.tuple(setting, fc.array(event, { minLength: 5, maxLength: 40 })), {
    numRuns: count,
    seed,
  });
  for (const [of, events] of cases) {
    await tell(of, events, told);
    told.histories++;
  }
  return told;
}

async function tell(of: Setting, events: readonly Event[], told: Histories): Promise<void> {
  const device = new ToldDevice(of);
  const clock: Clock = {
    now: () => device.nowMs,
    monotonicMs: () => device.nowMs,
    sleep: async (ms) => device.pass(ms),
  };
  const poller = createDevicePoller({
    device: {
      id: 'pe1',
      target: { address: '192.0.2.1', credentials: { version: '2c', community: { reveal: () => 'x' } } },
      intervalMs: pollS * 1_000,
    },
    links: Array.from({ length: interfaces }, (_, i) => ({
      id: String(i),
      interface: { by: 'name' as const, value: `ge-0/0/${i}` },
      intervalS: pollS,
    })),
    transport: device,
    clock,
    log: pino({ level: 'silent' }),
  });
  /** Polls since each interface's counters started: a clearing of small counters looks like traffic to anybody. */
  const polls = Array.from({ length: interfaces }, () => 9);
  for (const event of events) {
    if (event.kind === 'clear') {
      // A Counter32 that is cleared in silence cannot be told from one that wrapped (RFC 2863 §3.1.6).
      if ((of.bits === 32 && !event.told) || (polls[event.interface] ?? 0) < 4) continue;
      polls[event.interface] = 0;
    }
    if (event.kind === 'restart') polls.fill(0);
    if (event.kind === 'lost') device.deaf = true;
    device.happen(event);
    for (let n = event.kind === 'lost' ? event.polls : 1; n > 0; n--) {
      const startedMs = device.nowMs;
      const { samples } = await poller.poll(new AbortController().signal, 25_000);
      for (const sample of samples) {
        if (sample.kind !== 'link' || sample.inBitsPerSecond === undefined) continue;
        told.rates++;
        const expected = flowOf(Number(sample.link)) * 8;
        // A window of ten steps may hold one more or one less.
        const tolerance = 1 + spread + (of.stepS > 0 ? 0.12 : 0.005);
        const ratio = sample.inBitsPerSecond / expected;
        if (ratio <= tolerance && ratio >= 1 / (tolerance + 0.02)) continue;
        if (told.wrong.length < 5)
          told.wrong.push(
            `ge-0/0/${sample.link} reads ${ratio.toFixed(2)} times what it carries after ${event.kind}; ${JSON.stringify({ of, events })}`,
          );
      }
      device.pass(Math.max(1, pollS * 1_000 - (device.nowMs - startedMs)));
      for (let i = 0; i < interfaces; i++) polls[i] = (polls[i] ?? 0) + 1;
    }
    device.deaf = false;
  }
}
