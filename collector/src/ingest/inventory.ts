/**
 * The inventories of all agents: put together from their parts by hash, kept in the operational file, and looked up by
 * time. A version is in force from its `at` until the next one's.
 */
import {
  type InventoryCheck,
  type InventoryDevice,
  type InventoryLink,
  type InventorySample,
  type InventoryUnit,
  inventorySample,
} from '@thongsuot/contract/inventory.ts';
import { inventoriesCachedMax, inventoriesIncompleteMax, inventoryVersionsMax } from '../limits.ts';
import type { AgentInventory } from '../network/placed.ts';
import type { OperationalFile } from '../operational.ts';
import type { Journal } from './journal.ts';

/** One version of an inventory with its items by id. */
export interface InForce {
  inventory: AgentInventory;
  links: ReadonlyMap<string, InventoryLink>;
  units: ReadonlyMap<string, InventoryUnit>;
  checks: ReadonlyMap<string, InventoryCheck>;
  devices: ReadonlyMap<string, InventoryDevice>;
}

/** `newest` is set when this part completed an inventory that is in force from now on. */
export type PartOutcome = { kind: 'kept'; newest: AgentInventory | undefined } | { kind: 'refused'; detail: string };

export interface InventoryBook extends Journal {
  add(operator: string, agent: string, part: InventorySample): PartOutcome;
  inForce(operator: string, agent: string, at: number): InForce | undefined;
  /**
   * The newest inventory of an agent, and up to when (Unix epoch ms) the agent has stated it. What is newer than that may
   * be of an inventory that is still on its way, behind a backlog perhaps.
   */
  newestOf(operator: string, agent: string): { inForce: InForce; statedTo: number } | undefined;
  /** Every agent's newest inventory. */
  newest(): AgentInventory[];
}

interface Version {
  at: number;
  hash: string;
}

interface Shelf {
  operator: string;
  agent: string;
  /** Ascending by `at`; two neighbours never have the same hash. */
  versions: Version[];
  /** The newest version came again until then. */
  statedTo: number;
  incomplete: Map<string, InventorySample[]>;
  cache: Map<string, InForce>;
}

const tables = [
  `CREATE TABLE ingest_inventory_part (
     operator TEXT NOT NULL, agent TEXT NOT NULL, hash TEXT NOT NULL, part INTEGER NOT NULL, body TEXT NOT NULL,
     PRIMARY KEY (operator, agent, hash, part)) STRICT, WITHOUT ROWID`,
  `CREATE TABLE ingest_inventory (
     operator TEXT NOT NULL, agent TEXT NOT NULL, at INTEGER NOT NULL, hash TEXT NOT NULL,
     PRIMARY KEY (operator, agent, at)) STRICT, WITHOUT ROWID`,
];

