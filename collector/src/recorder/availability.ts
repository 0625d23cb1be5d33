/**
 * Computes availability day by day and keeps it computed: each path's day from raw once it is over and quiet, the running
 * day hourly, a day that late data reaches anew; endpoints from their paths, groups from endpoints, all of it to the
 * store. Reads are few at a time and everything is done in small steps, so that ingest never waits for it.
 */
import type { Logger } from 'pino';
import { compacted } from '../availability/compact.ts';
import { dayOf, dayStart, nextMonth } from '../availability/days.ts';
import { groupDays, type MemberEndpoint } from '../availability/members.ts';
import type { Clock } from '../clock.ts';
import { keyOf } from '../network/entries.ts';
import type { Picture } from '../network/picture.ts';
import { availabilityPoint } from '../store/point.ts';
import { type Store, StoreUnavailable } from '../store/store.ts';
import type { AnnouncedWork } from './announced.ts';
import type { AvailabilityFile, DayRow } from './availability-file.ts';
import { type AvailabilityMarks, type Mark, markKey } from './availability-marks.ts';
import {
  availabilityFirstMs,
  capacityRetryMs,
  dayPointsPerWriteMax,
  dayQuietMs,
  endpointsPerLookMax,
  figureDaysKept,
  groupsEveryMs,
  pathDaysKept,
  pathReadsMax,
  pathsPerLookMax,
  provisionalMsMax,
  runningDelayMs,
} from './limits.ts';
import { dayEnd, marginMsOf, readPathDay } from './path-day.ts';
import { settle } from './settle.ts';

export interface AvailabilityOptions {
  store: Pick<Store, 'window' | 'write'>;
  picture: Picture;
  file: AvailabilityFile;
  marks: AvailabilityMarks;
  work: (from: number, to: number) => readonly AnnouncedWork[];
  clock: Clock;
  log: Logger;
  /** How long raw points are kept, ms: a day whose raw has begun to expire is never computed anew. */
  rawKeepMs: number;
}

const hourMs = 3_600_000;
const planEveryMs = 5_000;
const closeEveryMs = 60_000;
const groupScopes = ['province', 'class', 'area', 'operator'] as const;

export class AvailabilityRunner {
  readonly #options: AvailabilityOptions;
  readonly #firstMonotonicMs: number;
  #today: number | undefined;
  #watchDue = true;
  #runningHour: number | undefined;
  /** Marks to be read, by key, in order; and how many of each endpoint's day are waiting or being read. */
  #jobs: string[] = [];
  readonly #pending = new Map<string, number>();
  readonly #touched = new Map<string, { day: number; endpoint: string }>();
  readonly #groupsAt = new Map<number, number>();
  #reading = 0;
  #budget = 0;
  #writing = false;
  #pausedToMonotonicMs = 0;
  #plannedMonotonicMs = Number.NEGATIVE_INFINITY;
  #closedMonotonicMs = Number.NEGATIVE_INFINITY;
  #stopped = false;

  constructor(options: AvailabilityOptions) {
    this.#options = options;
    this.#firstMonotonicMs = options.clock.monotonicMs() + availabilityFirstMs;
    for (const one of options.file.unsettled()) this.#touch(one.day, one.endpoint);
  }

  /** The picture has changed: what is watched today may be other paths. */
  changed(): void {
    this.#watchDue = true;
  }

