/** What a profile is: from what happens to a device to the objects that it can be asked for. Pure. */
import type { CounterCondition } from '../faults.ts';
import type { MibObject } from '../tree.ts';

/** What a profile can ask of its device, at the time of the request that is being answered. */
export interface ProfileContext {
  boots: () => number;
  bootTick: () => number;
  tableChangedTick: () => number | undefined;
  counters: (interfaceName: string, tick: number) => CounterCondition;
  /** Added to every ifIndex. The objects are made anew when it changes. */
  indexOffset: number;
}

export interface Profile {
  objects(context: ProfileContext): MibObject[];
}
