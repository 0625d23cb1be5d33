/** Names of endpoints, operators and areas in the language of the page; an id where there is no name. */
import { unassignedEndpoint } from '@thongsuot/contract/classes.ts';
import { allOperators } from '@thongsuot/contract/storage.ts';
import type { Language } from './format.ts';
import type { Picture } from './picture.ts';

export function endpointName(picture: Picture, id: string, language: Language): string {
  const endpoint = picture.endpoints.get(id);
  if (endpoint !== undefined) return endpoint[language];
  if (id === unassignedEndpoint) return language === 'vi' ? 'Chưa có trong danh mục' : 'Not in the register';
  return id;
}

export function operatorName(picture: Picture, id: string, language: Language): string {
  if (id === allOperators) return language === 'vi' ? 'Chung các doanh nghiệp' : 'All operators';
  return picture.me.operators.find((operator) => operator.id === id)?.name ?? id;
}

export function areaName(picture: Picture, id: string | null, language: Language): string | null {
  if (id === null) return null;
  return picture.me.areas.find((area) => area.id === id)?.[language] ?? id;
}
