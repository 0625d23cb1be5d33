/** The desk where people declare: what they name must be there, and be theirs. Made over the picture and the duty. */
import type {
  DrillRequest,
  MaintenanceRequest,
  MaintenanceSubject,
  NoteRequest,
  NoteView,
  ThresholdsView,
  ZoneRequest,
} from '@thongsuot/contract/api-duty.ts';
import type { ClassThresholds } from '@thongsuot/contract/classes.ts';
import { allOperators } from '@thongsuot/contract/storage.ts';
import type { Made } from '../duty/actor.ts';
import type { Duty } from '../duty/duty.ts';
import { maintenanceView } from '../duty/maintenance.ts';
import { zoneView } from '../duty/zones.ts';
import type { DutyDesk } from '../http/duty-desk.ts';
import { ProblemError } from '../http/problem.ts';
import type { Viewer } from '../http/views.ts';
import { keyOf } from '../network/entries.ts';
import type { Picture } from '../network/picture.ts';
import { sees, seesEndpoint } from '../network/view.ts';
import { scopeOf } from './views.ts';

export interface DeskOptions {
  duty: Duty;
  picture: Picture;
  /** Finds an alert as far as the viewer may see it. */
  alerts: { alertFor(viewer: Viewer, id: string): { id: string } | undefined };
  now: () => number;
}

const viewed = <T, V>({ made, value }: Made<T>, view: (value: T) => V): Made<V> => ({ made, value: view(value) });
const missing = (place: string, what: string) =>
  new ProblemError('requestInvalid', `${place}: there is no ${what}; check its spelling`);

export class LiveDesk implements DutyDesk {
  readonly #options: DeskOptions;

  constructor(options: DeskOptions) {
    this.#options = options;
  }

  /** Zones are public to everybody who serves the province: his links in them are held to them. */
  zones() {
    const { duty, now } = this.#options;
    return duty.zones().map((zone) => zoneView(zone, now()));
  }

  declareZone(viewer: Viewer, request: ZoneRequest) {
    const { duty, picture, now } = this.#options;
    const known = picture.register.register.areas.some(({ id }) => id === request.area);
    if (!known && !duty.knows('zone', request.id)) throw missing('area', `area ${request.area}`);
    return viewed(duty.declareZone(request, viewer), (zone) => zoneView(zone, now()));
  }

  endZone(viewer: Viewer, id: string, note: string) {
    const { duty, now } = this.#options;
    return zoneView(duty.endZone(id, note, viewer).value, now());
  }

  maintenance(viewer: Viewer, from: number, to: number) {
    const { duty, now } = this.#options;
    const scope = scopeOf(viewer);
    return duty
      .announced(from, to)
      .filter(({ operator }) => operator === allOperators || sees(scope, operator))
      .map((window) => maintenanceView(window, now()));
  }

  announceMaintenance(viewer: Viewer, request: MaintenanceRequest) {
    const { duty, now } = this.#options;
    this.#requireOwn(viewer, request.operator, 'maintenance');
    if (!duty.knows('maintenance', request.id)) this.#requireSubjects(request);
    return viewed(duty.announceMaintenance(request, viewer), (window) => maintenanceView(window, now()));
  }

  cancelMaintenance(viewer: Viewer, id: string, note: string) {
    const { duty, now } = this.#options;
    const window = duty.announcedById(id);
    // Another operator's window and none at all are the same answer.
    if (window === undefined || !(sees(scopeOf(viewer), window.operator) || window.operator === allOperators))
      throw new ProblemError('notFound', `there is no maintenance ${id} that this credential may see`);
    this.#requireOwn(viewer, window.operator, 'maintenance');
    return maintenanceView(duty.cancelMaintenance(id, note, viewer).value, now());
  }

  drills(viewer: Viewer, from: number, to: number) {
    const scope = scopeOf(viewer);
    return this.#options.duty.drills(from, to).filter(({ operator }) => sees(scope, operator));
  }

  recordDrill(viewer: Viewer, request: DrillRequest) {
    const { duty, picture } = this.#options;
    const { operator, unit } = request;
    this.#requireOwn(viewer, operator, 'drill');
    const key = keyOf(operator, unit);
    // A backup link that no unit stands for is drilled under its own id.
    const there = picture.units.has(key) || picture.links.get(key)?.link.role === 'backup';
    if (!there && !duty.knows('drill', request.id)) throw missing('unit', `unit ${unit} of ${operator}`);
    return duty.recordDrill(request, viewer);
  }

