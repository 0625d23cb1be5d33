/** Received optical power of a device's links, read now and then beside its poll. What a value means stands in `optics.ts`. */
import type { LinkSample } from '@thongsuot/contract/sample.ts';
import { opticsIntervalMs } from './limits.ts';
import { sysObjectID } from './oids.ts';
import { findSensors, type OpticalLink, type PowerSensor } from './optics.ts';
import type { ObjectReader } from './reader.ts';
import { SnmpError } from './transport.ts';

export class OpticalLevels {
  #sensors = new Map<string, PowerSensor>();
  /** The metadata reading that the sensors belong to: after the next one an ifIndex may be another interface. */
  #boundAtMs: number | undefined;
  #readAtMs: number | undefined;
  #dbm = new Map<string, number>();

  /**
   * Reads the levels when they are due. A device that fails here costs its levels and nothing else.
   * @throws the signal's reason when it is aborted
   */
  async refresh(
    reader: ObjectReader,
    links: readonly OpticalLink[],
    {
      metadataAtMs,
      nowMs,
      left,
      signal,
    }: { metadataAtMs: number | undefined; nowMs: number; left: () => number; signal: AbortSignal },
  ): Promise<void> {
    if (metadataAtMs === undefined || links.length === 0) return;
    const isBound = this.#boundAtMs === metadataAtMs;
    if (isBound && this.#readAtMs !== undefined && nowMs - this.#readAtMs < opticsIntervalMs) return;
    this.#readAtMs = nowMs;
    this.#dbm = new Map();
    try {
      if (!isBound) {
        this.#sensors = new Map();
        this.#boundAtMs = metadataAtMs;
        const id = (await reader.get([sysObjectID], left())).get(sysObjectID);
        this.#sensors = await findSensors(reader, id?.type === 'oid' ? id.value : '', links, left);
      }
      if (this.#sensors.size === 0) return;
      const oids = [...this.#sensors.values()].flatMap((sensor) => sensor.oids);
      const values = await reader.get([...new Set(oids)], left());
      for (const [index, sensor] of this.#sensors) {
        const dbm = sensor.toDbm(values);
        if (dbm !== undefined) this.#dbm.set(index, dbm);
      }
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof SnmpError)) throw error;
    }
  }

  /** The sample with the level of the interface it was read from, where there is one. */
  withLevel(sample: LinkSample, index: string | undefined): LinkSample {
    const dbm = index === undefined || sample.unknown !== undefined ? undefined : this.#dbm.get(index);
    return dbm === undefined ? sample : { ...sample, receivePowerDbm: dbm };
  }
}
