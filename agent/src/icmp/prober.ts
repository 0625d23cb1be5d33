/** Asks the far ends of links by ICMP, one burst at a time. Between schedule and outbox; it wires engine and judgement. */
import { textLengthMax } from '@thongsuot/contract/limits.ts';
import type { PingSample } from '@thongsuot/contract/sample.ts';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import type { PresentFinding } from '../finding.ts';
import { type AddressState, judgeBurst, type PingTarget, type Reference, unknownSample } from './burst.ts';
import type { AskOptions, EchoEngine, EngineAnswer } from './echo.ts';
import { createEngineKeeper, type EngineState } from './engine.ts';
import { createFping } from './fping.ts';
import { loadGateways } from './gateway.ts';
import { fallbackTargetsMax, knownMax, selfTestAgainMs, targetsPerBurstMax } from './limits.ts';
import { createPing } from './ping.ts';

export interface IcmpOptions {
  /** The command that stands for fping, with its first arguments. @default ['fping'] */
  command?: readonly string[];
  /** Whether npm `ping` serves where fping is not installed. @default true */
  fallback?: boolean;
  /** Echoes per target and burst. @default 5 */
  count?: number;
  /** Between two echoes to one target. @default 200 */
  periodMs?: number;
  /** How long a reply may take. @default 1000 */
  timeoutMs?: number;
  source?: string;
  dscp?: number;
  /** Addresses that show whether our own path works; the default gateway unless set. An empty list asks none. */
  references?: readonly string[];
  clock: Clock;
  log: Logger;
  /** Whether SNMP answers on this agent at this time: on any device, in its last poll. */
  snmpAnswers: () => boolean;
  /** Addresses that have answered once, kept over restarts. `save` gets the whole list, and only when it has grown. */
  knownToAnswer: {
    load: () => Iterable<string> | Promise<Iterable<string>>;
    save: (addresses: readonly string[]) => void | Promise<void>;
  };
}

export interface BurstResult {
  samples: PingSample[];
  /** The whole list at this time, of all targets that were asked so far. */
  findings: PresentFinding[];
}

export interface IcmpProber {
  /** Loads what is remembered and runs the self-test. Never rejects for ICMP's sake: `burst` reports what is wrong. */
  start(signal?: AbortSignal): Promise<void>;
  /**
   * One burst to the targets and the reference addresses: a sample per target, stamped when the burst ended. When the
   * signal is aborted the burst is stopped, and there is no sample.
   */
  burst(targets: readonly PingTarget[], signal: AbortSignal): Promise<BurstResult>;
}

/** A prober; see `IcmpOptions`. It keeps no process and no socket between two bursts. */
export function createIcmpProber(options: IcmpOptions): IcmpProber {
  const { command = ['fping'], fallback = true, clock } = options;
  const fping = createFping({ command, clock });
  return createProber(options, fping, fallback ? createPing({ clock }) : undefined);
}

