/**
 * `POST /v1/batches`. The order of work is the promise: accept → the live picture judges → group commit → answer. A dead
 * store does not blind the alerts, and nothing is answered `stored` before it is on disk.
 */
import type { Answer, Rejection } from '@thongsuot/contract/answer.ts';
import { type Batch, batch as batchSchema } from '@thongsuot/contract/batch.ts';
import { heldRejections, type Lane } from '@thongsuot/contract/reasons.ts';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { Clock } from '../clock.ts';
import { ProblemError } from '../http/problem.ts';
import type { Metrics } from '../metrics.ts';
import type { AgentInventory, Placed } from '../network/placed.ts';
import type { Point } from '../store/store.ts';
import { type Identity, placeReadings, validateSamples } from './accept.ts';
import { createBacklogTurns } from './backlog-turns.ts';
import { type BudgetBook, seriesKeyOf, type Taken } from './budget.ts';
import type { ClaimBook } from './claims.ts';
import type { Committer } from './commit.ts';
import type { IngestFindings } from './findings.ts';
import type { InventoryBook } from './inventory.ts';
import { createLoopSlices } from './loop-slices.ts';
import type { OutboxBook } from './outboxes.ts';
import type { ReceivedBook } from './received.ts';

/** What is known of a batch besides its samples. */
export interface BatchContext {
  operator: string;
  agent: string;
  lane: Lane;
  /** Receipt on the collector's wall clock. */
  receivedAt: number;
  oldestPending: number;
  pending: number;
  dropped: number;
  /** Up to when the agent's data is whole, Unix epoch ms; 0 when that is not known. */
  completeTo: number;
}

/** The live picture, as ingest sees it. Both calls return when it is up to date. */
export interface Network {
  receive(placed: readonly Placed[], context: BatchContext): void;
  inventory(inventory: AgentInventory): void;
}

export interface IngestOptions {
  network: Network;
  committer: Committer;
  inventories: InventoryBook;
  claims: ClaimBook;
  received: ReceivedBook;
  outboxes: OutboxBook;
  findings: IngestFindings;
  budgets: BudgetBook;
  /** The points of one placed sample; none where its kind has no measurement. */
  toPoints(placed: Placed): readonly Point[];
  endpointKnown(endpoint: string): boolean;
  rawKeepMs: number;
  clock: Clock;
  log: Logger;
  metrics: Metrics;
}

/** Registers the route; an agent may call it, and nobody else. */
export function installIngest(app: FastifyInstance, options: IngestOptions): void {
  const operation = { id: 'batches', summary: 'One batch of samples of an agent', batch: true };
  const config = { roles: ['agent'] as const, operation };
  const slices = createLoopSlices(() => options.clock.monotonicMs());
  const turns = createBacklogTurns(() => options.clock.monotonicMs());
  const receiveInTurn = async (batch: Batch, receive: () => Promise<Answer>) => {
    const turn = await turns.take(batch.samples.length);
    if (turn === undefined)
      throw new ProblemError('overloaded', 'too many batches of backlogs wait; send this one again', {
        retryAfterS: 2,
      });
    return slices.run(receive).finally(turn);
  };
  // Behind the doors of http/access.ts and before the body: an agent far over its budget costs a head and no more.
  const onRequest = async (request: FastifyRequest) => {
    const { operator, agent } = agentOf(request);
    const nowMs = options.clock.monotonicMs();
    refuseUnless(options.budgets.account(operator, agent).request(nowMs), 'requests', { operator, agent }, options);
  };
  app.post('/v1/batches', { config, onRequest }, async (request, reply) => {
    const result = await slices.run(() => {
      const batch = parseBatch(request.body, options.metrics);
      const receive = () => receiveBatch(batch, agentOf(request), options);
      return batch.lane === 'live' ? receive() : receiveInTurn(batch, receive);
    });
    return reply.header('cache-control', 'no-store').type('application/json').send(JSON.stringify(result));
  });
}

function agentOf({ identity }: FastifyRequest): Identity {
  if (identity?.kind !== 'agent') throw new Error('a batch was let in without an agent: the route’s roles are wrong');
  return identity;
}

/** @throws ProblemError `rateLimited` with the wait after which the same is taken. */
function refuseUnless(
  taken: Taken,
  what: 'requests' | Lane,
  { operator, agent }: Identity,
  { clock, findings, metrics }: IngestOptions,
): void {
  if (taken.kind === 'taken') return;
  metrics.budgetRefusals.inc({ operator, agent, what });
  // A backlog that has to wait is a drain that takes longer; only what is refused while it happens is wrong.
  if (what !== 'backlog') findings.overBudget(operator, agent, 'samples');
  throw new ProblemError(
    'rateLimited',
    `${agent} sends more samples than its budget, ${what === 'backlog' ? 'of which the backlog may take four fifths' : 'live ones too'}; this batch comes again later`,
    { retryAfterS: Math.max(1, Math.ceil(taken.retryAfterMs / 1_000)), now: clock.now() },
  );
}

function parseBatch(body: unknown, metrics: Metrics): Batch {
  const parsed = batchSchema.safeParse(body);
  if (parsed.success) return parsed.data;
  metrics.batches.inc({ outcome: 'malformed' });
  const tooMany = parsed.error.issues.find((issue) => issue.code === 'too_big' && issue.path[0] === 'samples');
  if (tooMany !== undefined)
    throw new ProblemError('batchTooLarge', 'samples: more than a batch may have; send it in two halves');
  const mistakes = parsed.error.issues.slice(0, 5).map((issue) => {
    const at = issue.path.map(String).join('.');
    return at === '' ? issue.message : `${at}: ${issue.message}`;
  });
  throw new ProblemError('batchMalformed', mistakes.join('; '));
}

