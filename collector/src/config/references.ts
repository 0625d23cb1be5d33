/**
 * The mistakes that no schema of one key can see: ids that repeat, references to what is not there, thresholds in the
 * wrong order. Reads the raw values and skips what the schema refuses, so that both kinds are reported in one go. Pure.
 */
import { unassignedEndpoint } from '@thongsuot/contract/classes.ts';
import { allOperators } from '@thongsuot/contract/storage.ts';
import { notifyReferences } from './notify-references.ts';

export interface ReferenceProblem {
  path: (string | number)[];
  message: string;
}

type Path = (string | number)[];
interface Entry {
  path: Path;
  value: Record<string, unknown>;
}

/** The semantic mistakes of a raw config, in the order of the file's sections. `line` names the first of two. */
export function checkReferences(raw: unknown, line: (path: Path) => number | undefined): ReferenceProblem[] {
  const problems: ReferenceProblem[] = [];
  const root: Entry = { path: [], value: isGroup(raw) ? raw : {} };
  const operators = entries(root, 'operators');
  const areas = entries(root, 'areas');
  const users = entries(root, 'users');
  const endpoints = entries(root, 'endpoints');
  const notify = isGroup(root.value['notify']) ? { path: ['notify'], value: root.value['notify'] } : undefined;

  const unique = (list: readonly Entry[], key: string, of: string) => {
    const first = new Map<string, Path>();
    for (const entry of list) {
      const value = entry.value[key];
      if (typeof value !== 'string') continue;
      const before = first.get(value);
      if (before === undefined) first.set(value, [...entry.path, key]);
      else {
        const at = line(before);
        problems.push({
          path: [...entry.path, key],
          message: `${JSON.stringify(value)} is the ${key} of two ${of}${at === undefined ? '' : `, the first in line ${at}`}; give each its own`,
        });
      }
    }
  };
  const known = (entry: Entry, key: string, list: readonly Entry[], of: string) => {
    const value = entry.value[key];
    if (typeof value !== 'string' || list.some((other) => other.value['id'] === value)) return;
    const ids = list.map((other) => other.value['id']).filter((other) => typeof other === 'string');
    const remedy = ids.length === 0 ? `there are no ${of}` : `expected one of ${ids.slice(0, 10).join(', ')}`;
    problems.push({
      path: [...entry.path, key],
      message: `found ${JSON.stringify(value)}, ${remedy}${ids.length > 10 ? ', …' : ''}`,
    });
  };
  const reserved = (list: readonly Entry[], value: string, why: string) => {
    for (const entry of list) {
      if (entry.value['id'] === value)
        problems.push({ path: [...entry.path, 'id'], message: `${JSON.stringify(value)} is reserved: ${why}` });
    }
  };

  unique(operators, 'id', 'operators');
  reserved(operators, allOperators, 'the store writes it for figures of all operators together');
  for (const operator of operators) unique(entries(operator, 'agents'), 'id', 'agents of one operator');
  const listen = isGroup(root.value['listen']) ? root.value['listen'] : {};
  const asksForCertificates = isGroup(listen['tls']) && listen['tls']['clientCa'] !== undefined;
  for (const agent of operators.flatMap((operator) => entries(operator, 'agents'))) {
    const { tokens } = agent.value;
    if (asksForCertificates || (tokens !== undefined && !(Array.isArray(tokens) && tokens.length === 0))) continue;
    problems.push({
      path: agent.path,
      message: 'an agent without tokens shows a certificate; add tokens, or the authority as listen.tls.clientCa',
    });
  }
  problems.push(...repeatedTokens(operators, users, line));
  const ids = operators.map(({ value }) => value['id']);
  for (const key of ['store', 'nextStore']) {
    const store = root.value[key];
    const mirror = isGroup(store) && Array.isArray(store['mirror']) ? store['mirror'] : [];
    for (const [i, operator] of mirror.entries()) {
      if (ids.includes(operator)) continue;
      const message = `found ${JSON.stringify(operator)}, expected one of ${ids.slice(0, 10).join(', ')}`;
      problems.push({ path: [key, 'mirror', i], message });
    }
  }
  unique(users, 'name', 'users');
  for (const user of users) {
    const { role, operator, tokenSha256, passwordScrypt } = user.value;
    if (tokenSha256 === undefined && passwordScrypt === undefined) {
      problems.push({
        path: user.path,
        message: 'a user has a password or a token; add passwordScrypt or tokenSha256, collector user add prints them',
      });
    }
    if (role === 'operator' && operator === undefined) {
      problems.push({ path: user.path, message: 'a user of role operator names his operator; add operator: ID' });
    } else if ((role === 'department' || role === 'administrator') && operator !== undefined) {
      problems.push({
        path: [...user.path, 'operator'],
        message: `a user of role ${role} sees all operators; remove it, or change the role to operator`,
      });
    } else known(user, 'operator', operators, 'operators');
  }
  unique(areas, 'id', 'areas');
  for (const area of areas) {
    const { from, to } = area.value;
    if (typeof from === 'string' && typeof to === 'string' && to < from)
      problems.push({ path: [...area.path, 'to'], message: `${to} is before ${from}; an area ends after it begins` });
  }
  unique(endpoints, 'id', 'endpoints');
  reserved(endpoints, unassignedEndpoint, 'it holds the links whose endpoint the register does not know');
  for (const endpoint of endpoints) {
    known(endpoint, 'area', areas, 'areas');
    for (const contact of entries(endpoint, 'contacts')) known(contact, 'operator', operators, 'operators');
  }
  for (const shift of entries(root, 'roster')) {
    known(shift, 'operator', operators, 'operators');
    const [from, to] = [shift.value['from'], shift.value['to']].map((text) => Date.parse(String(text)));
    if (from !== undefined && to !== undefined && to <= from)
      problems.push({ path: [...shift.path, 'to'], message: 'it is not after from; a shift ends after it begins' });
  }
  for (const holder of [root, ...operators]) {
    const { classes } = holder.value;
    if (!isGroup(classes)) continue;
    for (const [code, layer] of Object.entries(classes))
      problems.push(...thresholdOrder(layer, [...holder.path, 'classes', code]));
  }
  for (const endpoint of endpoints)
    problems.push(...thresholdOrder(endpoint.value['override'], [...endpoint.path, 'override']));
  if (notify !== undefined) {
    const idsOf = (list: readonly Entry[]) =>
      list.map(({ value }) => value['id']).filter((id) => typeof id === 'string');
    problems.push(...notifyReferences(notify.value, { operators: idsOf(operators), areas: idsOf(areas), line }));
  }
  return problems;
}

