import { describe, expect, it } from 'vitest';
import type { LinkEntry } from './entries.ts';
import { linkView } from './view.ts';

const entry = (over: Partial<LinkEntry>): LinkEntry => ({
  kind: 'link',
  operator: 'vnpt',
  key: 'vnpt/l1',
  agent: 'a1',
  site: 'pleiku',
  endpoint: 'bv',
  link: {
    id: 'l1',
    endpoint: 'bv',
    role: 'backup',
    device: 'pe1',
    interface: 'name Gi0/1',
    sharedRisk: [],
    intervalS: 30,
  },
  reading: null,
  burst: null,
  bursts: null,
  state: 'unknown',
  since: null,
  cause: null,
  unknown: null,
  ...over,
});
const instant = { now: 1_800_000_000_000, monotonicMs: 0 };

describe('a link as the API shows it', () => {
  it.each<Pick<LinkEntry, 'state' | 'cause' | 'unknown'>>([
    { state: 'down', cause: 'admin', unknown: null },
    { state: 'degraded', cause: 'loss', unknown: null },
    { state: 'unknown', cause: null, unknown: 'unverified' },
    { state: 'unknown', cause: null, unknown: 'stale' },
    { state: 'unknown', cause: null, unknown: null },
  ])('says its state with its reason: $state, $cause, $unknown', (why) => {
    expect(linkView(entry(why), instant)).toMatchObject(why);
  });
});
