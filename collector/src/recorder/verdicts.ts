/** The points of endpoints and units, from the live picture. They are stamped with the time they were judged at. Pure. */
import { allOperators } from '@thongsuot/contract/storage.ts';
import { judgeEndpoint } from '../network/endpoint-state.ts';
import type { EndpointEntry, UnitEntry } from '../network/entries.ts';
import type { Instant } from '../network/fresh.ts';
import type { Picture } from '../network/picture.ts';
import { endpointFigures } from '../network/view.ts';
import { endpointPoint, readinessPoint } from '../store/point.ts';
import type { Point } from '../store/store.ts';

/** One point, and what of it counts as its state: a change of the rest (a reserve moves always) is no news. */
export interface Verdict {
  /** Of its series. */
  key: string;
  state: string;
  point: Point;
}

/** The verdicts on an endpoint: of all operators, and of each that serves it with a link or a check. */
export function endpointVerdicts(picture: Picture, entry: EndpointEntry, instant: Instant): Verdict[] {
  const operators = new Set([...entry.links, ...entry.checks].map(({ operator }) => operator));
  return [allOperators, ...[...operators].sort()].flatMap((operator) => {
    const scope = operator === allOperators ? null : operator;
    const links = [...entry.links].filter((link) => scope === null || link.operator === scope);
    const checks = [...entry.checks].filter((check) => scope === null || check.operator === scope);
    const { state, isolated, onBackup, paths, pathsUp } = judgeEndpoint(
      links.map((link) => ({ role: link.link.role, state: link.state })),
      checks.map((check) => picture.checkSucceeds(check, instant)),
    );
    // Links of endpoints that the register does not know are shown as links; there is no endpoint to judge.
    const view = endpointFigures(picture, entry, scope, 0, instant);
    if (view === undefined) return [];
    return verdictOf({
      operator,
      endpoint: entry.id,
      at: instant.now,
      state,
      isolated,
      onBackup,
      worstReserveRatio: view.worstReserve?.reserveRatio ?? null,
      pathsUp,
      paths,
    });
  });
}

/** The last verdict on what is watched no more: unknown, without paths. */
export function endedVerdict(operator: string, endpoint: string, at: number): Verdict {
  const { state, isolated, onBackup, paths, pathsUp } = judgeEndpoint([], []);
  return verdictOf({ operator, endpoint, at, state, isolated, onBackup, worstReserveRatio: null, pathsUp, paths });
}

function verdictOf(figures: Parameters<typeof endpointPoint>[0]): Verdict {
  const { operator, state, isolated, onBackup, pathsUp, paths } = figures;
  return {
    key: operator,
    state: [state, isolated, onBackup, pathsUp, paths].join(' '),
    point: endpointPoint(figures),
  };
}

/**
 * The verdict on a unit at the time of its newest sample, so that it joins the facts of that sample; undefined while
 * unknown. Ready is what is wholly ready: a conditional one counts as not, and its score says how near it is.
 */
export function unitVerdict(entry: UnitEntry): Verdict | undefined {
  const { operator, site, unit, verdict, reading, key } = entry;
  if (reading === null) return undefined;
  const point = readinessPoint({
    operator,
    site,
    unit: unit.id,
    kind: unit.kind,
    at: reading.sample.at,
    score: verdict.score,
    ready: verdict.readiness === 'unknown' ? null : verdict.readiness === 'ready',
  });
  if (point === undefined) return undefined;
  return { key, state: `${verdict.readiness} ${verdict.score}`, point };
}
