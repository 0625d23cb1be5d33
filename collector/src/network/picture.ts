/**
 * The live picture: what the province's network is like now, in memory. Samples go in by `apply`, inventories by
 * `inventory`, time by `sweep`; `changes` says what is to be shown anew. Only a sample newer than the one held moves the
 * present; an older one fills windows.
 */
import type { LinkSample, PingSample } from '@thongsuot/contract/sample.ts';
import { judgeReadiness } from '../readiness/readiness.ts';
import type { UnitReading } from '../readiness/sheet.ts';
import { standbyOf } from './backups.ts';
import { judgeEndpoint } from './endpoint-state.ts';
import { type AgentEntry, type CheckEntry, keyOf, type LinkEntry, type Receipt, type UnitEntry } from './entries.ts';
import { type Instant, isFresh, isSilent } from './fresh.ts';
import { Holdings, type Watcher } from './holdings.ts';
import { isCurrent, verdictOf } from './link-judge.ts';
import { type AgentInventory, type Placed, siteOf } from './placed.ts';
import type { RegisterIndex } from './register.ts';
import { roleChangesAfter, roleChangeWindowMs } from './role-changes.ts';

export class Picture extends Holdings {
  /** Takes the department's new register: endpoints come and go, links are filed anew. */
  reload(register: RegisterIndex, instant: Instant): void {
    this.register = register;
    this.indexEndpoints();
    for (const entry of this.links.values()) this.file(entry, entry.link);
    for (const entry of this.checks.values()) this.file(entry, entry.check);
    for (const entry of this.links.values()) this.#rejudge(entry, instant, instant.now);
    for (const id of this.endpoints.keys()) this.#rejudgeEndpoint(id, instant, instant.now);
    this.changes.everything = true;
  }

  /** Takes the inventory in force of one agent; what it no longer lists leaves the picture. An older one is ignored. */
  inventory(inventory: AgentInventory, instant: Instant): void {
    const { operator, agent, site } = inventory;
    const watcher: Watcher = { operator, agent, site };
    const held = this.agentEntry(operator, agent);
    if (held.inventoryAt !== null && inventory.at < held.inventoryAt) return;
    Object.assign(held, {
      site,
      version: inventory.version,
      intervalS: inventory.intervalS,
      inventoryAt: inventory.at,
    });
    this.#forget(inventory, instant);

    const links = new Map(inventory.links.map((link) => [link.id, link]));
    const devices = new Map(inventory.devices.map((device) => [device.id, device]));
    // Both the endpoints that lose a path and those that get one; a path that was restored as it was tells nobody.
    const touched = new Set<string>();
    for (const link of inventory.links) {
      const stands = siteOf(site, devices, link.device);
      const entry = this.linkEntry({ ...watcher, site: stands }, link, instant.monotonicMs);
      // A link that another agent serves stays his until ingest places a sample of this one.
      if (entry.agent !== agent) continue;
      touched.add(entry.endpoint);
      Object.assign(entry, { link, site: stands });
      this.file(entry, link);
      touched.add(entry.endpoint);
      this.#rejudge(entry, instant, inventory.at);
    }
    for (const unit of inventory.units) {
      const stands = siteOf(site, devices, unit.device);
      const entry = this.unitEntry({ ...watcher, site: stands }, unit, instant.monotonicMs);
      if (entry.agent !== agent) continue;
      const named = unit.protects.map((id) => links.get(id)?.endpoint).find((endpoint) => endpoint !== undefined);
      this.forgetProtectors();
      Object.assign(entry, { unit, site: stands, endpoint: named === undefined ? null : this.register.place(named) });
      this.#rejudgeUnit(entry, instant, inventory.at);
    }
    for (const check of inventory.checks) {
      const entry = this.checkEntry(watcher, check);
      if (entry.agent !== agent) continue;
      touched.add(entry.endpoint);
      entry.check = check;
      this.file(entry, check);
      touched.add(entry.endpoint);
    }
    for (const id of touched) this.#rejudgeEndpoint(id, instant, this.#lastChange(id) ?? instant.now);
    this.changes.agents.add(held.key);
    this.changes.everything = true;
  }

