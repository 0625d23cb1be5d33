import { describe, expect, it } from 'vitest';
import { judgeTraps, type TrapsFound } from './traps.ts';

describe('the line of the traps', () => {
  const taken = (code: string): TrapsFound => ({ kind: 'taken', code, detail: `cannot be listened on (${code}): …` });
  it.each<[string, TrapsFound, boolean, string, string]>([
    [
      'is ok without traps, and says how devices are polled then',
      { kind: 'notConfigured' },
      false,
      'ok',
      'at their intervals',
    ],
    [
      'is ok where the port can be had',
      { kind: 'free' },
      false,
      'ok',
      '0.0.0.0:9162 can be listened on, for traps of 2 devices',
    ],
    ['is ok where the running agent has it', taken('EADDRINUSE'), true, 'ok', 'held by the agent that runs here'],
    ['fails where somebody else has it', taken('EADDRINUSE'), false, 'fail', '(EADDRINUSE): …'],
    ['fails where a privilege is missing, agent or not', taken('EACCES'), true, 'fail', '(EACCES): …'],
  ])('%s', (_name, found, agentRuns, state, words) => {
    const line = judgeTraps(found, '0.0.0.0:9162', 2, agentRuns);
    expect([line.state, line.subject]).toEqual([state, 'traps']);
    expect(line.detail).toContain(words);
  });
});
