/** Which interface a link means: from the text in the config to an ifIndex, or why it cannot be told. Pure. */

/** The object that names the interface. An ifIndex never does: devices renumber when they restart. */
export type BindingKind = 'name' | 'alias' | 'descr';

export interface InterfaceBinding {
  by: BindingKind;
  value: string;
}

export type Bound =
  | { kind: 'bound'; index: string }
  /** `near` lists names that differ in case or spaces only. */
  | { kind: 'missing'; near: string[] }
  | { kind: 'ambiguous'; indexes: string[] };

const strict = new TextDecoder('utf-8', { fatal: true });

/**
 * A DisplayString as text: UTF-8, or Latin-1 where it is not valid UTF-8; without the NULs, line ends and blanks that
 * devices leave at its end (RFC 2579 DisplayString; ifAlias holds whatever the operator typed).
 */
export function textOf(octets: Uint8Array): string {
  let text: string;
  try {
    text = strict.decode(octets);
  } catch {
    text = Buffer.from(octets).toString('latin1');
  }
  let end = text.length;
  while (end > 0 && text.charCodeAt(end - 1) <= 0x20) end--;
  return text.slice(0, end);
}

/**
 * The one row whose name is the wanted text, to the letter. A value written `0x` and hex digits is compared octet by
 * octet, for names that no keyboard types.
 */
export function bind(wanted: InterfaceBinding, names: ReadonlyMap<string, Uint8Array>): Bound {
  const indexes: string[] = [];
  const near: string[] = [];
  const folded = fold(wanted.value);
  for (const [index, octets] of names) {
    if (matches(wanted, octets)) indexes.push(index);
    else {
      const text = textOf(octets);
      if (fold(text) === folded) near.push(text);
    }
  }
  const [index] = indexes;
  if (index === undefined) return { kind: 'missing', near };
  return indexes.length === 1 ? { kind: 'bound', index } : { kind: 'ambiguous', indexes };
}

/** Whether these octets are the wanted name. */
export function matches(wanted: InterfaceBinding, octets: Uint8Array): boolean {
  const { value } = wanted;
  if (/^0x([0-9a-f]{2})+$/i.test(value) && Buffer.from(value.slice(2), 'hex').equals(octets)) return true;
  return textOf(octets) === value.trimEnd();
}

const fold = (text: string): string => text.replace(/\s+/g, '').toLowerCase();
