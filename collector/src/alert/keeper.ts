/**
 * The alerts there are. Between the judged samples and the log of notifications: each batch of observations is stepped
 * in memory, committed in one transaction (state, frontier, alert and notification rows), and only then believed. A
 * process killed in between has changed nothing.
 */
import type { AlertEnding } from '@thongsuot/contract/api.ts';
import type { OperationalFile } from '../operational.ts';
import type { Firing, Gate } from './gate.ts';
import { AlertHistory } from './history.ts';
import { settledPerLookMax } from './limits.ts';
import { inactive, mustCommit, step } from './machine.ts';
import { type Hides, notificationOf } from './message.ts';
import type { Notification } from './notification.ts';
import { type Acknowledgement, type AlertRecord, changeOf, end, type Observation } from './record.ts';
import type { FlappingRule } from './rule-options.ts';
import { beginsFlapping, eased, flipped, hasSettled, idle, type Machine, owedOf, told } from './telling.ts';

/** Where notifications are added: `add` within the transaction, `announce` after it. */
export interface NotificationSink {
  add(notifications: readonly Notification[]): void;
  announce(): void;
}

export interface KeeperOptions {
  file: OperationalFile;
  queue: NotificationSink;
  newId: () => string;
  gate: Gate;
  flapping: () => FlappingRule | undefined;
  /** What an alert of ignorance hides, for its message. */
  hidesOf: (record: AlertRecord) => Hides | null;
  /** Called after the commit with each alert that is to be shown anew. */
  onShown: (record: AlertRecord) => void;
}

interface Batch {
  staged: Map<string, { machine: Machine; commit: boolean }>;
  shown: AlertRecord[];
  notifications: Notification[];
}

const newBatch = (): Batch => ({ staged: new Map(), shown: [], notifications: [] });

export class AlertKeeper {
  readonly #options: KeeperOptions;
  readonly #history: AlertHistory;
  readonly #machines: Map<string, Machine>;
  /** Keys that flap, or of which something is still to be told. */
  readonly #unsettled = new Set<string>();

