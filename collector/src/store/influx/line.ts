/**
 * A point as one line of InfluxDB's line protocol, times in milliseconds. Pure. The point has passed schema.ts, so tags
 * hold no control character and no backslash: the protocol has no way to write those at a tag's end.
 * @see https://docs.influxdata.com/influxdb/v1/write_protocols/line_protocol_reference/
 */
import { tagNames } from '../schema.ts';
import type { Point } from '../store.ts';

/** One line, without its line feed. Numbers are floats, always: a field has one type for ever. */
export function lineOf(point: Point): string {
  let line = escapedKey(point.measurement);
  for (const name of tagNames(point.measurement)) line += `,${escapedKey(name)}=${escapedKey(point.tags[name] ?? '')}`;
  let separator = ' ';
  for (const [name, value] of Object.entries(point.fields)) {
    line += `${separator}${escapedKey(name)}=${typeof value === 'number' ? numberOf(value) : quotedText(value)}`;
    separator = ',';
  }
  return `${line} ${point.at}`;
}

/** The shortest decimal that reads back as the same double; the sign of zero is dropped in every store. */
function numberOf(value: number): string {
  return String(value === 0 ? 0 : value);
}

/** In a string field a backslash and a double quote are escaped; a line feed stands as it is. */
function quotedText(value: string): string {
  return `"${value.replace(/["\\]/g, '\\$&')}"`;
}

/** In measurements, keys and tag values a comma, an equals sign and a space are escaped. */
function escapedKey(value: string): string {
  return value.replace(/[,= ]/g, '\\$&');
}
