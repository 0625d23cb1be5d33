import { formatConfigProblem } from '@thongsuot/contract/config.ts';
import { describe, expect, it } from 'vitest';
import { directoryOf, notifyOf } from '../notify-wiring.ts';
import { parseConfig } from './load.ts';

const config = (notify: string) => `state: s
province: { vi: Gia Lai, en: Gia Lai }
operators: [{ id: vnpt, name: VNPT, agents: [{ id: a1, tokens: [{ env: A }] }] }]
areas: [{ id: pleiku, vi: Pleiku, en: Pleiku }]
endpoints:
  - { id: bvdk, vi: B, en: H, classes: [HOSPITAL], contacts: [{ name: NOC, operator: vnpt }] }
notify:
${notify}`;
const sentences = (notify: string): string[] => {
  const loaded = parseConfig(config(notify), 'c.yaml');
  return 'problems' in loaded
    ? loaded.problems.map(formatConfigProblem).map((text) => text.replace('c.yaml:', ''))
    : [];
};
const taken = (notify: string) => {
  const loaded = parseConfig(config(notify), 'c.yaml');
  if ('problems' in loaded) throw new Error(loaded.problems.map(formatConfigProblem).join('\n'));
  return loaded.config;
};
const hook = "{ id: noc, url: 'https://noc.example/' }";

describe('a mistake in notify', () => {
  it.each([
    [
      'a receiver that does not exist',
      `  webhooks: [${hook}]\n  routes: [{ id: r, receivers: [nok] }]`,
      '9:33: notify.routes[0].receivers[0]: found "nok", expected one of noc',
    ],
    [
      'an id of two receivers of different kinds',
      `  webhooks: [${hook}]\n  alertmanagers: [{ id: noc, url: 'http://am:9093' }]`,
      '9:25: notify.alertmanagers[0].id: "noc" is the id of two receivers, the first in line 8; give each its own',
    ],
    [
      'a name in a template that stands for nothing',
      "  webhooks: [{ id: noc, url: 'https://n.example/', template: { form: text, body: 'a {sumary} b' } }]",
      expect.stringContaining('{sumary} stands for nothing; expected one of id, kind'),
    ],
    [
      'a lone brace in a template',
      "  webhooks: [{ id: noc, url: 'https://n.example/', template: { form: text, body: '{ x' } }]",
      expect.stringContaining('a lone brace; write {{ or }} for a brace itself'),
    ],
    [
      'a password in clear',
      '  mails: [{ id: m, host: h, tls: none, user: u, password: { env: P }, from: a@b.vn, to: [c@d.vn] }]',
      '8:34: notify.mails[0].tls: a password is never sent in clear; use starttls or implicit, or remove user',
    ],
    [
      'a secret that stands in the config',
      "  webhooks: [{ id: noc, url: 'https://n.example/', headers: { x-api-key: abc } }]",
      expect.stringContaining('this header is a secret; give it by reference'),
    ],
    [
      'a line end in a header',
      '  webhooks: [{ id: noc, url: "https://n.example/", headers: { x-a: "a\\r\\nb: c" } }]',
      expect.stringContaining('notify.webhooks[0].headers.x-a'),
    ],
  ])('%s', (_name, notify, expected) => expect(sentences(notify)).toEqual([expected]));
});

describe('what notify takes of the config', () => {
  it('every receiver by the default route when there are no routes', () => {
    const { routes } = notifyOf(taken(`  webhooks: [${hook}]\n  alertmanagers: [{ id: am, url: 'http://am:9093' }]`));
    expect(routes).toEqual({
      routes: [],
      fallback: {
        id: 'default',
        match: {},
        receivers: ['noc', 'am'],
        groupWaitMs: 1_000,
        groupWaitMsMax: 30_000,
        groupIntervalMs: 15_000,
        repeatMs: 14_400_000,
        escalate: [],
      },
    });
  });

  it('routes with their own times over the section’s, and escalation in the order of time', () => {
    const { routes } = notifyOf(
      taken(`  webhooks: [${hook}, { id: b, url: 'https://b.example/' }]
  groupWait: 2s
  routes:
    - id: r
      match: { class: [HOSPITAL], area: [pleiku], operator: [vnpt, all] }
      receivers: [noc]
      repeat: false
      groupInterval: 1m
      escalate: [{ after: 30m, receivers: [b] }, { after: 5m, receivers: [noc, b] }]`),
    );
    expect(routes.routes).toEqual([
      {
        id: 'r',
        match: { class: ['HOSPITAL'], area: ['pleiku'], operator: ['vnpt', 'all'] },
        receivers: ['noc'],
        groupWaitMs: 2_000,
        groupWaitMsMax: 30_000,
        groupIntervalMs: 60_000,
        repeatMs: null,
        escalate: [
          { afterMs: 300_000, receivers: ['noc', 'b'] },
          { afterMs: 1_800_000, receivers: ['b'] },
        ],
      },
    ]);
  });

  it('contacts with the operator whose they are', () => {
    const directory = directoryOf(taken(`  boardUrl: https://b.example/\n  webhooks: [${hook}]`));
    expect(directory.contacts('bvdk', 'vnpt').map(({ name }) => name)).toEqual(['NOC']);
    expect(directory.contacts('bvdk', 'viettel')).toEqual([]);
    expect(directory.boardUrl).toBe('https://b.example');
  });
});
