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

export interface QualityRule extends RuleTiming {
  /** Mean difference of consecutive round-trip times of a burst, milliseconds. */
  jitterMsWarning: number;
  jitterMsCritical: number;
  /** How far below its threshold a figure clears it, 0–1 of the threshold. */
  clearBelow: number;
}

export interface DaysRule extends RuleTiming {
  daysWarning: number;
  daysCritical: number;
  /** Days above its threshold at which it clears. */
  clearAboveDays: number;
}

export interface FlappingRule {
  /** Times of firing and ending within `withinMs` that make an alert flap. */
  transitions: number;
  withinMs: number;
}

export interface Rules {
  /** Utilisation of a link's worse direction, by the thresholds of its endpoint. */
  utilization?: UtilizationRule;
  /** The reserve at p95 is less than the class keeps free: 1 less its threshold of utilisation. */
  reserveBelowCommitment?: UtilizationRule;
  /** The backups could not carry what the primaries carry. */
  failoverReserveShort?: RuleTiming;
  /** The trend reaches 80 % of the capacity within so many days. */
  exhaustionNear?: DaysRule;
  /** A link is down: critical when it serves an endpoint of priority 1 as a primary, else warning. */
  linkDown?: RuleTiming;
  /** Every path of an endpoint is down. */
  endpointIsolated?: RuleTiming;
  /** An endpoint's primaries are down and a backup carries. */
  endpointOnBackup?: RuleTiming;
  /** Loss, delay or jitter of a link's echoes, by the thresholds of its endpoint. */
  quality?: QualityRule;
  /** A unit of backup equipment is not ready. */
  unitNotReady?: RuleTiming;
  /** A portal does not answer as expected. */
  portalDown?: RuleTiming;
  certificateNearExpiry?: DaysRule;
  /** Nothing comes from an agent. Its times are of the collector's own clock. */
  agentSilent?: RuleTiming;
  /** A device does not answer SNMP. */
  deviceUnreachable?: RuleTiming;
  /** Nothing is known of a link or unit. Its times are of the collector's own clock. */
  noData?: RuleTiming;
  /** What counts as flapping, of every rule; absent: nothing does. */
  flapping?: FlappingRule;
}
