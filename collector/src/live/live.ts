/**
 * Wires what happens behind ingest: the live picture, the alerts, their notifications, and what the API asks of them.
 * `receive` and `inventory` return when picture and alerts are up to date and what was decided is on disk.
 */
import { randomUUID } from 'node:crypto';
import type { AlertEnding } from '@thongsuot/contract/api.ts';
import type { Logger } from 'pino';
import type { CapacityResult } from '../alert/capacity-result.ts';
import { LiveGaps } from '../alert/live-gaps.ts';
import { OperationalQueue } from '../alert/queue.ts';
import type { AlertRecord } from '../alert/record.ts';
import type { Rules } from '../alert/rule-options.ts';
import type { Clock } from '../clock.ts';
import type { Duty } from '../duty/duty.ts';
import { endOf } from '../duty/zones.ts';
import type { DutyDesk } from '../http/duty-desk.ts';
import type { FigureDesk } from '../http/figure-desk.ts';
import type { AlertDesk } from '../http/routes-alerts.ts';
import type { ChangeFeed, Viewer, Views } from '../http/views.ts';
import { type AgentEntry, keyOf } from '../network/entries.ts';
import type { ReportedFinding } from '../network/findings.ts';
import { type Instant, ListeningClock } from '../network/fresh.ts';
import { Picture } from '../network/picture.ts';
import type { AgentInventory, Placed } from '../network/placed.ts';
import { type Register, RegisterIndex } from '../network/register.ts';
import { SnapshotFile } from '../network/snapshot.ts';
import type { Directory } from '../notify/directory.ts';
import { createNotifier, type Notifier, type NotifyOptions } from '../notify/notifier.ts';
import type { OperationalFile } from '../operational.ts';
import { announcedBy } from '../recorder/announced.ts';
import { AvailabilityFile } from '../recorder/availability-file.ts';
import { AvailabilityMarks } from '../recorder/availability-marks.ts';
import { recordEveryMs } from '../recorder/limits.ts';
import { Recorder, type RecorderFigures } from '../recorder/recorder.ts';
import { ReportDesk } from '../report/desk.ts';
import { NightBook } from '../report/night.ts';
import type { Store } from '../store/store.ts';
import { LiveAlertDesk } from './alert-desk.ts';
import { LiveAlerts } from './alerts.ts';
import { capacityResults } from './capacity-results.ts';
import { LiveDesk } from './desk.ts';
import { LiveFeed } from './feed.ts';
import { LateIncidents } from './late.ts';
import { flushEveryMs, rawKeepMsDefault, snapshotEveryMs, sweepEveryMs } from './limits.ts';
import { maintainedIn } from './maintained.ts';
import { isAcknowledged, standingsOf } from './standing.ts';
import { type History, LiveViews } from './views.ts';

export interface LiveOptions {
  register: Register;
  rules: Rules;
  operational: OperationalFile;
  /** What people declare; opened on the same file. */
  duty: Duty;
  store: Store;
  clock: Clock;
  log: Logger;
  demo: boolean;
  notify: NotifyOptions;
  /** Names and contacts for messages. */
  directory: Directory;
  /** Beside the store, what a series is made of. */
  history?: History;
  /** How long raw points are kept, ms: older days are never computed anew. Default: that of the embedded store. */
  rawKeepMs?: number;
  /** 0 ≤ x < 1, for the jitter of retries. Default: Math.random. */
  random?: () => number;
  /** Ids of alerts, unique. Default: random UUIDs. */
  newId?: () => string;
}

/** What ingest says of a batch beside its samples. */
export interface ReceiveContext {
  operator: string;
  agent: string;
  lane: 'live' | 'backlog';
  receivedAt: number;
  oldestPending: number;
  pending: number;
  dropped: number;
  /** Unix epoch ms; 0 or null when it is not known. */
  completeTo: number | null;
}

