/**
 * Octets of one slice of the embedded store: the points of one write, as they came, of one measurement. Pure. A reader
 * steps over the records of other series without decoding them. All numbers are little-endian. What follows is compressed
 * (zstd), which halves it; version 1 of the file kept it as it is, and a header never has as many octets as zstd's magic
 * number (RFC 8878 §3.1.1) says.
 *
 *     +-------------+----------------------------------+--------+--------+---
 *     | u32 octets  | header: JSON { fields, texts }   | record | record | …
 *     +-------------+----------------------------------+--------+--------+---
 *     record: u32 series | f64 at | u16 cells | cell …
 *     cell:   u16 column (index in fields; bit 15: text) | f64 value, or index in texts
 */

import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';

export type Fields = Readonly<Record<string, number | string>>;

export interface SlicePoint {
  /** Row of the series in the store's table of series. */
  series: number;
  at: number;
  fields: Fields;
}

/** A slice opened for reading; `records` is where the first record begins. */
export interface Slice {
  fields: string[];
  texts: string[];
  view: DataView;
  records: number;
}

const zstdMagic = 0xfd2fb528;
// Level 1: half a millisecond for 500 wide rows.
const compression = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };
const textBit = 0x8000;
const recordHeadOctets = 14;
const cellOctets = 10;

export function encodeSlice(points: readonly SlicePoint[]): Uint8Array {
  const columns = new Map<string, number>();
  const texts = new Map<string, number>();
  let cells = 0;
  for (const { fields } of points) {
    for (const [name, value] of Object.entries(fields)) {
      if (!columns.has(name)) columns.set(name, columns.size);
      if (typeof value === 'string' && !texts.has(value)) texts.set(value, texts.size);
      cells += 1;
    }
  }
  const header = Buffer.from(JSON.stringify({ fields: [...columns.keys()], texts: [...texts.keys()] }));
  const body = Buffer.alloc(4 + header.length + points.length * recordHeadOctets + cells * cellOctets);
  const view = new DataView(body.buffer, body.byteOffset, body.length);
  view.setUint32(0, header.length, true);
  body.set(header, 4);
  let offset = 4 + header.length;
  for (const { series, at, fields } of points) {
    const entries = Object.entries(fields);
    view.setUint32(offset, series, true);
    view.setFloat64(offset + 4, at, true);
    view.setUint16(offset + 12, entries.length, true);
    offset += recordHeadOctets;
    for (const [name, value] of entries) {
      const isText = typeof value === 'string';
      const column = columns.get(name) as number;
      view.setUint16(offset, isText ? column | textBit : column, true);
      // Adding 0 drops the sign of zero, as InfluxDB does.
      view.setFloat64(offset + 2, isText ? (texts.get(value) as number) : value + 0, true);
      offset += cellOctets;
    }
  }
  return zstdCompressSync(body, compression);
}

export function openSlice(stored: Uint8Array): Slice {
  const magic = new DataView(stored.buffer, stored.byteOffset, stored.byteLength).getUint32(0, true);
  const body = magic === zstdMagic ? zstdDecompressSync(stored) : stored;
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const headerOctets = view.getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(body.subarray(4, 4 + headerOctets)));
  return { fields: header.fields, texts: header.texts, view, records: 4 + headerOctets };
}

/** Calls `visit` with the series, time and place of each record, in the order written. */
export function eachRecord(slice: Slice, visit: (series: number, at: number, offset: number) => void): void {
  const { view } = slice;
  let offset = slice.records;
  while (offset < view.byteLength) {
    visit(view.getUint32(offset, true), view.getFloat64(offset + 4, true), offset);
    offset += recordHeadOctets + view.getUint16(offset + 12, true) * cellOctets;
  }
}

/** Calls `visit` with the name and value of each field of the record at `offset`. */
export function eachField(slice: Slice, offset: number, visit: (name: string, value: number | string) => void): void {
  const { view, fields, texts } = slice;
  const cells = view.getUint16(offset + 12, true);
  for (let i = 0; i < cells; i += 1) {
    const cell = offset + recordHeadOctets + i * cellOctets;
    const column = view.getUint16(cell, true);
    const value = view.getFloat64(cell + 2, true);
    visit(fields[column & ~textBit] as string, column & textBit ? (texts[value] as string) : value);
  }
}
