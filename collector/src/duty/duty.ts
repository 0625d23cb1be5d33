/**
 * What people declare, and what the other parts ask of it: zones in force, maintenance, drills, notes, the audit trail.
 * Everything is in the operational file before it is answered, so a restart keeps all of it.
 */
import type {
  AuditView,
  DrillRequest,
  DrillView,
  MaintenanceRequest,
  NoteRequest,
  NoteView,
  ZoneMark,
  ZoneRequest,
} from '@thongsuot/contract/api-duty.ts';
import type { OperationalFile } from '../operational.ts';
import type { Actor, Made } from './actor.ts';
import { DrillBook } from './drill-book.ts';
import { type DeclaredKind, DutyFile } from './file.ts';
import type { MaintainedSubject, Maintenance } from './maintenance.ts';
import { MaintenanceBook } from './maintenance-book.ts';
import { NoteBook } from './note-book.ts';
import { changedThresholds, type NamedThresholds, namedThresholds, type ThresholdRegister } from './thresholds.ts';
import { ZoneBook } from './zone-book.ts';
import { leadingZones, type Zone, zonePhase } from './zones.ts';

export type DutyChange =
  | { kind: 'zones'; areas: string[] }
  | { kind: 'maintenance' }
  | { kind: 'drill'; operator: string; unit: string };

export interface Duty {
  /** True when an id stands for something that was declared. */
  knows(kind: DeclaredKind, id: string): boolean;
  /** Every zone, also those that are over. */
  zones(): Zone[];
  zonesInForce(at: number): Zone[];
  /** Of each area with a zone in force, the one that its endpoints show. */
  zoneMarks(at: number): Map<string, ZoneMark>;
  declareZone(request: ZoneRequest, actor: Actor): Made<Zone>;
  endZone(id: string, note: string, actor: Actor): Made<Zone>;

  /** Work that went on in from ≤ time < to, each window up to its real end; what was cancelled before it is left out. */
  maintenance(from: number, to: number): Maintenance[];
  /** Windows as announced, the cancelled ones too, newest first. */
  announced(from: number, to: number): Maintenance[];
  announcedById(id: string): Maintenance | undefined;
  /** The window in which a subject is worked on, for times from a day ago on; null: none. Quick enough for each sample. */
  underMaintenance(subject: MaintainedSubject, at: number): Maintenance | null;
  announceMaintenance(request: MaintenanceRequest, actor: Actor): Made<Maintenance>;
  cancelMaintenance(id: string, note: string, actor: Actor): Made<Maintenance>;

  /** The newest drills and inspections of a unit, newest first. */
  drillsOf(operator: string, unit: string): readonly DrillView[];
  drills(from: number, to: number): DrillView[];
  recordDrill(request: DrillRequest, actor: Actor): Made<DrillView>;

  notesOn(subject: NoteView['subject']): NoteView[];
  addNote(request: NoteRequest, actor: Actor): Made<NoteView>;

  /** Adds a line to the audit trail; within the operational file's open transaction, where there is one. */
  audit(entry: Omit<AuditView, 'seq'>): void;
  audited(operator: string | null, from: number, to: number): AuditView[];
  /** Tells the audit trail which thresholds changed since the last config, also across a restart. */
  noteThresholds(register: ThresholdRegister): void;

  /** Lets time pass: to be called each second. Listeners hear of zones and work that began or ended. */
  look(): void;
  /** Calls `listener` after each change is on disk, until the returned function is called. */
  onChange(listener: (change: DutyChange) => void): () => void;
}

/** Opens what was declared. @throws Error when a newer version of the program wrote the file. */
export function createDuty(options: { operational: OperationalFile; now: () => number }): Duty {
  const { now } = options;
  const file = new DutyFile(options.operational);
  const zones = new ZoneBook(file);
  const maintenance = new MaintenanceBook(file, now());
  const drills = new DrillBook(file);
  const notes = new NoteBook(file);
  const listeners = new Set<(change: DutyChange) => void>();
  const told = <T>(made: Made<T>, change: DutyChange): Made<T> => {
    if (made.made) for (const listener of [...listeners]) listener(change);
    return made;
  };
  /** What was told of zones last: their areas come and go with time alone. */
  let marks = '';
  const lookAtZones = (): void => {
    const moved = zones.look(now());
    const inForce = zones.all().filter((zone) => zonePhase(zone, now()) === 'inForce');
    const text = inForce.map(({ id }) => id).join(' ');
    if (text === marks && moved.length === 0) return;
    marks = text;
    const areas = [...new Set([...moved, ...inForce].map(({ area }) => area))];
    told({ made: true, value: null }, { kind: 'zones', areas });
  };
  return {
    knows: (kind, id) => file.find(kind, id) !== undefined,
    zones: () => zones.all(),
    zonesInForce: (at) => zones.all().filter((zone) => zonePhase(zone, at) === 'inForce'),
    zoneMarks: (at) => leadingZones(zones.all(), at),
    declareZone(request, actor) {
      const made = zones.declare(request, actor, now());
      lookAtZones();
      return made;
    },
    endZone(id, note, actor) {
      const made = zones.end(id, note, actor, now());
      lookAtZones();
      return made;
    },
    maintenance: (from, to) => maintenance.during(from, to),
    announced: (from, to) => maintenance.list(from, to),
    announcedById: (id) => maintenance.get(id),
    underMaintenance: (subject, at) => maintenance.under(subject, at),
    announceMaintenance: (request, actor) => told(maintenance.announce(request, actor, now()), { kind: 'maintenance' }),
    cancelMaintenance: (id, note, actor) => told(maintenance.cancel(id, note, actor, now()), { kind: 'maintenance' }),
    drillsOf: (operator, unit) => drills.of(operator, unit),
    drills: (from, to) => drills.list(from, to),
    recordDrill: (request, actor) =>
      told(drills.record(request, actor, now()), { kind: 'drill', operator: request.operator, unit: request.unit }),
    notesOn: (subject) => notes.of(subject),
    addNote: (request, actor) => notes.add(request, actor, now()),
    audit: (entry) => file.audit(entry),
    audited: (operator, from, to) => file.audited(operator, from, to),
    noteThresholds(register) {
      const before = file.told('thresholds');
      const after = namedThresholds(register);
      const text = JSON.stringify(after);
      if (text === before) return;
      file.transaction(() => {
        // The first config ever read changes nothing.
        const changes = before === undefined ? [] : changedThresholds(JSON.parse(before) as NamedThresholds, after);
        for (const { subject, operator, from, to } of changes)
          file.audit({
            at: now(),
            who: 'collector.yaml',
            role: 'config',
            operator,
            action: 'thresholdChanged',
            subject,
            from,
            to,
            note: '',
          });
        file.tell('thresholds', text);
      });
    },
    look() {
      lookAtZones();
      if (maintenance.look(now())) told({ made: true, value: null }, { kind: 'maintenance' });
    },
    onChange(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
