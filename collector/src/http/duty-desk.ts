/** What the routes of declarations ask for; the desk checks who may declare what, and shows each viewer his own. */
import type {
  AuditView,
  DrillRequest,
  DrillView,
  MaintenanceRequest,
  MaintenanceView,
  NoteRequest,
  NoteView,
  ThresholdsView,
  ZoneRequest,
  ZoneView,
} from '@thongsuot/contract/api-duty.ts';
import type { Viewer } from './views.ts';

/** What was declared, and whether it is new: a repetition with the same body is not. */
export interface Declared<T> {
  made: boolean;
  value: T;
}

/**
 * Declarations throw ProblemError: `requestInvalid` for what cannot be, `forbidden` for what is not the viewer's to
 * declare, `notFound` for what he may not see, `conflict` for an id that stands for something else.
 */
export interface DutyDesk {
  zones(viewer: Viewer): ZoneView[];
  declareZone(viewer: Viewer, request: ZoneRequest): Declared<ZoneView>;
  endZone(viewer: Viewer, id: string, note: string): ZoneView;
  maintenance(viewer: Viewer, from: number, to: number): MaintenanceView[];
  announceMaintenance(viewer: Viewer, request: MaintenanceRequest): Declared<MaintenanceView>;
  cancelMaintenance(viewer: Viewer, id: string, note: string): MaintenanceView;
  drills(viewer: Viewer, from: number, to: number): DrillView[];
  recordDrill(viewer: Viewer, request: DrillRequest): Declared<DrillView>;
  /** Undefined when there is no such subject, or none that the viewer may see. */
  notes(viewer: Viewer, subject: NoteView['subject']): NoteView[] | undefined;
  addNote(viewer: Viewer, request: NoteRequest): Declared<NoteView>;
  audit(viewer: Viewer, from: number, to: number): AuditView[];
  /** Undefined when there is no such endpoint, or none that the viewer may see. */
  thresholds(viewer: Viewer, endpoint: string, operator: string | undefined): ThresholdsView | undefined;
}