export function createInventoryBook(operational: OperationalFile): InventoryBook {
  const { db } = operational;
  operational.migrate('ingestInventory', tables);
  const insertPart = db.prepare('INSERT OR IGNORE INTO ingest_inventory_part VALUES (?, ?, ?, ?, ?)');
  const selectParts = db.prepare(
    'SELECT body FROM ingest_inventory_part WHERE operator = ? AND agent = ? AND hash = ? ORDER BY part',
  );
  const deleteParts = db.prepare('DELETE FROM ingest_inventory_part WHERE operator = ? AND agent = ? AND hash = ?');
  const deleteVersions = db.prepare('DELETE FROM ingest_inventory WHERE operator = ? AND agent = ?');
  const insertVersion = db.prepare('INSERT INTO ingest_inventory VALUES (?, ?, ?, ?)');
  const shelves = new Map<string, Shelf>();
  let dirtyParts: { shelf: Shelf; part: InventorySample }[] = [];
  let dirtyShelves = new Set<Shelf>();
  let forgotten: { shelf: Shelf; hash: string }[] = [];

  const shelfOf = (operator: string, agent: string): Shelf => {
    const key = `${operator}/${agent}`;
    let shelf = shelves.get(key);
    if (shelf === undefined) {
      shelf = { operator, agent, versions: [], statedTo: 0, incomplete: new Map(), cache: new Map() };
      shelves.set(key, shelf);
    }
    return shelf;
  };

  const partsOf = (shelf: Shelf, hash: string): InventorySample[] => {
    const fresh = dirtyParts.filter((d) => d.shelf === shelf && d.part.hash === hash).map((d) => d.part);
    const rows = selectParts.all(shelf.operator, shelf.agent, hash) as { body: string }[];
    const byPart = new Map<number, InventorySample>();
    for (const part of [...fresh, ...rows.map((row) => inventorySample.parse(JSON.parse(row.body)))])
      byPart.set(part.part, part);
    return [...byPart.values()].sort((a, b) => a.part - b.part);
  };

  const load = (shelf: Shelf, version: Version): InForce => {
    const cached = shelf.cache.get(version.hash);
    if (cached !== undefined) {
      // Its place in the cache is that of its last use; the same hash may be in force from several times.
      shelf.cache.delete(version.hash);
      const current =
        cached.inventory.at === version.at ? cached : { ...cached, inventory: { ...cached.inventory, at: version.at } };
      shelf.cache.set(version.hash, current);
      return current;
    }
    const loaded = assemble(shelf, version, partsOf(shelf, version.hash));
    shelf.cache.set(version.hash, loaded);
    const newest = shelf.versions.at(-1)?.hash;
    for (const hash of shelf.cache.keys()) {
      if (shelf.cache.size <= inventoriesCachedMax) break;
      if (hash !== newest && hash !== version.hash) shelf.cache.delete(hash);
    }
    return loaded;
  };

  /** Forgets the parts of a hash, those on disk with the next write; they may all come again. */
  const forget = (shelf: Shelf, hash: string): void => {
    dirtyParts = dirtyParts.filter((dirty) => dirty.shelf !== shelf || dirty.part.hash !== hash);
    forgotten.push({ shelf, hash });
  };

  /** Puts a version in its place; true when it is the newest and differs from the one before. */
  const insert = (shelf: Shelf, version: Version): boolean => {
    const { versions } = shelf;
    let i = versions.length;
    while (i > 0 && (versions[i - 1] as Version).at > version.at) i--;
    const before = versions[i - 1];
    if (before?.hash === version.hash) return false;
    dirtyShelves.add(shelf);
    const after = versions[i];
    if (before?.at === version.at) versions[i - 1] = version;
    else if (after?.hash === version.hash) versions[i] = version;
    else versions.splice(i, 0, version);
    while (versions.length > inventoryVersionsMax) {
      const gone = versions.shift() as Version;
      if (!versions.some((kept) => kept.hash === gone.hash)) {
        forget(shelf, gone.hash);
        shelf.cache.delete(gone.hash);
      }
    }
    return versions.at(-1) === version;
  };

  // A version whose parts are gone is none: the agent is asked for it, and one agent's file must not stop the collector.
  for (const row of db
    .prepare(
      `SELECT operator, agent, at, hash FROM ingest_inventory i WHERE EXISTS
         (SELECT 1 FROM ingest_inventory_part p WHERE p.operator = i.operator AND p.agent = i.agent AND p.hash = i.hash)
       ORDER BY at`,
    )
    .all() as { operator: string; agent: string; at: number; hash: string }[]) {
    const shelf = shelfOf(row.operator, row.agent);
    shelf.versions.push({ at: row.at, hash: row.hash });
    shelf.statedTo = row.at;
  }
  // Parts of inventories that were not whole yet when the process ended: they were acknowledged, so they are taken up.
  for (const row of db
    .prepare(
      `SELECT body, operator, agent FROM ingest_inventory_part p WHERE NOT EXISTS
         (SELECT 1 FROM ingest_inventory i WHERE i.operator = p.operator AND i.agent = p.agent AND i.hash = p.hash)`,
    )
    .all() as { body: string; operator: string; agent: string }[]) {
    const part = inventorySample.parse(JSON.parse(row.body));
    const { incomplete } = shelfOf(row.operator, row.agent);
    incomplete.set(part.hash, [...(incomplete.get(part.hash) ?? []), part]);
  }

  return {
    add(operator, agent, part) {
      if (part.part > part.parts)
        return { kind: 'refused', detail: `part ${part.part} of ${part.parts}: there is no such part` };
      const shelf = shelfOf(operator, agent);
      const settle = (at: number): PartOutcome => {
        const version = { at, hash: part.hash };
        const isNewest = insert(shelf, version);
        if (shelf.versions.at(-1)?.hash === part.hash) shelf.statedTo = Math.max(shelf.statedTo, at);
        return { kind: 'kept', newest: isNewest ? load(shelf, version).inventory : undefined };
      };
      if (shelf.versions.some((version) => version.hash === part.hash)) return settle(part.at);
      const got = shelf.incomplete.get(part.hash) ?? [];
      if (got.some((other) => other.parts !== part.parts))
        return {
          kind: 'refused',
          detail: `hash ${part.hash} came with ${got[0]?.parts} parts before, now with ${part.parts}`,
        };
      if (!got.some((other) => other.part === part.part)) {
        got.push(part);
        dirtyParts.push({ shelf, part });
      }
      shelf.incomplete.set(part.hash, got);
      if (got.length < part.parts) {
        for (const hash of shelf.incomplete.keys()) {
          if (shelf.incomplete.size <= inventoriesIncompleteMax) break;
          shelf.incomplete.delete(hash);
          forget(shelf, hash);
        }
        return { kind: 'kept', newest: undefined };
      }
      shelf.incomplete.delete(part.hash);
      return settle(Math.min(...got.map((one) => one.at)));
    },
    inForce(operator, agent, at) {
      const shelf = shelves.get(`${operator}/${agent}`);
      if (shelf === undefined) return undefined;
      const version = shelf.versions.findLast((one) => one.at <= at) ?? shelf.versions[0];
      return version === undefined ? undefined : load(shelf, version);
    },
    newestOf(operator, agent) {
      const shelf = shelves.get(`${operator}/${agent}`);
      const version = shelf?.versions.at(-1);
      if (shelf === undefined || version === undefined) return undefined;
      return { inForce: load(shelf, version), statedTo: shelf.statedTo };
    },
    newest() {
      return [...shelves.values()].flatMap((shelf) => {
        const version = shelf.versions.at(-1);
        return version === undefined ? [] : [load(shelf, version).inventory];
      });
    },
    write() {
      const [parts, changed, gone] = [dirtyParts, dirtyShelves, forgotten];
      // Before the insertions: what was forgotten may have come again since.
      for (const { shelf, hash } of gone) deleteParts.run(shelf.operator, shelf.agent, hash);
      for (const { shelf, part } of parts)
        insertPart.run(shelf.operator, shelf.agent, part.hash, part.part, JSON.stringify(part));
      for (const shelf of changed) {
        deleteVersions.run(shelf.operator, shelf.agent);
        for (const { at, hash } of shelf.versions) insertVersion.run(shelf.operator, shelf.agent, at, hash);
      }
      return () => {
        dirtyParts = dirtyParts.slice(parts.length);
        dirtyShelves = new Set();
        forgotten = forgotten.slice(gone.length);
      };
    },
  };
}

function assemble(shelf: Shelf, version: Version, parts: readonly InventorySample[]): InForce {
  const first = parts[0];
  if (first === undefined)
    throw new Error(
      `the operational file lists inventory ${version.hash} of ${shelf.operator}/${shelf.agent} without its parts`,
    );
  const inventory: AgentInventory = {
    operator: shelf.operator,
    agent: shelf.agent,
    hash: version.hash,
    at: version.at,
    site: first.site,
    version: first.version,
    intervalS: first.intervalS,
    devices: parts.flatMap((part) => part.devices),
    links: parts.flatMap((part) => part.links),
    units: parts.flatMap((part) => part.units),
    checks: parts.flatMap((part) => part.checks),
  };
  return {
    inventory,
    links: new Map(inventory.links.map((link) => [link.id, link])),
    units: new Map(inventory.units.map((unit) => [unit.id, unit])),
    checks: new Map(inventory.checks.map((check) => [check.id, check])),
    devices: new Map(inventory.devices.map((device) => [device.id, device])),
  };
}