  /** Judges a unit anew: a drill of it was recorded. */
  drilled(operator: string, unit: string, instant: Instant): void {
    const entry = this.units.get(keyOf(operator, unit));
    if (entry === undefined) {
      // A backup link that no unit stands for is judged when it is looked at.
      const link = this.links.get(keyOf(operator, unit));
      if (link !== undefined) this.changes.endpoints.add(link.endpoint);
      return;
    }
    this.#rejudgeUnit(entry, instant, instant.now);
    this.changes.units.add(entry.key);
    this.#backupsMoved(entry);
  }

  /** Notes that a batch of an agent was received. It speaks for the agent's being there, whatever is in it. */
  receive(receipt: Receipt): void {
    const { operator, agent, receivedAt, receivedMonotonicMs, completeTo, pending, dropped } = receipt;
    const entry = this.agentEntry(operator, agent);
    Object.assign(entry, {
      lastReceivedAt: receivedAt,
      lastReceivedMonotonicMs: receivedMonotonicMs,
      completeTo,
      pending,
      dropped,
      silent: false,
    });
    this.changes.agents.add(entry.key);
  }

  /** Takes one sample. True when it is newer than what was held of its subject and kind: the present has moved. */
  apply(placed: Placed, instant: Instant): boolean {
    const { operator, agent, site, sample } = placed;
    const receivedMonotonicMs = instant.monotonicMs;
    switch (sample.kind) {
      case 'link':
      case 'ping': {
        const entry = this.#placedLink(placed);
        if (entry === undefined) return false;
        const moved =
          sample.kind === 'link'
            ? this.#reading(entry, sample, receivedMonotonicMs)
            : this.#burst(entry, sample, receivedMonotonicMs);
        if (moved) Object.assign(entry, { agent, site });
        this.#rejudge(entry, instant, sample.at);
        return moved;
      }
      case 'unit': {
        const known = this.units.get(keyOf(operator, sample.unit));
        const entry =
          known ?? (placed.unit === null ? undefined : this.unitEntry(placed, placed.unit, receivedMonotonicMs));
        if (entry === undefined || !isNewer(entry.reading, sample)) return false;
        if (known === undefined) entry.endpoint = placed.endpoint;
        const roleChanges =
          entry.unit.kind === 'standbyRouter'
            ? roleChangesAfter(entry.roleChanges, entry.reading?.sample ?? null, sample)
            : [];
        Object.assign(entry, { agent, site, roleChanges, reading: { sample, receivedMonotonicMs } });
        this.#rejudgeUnit(entry, instant, sample.at);
        return true;
      }
      case 'check': {
        const known = this.checks.get(keyOf(operator, sample.check));
        const entry = known ?? (placed.check === null ? undefined : this.checkEntry(placed, placed.check));
        if (entry === undefined || !isNewer(entry.reading, sample)) return false;
        Object.assign(entry, { agent, reading: { sample, receivedMonotonicMs } });
        this.#rejudgeEndpoint(entry.endpoint, instant, sample.at);
        return true;
      }
      case 'device': {
        const key = keyOf(operator, sample.device);
        const known = this.devices.get(key);
        if (known !== undefined && !isNewer(known.reading, sample)) return false;
        this.devices.set(key, {
          operator,
          key,
          device: sample.device,
          agent,
          reading: { sample, receivedMonotonicMs },
        });
        return true;
      }
      case 'agent': {
        const entry = this.agentEntry(operator, agent);
        if (!isNewer(entry.reading, sample)) return false;
        Object.assign(entry, { reading: { sample, receivedMonotonicMs }, version: sample.version });
        const list = sample.findings.map((f) => ({ ...f, operator, agent }));
        if (this.findings.report(`agent ${entry.key}`, list, sample.at).changed) this.changes.findings = true;
        this.changes.agents.add(entry.key);
        return true;
      }
      case 'gap':
        return false;
    }
  }

