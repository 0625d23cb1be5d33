/** Ids that the page gives to what it declares: the same body sent again is then the same thing, whatever got lost. */

/** What `createIds` needs of the browser's crypto; `randomUUID` is missing where the page came over plain http. */
export type RandomOctets = (count: number) => Uint8Array;

const octets = 10;

/** `bd-` and 80 random bits in hexadecimal: within what the contract takes for an id. */
export function newId(prefix: string, random: RandomOctets): string {
  return `${prefix}-${[...random(octets)].map((octet) => octet.toString(16).padStart(2, '0')).join('')}`;
}

/**
 * Gives an id for a body: the same for the same body, so that pressing again after a lost answer declares nothing
 * twice; a new one for another body, so that a correction is no conflict with what was refused.
 */
export function createIds(prefix: string, random: RandomOctets): (body: unknown) => string {
  let last: { body: string; id: string } | undefined;
  return (body) => {
    const text = JSON.stringify(body);
    if (last?.body !== text) last = { body: text, id: newId(prefix, random) };
    return last.id;
  };
}

/** The browser's own chance. */
export const browserRandom: RandomOctets = (count) => crypto.getRandomValues(new Uint8Array(count));
