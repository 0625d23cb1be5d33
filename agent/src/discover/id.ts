/** Ids made from what devices call themselves. Pure. */
import { idLengthMax } from '@thongsuot/contract/limits.ts';

/** Letters, digits, dots and hyphens of a text, in lower case and without diacritics; empty when it has none. */
export function slug(text: string, lengthMax = idLengthMax): string {
  return text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[đĐ]/g, 'd')
    .toLowerCase()
    .replaceAll(/[^a-z0-9._]+/g, '-')
    .replace(/^[^a-z0-9]+/, '')
    .slice(0, Math.max(1, lengthMax))
    .replace(/[^a-z0-9]+$/, '');
}

/** The id, or with the first number behind it that makes it unique; it is added to `ids`. */
export function uniqueIn(ids: Set<string>, wanted: string): string {
  let id = wanted.slice(0, idLengthMax);
  for (let n = 2; ids.has(id); n++) {
    const tail = `-${n}`;
    id = `${wanted.slice(0, idLengthMax - tail.length)}${tail}`;
  }
  ids.add(id);
  return id;
}
