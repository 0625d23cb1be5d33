/** Reads any objects of a device, in GETs of the size that it takes: for metadata, and for the backup units' profiles. */
import { PduSize, pack } from './pdu.ts';
import { type PduMeter, SnmpError, type SnmpTarget, type SnmpTransport, type SnmpValue } from './transport.ts';

export interface ObjectReader {
  /**
   * The values of these OIDs, one for each that was asked.
   * @throws SnmpError when any part of it fails; the signal's reason when it is aborted
   */
  get(oids: readonly string[], deadlineMs: number): Promise<Map<string, SnmpValue>>;
  /** A column by its index, at most `rowsMax` rows. */
  column(oid: string, rowsMax: number, deadlineMs: number): Promise<Map<string, SnmpValue>>;
}

/** A reader of one device. It remembers the size of GET that the device takes, so keep it as long as the device. */
export function createObjectReader(
  transport: SnmpTransport,
  target: SnmpTarget,
  size: PduSize = new PduSize(),
  besides: { signal?: AbortSignal | undefined; meter?: PduMeter | undefined } = {},
): ObjectReader {
  return {
    async get(oids, deadlineMs) {
      const endsAt = performance.now() + deadlineMs;
      const values = new Map<string, SnmpValue>();
      let work = pack(oids, () => 1, 0, size.limit);
      for (let part = work.shift(); part !== undefined; part = work.shift()) {
        const leftMs = endsAt - performance.now();
        try {
          const reply = await transport.get(target, part, { ...besides, deadlineMs: Math.max(0, leftMs) });
          size.answered(part.length);
          for (const [oid, value] of reply.values) values.set(oid, value);
        } catch (error) {
          if (!(error instanceof SnmpError) || (error.code !== 'tooBig' && error.code !== 'timeout')) throw error;
          if (!size.refused(part.length, error.code)) throw error;
          work = pack([...part, ...work.flat()], () => 1, 0, size.limit);
        }
      }
      return values;
    },
    column: (oid, rowsMax, deadlineMs) => transport.column(target, oid, { ...besides, deadlineMs, rowsMax }),
  };
}