  constructor(options: KeeperOptions) {
    this.#options = options;
    this.#history = new AlertHistory(options.file);
    this.#machines = this.#history.machines();
    for (const [key, machine] of this.#machines) this.#note(key, machine);
  }

  /**
   * Judges a batch of observations, in their order. Returns the notifications that were committed.
   * @throws Error when the file cannot be written; nothing has changed then, and the next sample judges again.
   */
  observe(observations: readonly Observation[], now: number): Notification[] {
    const batch = newBatch();
    for (const seen of observations) this.#judge(batch, seen, now);
    return this.#commit(batch);
  }

  /** Ends the open alerts for which `why` gives an ending: their subject or their rule is no more. */
  endWhere(why: (record: AlertRecord) => AlertEnding | null, now: number): Notification[] {
    const batch = newBatch();
    for (const [key, machine] of this.#machines) {
      const { record, state } = machine;
      const ending = record === null ? null : why(record);
      if (record === null || ending === null) continue;
      const ended = end(record, ending, now, null);
      const next = { ...machine, state: { ...inactive, frontier: state.frontier }, record: null };
      this.#settleOne(batch, key, record.state === 'firing' ? over(next, ended) : next, now, true);
      batch.shown.push(ended);
    }
    return this.#commit(batch);
  }

  /** Tells what is owed and no longer held back, and lets flapping end. To be called each second. */
  settle(now: number): Notification[] {
    const batch = newBatch();
    for (const key of [...this.#unsettled].slice(0, settledPerLookMax)) {
      // To the end of the queue: what is held back must not keep the others from being looked at.
      this.#unsettled.delete(key);
      this.#unsettled.add(key);
      const machine = this.#machines.get(key) ?? idle;
      const calm = machine.flapping && hasSettled(machine.flips, now, this.#options.flapping());
      const next = calm ? settled(machine) : machine;
      if (calm && next.record !== null) batch.shown.push(next.record);
      this.#settleOne(batch, key, next, now, calm);
    }
    return this.#commit(batch);
  }

  /**
   * Notes that somebody has taken a firing or pending alert on. Returns it as it then is; undefined when there is no such
   * open alert. `also` is written in the same transaction.
   */
  acknowledge(id: string, by: string, note: string, at: number, also: () => void = () => {}): AlertRecord | undefined {
    for (const [key, machine] of this.#machines) {
      if (machine.record?.id !== id) continue;
      const acknowledged: Acknowledgement = { by, note, at };
      const record = { ...machine.record, acknowledged };
      const batch = newBatch();
      batch.staged.set(key, { machine: { ...machine, record }, commit: true });
      batch.shown.push(record);
      this.#commit(batch, also);
      return record;
    }
    return undefined;
  }

  /** Writes incidents that were learnt of late, with their digest and whatever `also` writes, in one transaction. */
  late(records: readonly AlertRecord[], digest: Notification | null, also: () => void): void {
    const { file, queue, onShown } = this.#options;
    file.transaction(() => {
      this.#history.write([], records);
      if (digest !== null) queue.add([digest]);
      also();
    });
    if (digest !== null) queue.announce();
    for (const record of records) onShown(record);
  }

  /** True when the history or the present has an alert of this key within from ≤ time ≤ to. */
  has(key: string, from: number, to: number): boolean {
    const open = this.#machines.get(key)?.record;
    return (open != null && open.state === 'firing' && open.startedAt <= to) || this.#history.has(key, from, to);
  }

  /** Pending and firing alerts, in no order. */
  open(): AlertRecord[] {
    return [...this.#machines.values()].flatMap((m) => (m.record === null ? [] : [m.record]));
  }

  /** The alert of a key that fires; null when none does. */
  readonly firing: Firing = (key) => {
    const record = this.#machines.get(key)?.record ?? null;
    return record?.state === 'firing' ? record : null;
  };

  /** Time of the newest sample judged for an alert's subject; null when there is none. */
  frontier(key: string): number | null {
    return this.#machines.get(key)?.state.frontier ?? null;
  }

  /** Alerts that have fired and ended, newest end first; of one operator, his and those about endpoints as a whole. */
  resolved(operator: string | null): AlertRecord[] {
    return this.#history.resolved(operator);
  }

  #judge(batch: Batch, seen: Observation, now: number): void {
    const { key } = seen.subject;
    // Nearly every batch stages nothing.
    const held = batch.staged.size === 0 ? undefined : batch.staged.get(key);
    const present = this.#machines.get(key);
    if (held === undefined && this.#isQuiet(key, present, seen)) return;
    const before = held?.machine ?? present ?? idle;
    const next = step(before.state, seen.judgement, seen.timing);
    if (next.state === before.state) return;
    const commit = held?.commit === true || mustCommit(before.state, next.state);
    const { transition } = next;
    if (transition === null) {
      batch.staged.set(key, { machine: { ...before, state: next.state }, commit });
      return;
    }
    const change = changeOf(before.record, next, seen, before.told?.ended ?? null, this.#options.newId);
    const flips = flipped(before.flips, transition, seen.judgement.at);
    const flapping = before.flapping || beginsFlapping(flips, seen.judgement.at, this.#options.flapping());
    const record = change.record === null ? null : { ...change.record, flapping };
    let machine: Machine = { ...before, state: next.state, record, flips, flapping };
    if (change.ended !== null) machine = over(machine, change.ended);
    // It fires again before anybody was told that it had ended: to them it never did.
    else if (record?.state === 'firing' && before.told !== null)
      machine = { ...machine, told: { ...before.told, ended: null } };
    // The firing that makes it flap is told, with the word; what follows waits until it has settled.
    const holdsBack = before.flapping || (flapping && transition.kind === 'resolved');
    this.#settleOne(batch, key, machine, now, commit, holdsBack);
    const shown = change.ended === null ? (batch.staged.get(key)?.machine.record ?? change.shown) : change.ended;
    if (shown !== null) batch.shown.push(shown);
  }

  /**
   * Takes a judgement that finds nothing where there was nothing: nearly all of them. Only the frontier moves, in place,
   * and that no transaction need wait for: judged again, it would find nothing again.
   */
  #isQuiet(key: string, present: Machine | undefined, { judgement }: Observation): boolean {
    if (judgement.raise !== null || (present !== undefined && present.state.phase !== 'inactive')) return false;
    const { at } = judgement;
    if (present === undefined) this.#machines.set(key, { ...idle, state: { ...inactive, frontier: at } });
    else if (present.state.frontier === null || at > present.state.frontier) present.state.frontier = at;
    return true;
  }

  /** Stages a machine, with the message about what is owed of it unless that is held back. */
  #settleOne(batch: Batch, key: string, machine: Machine, now: number, commit: boolean, flaps = machine.flapping) {
    const owed = owedOf(machine);
    const firing: Firing = (other) => {
      const staged = batch.staged.get(other);
      const record = staged === undefined ? this.firing(other) : staged.machine.record;
      return record?.state === 'firing' ? record : null;
    };
    const subject = owed?.record ?? machine.record;
    const isHeld = flaps || (subject !== null && this.#options.gate.heldBy(subject, firing) !== null);
    if (isHeld) {
      if (commit) batch.staged.set(key, { machine, commit });
      return;
    }
    if (owed === null) {
      const next = eased(machine);
      if (commit || next !== machine) batch.staged.set(key, { machine: next, commit: true });
      return;
    }
    const sent = told(machine, owed);
    batch.staged.set(key, { machine: sent.machine, commit: true });
    batch.notifications.push(notificationOf(sent.record, owed.transition, now, this.#options.hidesOf(sent.record)));
  }

  #commit({ staged, shown, notifications }: Batch, also: () => void = () => {}): Notification[] {
    const { file, queue, onShown } = this.#options;
    const durable = [...staged].filter(([, s]) => s.commit).map(([key, s]): [string, Machine] => [key, s.machine]);
    if (durable.length > 0) {
      file.transaction(() => {
        this.#history.write(durable, shown);
        queue.add(notifications);
        also();
      });
    }
    for (const [key, { machine }] of staged) {
      this.#machines.set(key, machine);
      this.#note(key, machine);
    }
    if (notifications.length > 0) queue.announce();
    for (const record of shown) onShown(record);
    return notifications;
  }

  #note(key: string, machine: Machine): void {
    const { record, told: last } = machine;
    const differs = record?.state === 'firing' && last !== null && last.severity !== record.severity;
    if (machine.flapping || differs || owedOf(machine) !== null) this.#unsettled.add(key);
    else this.#unsettled.delete(key);
  }
}

/** The machine whose alert has ended: those who were told of it are owed its end. */
const over = (machine: Machine, ended: AlertRecord): Machine =>
  machine.told === null ? machine : { ...machine, told: { ...machine.told, ended } };

const settled = (machine: Machine): Machine => ({
  ...machine,
  flapping: false,
  record: machine.record === null ? null : { ...machine.record, flapping: false },
});
