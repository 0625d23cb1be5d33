/** The rules as they are configured; the app maps its config to this. A rule that is absent judges nothing. */

export interface RuleTiming {
  /** How long the condition lasts before it fires. */
  forMs: number;
  /** How long it has been clear before it ends. */
  keepFiringForMs: number;
}

export interface UtilizationRule extends RuleTiming {
  /** How far below its threshold a utilisation clears it; 0–1 of capacity. */
  clearBelow: number;
}

export interface Rules {
  /** Utilisation of a link's worse direction, by the thresholds of its endpoint. */
  utilization?: UtilizationRule;
  /** A link is down: critical when it serves an endpoint of priority 1 as a primary, else warning. */
  linkDown?: RuleTiming;
  /** Every path of an endpoint is down. */
  endpointIsolated?: RuleTiming;
  /** An endpoint's primaries are down and a backup carries. */
  endpointOnBackup?: RuleTiming;
  /** A unit of backup equipment is not ready. */
  unitNotReady?: RuleTiming;
}
