/** What a message says beside the alert itself: names, contacts and the board's address, from the register. Pure. */
import type { ClassCode } from '@thongsuot/contract/classes.ts';
import type { AlertRule } from '@thongsuot/contract/verdicts.ts';

export interface Contact {
  name: string;
  phone: string | null;
  email: string | null;
  /** The operator whose contact it is; null: the endpoint's own. */
  operator: string | null;
}

export interface Directory {
  province: { vi: string; en: string };
  /** Where the board is, without a slash at its end; null when the config does not say. */
  boardUrl: string | null;
  operatorName(id: string): string;
  areaId(endpoint: string): string | null;
  areaName(area: string): { vi: string; en: string } | null;
  classes(endpoint: string): readonly ClassCode[];
  /** Contacts of an endpoint that an alert of this operator may name: the endpoint's own and his, never another's. */
  contacts(endpoint: string, operator: string): readonly Contact[];
  /** What to do first about an alert of a rule. */
  advice(rule: AlertRule): { vi: string; en: string };
}

export interface DirectoryParts {
  province: { vi: string; en: string };
  boardUrl: string | null;
  operators: readonly { id: string; name: string }[];
  areas: readonly { id: string; vi: string; en: string }[];
  advice: Readonly<Record<AlertRule, { vi: string; en: string }>>;
  endpoints: readonly {
    id: string;
    area: string | null;
    classes: readonly ClassCode[];
    contacts: readonly Contact[];
  }[];
}

/** Indexes the register; a new one is made at each reload. */
export function createDirectory(parts: DirectoryParts): Directory {
  const operators = new Map(parts.operators.map((one) => [one.id, one.name]));
  const areas = new Map(parts.areas.map((one) => [one.id, one]));
  const endpoints = new Map(parts.endpoints.map((one) => [one.id, one]));
  return {
    province: parts.province,
    boardUrl: parts.boardUrl?.replace(/\/+$/, '') ?? null,
    operatorName: (id) => operators.get(id) ?? id,
    areaId: (endpoint) => endpoints.get(endpoint)?.area ?? null,
    areaName: (area) => areas.get(area) ?? null,
    classes: (endpoint) => endpoints.get(endpoint)?.classes ?? [],
    advice: (rule) => parts.advice[rule],
    contacts: (endpoint, operator) =>
      (endpoints.get(endpoint)?.contacts ?? []).filter((one) => one.operator === null || one.operator === operator),
  };
}
