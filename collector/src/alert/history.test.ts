import { describe, expect, it } from 'vitest';
import { isAcknowledged } from '../live/standing.ts';
import { openOperationalFile } from '../operational.ts';
import { AlertHistory } from './history.ts';
import { inactive } from './machine.ts';

/** A record as the first version wrote it: it knew no acknowledgement, no place and no flapping. */
const early = {
  key: 'linkDown:vnpt/a1',
  rule: 'linkDown',
  operator: 'vnpt',
  endpoint: 'bvdk',
  endpointVi: 'Bệnh viện',
  endpointEn: 'Hospital',
  link: 'a1',
  unit: null,
  agent: 'g1',
  circuitId: null,
  priority: 1,
  id: 'r1',
  state: 'firing',
  severity: 'critical',
  startedAt: 1_000,
  firedAt: 2_000,
  endedAt: null,
  ending: null,
  value: null,
  threshold: null,
  thresholds: { warning: null, critical: null },
  summary: 's',
  summaryEn: 's',
  evidence: [],
  sequence: 1,
  intervalMs: 30_000,
};
const unsaid = {
  area: null,
  classes: [],
  site: null,
  device: null,
  check: null,
  acknowledged: null,
  flapping: false,
  late: false,
};

describe('alerts of the first version', () => {
  it('keep their id, are not taken for acknowledged, and count as told', () => {
    const file = openOperationalFile(':memory:');
    const history = new AlertHistory(file);
    const state = { ...inactive, phase: 'firing', severity: 'critical', startedAt: 1_000, firedAt: 2_000 };
    file.db.prepare('INSERT INTO alert_machine VALUES (?, ?)').run(early.key, JSON.stringify({ state, record: early }));
    const machine = history.machines().get(early.key);
    expect(machine?.record).toEqual({ ...early, ...unsaid });
    expect(machine?.record && isAcknowledged(machine.record)).toBe(false);
    expect(machine?.told).toEqual({ severity: 'critical', ended: null });
  });

  it('that have ended are read with what they did not say', () => {
    const file = openOperationalFile(':memory:');
    const history = new AlertHistory(file);
    const ended = { ...early, state: 'resolved', endedAt: 5_000, ending: 'cleared' };
    file.db
      .prepare('INSERT INTO alert_record VALUES (?, ?, ?, ?, ?, ?)')
      .run('r1', 'vnpt', 'bvdk', 1_000, 5_000, JSON.stringify(ended));
    expect(history.resolved(null)).toEqual([{ ...ended, ...unsaid }]);
  });
});
