/** The whole app on fakes for the tests of the HTTP side: views that say who asked, a store in memory. */
import { createHash } from 'node:crypto';
import type { EndpointView, LinkView, Me, Overview } from '@thongsuot/contract/api.ts';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { type App, type AppOptions, createApp } from './app.ts';
import { type Credential, createCredentials } from './http/authenticate.ts';
import type { DutyDesk } from './http/duty-desk.ts';
import type { FigureDesk } from './http/figure-desk.ts';
import { createSessions } from './http/session.ts';
import type { ChangeFeed, StreamEvent, Viewer, Views } from './http/views.ts';
import { type Budget, createBudgetBook } from './ingest/budget.ts';
import { createClaimBook } from './ingest/claims.ts';
import { type Committer, createCommitter } from './ingest/commit.ts';
import { createIngestFindings, type IngestFinding } from './ingest/findings.ts';
import { createInventoryBook } from './ingest/inventory.ts';
import { createOutboxBook } from './ingest/outboxes.ts';
import { createReceivedBook } from './ingest/received.ts';
import type { BatchContext } from './ingest/route.ts';
import { t0 } from './ingest/samples.fake.ts';
import type { AgentInventory, Placed } from './network/placed.ts';
import { openOperationalFile } from './operational.ts';
import { type Point, type Store, StoreUnavailable } from './store/store.ts';

const sha256 = (token: string): string => createHash('sha256').update(token).digest('hex');
const viewer = (role: Viewer['role'], operator: string | null): Credential => ({
  sha256: sha256(`${role}-token`),
  identity: { kind: 'viewer', viewer: { role, operator, name: role } },
});

/** The tokens `agent-token`, `other-token` (another agent, same operator), `operator-token`, … */
export const credentialList: Credential[] = [
  { sha256: sha256('agent-token'), identity: { kind: 'agent', operator: 'vnpt', agent: 'a1' } },
  { sha256: sha256('other-token'), identity: { kind: 'agent', operator: 'vnpt', agent: 'a2' } },
  viewer('operator', 'vnpt'),
  viewer('department', null),
  viewer('administrator', null),
];
export const bearer = (name: string): Record<string, string> => ({ authorization: `Bearer ${name}-token` });

export interface Fake {
  app: App;
  clock: { wall: number; mono: number };
  /** What the live picture was given. */
  judged: { placed: Placed[]; context: BatchContext }[];
  inventories: AgentInventory[];
  findings: IngestFinding[];
  /** Points by key, as a store holds them: a repetition leaves one. */
  stored: Map<string, Point>;
  store: { down: boolean };
  /** Viewers of open streams, and how to send to all of them. */
  subscribers: { viewer: Viewer; send(event: StreamEvent): void }[];
}

/** `committer` replaces the group commit on the store in memory. */
export async function createFake(
  over: Partial<AppOptions> = {},
  replaced?: Committer,
  operational = openOperationalFile(':memory:'),
  budget: Budget = { samplesPerSecond: 4_000, burst: 40_000, series: 25_000 },
): Promise<Fake> {
  const time = { wall: t0, mono: 0 };
  const clock = { now: () => time.wall, monotonicMs: () => time.mono };
  const log = pino({ level: 'silent' });
  const judged: Fake['judged'] = [];
  const inventoriesSeen: AgentInventory[] = [];
  const state = { findings: [] as IngestFinding[] };
  const stored = new Map<string, Point>();
  const store = { down: false };
  const subscribers: Fake['subscribers'] = [];
  const inventories = createInventoryBook(operational);
  const claims = createClaimBook(operational, 0);
  const received = createReceivedBook(operational);
  const outboxes = createOutboxBook(operational);
  const findings = createIngestFindings(clock.monotonicMs, (list) => {
    state.findings = list;
  });
  const write = async (points: readonly Point[]) => {
    if (store.down) throw new StoreUnavailable('connection refused');
    for (const point of points) stored.set(`${point.measurement}/${point.tags['link']}/${point.at}`, point);
    return { stored: points.length, rejected: [] };
  };
  const committer =
    replaced ??
    createCommitter({
      operational,
      store: { write } as unknown as Store,
      journals: [inventories, claims, received, outboxes],
      clock,
      log,
      onStore: (unavailable) => findings.store(unavailable),
      waitMs: 1,
    });
  const feed: ChangeFeed = {
    subscribe(who, send) {
      const one = { viewer: who, send };
      subscribers.push(one);
      return () => void subscribers.splice(subscribers.indexOf(one), 1);
    },
  };
  const app = await createApp({
    views: fakeViews,
    notify: {
      test: async (receiver, by) =>
        receiver === 'none' ? undefined : [{ receiver: receiver ?? 'noc', ok: true, detail: by, ms: 1 }],
      figures: () => ({ receivers: [], heartbeat: null }),
    },
    desk: fakeDesk,
    figures: fakeFigures,
    alertDesk: {
      acknowledge() {
        throw new Error('nobody takes alerts on here');
      },
    },
    recorded: () => ({ waiting: 3, dropped: 2, rejected: 1, lastWriteAgeS: 4.5 }),
    feed,
    credentials: createCredentials(credentialList),
    sessions: createSessions({ operational, users: [], clock }),
    ingest: {
      network: {
        receive: (placed, context) => void judged.push({ placed: [...placed], context }),
        inventory: (inventory) => void inventoriesSeen.push(inventory),
      },
      committer,
      inventories,
      claims,
      received,
      outboxes,
      findings,
      budgets: createBudgetBook(() => budget, clock.monotonicMs),
      endpointKnown: (id) => ['bv', 'cong'].includes(id),
      rawKeepMs: 30 * 86_400_000,
      toPoints: ({ operator, site, endpoint, link, sample }) =>
        link === null
          ? []
          : [
              {
                measurement: 'link',
                tags: { operator, site, endpoint: endpoint ?? 'unassigned', link: link.id },
                fields: { interval_s: 30 },
                at: sample.at,
              },
            ],
    },
    clock,
    log,
    demo: false,
    boardDist: '/nonexistent/board',
    ...over,
  });
  await app.fastify.ready();
  return {
    app,
    clock: time,
    judged,
    inventories: inventoriesSeen,
    get findings() {
      return state.findings;
    },
    stored,
    store,
    subscribers,
  };
}

