/** Announced work as availability asks for it. */
import type { MaintenanceWindow } from '../availability/maintenance.ts';
import type { Duty } from '../duty/duty.ts';
import { coverOf, covers, type MaintainedSubject } from '../duty/maintenance.ts';

/** One window of work, and whether it is about a subject. */
export interface AnnouncedWork extends MaintenanceWindow {
  covers(subject: MaintainedSubject): boolean;
}

/** The work that people have announced, of from ≤ time < to. */
export function announcedBy(duty: Pick<Duty, 'maintenance'>): (from: number, to: number) => AnnouncedWork[] {
  return (from, to) =>
    duty.maintenance(from, to).map((window) => {
      const cover = coverOf(window);
      return {
        from: window.from,
        to: window.to,
        announcedAt: window.announcedAt,
        covers: (subject) => covers(window, cover, subject),
      };
    });
}