  notes(viewer: Viewer, subject: NoteView['subject']) {
    const { duty } = this.#options;
    if (!this.#seesSubject(viewer, subject)) return undefined;
    const scope = scopeOf(viewer);
    // Of what several serve, an operator reads the department's notes and his own.
    return duty.notesOn(subject).filter(({ byOperator }) => byOperator === null || sees(scope, byOperator));
  }

  addNote(viewer: Viewer, request: NoteRequest) {
    const { duty } = this.#options;
    const subject = { ...request.subject, operator: request.subject.operator ?? null };
    const scope = scopeOf(viewer);
    // A repetition is answered after its link has gone, too; another operator's note is no repetition of anybody's.
    const repeats = duty.knows('note', request.id) && (scope === null || subject.operator === scope);
    if (!this.#seesSubject(viewer, subject) && !repeats)
      throw new ProblemError('notFound', `there is no ${subject.kind} ${subject.id} that this credential may see`);
    return duty.addNote(request, viewer);
  }

  audit(viewer: Viewer, from: number, to: number) {
    return this.#options.duty.audited(scopeOf(viewer), from, to);
  }

  thresholds(viewer: Viewer, endpoint: string, operator: string | undefined): ThresholdsView | undefined {
    const { register, endpoints } = this.#options.picture;
    const entry = endpoints.get(endpoint);
    const scope = scopeOf(viewer);
    const whose = operator ?? scope;
    if (register.endpoint(endpoint) === undefined || entry === undefined || !seesEndpoint(scope, entry))
      return undefined;
    if (whose !== null && !sees(scope, whose)) return undefined;
    const { values, sources } = register.thresholds(whose ?? '', endpoint);
    const names = Object.keys(values) as (keyof ClassThresholds)[];
    return {
      endpoint,
      operator: whose,
      leading: register.leading(endpoint),
      priority: register.priority(endpoint),
      zone: register.zone(endpoint) ?? null,
      figures: Object.fromEntries(
        names.map((name) => [name, { value: values[name], source: sources[name] }]),
      ) as ThresholdsView['figures'],
    };
  }

  /** An operator declares for himself; the department and an administrator for everybody. */
  #requireOwn(viewer: Viewer, operator: string, what: string): void {
    const scope = scopeOf(viewer);
    if (!sees(scope, operator))
      throw new ProblemError(
        'forbidden',
        `operator: found ${operator}, and this credential declares ${what} of ${scope}`,
      );
  }

  #requireSubjects({ operator, subjects }: MaintenanceRequest): void {
    const known = this.#options.picture.register.register.operators.some(({ id }) => id === operator);
    if (!known && operator !== allOperators) throw missing('operator', `operator ${operator}`);
    for (const [index, subject] of subjects.entries()) {
      if (operator === allOperators && subject.kind !== 'endpoint')
        throw new ProblemError('requestInvalid', `subjects.${index}: of all operators only an endpoint is meant`);
      if (!this.#hasSubject(operator, subject)) {
        throw missing(`subjects.${index}`, `${subject.kind} ${subject.id} of ${operator}`);
      }
    }
  }

  #hasSubject(operator: string, { kind, id }: MaintenanceSubject): boolean {
    const { picture } = this.#options;
    const own = <T extends { operator: string }>(things: ReadonlyMap<string, T>, is: (thing: T) => boolean) =>
      [...things.values()].some((thing) => thing.operator === operator && is(thing));
    switch (kind) {
      case 'link':
        return picture.links.has(keyOf(operator, id));
      case 'unit':
        return picture.units.has(keyOf(operator, id));
      case 'endpoint':
        return picture.register.endpoint(id) !== undefined;
      case 'site':
        return own(picture.links, ({ site }) => site === id) || own(picture.units, ({ site }) => site === id);
      case 'device':
        return (
          own(picture.links, ({ link }) => link.device === id) ||
          own(picture.units, ({ unit }) => unit.device === id) ||
          picture.devices.has(keyOf(operator, id))
        );
    }
  }

  #seesSubject(viewer: Viewer, { kind, id, operator }: NoteView['subject']): boolean {
    const { picture, alerts } = this.#options;
    const scope = scopeOf(viewer);
    const own = operator !== null && sees(scope, operator);
    if (kind === 'link') return own && picture.links.has(keyOf(operator, id));
    if (kind === 'unit') return own && picture.units.has(keyOf(operator, id));
    if (kind === 'alert') return alerts.alertFor(viewer, id) !== undefined;
    const entry = picture.endpoints.get(id);
    return entry !== undefined && picture.register.endpoint(id) !== undefined && seesEndpoint(scope, entry);
  }
}