  /** To be called each second: does what is due, in steps of some milliseconds. */
  look(): void {
    if (this.#stopped) return;
    const { clock } = this.#options;
    const mono = clock.monotonicMs();
    this.#watch();
    if (mono < this.#firstMonotonicMs) return;
    if (mono - this.#plannedMonotonicMs >= planEveryMs) this.#plan(mono);
    if (mono - this.#closedMonotonicMs >= closeEveryMs) this.#close(mono);
    this.#settleSome();
    this.#groups(mono);
    if (mono < this.#pausedToMonotonicMs) return;
    this.#budget = pathsPerLookMax;
    this.#read();
    void this.#write();
  }

  /** Paths that wait or are being read, endpoints to be settled. 0: all that is due is done, but for the store's word. */
  underWay(): number {
    return this.#jobs.length + this.#reading + this.#touched.size + (this.#writing ? 1 : 0);
  }

  /** Begins nothing more; what is being read is thrown away and read again after the start. */
  stop(): void {
    this.#stopped = true;
    this.#options.marks.save();
  }

  #watch(): void {
    const { clock, file, marks, picture } = this.#options;
    const today = dayOf(clock.now());
    if (this.#today === today && !this.#watchDue) return;
    // Midnights that nobody was there for: what was watched then is what is watched now.
    const since = this.#today ?? file.newestDay() ?? today;
    const first = Math.max(Math.min(since, today), today - provisionalMsMax / 86_400_000);
    for (let day = this.#today === today ? today : first; day <= today; day++) {
      // A day in the past that has rows of its own was watched then.
      if (day === today || (day > since && file.newestDay() !== null)) marks.watch(picture, day, clock.monotonicMs());
    }
    if (this.#today !== today) file.retain(today - pathDaysKept, today - figureDaysKept);
    for (const { day, endpoint } of marks.moved.splice(0)) this.#touch(day, endpoint);
    this.#today = today;
    this.#watchDue = false;
    marks.save();
  }

  /** Past days that are quiet, newest first, and each hour the running one; those to be restored first before others. */
  #plan(mono: number): void {
    this.#plannedMonotonicMs = mono;
    if (this.#jobs.length > 0) return;
    const { clock, marks, picture } = this.#options;
    const today = dayOf(clock.now());
    const hour = Math.floor((clock.now() - runningDelayMs) / hourMs);
    const runningDue = hour !== this.#runningHour;
    this.#runningHour = hour;
    const due: { key: string; mark: Mark; priority: number }[] = [];
    for (const [key, mark] of marks.all()) {
      const isDue = mark.day < today ? mono - mark.monotonicMs >= dayQuietMs : mark.day === today && runningDue;
      if (isDue) due.push({ key, mark, priority: picture.register.priority(mark.endpoint) });
    }
    due.sort((a, b) => b.mark.day - a.mark.day || a.priority - b.priority);
    this.#jobs = due.map(({ key }) => key);
    for (const { mark } of due) this.#count(mark, 1);
  }

  #count({ day, endpoint }: { day: number; endpoint: string }, by: number): void {
    const key = `${day}/${endpoint}`;
    const count = (this.#pending.get(key) ?? 0) + by;
    if (count <= 0) this.#pending.delete(key);
    else this.#pending.set(key, count);
  }

  #read(): void {
    while (!this.#stopped && this.#budget > 0 && this.#reading < pathReadsMax) {
      const key = this.#jobs.shift();
      if (key === undefined) return;
      const mark = this.#options.marks.get(key);
      if (mark === undefined) continue;
      this.#budget -= 1;
      this.#reading += 1;
      // The endpoint as it was counted: it may move meanwhile.
      const counted = { day: mark.day, endpoint: mark.endpoint };
      void this.#compute(key, mark).finally(() => {
        this.#reading -= 1;
        this.#count(counted, -1);
        this.#read();
      });
    }
  }

  async #compute(key: string, mark: Mark): Promise<void> {
    const { store, picture, file, marks, clock, log, rawKeepMs } = this.#options;
    const { generation } = mark;
    const now = clock.now();
    const running = dayEnd(mark.day) > now;
    try {
      const expired = dayStart(mark.day) - marginMsOf(mark.facts) < now - rawKeepMs;
      if (expired && (file.path(mark.day, mark.operator, mark.kind, mark.path)?.timeline ?? null) !== null) {
        file.clean(mark);
        marks.forget(key);
        return;
      }
      const to = running ? this.#runningTo(mark, now) : dayEnd(mark.day);
      const { values } = picture.register.thresholds(mark.operator, mark.endpoint);
      const critical = { lossRatio: values.lossCritical, rttMs: values.rttMsCritical };
      const { timeline, n, expected } =
        to > dayStart(mark.day) ? await readPathDay(store, mark, to, critical) : { timeline: [], n: 0, expected: 0 };
      if (this.#stopped) return;
      // A running day stays marked: more of it is to come.
      const clean = !running && marks.isAt(key, generation);
      file.computed(mark, { timeline: compacted(timeline), to, n, expected, clean });
      if (clean) marks.forget(key);
      this.#touch(mark.day, mark.endpoint);
    } catch (error) {
      if (this.#stopped) return;
      if (error instanceof StoreUnavailable) {
        this.#budget = 0;
        this.#pausedToMonotonicMs = clock.monotonicMs() + capacityRetryMs;
        this.#jobs.unshift(key);
        this.#count(mark, 1);
        return;
      }
      const { operator, path, day } = mark;
      log.error({ err: error, operator, path, day }, 'Availability of a day failed, which is a defect; others go on');
    }
  }

  /** How far the running day is known: what has not come yet is not unknown. Whole seconds. */
  #runningTo(mark: Mark, now: number): number {
    const agent = this.#options.picture.agents.get(keyOf(mark.operator, mark.facts.agent));
    return Math.floor(Math.min(now, agent?.completeTo ?? now) / 1000) * 1000;
  }

  #touch(day: number, endpoint: string): void {
    this.#touched.set(`${day}/${endpoint}`, { day, endpoint });
  }

  #settleSome(): void {
    const { file, clock } = this.#options;
    const today = dayOf(clock.now());
    const work = new Map<number, readonly AnnouncedWork[]>();
    let left = endpointsPerLookMax;
    for (const [key, { day, endpoint }] of this.#touched) {
      if (left <= 0) return;
      if (this.#pending.has(key)) continue;
      this.#touched.delete(key);
      left -= 1;
      const paths = file.pathsOf(day, endpoint);
      // One that was never computed is marked, and touches its endpoint when it is.
      if (paths.some(({ timeline }) => timeline === null)) continue;
      const month = nextMonth(day);
      const announced = work.get(month) ?? this.#workOf(day, month);
      work.set(month, announced);
      file.transaction(() => {
        const rows = settle(endpoint, day, paths, announced, day >= today);
        for (const row of rows) file.put(row);
        const operators = new Set(rows.map(({ scope, operator }) => `${scope} ${operator}`));
        for (const old of file.endpointDay(day, endpoint))
          if (!operators.has(`endpoint ${old.operator}`)) file.drop(old);
        file.settled(day, endpoint);
      });
    }
  }

  #workOf(day: number, month: number): readonly AnnouncedWork[] {
    const date = new Date(day * 86_400_000);
    const first = Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1) / 86_400_000;
    return this.#options.work(dayStart(first), dayStart(month));
  }

