/**
 * What ingest finds wrong with the watching: lists that it hands on whole, each time one changes. A finding that an event
 * raised stays for a while after the last such event, and then ends by itself.
 */
import type { FindingCode } from '@thongsuot/contract/reasons.ts';
import { allOperators } from '@thongsuot/contract/storage.ts';
import { findingHoldMs, ingestFindingsMax } from '../limits.ts';
import type { AgentInventory } from '../network/placed.ts';
import type { Conflict } from './claims.ts';
import type { ReplacedOutbox } from './outboxes.ts';

export interface IngestFinding {
  code: FindingCode;
  /** `all` where it concerns no single operator: only the department sees it. */
  operator: string;
  agent: string | null;
  subject: { device?: string; link?: string; unit?: string; check?: string; endpoint?: string };
  /** One English sentence: found against expected, and the remedy. */
  detail: string;
}

export interface IngestFindings {
  /** Compares inventories with the register; call it when either has changed. */
  inventories(newest: readonly AgentInventory[], endpointKnown: (endpoint: string) => boolean): void;
  conflicts(list: readonly Conflict[]): void;
  /** An agent’s samples came before its inventory; or, with false, it has one now. */
  inventoryMissing(operator: string, agent: string, missing: boolean): void;
  rejected(operator: string, agent: string, counts: ReadonlyMap<string, number>, example: string): void;
  /** The agent was refused samples for being too many, or of too many series. */
  overBudget(operator: string, agent: string, what: 'samples' | 'series'): void;
  /** Outboxes that were replaced with samples in them. */
  outboxes(replaced: readonly ReplacedOutbox[]): void;
  store(unavailable: string | undefined): void;
  /** Ends what has not happened for a while. Call it every few seconds. */
  expire(): void;
}

/** `report` receives the whole list each time it changes; `monotonicMs` is the collector’s monotonic clock. */
export function createIngestFindings(
  monotonicMs: () => number,
  report: (findings: IngestFinding[]) => void,
): IngestFindings {
  let fromInventories: IngestFinding[] = [];
  let fromStore: IngestFinding[] = [];
  let fromOutboxes: IngestFinding[] = [];
  /** Events by what they are about, the least recent first. */
  const events = new Map<string, { finding: IngestFinding; atMs: number }>();
  let reported = '[]';

  const publish = () => {
    const list = [
      ...fromStore,
      ...fromOutboxes,
      ...fromInventories,
      ...[...events.values()].reverse().map(({ finding }) => finding),
    ];
    const bounded = list.slice(0, ingestFindingsMax);
    const text = JSON.stringify(bounded);
    if (text === reported) return;
    reported = text;
    report(bounded);
  };
  const happened = (key: string, finding: IngestFinding) => {
    events.delete(key);
    events.set(key, { finding, atMs: monotonicMs() });
    for (const oldest of events.keys()) {
      if (events.size <= ingestFindingsMax) break;
      events.delete(oldest);
    }
  };

  return {
    inventories(newest, endpointKnown) {
      fromInventories = newest.flatMap(({ operator, agent, links, checks }) =>
        [
          ...links.map((link) => ({ endpoint: link.endpoint, subject: { link: link.id }, what: `link ${link.id}` })),
          ...checks.map((check) => ({
            endpoint: check.endpoint,
            subject: { check: check.id },
            what: `check ${check.id}`,
          })),
        ]
          .filter(({ endpoint }) => !endpointKnown(endpoint))
          .map(
            ({ endpoint, subject, what }): IngestFinding => ({
              code: 'unknownEndpoint',
              operator,
              agent,
              subject: { ...subject, endpoint },
              detail: `${what} names endpoint ${endpoint}, which the register does not have; it is kept under "unassigned". Correct the id in agent.yaml, or add the endpoint to collector.yaml.`,
            }),
          ),
      );
      publish();
    },
    conflicts(list) {
      for (const { operator, link, holder, refused } of list) {
        happened(`claimed/${operator}/${link}/${refused}`, {
          code: 'claimed',
          operator,
          agent: refused,
          subject: { link },
          detail: `agents ${holder} and ${refused} both send link ${link}; ${holder} was first and is believed. Take the link out of one of them; when ${holder} is silent for 10 minutes, ${refused} takes over.`,
        });
      }
      if (list.length > 0) publish();
    },
    inventoryMissing(operator, agent, missing) {
      const key = `inventoryMissing/${operator}/${agent}`;
      if (missing) {
        happened(key, {
          code: 'inventoryMissing',
          operator,
          agent,
          subject: {},
          detail: `agent ${agent} sends samples, and its inventory has not come; it was asked for it and sends the samples again then.`,
        });
      } else if (!events.delete(key)) return;
      publish();
    },
    rejected(operator, agent, counts, example) {
      const codes = [...counts.keys()].sort().join(', ');
      happened(`samplesRejected/${operator}/${agent}`, {
        code: 'samplesRejected',
        operator,
        agent,
        subject: {},
        detail: `samples of agent ${agent} are refused (${codes}), the last one because: ${example.slice(0, 250)}`,
      });
      publish();
    },
    overBudget(operator, agent, what) {
      const detail =
        what === 'samples'
          ? `agent ${agent} sends more samples a second than its budget, so that even live ones wait; poll less, or raise ingest.budget or the agent’s own budget in collector.yaml.`
          : `agent ${agent} sends more series than its budget; samples of the new ones are refused for good. Watch less, or raise budget.series in collector.yaml.`;
      happened(`budgetExceeded/${operator}/${agent}`, { code: 'budgetExceeded', operator, agent, subject: {}, detail });
      publish();
    },
    outboxes(replaced) {
      // One for each agent, the newest: a finding is known by what it is about.
      const newest = new Map(replaced.map((one) => [`${one.operator}/${one.agent}`, one]));
      fromOutboxes = [...newest.values()].map(
        ({ operator, agent, epoch, batches, from, to, oldestAt, at }): IngestFinding => ({
          code: 'outboxReplaced',
          operator,
          agent,
          subject: {},
          detail: `agent ${agent} began a new outbox at ${new Date(at).toISOString()}, and about ${batches} batches of the former one (${epoch}, between numbers ${from} and ${to}, the oldest of ${new Date(oldestAt).toISOString()}) had not come; they are lost unless its file is found. Look for outbox.db* in the agent’s state directory, and check its disk.`,
        }),
      );
      publish();
    },
    store(unavailable) {
      fromStore =
        unavailable === undefined
          ? []
          : [
              {
                code: 'storeUnavailable',
                operator: allOperators,
                agent: null,
                subject: {},
                detail: `the store does not answer (${unavailable.slice(0, 250)}); alerts go on, and the agents keep what is not stored. Run collector doctor.`,
              },
            ];
      publish();
    },
    expire() {
      const before = monotonicMs() - findingHoldMs;
      for (const [key, { atMs }] of events) if (atMs < before) events.delete(key);
      publish();
    },
  };
}