  /** Lets time pass: what has become stale is unknown, who has sent nothing for too long is silent. Returns the latter. */
  sweep(instant: Instant, readyMonotonicMs: number): AgentEntry[] {
    for (const entry of this.links.values()) if (!isCurrent(entry, instant)) this.#rejudge(entry, instant, instant.now);
    for (const entry of this.units.values()) this.#rejudgeUnit(entry, instant, instant.now);
    for (const [id, entry] of this.endpoints)
      if (entry.checks.size > 0) this.#rejudgeEndpoint(id, instant, instant.now);
    const silent: AgentEntry[] = [];
    for (const agent of this.agents.values()) {
      const is = isSilent(agent.lastReceivedMonotonicMs, readyMonotonicMs, agent.intervalS, instant.monotonicMs);
      if (is) silent.push(agent);
      if (is === agent.silent) continue;
      agent.silent = is;
      this.changes.agents.add(agent.key);
    }
    return silent;
  }

  /** A check's verdict; null without one that is fresh. */
  checkSucceeds(entry: CheckEntry, instant: Instant): boolean | null {
    const { reading, check } = entry;
    if (reading === null) return null;
    const read = { at: reading.sample.at, receivedMonotonicMs: reading.receivedMonotonicMs };
    return isFresh(read, check.intervalS, instant) ? reading.sample.up : null;
  }

