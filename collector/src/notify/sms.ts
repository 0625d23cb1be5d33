/** Texts that fit an SMS (3GPP TS 23.038 and 23.040). Pure. */

// 3GPP TS 23.038 §6.2.1, the default alphabet; the second table's characters cost two septets.
const basic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
const extended = new Set('\f^{}\\[~]|€');

/** Vietnamese without its marks: `Đường truyền` becomes `Duong truyen`. What has no plain letter becomes `?`. */
export function foldToAscii(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/đ/g, 'd')
    .replace(/Đ/g, 'D')
    .replace(/[‘’‚′]/g, "'")
    .replace(/[“”„″]/g, '"')
    .replace(/[–—·•]/g, '-')
    .replace(/…/g, '...')
    .replace(/\u00a0|\u202f/g, ' ')
    .replace(/[^\n\x20-\x7e]/gu, '?');
}

/** Septets that a text takes in the default alphabet; undefined when it has a character that is not in it. */
export function septetsOf(text: string): number | undefined {
  let septets = 0;
  for (const c of text) {
    if (basic.has(c)) septets += 1;
    else if (extended.has(c)) septets += 2;
    else return undefined;
  }
  return septets;
}

/** Short messages that a text takes: 160 septets or 70 UTF-16 units alone, 153 or 67 each when they are joined. */
export function partsOf(text: string): number {
  const septets = septetsOf(text);
  if (septets !== undefined) return septets <= 160 ? 1 : Math.ceil(septets / 153);
  return text.length <= 70 ? 1 : Math.ceil(text.length / 67);
}

export interface SmsOptions {
  /** Without marks: 160 characters instead of 70. */
  ascii: boolean;
  /** Short messages that one message may take. */
  parts: number;
}

/** The text, cut at the end with three dots so that it fits. */
export function fitSms(text: string, { ascii, parts }: SmsOptions): string {
  const whole = (ascii ? foldToAscii(text) : text.normalize('NFC')).replace(/[^\S\n]+/g, ' ').trim();
  if (fits(whole, parts)) return whole;
  const characters = [...whole];
  let low = 0;
  let high = characters.length;
  const cut = (n: number) => `${characters.slice(0, n).join('').trimEnd()}...`;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(cut(middle), parts)) low = middle;
    else high = middle - 1;
  }
  return cut(low);
}

/** Joined messages are counted in whole ones: a character is never torn between two. */
function fits(text: string, parts: number): boolean {
  const septets = septetsOf(text);
  if (parts === 1) return septets === undefined ? text.length <= 70 : septets <= 160;
  // An escape sequence or a surrogate pair is not divided, so each part may lose one unit.
  return septets === undefined ? text.length <= 66 * parts : septets <= 152 * parts;
}