/** The same with the engines given; for tests. */
export function createProber(options: IcmpOptions, fping: EchoEngine, ping: EchoEngine | undefined): IcmpProber {
  const { clock, log, source, dscp, knownToAnswer } = options;
  const ask: AskOptions = {
    count: options.count ?? 5,
    periodMs: options.periodMs ?? 200,
    timeoutMs: options.timeoutMs ?? 1_000,
    ...(source === undefined ? {} : { source }),
    ...(dscp === undefined ? {} : { dscp }),
  };
  const choice = { fping, ...(ping === undefined ? {} : { ping }), ...(source === undefined ? {} : { source }) };
  const keeper = createEngineKeeper(choice, clock, selfTestAgainMs);
  const known = new Set<string>();
  const states = new Map<string, AddressState>();
  const neverAnswered = new Map<string, PresentFinding>();
  const ownPath = new Set<string>();
  let ownPathDetail = '';
  let failure: EngineAnswer['failure'];
  let engineState: EngineState | undefined;
  let loaded: Promise<void> | undefined;

  const load = (): Promise<void> => {
    loaded ??= (async () => {
      for (const address of await knownToAnswer.load()) known.add(address);
    })().catch((error: unknown) => {
      log.warn({ err: error }, 'The list of addresses that have answered could not be read; it is learnt anew');
    });
    return loaded;
  };

  const remember = async (answered: readonly string[]): Promise<void> => {
    const fresh = answered.filter((address) => !known.has(address));
    if (fresh.length === 0) return;
    for (const address of fresh) known.add(address);
    for (const oldest of known) {
      if (known.size <= knownMax) break;
      known.delete(oldest);
      states.delete(oldest);
    }
    try {
      await knownToAnswer.save([...known]);
    } catch (error) {
      log.warn(
        { err: error },
        'The list of addresses that have answered could not be kept; it is tried at the next one',
      );
    }
  };

  const noteEngine = (state: EngineState): EngineState => {
    const changed =
      state.kind !== engineState?.kind ||
      (state.kind === 'ready' && engineState?.kind === 'ready' && state.engine !== engineState.engine);
    if (changed && state.kind === 'ready') log.info({ engine: state.engine.name }, 'ICMP self-test passed');
    if (changed && state.kind !== 'ready')
      log.error({ detail: state.detail }, 'ICMP self-test failed; no loss is reported');
    engineState = state;
    return state;
  };

  const noteFailure = (next: EngineAnswer['failure']): void => {
    if (next !== undefined && failure === undefined)
      log.warn({ detail: next.detail }, 'Some targets could not be asked by ICMP');
    if (next === undefined && failure !== undefined) log.info('All targets are asked by ICMP again');
    failure = next;
  };

  const findings = (): PresentFinding[] => {
    const list: PresentFinding[] = [];
    const about = (code: PresentFinding['code'], detail: string) =>
      list.push({ code, subject: {}, detail: detail.slice(0, textLengthMax) });
    if (engineState?.kind === 'notPermitted') about('icmpNotPermitted', engineState.detail);
    else if (engineState?.kind === 'failed') about('icmpFailed', engineState.detail);
    else if (failure !== undefined)
      about(failure.because === 'refused' ? 'icmpNotPermitted' : 'icmpFailed', failure.detail);
    if (engineState?.kind === 'ready' && engineState.fallback !== undefined)
      about('icmpFallback', engineState.fallback);
    if (ownPath.size > 0) about('ownPath', ownPathDetail);
    list.push(...neverAnswered.values());
    return list;
  };

  const allUnknown = (targets: readonly PingTarget[], kind: 'notPermitted' | 'failed'): BurstResult => {
    const at = clock.now();
    const reason = kind === 'failed' ? 'engineFailed' : kind;
    return { samples: targets.map((target) => unknownSample(target, at, reason)), findings: findings() };
  };

  return {
    async start(signal = new AbortController().signal) {
      await load();
      noteEngine(await keeper.test(signal));
    },

    async burst(targets, signal) {
      await load();
      const state = noteEngine(await keeper.ready(signal));
      if (signal.aborted || targets.length === 0) return { samples: [], findings: findings() };
      if (state.kind !== 'ready') return allUnknown(targets, state.kind);

      const references = await referencesOf(options.references);
      // References first: where an engine takes only so many targets, they are among them.
      const wanted = [...new Set([...references.map((r) => r.address), ...targets.map((t) => t.address)])];
      const answer = await state.engine.ask(wanted.slice(0, targetsPerBurstMax), ask, signal);
      if (signal.aborted) return { samples: [], findings: findings() };
      if (![...answer.echoes.values()].some((echoes) => echoes.some((rtt) => rtt !== null))) {
        // Nothing at all came back: either everything is down, or we may not ask. Only the self-test can tell.
        const tested = noteEngine(await keeper.test(signal));
        if (signal.aborted) return { samples: [], findings: findings() };
        if (tested.kind !== 'ready') return allUnknown(targets, tested.kind);
      }
      const missing = wanted.filter((address) => !answer.echoes.has(address));
      noteFailure(
        missing.length === 0
          ? undefined
          : {
              because: answer.failure?.because ?? 'failed',
              detail: explainMissing(missing, wanted.length, state.engine, answer.failure?.detail),
            },
      );

      const verdict = judgeBurst({
        at: clock.now(),
        targets,
        echoes: answer.echoes,
        references,
        known,
        states,
        snmpAnswers: options.snmpAnswers(),
      });
      for (const [address, next] of verdict.states) states.set(address, next);
      for (const { link } of targets) {
        const finding = verdict.neverAnswered.get(link);
        if (finding === undefined) neverAnswered.delete(link);
        else neverAnswered.set(link, finding);
        if (!verdict.ownPath.has(link)) ownPath.delete(link);
      }
      if (verdict.ownPathDetail !== undefined && verdict.ownPath.size > 0) {
        if (ownPath.size === 0)
          log.warn({ detail: verdict.ownPathDetail }, 'Own path in doubt; lost echoes are unknown');
        ownPathDetail = verdict.ownPathDetail;
      }
      for (const link of verdict.ownPath) ownPath.add(link);
      await remember(verdict.answered);
      return { samples: verdict.samples, findings: findings() };
    },
  };
}

async function referencesOf(configured: readonly string[] | undefined): Promise<Reference[]> {
  if (configured !== undefined) return configured.map((address) => ({ address, configured: true }));
  return (await loadGateways()).map((address) => ({ address, configured: false }));
}

function explainMissing(
  missing: readonly string[],
  of: number,
  engine: EchoEngine,
  detail: string | undefined,
): string {
  const some = missing.slice(0, 3).join(', ');
  const why =
    detail ??
    (engine.name === 'ping' && of > fallbackTargetsMax
      ? `ping serves at most ${fallbackTargetsMax} targets; install fping`
      : 'the name does not resolve, or there are more targets than one burst takes');
  return `${missing.length} of ${of} addresses could not be asked by ICMP (${some}${missing.length > 3 ? ', …' : ''}): ${why}`;
}
