import { describe, expect, it } from 'vitest';
import { ownOrigin, sessionCookies, sessionIdOf } from './session-cookie.ts';

const id = 'a'.repeat(43);
const other = 'b'.repeat(43);

describe('the session that a header Cookie names', () => {
  it.each([
    ['over TLS, under the name that browsers hold to its host', `__Host-thongsuot=${id}`, true, id],
    ['over TLS, not under the name that a neighbour could plant', `thongsuot=${id}`, true, undefined],
    ['without TLS, under the plain name', `thongsuot=${id}`, false, id],
    [
      'behind a proxy that ends TLS, the held name before the plain one',
      `thongsuot=${other}; __Host-thongsuot=${id}`,
      false,
      id,
    ],
    ['among others', `x=1; __Host-thongsuot=${id} ; y="2"`, true, id],
    ['the first of two', `thongsuot=${id}; thongsuot=${other}`, false, id],
    ['none in an id that is too short', '__Host-thongsuot=abc', true, undefined],
    ['none in an id with other characters', `__Host-thongsuot=${'%'.repeat(43)}`, true, undefined],
    ['none in a header without pairs', 'thongsuot', false, undefined],
    ['none in an empty header', '', false, undefined],
    ['none without a header', undefined, false, undefined],
  ])('%s', (_, header, encrypted, expected) => {
    expect(sessionIdOf(header, encrypted)).toBe(expected);
  });
});

describe('the header Set-Cookie', () => {
  it('is __Host-, Secure, HttpOnly, SameSite=Strict, for twelve hours', () => {
    expect(sessionCookies(id, true)).toEqual([
      `__Host-thongsuot=${id}; Max-Age=43200; Path=/; HttpOnly; SameSite=Strict; Secure`,
    ]);
  });
  it('without TLS has the plain name and no Secure', () => {
    expect(sessionCookies(id, false)).toEqual([`thongsuot=${id}; Max-Age=43200; Path=/; HttpOnly; SameSite=Strict`]);
  });
  it('at the end takes both names away', () => {
    expect(sessionCookies(undefined, true).map((cookie) => cookie.split(';').slice(0, 2).join(';'))).toEqual([
      '__Host-thongsuot=; Max-Age=0',
      'thongsuot=; Max-Age=0',
    ]);
  });
});

describe('a request is our own page’s', () => {
  it.each([
    ['when Origin names the host it asks', 'http://127.0.0.1:8443', '127.0.0.1:8443', undefined, 'http'],
    ['over https', 'https://giamsat.example', 'giamsat.example', 'same-origin', 'https'],
    ['whatever the case of the host', 'https://GIAMSAT.example', 'giamsat.EXAMPLE', 'same-origin', 'https'],
    ['not when Origin is absent', undefined, 'giamsat.example', undefined, undefined],
    ['not when Origin is null', 'null', 'giamsat.example', undefined, undefined],
    ['not from another port', 'https://giamsat.example:444', 'giamsat.example', undefined, undefined],
    ['not from a host that ends the same', 'https://x.giamsat.example', 'giamsat.example', undefined, undefined],
    [
      'not from a host that begins the same',
      'https://giamsat.example.evil.example',
      'giamsat.example',
      undefined,
      undefined,
    ],
    [
      'not with a name before the host',
      'https://giamsat.example@evil.example',
      'giamsat.example',
      undefined,
      undefined,
    ],
    ['not from another scheme', 'chrome-extension://giamsat.example', 'giamsat.example', undefined, undefined],
    ['not when the browser says cross-site', 'https://giamsat.example', 'giamsat.example', 'cross-site', undefined],
    ['not when the browser says same-site', 'https://giamsat.example', 'giamsat.example', 'same-site', undefined],
    ['not without a Host', 'https://giamsat.example', undefined, 'same-origin', undefined],
  ])('%s', (_, origin, host, fetchSite, expected) => {
    expect(ownOrigin({ origin, host, fetchSite })).toBe(expected);
  });
});