export interface Live {
  /** Takes the placed samples of one batch; the lane in the context and in the samples is the same. */
  receive(placed: readonly Placed[], context: ReceiveContext): void;
  /** Takes the newest inventory of an agent. At start: once for each agent, before `start`. */
  inventory(inventory: AgentInventory): void;
  /** Takes new figures of capacity for the alerts about them; each counts once, by its time. */
  capacity(results: readonly CapacityResult[]): void;
  /** Takes a part's whole list of findings; what is missing from it has ended. */
  reportFindings(source: string, findings: readonly ReportedFinding[]): void;
  reload(register: Register, rules: Rules, directory: Directory): void;
  readonly views: Views;
  readonly desk: DutyDesk;
  readonly alertDesk: AlertDesk;
  readonly feed: ChangeFeed;
  /** "Send a test", and how messages stand. */
  readonly notifier: Pick<Notifier, 'test' | 'figures'>;
  /** Capacity, availability, reports. */
  readonly figures: FigureDesk;
  /** Days to be computed anew: written in the transaction of ingest's group commit. */
  readonly marks: { write(): () => void };
  /** How the writing of verdicts to the store goes. */
  recorded(): RecorderFigures;
  /** The collector is ready: from now on silence counts, pages are told, notifications leave. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

export function createLive(options: LiveOptions): Live {
  const { clock, duty, log, operational, store } = options;
  let { rules, register } = options;
  const listening = new ListeningClock(() => clock.monotonicMs());
  const instant = (): Instant => ({ now: clock.now(), monotonicMs: listening.now() });
  const picture = new Picture(new RegisterIndex(register, duty.zoneMarks(clock.now())), duty.drillsOf);
  const snapshot = new SnapshotFile(operational);
  const restored = snapshot.restore(picture);
  if (restored > 0) log.info({ links: restored }, 'Live picture begins with the last snapshot');

  const queue = new OperationalQueue(operational);
  const newId = options.newId ?? randomUUID;
  const alerts: LiveAlerts = new LiveAlerts({
    picture,
    rules,
    file: operational,
    queue,
    maintenance: { underMaintenance: (subject, at) => underMaintenance(subject, at) },
    instant,
    newId,
    log,
    onShown(record) {
      feed.alert(record);
      recorder.alert(record);
    },
  });
  const { keeper } = alerts;
  const gaps = new LiveGaps(operational);
  const late = new LateIncidents({ gaps, keeper, picture, store, rules: () => rules, clock, log });
  const views = new LiveViews({
    picture,
    alerts,
    store,
    demo: options.demo,
    instant,
    ...(options.history && { history: options.history }),
  });
  const feed = new LiveFeed(views, picture, () => clock.now());
  const underMaintenance: Duty['underMaintenance'] = (subject, at) =>
    duty.underMaintenance(maintainedIn(picture, subject), at);
  const notifier = createNotifier({
    notify: options.notify,
    directory: options.directory,
    file: operational,
    notifications: queue,
    standings: () => standingsOf(keeper.open(), isAcknowledged, { underMaintenance }, clock.now()),
    clock,
    log,
    random: options.random ?? Math.random,
    newId,
  });
  const dayFile = new AvailabilityFile(operational);
  const marks = new AvailabilityMarks(dayFile, log);
  const recorder = new Recorder({
    picture,
    open: keeper.open(),
    store,
    clock,
    instant,
    log,
    onCapacity: ({ at, nightly }) => {
      alerts.capacity(capacityResults(recorder.capacity));
      if (nightly) figures.keepNight(at);
    },
    days: { file: dayFile, marks, work: announcedBy(duty), rawKeepMs: options.rawKeepMs ?? rawKeepMsDefault },
  });
  const everybody: Viewer = { role: 'department', operator: null, name: 'figures' };
  const figures = new ReportDesk({
    picture,
    file: dayFile,
    book: recorder.capacity,
    nights: new NightBook(operational),
    alerts: () => [...views.alerts(everybody, 'firing'), ...views.alerts(everybody, 'resolved')],
    drills: (from, to) => duty.drills(from, to),
  });
  picture.loadOf = (key) => recorder.loadOf(key);

  let readyMonotonicMs = listening.now();
  const silent = new Set<string>();
  const timers: NodeJS.Timeout[] = [];

  const noteSilence = (agents: readonly AgentEntry[]) => {
    for (const agent of agents) {
      if (silent.has(agent.key)) continue;
      log.warn(
        { operator: agent.operator, agent: agent.agent },
        'Agent has fallen silent; what it watches becomes unknown',
      );
    }
    const now = new Set(agents.map((agent) => agent.key));
    for (const key of silent) if (!now.has(key)) log.info({ agent: key }, 'Agent is heard again');
    silent.clear();
    for (const key of now) silent.add(key);
    const findings = agents.map(
      ({ operator, agent }): ReportedFinding => ({
        code: 'agentSilent',
        operator,
        agent,
        subject: {},
        detail:
          'nothing has come from this agent for over 3 of its intervals; what it watches is unknown until it does. See that it runs, and that it reaches the collector.',
      }),
    );
    if (picture.findings.report('silence', findings, clock.now()).changed) picture.changes.findings = true;
  };

  const sweep = () => {
    const stalledMs = listening.sweep(sweepEveryMs);
    if (stalledMs > 0) log.warn({ stalledMs }, 'Collector itself stood still; silence does not count that time');
    const silentNow = picture.sweep(instant(), readyMonotonicMs);
    noteSilence(silentNow);
    alerts.sweep(silentNow);
    late.look();
  };

  /** An alert that holds by the thresholds of a zone only ends with it; one that holds without it stays. */
  const endedWith =
    (areas: ReadonlySet<string>) =>
    (ending: AlertEnding, { area }: AlertRecord): AlertEnding =>
      ending === 'ruleChanged' && area !== null && areas.has(area) ? 'zoneEnded' : ending;
  /** Areas whose zone ended lately: their alerts may have outlived it while the collector was stopped. */
  const areasEnded = (now: number): Set<string> =>
    new Set(
      duty
        .zones()
        .filter((zone) => endOf(zone) <= now)
        .map(({ area }) => area),
    );
  const takeRegister = (now: Instant) => picture.reload(new RegisterIndex(register, duty.zoneMarks(now.now)), now);

