/** Where a thing belongs, so that maintenance of its site or its device covers it. Between the picture and the duty. */
import type { MaintainedSubject } from '../duty/maintenance.ts';
import { keyOf } from '../network/entries.ts';
import type { Picture } from '../network/picture.ts';

/** The subject with its endpoint, site and device as far as the picture knows its link or its unit. */
export function maintainedIn(picture: Picture, subject: MaintainedSubject): MaintainedSubject {
  const { operator } = subject;
  const link = subject.link == null ? undefined : picture.links.get(keyOf(operator, subject.link));
  const unit = subject.unit == null ? undefined : picture.units.get(keyOf(operator, subject.unit));
  return {
    ...subject,
    endpoint: subject.endpoint ?? link?.endpoint ?? unit?.endpoint ?? null,
    site: subject.site ?? link?.site ?? unit?.site ?? null,
    device: subject.device ?? link?.link.device ?? unit?.unit.device ?? null,
  };
}