/**
 * Takes one batch through its whole way.
 * @throws ProblemError `storeUnavailable` with `seen` when it was judged and is not stored.
 */
async function receiveBatch(batch: Batch, { operator, agent }: Identity, options: IngestOptions): Promise<Answer> {
  const { budgets, clock, claims, committer, findings, inventories, log, metrics, network, received } = options;
  const receivedAt = clock.now();
  const receivedMonotonicMs = clock.monotonicMs();
  const account = budgets.account(operator, agent);
  const paid = account.samples(batch.lane, batch.samples.length, receivedMonotonicMs);
  refuseUnless(paid, batch.lane, { operator, agent }, options);
  const completeTo = received.note(operator, agent, batch.oldestPending, receivedAt);
  const { lane, oldestPending, pending, dropped } = batch;
  const rangesOf = (epoch: string) => received.ranges(operator, agent).find((one) => one.epoch === epoch)?.ranges ?? [];
  if (options.outboxes.heard(operator, agent, batch, receivedAt, rangesOf))
    findings.outboxes(options.outboxes.replaced(receivedAt));
  const context: BatchContext = { operator, agent, lane, receivedAt, oldestPending, pending, dropped, completeTo };

  const valid = validateSamples(batch.samples, { operator, agent }, receivedAt, receivedAt - options.rawKeepMs);
  // A fault of the picture must not cost data: it is logged, and the batch is stored all the same.
  const judge = (work: () => void) => {
    try {
      work();
    } catch (error) {
      log.error(
        { err: error, operator, agent },
        'Live picture failed on a batch, which is a defect; the batch is stored',
      );
    }
  };
  const rejected: Rejection[] = [...valid.rejected];
  for (const { index, sample } of valid.inventories) {
    const outcome = inventories.add(operator, agent, sample);
    if (outcome.kind === 'refused') rejected.push({ index, code: 'invalid', detail: outcome.detail });
    else if (outcome.newest !== undefined) {
      const { newest } = outcome;
      claims.listed(operator, agent, new Set(newest.links.map(({ id }) => id)));
      judge(() => network.inventory(newest));
      findings.inventoryMissing(operator, agent, false);
      findings.inventories(inventories.newest(), options.endpointKnown);
    }
  }
  const { placed, rejected: unplaced } = placeReadings(valid.readings, {
    operator,
    agent,
    lane,
    receivedAt,
    receivedMonotonicMs,
    inForce: (at) => inventories.inForce(operator, agent, at),
    newest: () => inventories.newestOf(operator, agent),
    endpointKnown: options.endpointKnown,
    claim: (link, at) => claims.claim(operator, link, agent, at, receivedMonotonicMs),
    withinBudget: (sample) => {
      const key = seriesKeyOf(sample);
      return key === undefined || account.series(key, receivedMonotonicMs);
    },
  });
  rejected.push(...unplaced);
  judge(() =>
    network.receive(
      placed.map((one) => one.placed),
      context,
    ),
  );
  findings.conflicts(claims.takeConflicts());
  for (const { sample } of placed.map((one) => one.placed))
    if (sample.kind === 'gap') received.lost(operator, agent, sample);

  const points = placed.flatMap((one) => options.toPoints(one.placed).map((point) => ({ index: one.index, point })));
  const judgedMs = clock.monotonicMs();
  const outcome = await committer.commit({ operator, agent, points });
  metrics.commitSeconds.observe((clock.monotonicMs() - judgedMs) / 1_000);
  const now = clock.now();
  if (outcome.kind === 'unavailable') {
    metrics.batches.inc({ outcome: 'seen' });
    throw new ProblemError('storeUnavailable', outcome.detail, { retryAfterS: outcome.retryAfterS, seen: true, now });
  }
  received.stored(operator, agent, batch.epoch, batch.seq);
  rejected.push(...outcome.rejected);
  rejected.sort((a, b) => a.index - b.index);
  count(batch, placed, rejected, metrics);
  const wantsInventory = rejected.some(({ code }) => code === 'inventoryMissing');
  if (wantsInventory) findings.inventoryMissing(operator, agent, true);
  reportRejected(operator, agent, rejected, findings);
  return {
    epoch: batch.epoch,
    seq: batch.seq,
    count: batch.samples.length,
    stored: batch.samples.length - rejected.length,
    rejected,
    now,
    ...(wantsInventory ? { wants: ['inventory'] } : {}),
  };
}

function count(
  batch: Batch,
  placed: readonly { placed: Placed }[],
  rejected: readonly Rejection[],
  metrics: Metrics,
): void {
  metrics.batches.inc({ outcome: 'stored' });
  for (const { placed: one } of placed) metrics.samples.inc({ kind: one.sample.kind });
  const inventories = batch.samples.length - placed.length - rejected.length;
  if (inventories > 0) metrics.samples.inc({ kind: 'inventory' }, inventories);
  for (const { code } of rejected) metrics.rejections.inc({ code });
}

/** Only what the agent will not send again by itself is a finding of its own; `claimed` has one already. */
function reportRejected(
  operator: string,
  agent: string,
  rejected: readonly Rejection[],
  findings: IngestFindings,
): void {
  const counts = new Map<string, number>();
  let example = '';
  for (const { code, detail } of rejected) {
    if (code === 'budget') {
      findings.overBudget(operator, agent, 'series');
      continue;
    }
    if (code === 'claimed' || (heldRejections.has(code) && code !== 'future')) continue;
    counts.set(code, (counts.get(code) ?? 0) + 1);
    example = detail;
  }
  if (counts.size > 0) findings.rejected(operator, agent, counts, example);
}
