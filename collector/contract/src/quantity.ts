/**
 * Quantities as people write them in config: `30s`, `200M`, `2GiB`. One grammar for agent and collector. Each parser
 * returns a number in the one unit its name says, or undefined when the text is not such a quantity.
 */

const durations: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000 };
const rates: Record<string, number> = { '': 1, k: 1e3, K: 1e3, M: 1e6, G: 1e9, T: 1e12 };
const sizes: Record<string, number> = {
  B: 1,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
  TiB: 1024 ** 4,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
};

function parse(text: string, units: Record<string, number>): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s*([A-Za-z]*)$/.exec(text.trim());
  if (match === null) return undefined;
  const unit = units[match[2] ?? ''];
  return unit === undefined ? undefined : Number(match[1]) * unit;
}

/** Milliseconds of `250ms`, `30s`, `5m`, `2h`, `7d`. A bare number is refused: nobody can tell its unit. */
export const parseDurationMs = (text: string): number | undefined => parse(text, durations);

/** Bits per second of `200M`, `1.5G`, `64k`, with or without `bps` or `bit/s` behind. */
export const parseBitsPerSecond = (text: string): number | undefined =>
  parse(text.trim().replace(/(bps|bit\/s)$/, ''), rates);

/** Octets of `2GiB`, `500MB`, `1048576B`. */
export const parseOctets = (text: string): number | undefined => parse(text, sizes);
