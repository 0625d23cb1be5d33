import { describe, expect, it } from 'vitest';
import { account, readHook, readMailText, type Told } from './alert-book.ts';
import { readMail } from './receivers.ts';

const story = new Map<number, Told[]>([[1, ['firing', 'resolved']]]);
const hook = (id: string, ...kinds: string[]) => ({
  id,
  marked: false,
  text: JSON.stringify({
    transitions: kinds.map((kind, n) => ({
      id: `${id}/${n}`,
      transition: kind,
      alert: { rule: 'utilization', link: 'link-1' },
    })),
  }),
});
const right = { lostFiring: 0, lostResolved: 0, repeated: 0, altered: 0, sentAgain: 0, unmarked: 0, foreign: [] };

describe('the account of what was told', () => {
  it.each([
    ['finds nothing wrong with what was owed', [hook('a', 'firing'), hook('b', 'resolved')], {}],
    ['finds nothing wrong with both in one message', [hook('a', 'firing', 'resolved')], {}],
    ['finds a lost firing', [hook('b', 'resolved')], { lostFiring: 1 }],
    ['finds a lost resolved', [hook('a', 'firing')], { lostResolved: 1 }],
    [
      'takes the same id twice for one, and counts it',
      [hook('a', 'firing'), hook('a', 'firing'), hook('b', 'resolved')],
      { sentAgain: 1, unmarked: 1 },
    ],
    [
      'finds the same transition under another id',
      [hook('a', 'firing'), hook('c', 'firing'), hook('b', 'resolved')],
      { repeated: 1 },
    ],
    [
      'finds an id with other members',
      [hook('a', 'firing'), hook('a', 'firing', 'resolved'), hook('b', 'resolved')],
      { sentAgain: 1, unmarked: 1, altered: 1 },
    ],
    [
      'finds an end told before its beginning',
      [hook('b', 'resolved'), hook('a', 'firing')],
      { foreign: ['link 1: told resolved, firing, owed firing, resolved'] },
    ],
    [
      'finds what nobody owed',
      [hook('a', 'firing'), hook('b', 'resolved'), hook('c', 'repeat')],
      { foreign: ['repeat utilization link-1'] },
    ],
  ])('%s', (_, arrivals, wrong) => {
    expect(account(story, arrivals, readHook)).toEqual({ ...right, ...wrong });
  });

  it('reads a mail as it came over the wire, whatever its coding', () => {
    const body =
      'This may be a repeat: x.\n\n[CRITICAL] High load: Station 7 (VNPT Gia Lai)\n…\n\n[Resolved] High load: Station 8 (x)';
    const mail = (coding: string, text: string) =>
      `Subject: x\r\nX-Thongsuot-Id: group/1\r\nContent-Type: multipart/alternative; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: ${coding}\r\n\r\n${text}\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>[CRITICAL] High load: Station 9</p>\r\n--b--\r\n`;
    for (const raw of [
      mail('base64', Buffer.from(body).toString('base64')),
      mail('quoted-printable', body.replace('…', '=E2=80=\r\n=A6').replace(/(?<!\r)\n/g, '\r\n')),
    ]) {
      const arrival = readMail(raw);
      expect(arrival).toMatchObject({ id: 'group/1', marked: true });
      expect(readMailText(arrival.text)).toEqual({
        told: [
          { link: 7, kind: 'firing', key: '7/firing' },
          { link: 8, kind: 'resolved', key: '8/resolved' },
        ],
        foreign: [],
      });
    }
  });
});
