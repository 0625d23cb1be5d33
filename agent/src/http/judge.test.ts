import { describe, expect, it } from 'vitest';
import { type Answer, judgeAnswer, judgeError, judgeRedirect, tlsDaysLeft } from './judge.ts';

const answer = (more: Partial<Answer> = {}): Answer => ({
  status: 200,
  body: 'Cổng Thông tin điện tử tỉnh Gia Lai',
  whole: true,
  ...more,
});

describe('judgeAnswer', () => {
  const cases: [string, ReturnType<typeof judgeAnswer>, string | undefined][] = [
    ['is satisfied with 200 where nothing is asked', judgeAnswer(answer(), {}), undefined],
    ['wants the status that is asked', judgeAnswer(answer({ status: 503 }), {}), 'status'],
    ['takes an expected 403 for up', judgeAnswer(answer({ status: 403 }), { status: 403 }), undefined],
    ['finds the text', judgeAnswer(answer(), { body: 'Gia Lai' }), undefined],
    [
      'finds Vietnamese text in its decomposed form',
      judgeAnswer(answer({ body: 'Cổng Thông tin'.normalize('NFD') }), { body: 'Cổng' }),
      undefined,
    ],
    [
      'misses the text of a page that shows something else',
      judgeAnswer(answer({ body: 'It works!' }), { body: 'Gia Lai' }),
      'body',
    ],
    [
      'does not say body of a page that it did not read to its end',
      judgeAnswer(answer({ body: 'x', whole: false }), { body: 'Gia Lai' }),
      'tooLarge',
    ],
    ['says status before body', judgeAnswer(answer({ status: 500, body: '' }), { body: 'Gia Lai' }), 'status'],
    ['does not mind a long page where no text is asked', judgeAnswer(answer({ whole: false }), {}), undefined],
  ];
  for (const [name, verdict, expected] of cases) it(name, () => expect(verdict).toBe(expected));
});

describe('judgeError', () => {
  const cases: [string, ReturnType<typeof judgeError>, ReturnType<typeof judgeError>][] = [
    ['a name that does not resolve', judgeError('dns', 'ENOTFOUND'), { failure: 'dns' }],
    ['a refused connection', judgeError('connect', 'ECONNREFUSED'), { failure: 'connect' }],
    ['a certificate', judgeError('tls', 'CERTIFICATE'), { failure: 'tls' }],
    ['an answer that breaks off', judgeError('answer', 'ECONNRESET'), { failure: 'connect' }],
    ['headers without end', judgeError('answer', 'HPE_HEADER_OVERFLOW'), { failure: 'tooLarge' }],
    ['a body that does not decompress', judgeError('answer', 'Z_DATA_ERROR'), { failure: 'body' }],
    ['no route of our own says nothing about the portal', judgeError('connect', 'ENETUNREACH'), { own: true }],
    ['no descriptor left says nothing about the portal', judgeError('dns', 'EMFILE'), { own: true }],
  ];
  for (const [name, verdict, expected] of cases) it(name, () => expect(verdict).toEqual(expected));
});

describe('judgeRedirect', () => {
  const from = (url: string, location: string | undefined) => judgeRedirect(new URL(url), location)?.href;
  it('follows on the same host, to https and to another port', () => {
    expect(from('http://gialai.example/', 'https://gialai.example/vi')).toBe('https://gialai.example/vi');
    expect(from('https://gialai.example/a/', 'b?c')).toBe('https://gialai.example/a/b?c');
    expect(from('http://gialai.example/', '//gialai.example:8080/')).toBe('http://gialai.example:8080/');
  });
  it('does not follow to another host, back to http, to another scheme, or to nowhere', () => {
    expect(from('https://gialai.example/', 'https://captive.example/')).toBeUndefined();
    expect(from('https://gialai.example/', 'http://gialai.example/')).toBeUndefined();
    expect(from('http://gialai.example/', 'file:///etc/passwd')).toBeUndefined();
    expect(from('http://gialai.example/', undefined)).toBeUndefined();
    expect(from('http://gialai.example/', 'http://[')).toBeUndefined();
  });
});

describe('tlsDaysLeft', () => {
  const now = Date.parse('2020-08-04T00:00:00Z');
  it('counts days, and below zero once the certificate has ended', () => {
    expect(tlsDaysLeft('Aug 14 12:00:00 2020 GMT', now)).toBe(10.5);
    expect(tlsDaysLeft('Aug  3 00:00:00 2020 GMT', now)).toBe(-1);
  });
  it('says nothing of a date that it cannot read, and keeps to the contract’s range', () => {
    expect(tlsDaysLeft('never', now)).toBeUndefined();
    expect(tlsDaysLeft(undefined, now)).toBeUndefined();
    expect(tlsDaysLeft('Dec 31 23:59:59 9999 GMT', now)).toBe(36_500);
  });
});