/** One token for two identities would make it a matter of chance who is meant. */
function repeatedTokens(
  operators: readonly Entry[],
  users: readonly Entry[],
  line: (path: Path) => number | undefined,
): ReferenceProblem[] {
  const all: { path: Path; value: unknown }[] = [];
  for (const holder of [...operators.flatMap((operator) => entries(operator, 'agents')), ...users]) {
    const key = 'tokens' in holder.value ? 'tokens' : 'tokenSha256';
    const value = holder.value[key];
    if (Array.isArray(value)) {
      for (const [i, one] of value.entries()) all.push({ path: [...holder.path, key, i], value: one });
    } else all.push({ path: [...holder.path, key], value });
  }
  const first = new Map<string, Path>();
  const problems: ReferenceProblem[] = [];
  for (const { path, value } of all) {
    if (typeof value !== 'string') continue;
    const before = first.get(value);
    if (before === undefined) first.set(value, path);
    else {
      const at = line(before);
      problems.push({
        path,
        message: `this token stands twice${at === undefined ? '' : `, first in line ${at}`}; each agent and user has his own`,
      });
    }
  }
  return problems;
}

const ascending = [
  ['utilizationWarning', 'utilizationCritical'],
  ['lossWarning', 'lossCritical'],
  ['rttMsWarning', 'rttMsCritical'],
] as const;

function thresholdOrder(layer: unknown, path: Path): ReferenceProblem[] {
  const thresholds = isGroup(layer) ? layer['thresholds'] : undefined;
  if (!isGroup(thresholds)) return [];
  return ascending.flatMap(([warning, critical]) => {
    const [low, high] = [thresholds[warning], thresholds[critical]];
    if (typeof low !== 'number' || typeof high !== 'number' || high >= low) return [];
    const message = `found ${high}, expected at least ${low}, which is ${warning}`;
    return [{ path: [...path, 'thresholds', critical], message }];
  });
}

function entries(parent: Entry, key: string): Entry[] {
  const list = parent.value[key];
  if (!Array.isArray(list)) return [];
  return list.flatMap((value: unknown, i) => (isGroup(value) ? [{ path: [...parent.path, key, i], value }] : []));
}

const isGroup = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
