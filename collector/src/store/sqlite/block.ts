/**
 * Octets of one block of the embedded store: all points of one series in one span of time (an hour of raw points), in
 * time order, column by column, compressed. Pure. All numbers are little-endian doubles.
 *
 *     zstd( u32 octets | header: JSON { n, columns: [{ name, texts?, sparse? }] }
 *         | n × time as difference to the one before
 *         | per column: [ n bits: which points have it ] values, or indexes in texts )
 */
import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { Fields } from './slice.ts';

export interface BlockPoint {
  at: number;
  fields: Fields;
}

/** A decoded block: the times in order, and per field its value at each of them. */
export interface Block {
  at: number[];
  columns: Map<string, (number | string | null)[]>;
}

interface Header {
  n: number;
  columns: { name: string; texts?: string[]; sparse?: true }[];
}

// Level 1: 60 µs for an hour of a link; higher levels gain nothing on measured doubles.
const compression = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/** @param points in time order, one per time; a field is a number in all of them or text in all of them */
export function encodeBlock(points: readonly BlockPoint[]): Uint8Array {
  const names = [...new Set(points.flatMap(({ fields }) => Object.keys(fields)))];
  const header: Header = { n: points.length, columns: [] };
  const parts: Uint8Array[] = [doubles(points.map(({ at }, i) => at - (points[i - 1]?.at ?? 0)))];
  for (const name of names) {
    const values = points.map(({ fields }) => (Object.hasOwn(fields, name) ? fields[name] : undefined));
    const present = values.filter((value) => value !== undefined);
    const texts = [...new Set(present.filter((value) => typeof value === 'string'))];
    const sparse = present.length < points.length;
    header.columns.push({ name, ...(texts.length > 0 && { texts }), ...(sparse && { sparse }) });
    if (sparse) parts.push(bits(values.map((value) => value !== undefined)));
    parts.push(doubles(present.map((value) => (typeof value === 'string' ? texts.indexOf(value) : value))));
  }
  const head = Buffer.from(JSON.stringify(header));
  const octets = Buffer.alloc(4);
  octets.writeUInt32LE(head.length);
  return zstdCompressSync(Buffer.concat([octets, head, ...parts]), compression);
}

/** @param wanted the fields to decode; all when left out */
export function decodeBlock(body: Uint8Array, wanted?: ReadonlySet<string>): Block {
  const raw = zstdDecompressSync(body);
  const view = new DataView(raw.buffer, raw.byteOffset, raw.byteLength);
  let offset = 4 + view.getUint32(0, true);
  const { n, columns }: Header = JSON.parse(raw.toString('utf8', 4, offset));
  const next = () => {
    offset += 8;
    return view.getFloat64(offset - 8, true);
  };
  const at: number[] = [];
  for (let i = 0; i < n; i += 1) at.push(next() + (at[i - 1] ?? 0));
  const block: Block = { at, columns: new Map() };
  for (const { name, texts, sparse } of columns) {
    const bitsAt = offset;
    if (sparse) offset += Math.ceil(n / 8);
    const present = (i: number) => !sparse || (((raw[bitsAt + (i >> 3)] as number) >> (i & 7)) & 1) === 1;
    const values = at.map((_, i) => (present(i) ? next() : null));
    if (wanted !== undefined && !wanted.has(name)) continue;
    block.columns.set(
      name,
      texts === undefined ? values : values.map((v) => (v === null ? null : (texts[v] as string))),
    );
  }
  return block;
}

/** The points of a decoded block, each with the fields it has. */
export function pointsOf({ at, columns }: Block): { at: number; fields: Record<string, number | string> }[] {
  return at.map((time, i) => {
    const fields: Record<string, number | string> = {};
    for (const [name, values] of columns) {
      const value = values[i];
      if (value !== null && value !== undefined) fields[name] = value;
    }
    return { at: time, fields };
  });
}

function doubles(values: readonly number[]): Uint8Array {
  const octets = Buffer.alloc(values.length * 8);
  for (const [i, value] of values.entries()) octets.writeDoubleLE(value, i * 8);
  return octets;
}

function bits(values: readonly boolean[]): Uint8Array {
  const octets = new Uint8Array(Math.ceil(values.length / 8));
  for (const [i, value] of values.entries()) {
    if (value) octets[i >> 3] = (octets[i >> 3] as number) | (1 << (i & 7));
  }
  return octets;
}
