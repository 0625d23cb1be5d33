/** The addresses that `discover` is given, on the command line and in a list. Pure. */
import { isIPv6 } from 'node:net';

export interface DiscoverAddress {
  address: string;
  port: number;
}

/** `10.0.0.1`, `10.0.0.1:1161`, `2001:db8::1`, `[2001:db8::1]:1161`, `pe1.example`; undefined for anything else. */
export function parseAddress(text: string, port: number): DiscoverAddress | undefined {
  if (isIPv6(text)) return { address: text, port };
  const [, bracketed, plain, given] = /^(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9._-]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const address = bracketed ?? plain;
  if (address === undefined || (bracketed !== undefined && !isIPv6(bracketed))) return undefined;
  const number = given === undefined ? port : Number(given);
  return number >= 1 && number <= 65_535 ? { address, port: number } : undefined;
}

/** The entries of a list: one a line, blank lines and what follows a # are passed over. */
export function parseList(text: string): string[] {
  return text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map((line) => line.replace(/#.*/, '').trim())
    .filter((line) => line !== '');
}
