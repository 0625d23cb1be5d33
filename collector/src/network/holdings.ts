/** The things the picture holds: found or made by their key, filed under their endpoint, removed. */
import type { DrillView } from '@thongsuot/contract/api-duty.ts';
import { unassignedEndpoint } from '@thongsuot/contract/classes.ts';
import type { InventoryCheck, InventoryLink, InventoryUnit } from '@thongsuot/contract/inventory.ts';
import { judgeReadiness } from '../readiness/readiness.ts';
import { type LoadOf, unitsByEndpoint } from './backups.ts';
import { Changes } from './changes.ts';
import { judgeEndpoint } from './endpoint-state.ts';
import {
  type AgentEntry,
  type CheckEntry,
  type DeviceEntry,
  type EndpointEntry,
  keyOf,
  type LinkEntry,
  type UnitEntry,
} from './entries.ts';
import { FindingBook } from './findings.ts';
import { burstsPerLinkMax } from './limits.ts';
import type { RegisterIndex } from './register.ts';
import { Rings } from './ring.ts';
import { restoreLink, restoreUnit, type SavedAgent, type SavedLink, type SavedUnit } from './saved.ts';

/** Who watches a thing, and from where. */
export interface Watcher {
  operator: string;
  agent: string;
  site: string;
}

const noChecks: ReadonlySet<CheckEntry> = new Set();

export type DrillsOf = (operator: string, unit: string) => readonly DrillView[];

export class Holdings {
  register: RegisterIndex;
  readonly links = new Map<string, LinkEntry>();
  readonly units = new Map<string, UnitEntry>();
  readonly checks = new Map<string, CheckEntry>();
  readonly devices = new Map<string, DeviceEntry>();
  readonly agents = new Map<string, AgentEntry>();
  readonly endpoints = new Map<string, EndpointEntry>();
  readonly findings = new FindingBook();
  readonly changes = new Changes();
  /** What a snapshot held, until an inventory or a sample names it again. */
  protected readonly savedLinks = new Map<string, SavedLink>();
  protected readonly savedUnits = new Map<string, SavedUnit>();

  /** The newest drills of a unit, newest first. */
  readonly drillsOf: DrillsOf;
  /** p95 of a link's last day; set by whoever makes it. */
  loadOf: LoadOf = () => null;
  /** Where the windows of bursts lie: sent, received, rtt. */
  protected readonly windows = new Rings(burstsPerLinkMax, 3);
  #protectors: Map<string, Set<UnitEntry>> | undefined;

  constructor(register: RegisterIndex, drillsOf: DrillsOf = () => []) {
    this.register = register;
    this.drillsOf = drillsOf;
    this.indexEndpoints();
  }

  /** Takes what a snapshot held. Agents come back at once, links and units when an inventory or a sample names them. */
  restore(links: readonly SavedLink[], units: readonly SavedUnit[], agents: readonly SavedAgent[]): void {
    for (const link of links) this.savedLinks.set(link.key, link);
    for (const unit of units) this.savedUnits.set(unit.key, unit);
    for (const { operator, agent, sample, ...rest } of agents) {
      const entry = this.agentEntry(operator, agent);
      Object.assign(entry, rest);
      if (sample !== null) entry.reading = { sample, receivedMonotonicMs: 0 };
    }
  }

  /** The units that protect each endpoint's links, by endpoint; made anew after units or links came, went or moved. */
  protectors(): ReadonlyMap<string, ReadonlySet<UnitEntry>> {
    this.#protectors ??= unitsByEndpoint(this.units.values(), this.links);
    return this.#protectors;
  }

  protected forgetProtectors(): void {
    this.#protectors = undefined;
  }

