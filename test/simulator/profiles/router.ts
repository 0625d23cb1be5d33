/**
 * A router or switch: IF-MIB (RFC 2863) with counters that are exact integrals of a traffic function, evaluated at the
 * ticks of sysUpTime. Pure.
 */
import type { Value } from '../message.ts';
import type { Flow } from '../traffic.ts';
import { fixed, gauge, type Instant, integer, type MibObject, text, ticks } from '../tree.ts';
import type { Profile } from './profile.ts';
import { type SystemFacts, systemObjects } from './system.ts';
import { type VrrpFacts, vrrpObjects } from './vrrp.ts';

export interface SimulatedInterface {
  /** ifName, by which links are bound. */
  name: string;
  alias?: string;
  /** ifDescr; the name unless given. */
  descr?: string;
  /** ifType: 6 ethernetCsmacd unless given. */
  type?: number;
  /** ifHighSpeed, Mbit/s. */
  megabits: number;
  /** What the interface receives and sends, bits per second. */
  in: Flow;
  out: Flow;
  /** Errors and discards a second of scenario time. */
  inErrorsPerSecond?: number;
  inDiscardsPerSecond?: number;
  /** ifOperStatus 1–7 at a time in seconds; 1 (up) unless given. */
  operAt?: (s: number) => number;
  admin?: number;
  /** Octets counted when the simulation began. Near 2^64 for a test of the wrap. */
  baseInOctets?: bigint;
  baseOutOctets?: bigint;
  /** Some devices have no 64-bit counters at all. */
  withoutHighCapacity?: boolean;
}

export interface RouterFacts {
  system: SystemFacts;
  interfaces: readonly SimulatedInterface[];
  vrrp?: VrrpFacts;
}

const ifTable = '1.3.6.1.2.1.2.2.1';
const ifXTable = '1.3.6.1.2.1.31.1.1.1';
const modulus64 = 1n << 64n;
const sentinel: Value = { type: 'counter64', value: modulus64 - 1n };

/** Octets of one direction since `sinceTick`, or since ever. The integral is taken between whole ticks. */
function octetsAt(flow: Flow, tick: number, sinceTick: number | undefined, base: bigint): bigint {
  const bits = flow.bitsUntil(tick / 100) - flow.bitsUntil((sinceTick ?? 0) / 100);
  return (sinceTick === undefined ? base : 0n) + BigInt(Math.floor(bits / 8));
}

/** A device with these interfaces, ifIndex from 1 in their order. */
export function router(facts: RouterFacts): Profile {
  return {
    objects: ({ boots, counters, indexOffset, tableChangedTick, bootTick }) => {
      const objects: MibObject[] = [
        ...systemObjects(facts.system, boots),
        fixed('1.3.6.1.2.1.2.1.0', integer(facts.interfaces.length)),
        // ifTableLastChange: sysUpTime at the last change of rows.
        {
          oid: '1.3.6.1.2.1.31.1.5.0',
          read: () => {
            const changed = tableChangedTick();
            return ticks(changed === undefined ? 0 : changed - bootTick());
          },
        },
      ];
      if (facts.vrrp !== undefined) objects.push(...vrrpObjects(facts.vrrp));
      for (const [position, line] of facts.interfaces.entries()) {
        const index = position + 1 + indexOffset;
        const octets = (flow: Flow, base: bigint) => (instant: Instant) => {
          const condition = counters(line.name, instant.tick);
          if (condition.sentinel) return modulus64 - 1n;
          const tick = Math.max(instant.counterTick, condition.sinceTick ?? instant.counterTick);
          const sum = octetsAt(flow, tick, condition.sinceTick, base) + condition.jumpOctets;
          return ((sum % modulus64) + modulus64) % modulus64;
        };
        const inOctets = octets(line.in, line.baseInOctets ?? BigInt(index) * 1_000_000_007n);
        const outOctets = octets(line.out, line.baseOutOctets ?? BigInt(index) * 1_000_000_009n);
        const perSecond = (rate: number) => (instant: Instant) => {
          const since = counters(line.name, instant.tick).sinceTick ?? 0;
          return Math.floor((Math.max(instant.counterTick - since, 0) / 100) * rate);
        };
        const oper = (instant: Instant) => line.operAt?.(instant.tick / 100) ?? 1;
        const row = (table: string, column: number, read: MibObject['read']) =>
          objects.push({ oid: `${table}.${column}.${index}`, read });
        const counter32 = (read: (instant: Instant) => number | bigint) => (instant: Instant) =>
          ({ type: 'counter32', value: Number(BigInt(read(instant)) % 4_294_967_296n) }) as const;
        const counter64 = (read: (instant: Instant) => bigint) => (instant: Instant) => {
          const value = read(instant);
          return value === modulus64 - 1n ? sentinel : ({ type: 'counter64', value } as const);
        };

        row(ifTable, 1, () => integer(index));
        row(ifTable, 2, () => text(line.descr ?? line.name));
        row(ifTable, 3, () => integer(line.type ?? 6));
        row(ifTable, 4, () => integer(1_500));
        row(ifTable, 5, () => gauge(Math.min(line.megabits * 1_000_000, 4_294_967_295)));
        row(ifTable, 6, () => ({ type: 'octets', value: Buffer.from([2, 0, 0, 0, index >> 8, index & 0xff]) }));
        row(ifTable, 7, () => integer(line.admin ?? 1));
        row(ifTable, 8, (instant) => integer(oper(instant)));
        row(ifTable, 9, () => ticks(0));
        row(ifTable, 10, counter32(inOctets));
        row(
          ifTable,
          11,
          counter32((instant) => inOctets(instant) / 800n),
        );
        row(ifTable, 13, counter32(perSecond(line.inDiscardsPerSecond ?? 0)));
        row(ifTable, 14, counter32(perSecond(line.inErrorsPerSecond ?? 0)));
        row(ifTable, 16, counter32(outOctets));
        row(
          ifTable,
          17,
          counter32((instant) => outOctets(instant) / 800n),
        );
        row(
          ifTable,
          19,
          counter32(() => 0),
        );
        row(
          ifTable,
          20,
          counter32(() => 0),
        );
        row(ifXTable, 1, () => text(line.name));
        if (line.withoutHighCapacity !== true) {
          row(ifXTable, 6, counter64(inOctets));
          row(
            ifXTable,
            7,
            counter64((instant) => inOctets(instant) / 800n),
          );
          row(ifXTable, 10, counter64(outOctets));
          row(
            ifXTable,
            11,
            counter64((instant) => outOctets(instant) / 800n),
          );
        }
        row(ifXTable, 15, () => gauge(line.megabits));
        row(ifXTable, 17, () => integer((line.type ?? 6) === 6 ? 1 : 2));
        row(ifXTable, 18, () => text(line.alias ?? ''));
        row(ifXTable, 19, (instant) => {
          const broken = counters(line.name, instant.tick).discontinuityTick;
          return ticks(broken === undefined ? 0 : broken - bootTick());
        });
      }
      return objects;
    },
  };
}
