/** The rule `agentSilent`: nothing comes from an agent, so nothing is known of what it watches. Pure. */
import type { AgentEntry } from '../network/entries.ts';
import type { Picture } from '../network/picture.ts';
import { untimedIntervalMs } from './limits.ts';
import type { ReachIndex } from './reach.ts';
import type { Observation } from './record.ts';
import { darkness } from './rule-device.ts';
import { placeOf, sentencesOf } from './sentence.ts';
import { type Subject, subjectOf } from './subject.ts';

/**
 * `at` is a time of the collector's own clock; `silentMs` how long nothing has come, null when something does.
 * `keepFiringForMs` of the rule.
 */
export function observeSilence(
  entry: AgentEntry,
  at: number,
  silentMs: number | null,
  picture: Picture,
  reaches: ReachIndex,
  keepFiringForMs: number,
): Observation {
  const { operator, agent } = entry;
  const { register } = picture;
  const reach = reaches.agent(operator, agent);
  const site = entry.site;
  const base = subjectOf(
    'agentSilent',
    {
      id: entry.key,
      operator,
      endpoint: reach.endpoint ?? '',
      site,
      agent,
      ...(site === null ? {} : { called: site }),
    },
    register,
  );
  const subject: Subject = { ...base, priority: reach.priority };
  const severity = silentMs === null ? null : reach.priority === 1 ? 'critical' : 'warning';
  return {
    subject,
    judgement: {
      at,
      raise: severity,
      hold: severity,
      ...(silentMs === null ? {} : { began: Math.round(at - silentMs) }),
    },
    timing: { forMs: 0, keepFiringForMs, intervalMs: untimedIntervalMs },
    value: silentMs === null ? null : Math.round(silentMs / 1000),
    thresholds: { warning: null, critical: null },
    describe(occasion) {
      const place = placeOf(subject, register);
      const where = site === null ? { vi: '', en: '' } : { vi: ` tại ${site}`, en: ` at ${site}` };
      return sentencesOf(
        {
          vi: `Trạm thu thập ${agent} (${place.operatorName})${where.vi}`,
          en: `Agent ${agent} (${place.operatorName})${where.en}`,
        },
        {
          begun: { vi: 'không gửi gì về', en: 'sends nothing' },
          over: { vi: 'đã gửi số liệu trở lại', en: 'is heard again' },
        },
        place,
        occasion,
        darkness(reach.endpoints, picture),
      );
    },
  };
}
