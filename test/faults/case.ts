/** What a case is given, and what it says at its end. */
import type { Settled } from './ground.ts';

export interface Run {
  /** Times that each victim of a case is killed. */
  kills: number;
  /** How long each process is stopped by SIGSTOP. */
  stopMs: number;
  /** Everything, also what takes minutes. */
  full: boolean;
  /** Seeded: 0 ≤ x < 1. */
  random: () => number;
  say(text: string): void;
}

export interface Outcome {
  settled: Settled[];
  /** Kills that hit a running process. */
  kills: number;
  /** What had to hold beside the oracle, and whether it did. */
  claims: { what: string; holds: boolean }[];
}

export interface FaultCase {
  /** Why it cannot run here, or undefined. */
  lacks?: () => string | undefined;
  /** It measures latencies, so nothing runs beside it. */
  alone?: true;
  run(run: Run): Promise<Outcome>;
}

/** Collects what has to hold. */
export function createClaims() {
  const claims: Outcome['claims'] = [];
  return {
    claims,
    that: (what: string, holds: boolean) => void claims.push({ what, holds }),
  };
}
export type Claims = ReturnType<typeof createClaims>;

/** mulberry32: a run is repeated by its seed as far as processes let themselves be repeated. */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let x = Math.imul(state ^ (state >>> 15), state | 1);
    x ^= x + Math.imul(x ^ (x >>> 7), x | 61);
    return ((x ^ (x >>> 14)) >>> 0) / 4_294_967_296;
  };
}