/** Nothing is declared, and nothing can be: `live/desk.test.ts` injects the real one. */
const refuse = () => {
  throw new Error('this fake takes no declarations');
};
const fakeDesk: DutyDesk = {
  zones: () => [],
  declareZone: refuse,
  endZone: refuse,
  maintenance: () => [],
  announceMaintenance: refuse,
  cancelMaintenance: refuse,
  drills: () => [],
  recordDrill: refuse,
  notes: () => undefined,
  addNote: refuse,
  audit: () => [],
  thresholds: () => undefined,
};

/** Figures that say who asked. */
const fakeFigures: FigureDesk = {
  capacity: (v) => ['c', 'a', 'b'].map((link) => ({ operator: v.role, link }) as ReturnType<FigureDesk['capacity']>[0]),
  failover: () => [],
  availability: (v, question) =>
    ({
      ...question,
      availability: [{ name: 'province', operator: v.role }],
      incidents: [],
    }) as unknown as ReturnType<FigureDesk['availability']>,
  report: (v, { from, lang }) =>
    from === 0
      ? undefined
      : { contentType: 'text/html; charset=utf-8', fileName: 'r.html', body: `${v.role} ${lang}`, sha256: 'ab' },
};

/** Five endpoints; everything else as little as the routes need. Names carry the viewer's role. */
const fakeViews: Views = {
  me: (v) => ({ demo: false, role: v.role, operator: v.operator }) as Me,
  overview: () => ({ at: t0, demo: false }) as Overview,
  endpoints: (v) => ['e', 'c', 'a', 'd', 'b'].map((id) => ({ id, vi: v.role }) as EndpointView),
  endpoint: (_, id) => (id === 'a' ? ({ id } as ReturnType<Views['endpoint']>) : undefined),
  links: () => [{ operator: 'vnpt', link: 'l1' } as LinkView],
  link: (v, operator, link) =>
    v.operator === null || v.operator === operator ? ({ operator, link } as LinkView) : undefined,
  series: async (_, operator, link, from, to, points) =>
    ({ operator, link, from, to, points }) as unknown as Awaited<ReturnType<Views['series']>>,
  units: () => [],
  alerts: (_, state) => [1, 2, 3].map((n) => ({ id: `al${n}`, startedAt: t0 + n, state: state ?? 'any' }) as never),
  findings: () => [],
  agents: () => [],
};

/** Every route of the app, as `METHOD /path/:parameter`. Fastify prints its routes as a tree; `commonPrefix: false` keeps each whole. */
export function routesOf(app: FastifyInstance): string[] {
  const found: string[] = [];
  const stack: string[] = [];
  for (const line of app.printRoutes({ commonPrefix: false }).split('\n')) {
    const match = /^(.*?)[├└]── (\S+)(?: \(([A-Z, ]+)\))?$/u.exec(line);
    if (match === null) continue;
    const depth = (match[1] ?? '').length / 4;
    stack.length = depth;
    stack[depth] = match[2] ?? '';
    for (const method of (match[3] ?? '').split(', ').filter((m) => m !== ''))
      found.push(`${method} ${stack.join('')}`);
  }
  return found;
}
