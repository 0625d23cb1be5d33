/**
 * Names of endpoints, operators and areas in the language of the page; an id where there is no name. Names are whatever
 * a register says: each is made harmless to look at here.
 */
import { unassignedEndpoint } from '@thongsuot/contract/classes.ts';
import { allOperators } from '@thongsuot/contract/storage.ts';
import type { Language } from './format.ts';
import type { Picture } from './picture.ts';
import { plainName } from './text.ts';

/** What names are looked up in. */
export type Names = Pick<Picture, 'me' | 'endpoints'>;

export function endpointName(names: Names, id: string, language: Language): string {
  const endpoint = names.endpoints.get(id);
  if (endpoint !== undefined) return plainName(endpoint[language]);
  if (id === unassignedEndpoint) return language === 'vi' ? 'Chưa có trong danh mục' : 'Not in the register';
  return plainName(id);
}

export function operatorName(names: Names, id: string, language: Language): string {
  if (id === allOperators) return language === 'vi' ? 'Chung các doanh nghiệp' : 'All operators';
  return plainName(names.me.operators.find((operator) => operator.id === id)?.name ?? id);
}

export function areaName(names: Names, id: string | null, language: Language): string | null {
  if (id === null) return null;
  return plainName(names.me.areas.find((area) => area.id === id)?.[language] ?? id);
}
