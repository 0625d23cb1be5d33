/** The words of the ICMP part: what is asked, what an engine answers. No code, so that every file may import it. */

/** Round-trip times of one burst to one address, in order of sending; null is an echo without a reply. */
export type Echoes = readonly (number | null)[];

/** Why an engine has no answer. `refused` is permission, `failed` everything else. */
export type EngineFailure = 'missing' | 'refused' | 'failed';

/** What an engine made of a list of addresses. An address that is absent from `echoes` was not asked. */
export interface EngineAnswer {
  echoes: ReadonlyMap<string, Echoes>;
  /** The first failure, if any part of the list could not be asked; `detail` is a sentence for the engineer. */
  failure?: { because: EngineFailure; detail: string };
}

export interface AskOptions {
  count: number;
  periodMs: number;
  timeoutMs: number;
  /** Source address of the echoes. */
  source?: string;
  /** Differentiated services code point, 0–63 (RFC 2474); it stands in the upper six bits of the old TOS octet. */
  dscp?: number;
}

/** One way to send echoes. It keeps nothing between two calls, so each burst has an ICMP identifier of its own. */
export interface EchoEngine {
  readonly name: 'fping' | 'ping';
  ask(addresses: readonly string[], options: AskOptions, signal: AbortSignal): Promise<EngineAnswer>;
}