  #reading(entry: LinkEntry, sample: LinkSample, receivedMonotonicMs: number): boolean {
    if (!isNewer(entry.reading, sample)) return false;
    entry.reading = { sample, receivedMonotonicMs };
    this.changes.links.add(entry.key);
    return true;
  }

  #burst(entry: LinkEntry, sample: PingSample, receivedMonotonicMs: number): boolean {
    entry.bursts ??= this.windows.take();
    const unknown = sample.unknown ?? null;
    const [sent, received] = unknown === null ? [sample.sent, sample.received] : [0, 0];
    entry.bursts.insert(sample.at, [sent, received, sample.rttMsAvg ?? Number.NaN]);
    if (entry.burst !== null && sample.at <= entry.burst.at) return false;
    entry.burst = { at: sample.at, unknown, jitterMs: sample.jitterMs ?? null, receivedMonotonicMs };
    this.changes.links.add(entry.key);
    return true;
  }

  #rejudge(entry: LinkEntry, instant: Instant, at: number): void {
    const { values } = this.register.thresholds(entry.operator, entry.endpoint);
    const verdict = verdictOf(entry, instant, { lossRatio: values.lossCritical, rttMs: values.rttMsCritical });
    // A reason can change with time alone: what was refused is stale in the end.
    if (verdict.cause !== entry.cause || verdict.unknown !== entry.unknown) this.changes.links.add(entry.key);
    entry.cause = verdict.cause;
    entry.unknown = verdict.unknown;
    if (verdict.state === entry.state) return;
    entry.state = verdict.state;
    entry.since = verdict.since ?? at;
    this.changes.links.add(entry.key);
    this.#rejudgeEndpoint(entry.endpoint, instant, entry.since);
  }

  #rejudgeUnit(entry: UnitEntry, instant: Instant, at: number): void {
    const { reading } = entry;
    const verdict = judgeReadiness(this.#unitReading(entry, instant), instant.now);
    const changed = verdict.readiness !== entry.verdict.readiness;
    // A stale unit's age grows with each sweep: that alone is not news.
    if (changed || reading?.sample.at === at) this.changes.units.add(entry.key);
    entry.verdict = verdict;
    if (!changed) return;
    entry.since = at;
    this.#backupsMoved(entry);
  }

  /** The endpoints that lean on a unit are to be shown anew. */
  #backupsMoved({ operator, unit }: UnitEntry): void {
    for (const id of unit.protects) {
      const endpoint = this.links.get(keyOf(operator, id))?.endpoint;
      if (endpoint !== undefined) this.changes.endpoints.add(endpoint);
    }
  }

  /** What is known of a unit: its reading; of one that no device speaks for, what people saw. */
  #unitReading({ operator, unit, reading, roleChanges }: UnitEntry, instant: Instant): UnitReading | null {
    const drills = this.drillsOf(operator, unit.id);
    const rest = { kind: unit.kind, runtimeMinimumS: unit.runtimeMinimumS ?? null, drills };
    if (reading === null) {
      const seen = unit.device === undefined && unit.link === undefined ? drills[0] : undefined;
      return seen === undefined ? null : { ...rest, facts: {}, at: seen.at, fresh: true, attestedOnly: true };
    }
    const own = unit.link === undefined ? undefined : this.links.get(keyOf(operator, unit.link));
    const protects = unit.protects.flatMap((id) => this.links.get(keyOf(operator, id)) ?? []);
    return {
      ...rest,
      facts: reading.sample.facts,
      at: reading.sample.at,
      fresh: isFresh({ ...reading, at: reading.sample.at }, reading.sample.intervalS, instant),
      ...(own === undefined || unit.kind !== 'standbyLink'
        ? {}
        : { standby: standbyOf(own, protects, this.loadOf, instant) }),
      roleChanges: roleChanges.filter((at) => at > instant.now - roleChangeWindowMs),
    };
  }

  /** When the state of one of an endpoint's paths changed last, so that the endpoint's has stood since then. */
  #lastChange(id: string): number | null {
    const times = [...(this.endpoints.get(id)?.links ?? [])].flatMap(({ since }) => since ?? []);
    return times.length === 0 ? null : Math.max(...times);
  }

  #rejudgeEndpoint(id: string, instant: Instant, at: number): void {
    const entry = this.endpoints.get(id);
    if (entry === undefined) return;
    const paths = [...entry.links].map((link) => ({ role: link.link.role, state: link.state }));
    const verdict = judgeEndpoint(
      paths,
      [...entry.checks].map((check) => this.checkSucceeds(check, instant)),
    );
    const before = entry.verdict;
    entry.verdict = verdict;
    if (before.state !== verdict.state) entry.since = at;
    if (before.onBackup !== verdict.onBackup) entry.onBackupSince = verdict.onBackup ? at : null;
    if (before.isolated !== verdict.isolated) entry.isolatedSince = verdict.isolated ? at : null;
    const same = before.state === verdict.state && before.onBackup === verdict.onBackup;
    if (!same || before.pathsUp !== verdict.pathsUp || before.paths !== verdict.paths) this.changes.endpoints.add(id);
  }

  #placedLink(placed: Placed): LinkEntry | undefined {
    const { operator, link, sample, lane } = placed;
    if (sample.kind !== 'link' && sample.kind !== 'ping') return undefined;
    const known = this.links.get(keyOf(operator, sample.link));
    // A backlog sample may speak of a link that has since left the inventory: it does not come back by that.
    if (known !== undefined || link === null || lane === 'backlog') return known;
    return this.linkEntry(placed, link, placed.receivedMonotonicMs);
  }

  /** Removes what an agent watched and its new inventory does not list. */
  #forget(inventory: AgentInventory, instant: Instant): void {
    const gone = <E extends { key: string; operator: string; agent: string }>(
      held: Map<string, E>,
      items: readonly { id: string }[],
    ): E[] => {
      const listed = new Set(items.map((item) => keyOf(inventory.operator, item.id)));
      const own = (e: E) => e.operator === inventory.operator && e.agent === inventory.agent;
      const found = [...held.values()].filter((e) => own(e) && !listed.has(e.key));
      for (const entry of found) held.delete(entry.key);
      return found;
    };
    for (const entry of [...gone(this.links, inventory.links), ...gone(this.checks, inventory.checks)]) {
      this.unfile(entry);
      this.#rejudgeEndpoint(entry.endpoint, instant, instant.now);
    }
    if (gone(this.units, inventory.units).length > 0) this.forgetProtectors();
    gone(this.devices, inventory.devices);
  }
}

const isNewer = (held: { sample: { at: number } } | null, sample: { at: number }): boolean =>
  held === null || sample.at > held.sample.at;
