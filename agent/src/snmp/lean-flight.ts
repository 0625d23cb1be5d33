/** One request of the lean engine on its way. */
import { randomInt } from 'node:crypto';
import { type EncodedRequest, type LeanPduKind, requestIdMax, requestIdMin } from './lean-request.ts';
import type { RequestOptions, SnmpReply } from './transport.ts';
import type { Varbind } from './walk.ts';

/** Whose request it is, as the sweep knows him. */
export interface FlightSession {
  /** Ends or repeats the request when its time has come. */
  check(flight: Flight, nowMs: number): void;
}

/** A request from the moment it is asked for until it is settled. */
export class Flight {
  readonly session: FlightSession;
  readonly request: EncodedRequest;
  readonly kind: LeanPduKind;
  readonly repetitions: number;
  readonly options: RequestOptions;
  readonly resolve: (answer: SnmpReply | Varbind[]) => void;
  readonly reject: (reason: unknown) => void;
  readonly id = randomInt(requestIdMin, requestIdMax + 1);
  readonly endsAtMs: number;
  /** When this try has lasted its time; infinite before the first. */
  dueAtMs = Number.POSITIVE_INFINITY;
  triesLeft: number;
  malformed = 0;
  isOver = false;
  leave: (() => void) | undefined;

  constructor(
    session: FlightSession,
    ask: { request: EncodedRequest; kind: LeanPduKind; repetitions: number; options: RequestOptions },
    ends: { atMs: number; tries: number },
    settle: { resolve: (answer: SnmpReply | Varbind[]) => void; reject: (reason: unknown) => void },
  ) {
    this.session = session;
    this.request = ask.request;
    this.kind = ask.kind;
    this.repetitions = ask.repetitions;
    this.options = ask.options;
    this.endsAtMs = ends.atMs;
    this.triesLeft = ends.tries;
    this.resolve = settle.resolve;
    this.reject = settle.reject;
  }
}
