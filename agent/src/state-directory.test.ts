import { describe, expect, it } from 'vitest';
import { stateDirectoryDefault, stateDirectoryIn } from './state-directory.ts';

describe('the state directory in a config’s text', () => {
  it.each([
    ['agent:\n  id: a\n  stateDirectory: /srv/agent\n', '/srv/agent'],
    ['agent:\n  stateDirectory: "/srv/của tôi"   # with a remark\n', '/srv/của tôi'],
    ["agent: { id: a, stateDirectory: '/srv/a' }\n", '/srv/a'],
    ['agent: { id: a, stateDirectory: /srv/b, site: c }\n', '/srv/b'],
    ['{"agent":{"stateDirectory":"/srv/json","site":"c"}}', '/srv/json'],
    ['agent:\n  # stateDirectory: /srv/commented\n', stateDirectoryDefault],
    ['', stateDirectoryDefault],
  ])('%j is found', (text, expected) => {
    expect(stateDirectoryIn(text)).toBe(expected);
  });
});
