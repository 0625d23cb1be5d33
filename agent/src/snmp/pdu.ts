/** How objects are packed into GETs: the size a device takes, and groups that are never split. Pure. */
import { oidsPerGetMax, oidsPerGetMin } from './limits.ts';

/** OIDs that one device takes in a GET, as learnt from what it refused. */
export class PduSize {
  #limit = oidsPerGetMax;
  #proven = 0;

  get limit(): number {
    return this.#limit;
  }

  /** A GET of `oids` OIDs was answered. */
  answered(oids: number): void {
    this.#proven = Math.max(this.#proven, oids);
  }

  /**
   * A GET of `oids` OIDs was tooBig, or got no answer. True when a smaller one is worth trying: after tooBig always,
   * after silence only if the device answers smaller ones and has never answered one of this size — a reply that is
   * too long for the path looks just like a dead device.
   */
  refused(oids: number, because: 'tooBig' | 'timeout'): boolean {
    if (oids <= oidsPerGetMin) return false;
    if (because === 'timeout' && (this.#proven === 0 || oids <= this.#proven)) return false;
    this.#limit = Math.max(oidsPerGetMin, Math.min(this.#limit, Math.floor(oids / 2)));
    this.#proven = Math.min(this.#proven, this.#limit);
    return true;
  }
}

/** Groups put together in order, each PDU up to `limit` OIDs with its head; a group longer than that has its own. */
export function pack<T>(groups: readonly T[], oidsIn: (group: T) => number, head: number, limit: number): T[][] {
  const pdus: T[][] = [];
  let room = 0;
  for (const group of groups) {
    const oids = oidsIn(group);
    const pdu = pdus.at(-1);
    if (pdu === undefined || oids > room) {
      pdus.push([group]);
      room = limit - head - oids;
    } else {
      pdu.push(group);
      room -= oids;
    }
  }
  return pdus;
}