  /** Sums the groups of days whose endpoints have changed, once their endpoints are settled. */
  #groups(mono: number): void {
    const { file, picture, clock } = this.#options;
    const busy = new Set([...this.#touched.values()].map(({ day }) => day));
    for (const day of file.staleDays()) {
      const lately = mono - (this.#groupsAt.get(day) ?? Number.NEGATIVE_INFINITY) < groupsEveryMs;
      if (lately || busy.has(day)) continue;
      if (this.#groupsAt.size > figureDaysKept) this.#groupsAt.clear();
      this.#groupsAt.set(day, mono);
      const register = new Map<string, MemberEndpoint>(picture.register.register.endpoints.map((e) => [e.id, e]));
      const running = day >= dayOf(clock.now());
      const days = file.endpointDays(day).map(({ name, operator, seconds, state }) => {
        return { endpoint: name, operator, seconds, closed: state === 'closed' };
      });
      file.transaction(() => {
        const groups = groupDays(days, register);
        const kept = new Set(groups.map(({ scope, name, operator }) => `${scope} ${name} ${operator}`));
        for (const scope of groupScopes)
          for (const old of file.days(day, day + 1, scope, false))
            if (!kept.has(`${scope} ${old.name} ${old.operator}`)) file.drop(old);
        for (const { closed, ...group } of groups)
          file.put({ ...group, day, state: running ? 'running' : closed ? 'closed' : 'provisional', timeline: null });
        file.fresh(day);
      });
      return;
    }
  }

  /** Closes what is over and whole: its agent has nothing of that day left to send, or eight days have passed. */
  #close(mono: number): void {
    this.#closedMonotonicMs = mono;
    const { file, picture, clock } = this.#options;
    const now = clock.now();
    const whole = file.closable(dayOf(now)).filter((path) => {
      const end = dayEnd(path.day) + marginMsOf(path.facts);
      const completeTo = picture.agents.get(keyOf(path.operator, path.facts.agent))?.completeTo ?? 0;
      const marked = this.#options.marks.get(markKey(path)) !== undefined;
      return !marked && path.computedTo >= dayEnd(path.day) && (completeTo >= end || now >= end + provisionalMsMax);
    });
    if (whole.length === 0) return;
    file.transaction(() => {
      for (const path of whole) file.close(path);
    });
    for (const { day, endpoint } of whole) this.#touch(day, endpoint);
  }

  /** Writes days to the raw and the 1 d tier; a row counts as written once both have confirmed it. */
  async #write(): Promise<void> {
    if (this.#writing) return;
    const { store, file, clock, log } = this.#options;
    this.#writing = true;
    try {
      for (let rows = file.unwritten(dayPointsPerWriteMax); rows.length > 0 && !this.#stopped; ) {
        const points = rows.map(pointOf);
        await store.write(points);
        await store.write(points, '1d');
        if (this.#stopped) return;
        file.transaction(() => file.written(rows));
        rows = file.unwritten(dayPointsPerWriteMax);
      }
    } catch (error) {
      if (this.#stopped) return;
      this.#pausedToMonotonicMs = clock.monotonicMs() + capacityRetryMs;
      if (!(error instanceof StoreUnavailable))
        log.error({ err: error }, 'Days of availability could not be written, which is a defect; it is tried again');
    } finally {
      this.#writing = false;
    }
  }
}

const pointOf = ({ scope, name, operator, day, seconds }: DayRow) =>
  availabilityPoint({ scope, name, operator, at: dayStart(day), seconds });