  const stopListening = duty.onChange((change) => {
    const now = instant();
    if (change.kind === 'drill') picture.drilled(change.operator, change.unit, now);
    if (change.kind !== 'zones') return;
    takeRegister(now);
    alerts.changed(rules, endedWith(new Set(change.areas)));
    log.info({ areas: change.areas, inForce: duty.zonesInForce(now.now).length }, 'Zones have changed');
  });

  /** Notes up to when an agent's samples were judged as they came. */
  const noteLive = (placed: readonly Placed[], { lane, operator, agent }: ReceiveContext) => {
    if (lane !== 'live' || placed.length === 0) return;
    const times = placed.map(({ sample }) => sample.at);
    const intervalMs = (picture.agents.get(keyOf(operator, agent))?.intervalS ?? 0) * 1000;
    gaps.judged(operator, agent, Math.min(...times), Math.max(...times), intervalMs);
  };

  const guarded = (work: () => void, what: string) => () => {
    try {
      work();
    } catch (error) {
      log.error({ err: error, what }, 'Live picture failed in its routine, which is a defect; it goes on');
    }
  };

  return {
    views,
    desk: new LiveDesk({ duty, picture, alerts: views, now: () => clock.now() }),
    alertDesk: new LiveAlertDesk({ keeper, views, duty, now: () => clock.now() }),
    feed,
    notifier,
    figures,
    marks,
    recorded: () => recorder.figures(),
    receive(placed, context) {
      const now = instant();
      for (const one of placed) marks.note(one, clock.monotonicMs());
      const { completeTo, ...rest } = context;
      picture.receive({
        ...rest,
        completeTo: completeTo === 0 ? null : completeTo,
        receivedMonotonicMs: now.monotonicMs,
      });
      alerts.judge(placed.flatMap((one) => (picture.apply(one, now) ? alerts.observe(one) : [])));
      noteLive(placed, context);
    },
    inventory(inventory) {
      const now = instant();
      picture.inventory(inventory, now);
      alerts.inventory(inventory);
    },
    capacity(results) {
      alerts.capacity(results);
    },
    reportFindings(source, findings) {
      const { changed, omitted } = picture.findings.report(source, findings, clock.now());
      if (changed) picture.changes.findings = true;
      if (omitted > 0) log.warn({ source, omitted }, 'More findings than are held; the last of them are left out');
    },
    reload(newRegister, newRules, directory) {
      notifier.reload(directory);
      const now = instant();
      rules = newRules;
      register = newRegister;
      duty.noteThresholds(register);
      takeRegister(now);
      alerts.changed(rules);
    },
    async start() {
      listening.sweep(Number.POSITIVE_INFINITY);
      readyMonotonicMs = listening.now();
      duty.noteThresholds(register);
      // Rules may have changed and zones ended while the collector was stopped.
      alerts.changed(rules, endedWith(areasEnded(clock.now())));
      alerts.ready();
      notifier.start();
      timers.push(
        setInterval(guarded(sweep, 'sweep'), sweepEveryMs),
        setInterval(
          guarded(() => duty.look(), 'duty'),
          sweepEveryMs,
        ),
        setInterval(
          guarded(() => {
            recorder.noted(picture.changes);
            feed.flush((error) => log.error({ err: error }, 'Stream event could not be made, which is a defect'));
          }, 'flush'),
          flushEveryMs,
        ),
        setInterval(
          guarded(() => recorder.look(), 'recorder'),
          recordEveryMs,
        ),
        setInterval(
          guarded(() => {
            snapshot.write(picture).catch((error: unknown) => {
              log.error(
                { err: error },
                'Snapshot of the live picture could not be written; it is tried again in a minute',
              );
            });
            gaps.save();
          }, 'snapshot'),
          snapshotEveryMs,
        ),
      );
    },
    async stop() {
      for (const timer of timers.splice(0)) clearInterval(timer);
      stopListening();
      recorder.noted(picture.changes);
      await Promise.all([notifier.stop(), late.stop(), recorder.stop()]);
      gaps.save();
      await snapshot.write(picture);
    },
  };
}
