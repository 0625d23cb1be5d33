/**
 * Wires the alerts: what samples, time, inventories, capacity and people say goes to the keeper; maintenance and hiding
 * stand between the keeper and the messages. Between the live picture and the rest; it thinks nothing itself.
 */
import type { AlertEnding } from '@thongsuot/contract/api.ts';
import type { Logger } from 'pino';
import type { CapacityResult, LinkCapacityResult } from '../alert/capacity-result.ts';
import { changedBy, removedBy } from '../alert/endings.ts';
import type { Maintenance } from '../alert/gate.ts';
import { Hiding } from '../alert/hiding.ts';
import { capacityObservations, observationsOf } from '../alert/judge.ts';
import { AlertKeeper, type NotificationSink } from '../alert/keeper.ts';
import { Listening } from '../alert/listening.ts';
import type { Notification } from '../alert/notification.ts';
import { ReachIndex } from '../alert/reach.ts';
import type { AlertRecord, Observation } from '../alert/record.ts';
import type { Rules } from '../alert/rule-options.ts';
import { isIgnorance } from '../alert/subject.ts';
import type { Standing } from '../alert/view.ts';
import { type AgentEntry, keyOf } from '../network/entries.ts';
import type { Instant } from '../network/fresh.ts';
import type { Picture } from '../network/picture.ts';
import type { AgentInventory, Placed } from '../network/placed.ts';
import type { OperationalFile } from '../operational.ts';

export interface LiveAlertsOptions {
  picture: Picture;
  rules: Rules;
  file: OperationalFile;
  queue: NotificationSink;
  maintenance: Maintenance;
  instant: () => Instant;
  newId: () => string;
  log: Logger;
  onShown: (record: AlertRecord) => void;
}

export class LiveAlerts {
  readonly keeper: AlertKeeper;
  readonly #options: LiveAlertsOptions;
  readonly #reaches: ReachIndex;
  readonly #hiding: Hiding;
  readonly #listening: Listening;
  readonly #capacity = new Map<string, LinkCapacityResult>();
  #rules: Rules;

  constructor(options: LiveAlertsOptions) {
    const { picture, maintenance, instant, file, queue, newId, onShown } = options;
    this.#options = options;
    this.#rules = options.rules;
    const reaches = new ReachIndex(picture);
    const hiding = new Hiding({ picture, reaches, instant, maintenance });
    const keeper: AlertKeeper = new AlertKeeper({
      file,
      queue,
      newId,
      gate: hiding,
      flapping: () => this.#rules.flapping,
      hidesOf: (record) => hiding.hidesNamed(record, keeper.firing),
      onShown(record) {
        hiding.shown(record);
        onShown(record);
      },
    });
    this.keeper = keeper;
    this.#reaches = reaches;
    this.#hiding = hiding;
    const firing = keeper.open().filter((one) => one.state === 'firing' && isIgnorance(one.rule));
    this.#listening = new Listening({ picture, reaches, instant: instant(), firing: firing.map(({ key }) => key) });
  }

  /** The collector is ready: from now on silence counts. */
  ready(): void {
    this.#listening.ready(this.#options.instant());
  }

  /** What a sample that moved the picture says; to be handed to `judge` with those of its batch. */
  observe(placed: Placed): Observation[] {
    return observationsOf(placed, this.#options.picture, this.#reaches, this.#rules);
  }

  judge(seen: readonly Observation[]): void {
    this.#tell(this.keeper.observe(seen, this.#options.instant().now));
  }

  /** Lets time pass. `silent`: the agents from which nothing comes. To be called each second. */
  sweep(silent: readonly AgentEntry[]): void {
    const instant = this.#options.instant();
    this.#tell(this.keeper.observe(this.#listening.look(instant, silent, this.#rules), instant.now));
    this.#tell(this.keeper.settle(instant.now));
  }

  /** Takes new figures of capacity, each once. */
  capacity(results: readonly CapacityResult[]): void {
    for (const result of results)
      if (result.kind === 'link') this.#capacity.set(keyOf(result.operator, result.link), result);
    for (const key of this.#capacity.keys()) if (!this.#options.picture.links.has(key)) this.#capacity.delete(key);
    this.judge(results.flatMap((result) => capacityObservations(result, this.#options.picture, this.#rules)));
  }

  /** An inventory has been taken into the picture. */
  inventory(inventory: AgentInventory): void {
    this.#reaches.changed();
    this.#end(removedBy(inventory, this.#options.picture));
  }

  /** The register, its zones or the rules have changed; `named` may give an ending another name. */
  changed(rules: Rules, named: (ending: AlertEnding, record: AlertRecord) => AlertEnding = (ending) => ending): void {
    this.#rules = rules;
    this.#reaches.changed();
    const capacityOf = (operator: string, link: string) => this.#capacity.get(keyOf(operator, link));
    const why = changedBy(this.#options.picture, rules, capacityOf, this.#options.instant().now);
    this.#end((record) => {
      const ending = why(record);
      return ending === null ? null : named(ending, record);
    });
  }

  /** What stands beside an alert now, for its view. */
  standing(record: AlertRecord): Standing {
    const { keeper } = this;
    const { maintenance, instant } = this.#options;
    return {
      frontier: keeper.frontier(record.key),
      maintenance: maintenance.underMaintenance(record, instant().now) !== null,
      suppressedBy: this.#hiding.parentOf(record, keeper.firing)?.id ?? null,
      hides: record.state === 'firing' ? this.#hiding.hides(record, keeper.firing) : null,
    };
  }

  #end(why: (record: AlertRecord) => AlertEnding | null): void {
    this.#tell(this.keeper.endWhere(why, this.#options.instant().now));
  }

  #tell(notifications: readonly Notification[]): void {
    for (const { transition, alert } of notifications) {
      const { id, rule, severity, operator, endpoint, link, unit } = alert;
      this.#options.log.info(
        { alert: id, transition, rule, severity, operator, endpoint, link, unit },
        'Alert changed its state',
      );
    }
  }
}