  protected linkEntry({ operator, agent, site }: Watcher, link: InventoryLink, monotonicMs: number): LinkEntry {
    const key = keyOf(operator, link.id);
    const known = this.links.get(key);
    if (known !== undefined) return known;
    const entry: LinkEntry = {
      kind: 'link',
      operator,
      agent,
      site,
      key,
      endpoint: this.register.place(link.endpoint),
      link,
      reading: null,
      burst: null,
      bursts: null,
      state: 'unknown',
      since: null,
      cause: null,
      unknown: null,
    };
    const saved = this.savedLinks.get(key);
    if (saved !== undefined) restoreLink(entry, saved, monotonicMs, this.windows);
    this.savedLinks.delete(key);
    this.links.set(key, entry);
    this.file(entry, link);
    return entry;
  }

  protected unitEntry({ operator, agent, site }: Watcher, unit: InventoryUnit, monotonicMs: number): UnitEntry {
    const key = keyOf(operator, unit.id);
    const known = this.units.get(key);
    if (known !== undefined) return known;
    const entry: UnitEntry = {
      kind: 'unit',
      operator,
      agent,
      site,
      key,
      endpoint: null,
      unit,
      reading: null,
      roleChanges: [],
      verdict: judgeReadiness(null, 0),
      since: null,
    };
    const saved = this.savedUnits.get(key);
    if (saved !== undefined) restoreUnit(entry, saved, monotonicMs);
    this.savedUnits.delete(key);
    this.units.set(key, entry);
    this.forgetProtectors();
    return entry;
  }

  protected checkEntry({ operator, agent }: Watcher, check: InventoryCheck): CheckEntry {
    const key = keyOf(operator, check.id);
    const known = this.checks.get(key);
    if (known !== undefined) return known;
    const endpoint = this.register.place(check.endpoint);
    const entry: CheckEntry = { kind: 'check', operator, key, agent, endpoint, check, reading: null };
    this.checks.set(key, entry);
    this.file(entry, check);
    return entry;
  }

  protected agentEntry(operator: string, agent: string): AgentEntry {
    const key = keyOf(operator, agent);
    const known = this.agents.get(key);
    if (known !== undefined) return known;
    const entry: AgentEntry = {
      operator,
      key,
      agent,
      site: null,
      version: null,
      intervalS: null,
      inventoryAt: null,
      lastReceivedAt: null,
      lastReceivedMonotonicMs: null,
      completeTo: null,
      pending: null,
      dropped: null,
      silent: false,
      reading: null,
    };
    this.agents.set(key, entry);
    return entry;
  }

  /** Files a link or a check under the endpoint it names; under `unassigned` when the register does not know it. */
  protected file(entry: LinkEntry | CheckEntry, names: { endpoint: string }): void {
    const endpoint = this.register.place(names.endpoint);
    if (endpoint !== entry.endpoint) this.unfile(entry);
    entry.endpoint = endpoint;
    this.forgetProtectors();
    const shelf = this.endpoints.get(endpoint);
    if (entry.kind === 'link') shelf?.links.add(entry);
    else if (shelf !== undefined) shelf.checks = new Set(shelf.checks).add(entry);
    this.changes.endpoints.add(endpoint);
  }

  protected unfile(entry: LinkEntry | CheckEntry): void {
    this.forgetProtectors();
    const shelf = this.endpoints.get(entry.endpoint);
    if (entry.kind === 'link') shelf?.links.delete(entry);
    else if (shelf !== undefined) shelf.checks = new Set([...shelf.checks].filter((check) => check !== entry));
    this.changes.endpoints.add(entry.endpoint);
  }

  /** Makes the endpoints of the register, and one for links that name none of them; forgets those that have gone. */
  protected indexEndpoints(): void {
    const wanted = new Set([...this.register.register.endpoints.map((e) => e.id), unassignedEndpoint]);
    for (const id of this.endpoints.keys()) if (!wanted.has(id)) this.endpoints.delete(id);
    for (const id of wanted) {
      if (this.endpoints.has(id)) continue;
      this.endpoints.set(id, {
        id,
        links: new Set(),
        checks: noChecks,
        verdict: judgeEndpoint([], []),
        since: null,
        onBackupSince: null,
        isolatedSince: null,
      });
    }
  }
}
