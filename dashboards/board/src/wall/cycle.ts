/** What the wall shows when: the order of its scenes, and what makes it leave that order. Pure. */
import type { AlertView } from '@thongsuot/contract/api.ts';

/** In the order of the questions: what is in danger, how much is left, are the backups ready, who must act. */
export const scenes = ['province', 'reserve', 'backups', 'alerts'] as const;
export type Scene = (typeof scenes)[number];

/** `turn` counts scenes shown, so that the same scene shown anew has its whole time again. */
export interface Cycle {
  scene: Scene;
  turn: number;
}

export const firstCycle: Cycle = { scene: 'province', turn: 0 };

/** The scene so many places on; backwards when negative. */
export function advance({ scene, turn }: Cycle, by = 1): Cycle {
  const at = (scenes.indexOf(scene) + by) % scenes.length;
  return { scene: scenes.at(at) ?? 'province', turn: turn + 1 };
}

/** Seconds that each scene stays: long enough to be read from the other end of the room, short enough to wait for. */
export const periodS = { usual: 20, min: 5, max: 600 } as const;

/** The seconds of an address such as `#/wall/30`, within the bounds; the usual ones where it names none. */
export function periodOf(text: string | undefined): number {
  if (text === undefined || !/^\d{1,6}$/.test(text)) return periodS.usual;
  return Math.min(periodS.max, Math.max(periodS.min, Number(text)));
}

/** Ids of the critical alerts of a picture. */
export function criticalIds(alerts: Iterable<AlertView>): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const { id, severity, suppressedBy } of alerts)
    if (severity === 'critical' && suppressedBy === null) ids.add(id);
  return ids;
}

/** The cycle after a change of the critical alerts: one that is new is shown at once, also on a wall that stands still. */
export function interrupt(cycle: Cycle, before: ReadonlySet<string>, after: ReadonlySet<string>): Cycle {
  for (const id of after) if (!before.has(id)) return { scene: 'alerts', turn: cycle.turn + 1 };
  return cycle;
}
