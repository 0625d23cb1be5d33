/** The mistakes of `notify:` that no schema of one key can see: ids that repeat, receivers that do not exist. Pure. */
import type { ReferenceProblem } from './references.ts';

type Path = (string | number)[];
type Group = Record<string, unknown>;

/** What the rest of the config has that routes may name. */
export interface Known {
  operators: readonly string[];
  areas: readonly string[];
  line: (path: Path) => number | undefined;
}

/** The mistakes of the section, in its order. Skips what the schema refuses. */
export function notifyReferences(notify: Group, { operators, areas, line }: Known): ReferenceProblem[] {
  const problems: ReferenceProblem[] = [];
  const receivers = new Map<string, Path>();
  for (const key of ['webhooks', 'alertmanagers', 'mails']) {
    for (const [i, one] of groupsOf(notify[key])) {
      const path = ['notify', key, i, 'id'];
      const id = one['id'];
      if (typeof id !== 'string') continue;
      const before = receivers.get(id);
      if (before === undefined) receivers.set(id, path);
      else problems.push({ path, message: twice(id, 'receivers', line(before)) });
    }
  }
  for (const [i, one] of groupsOf(notify['webhooks'])) {
    for (const [name, value] of Object.entries(isGroup(one['headers']) ? one['headers'] : {})) {
      if (typeof value !== 'string' || !/auth|cookie|key|pass|secret|token/i.test(name)) continue;
      problems.push({
        path: ['notify', 'webhooks', i, 'headers', name],
        message: 'this header is a secret; give it by reference: { env: NAME }, { file: PATH } or { credential: NAME }',
      });
    }
  }
  for (const [i, one] of groupsOf(notify['mails'])) problems.push(...mailProblems(one, ['notify', 'mails', i]));
  for (const [i, one] of groupsOf(notify['alertmanagers'])) {
    if (one['token'] !== undefined && one['user'] !== undefined)
      problems.push({
        path: ['notify', 'alertmanagers', i, 'token'],
        message: 'an Alertmanager takes a token or a user with a password; remove one of them',
      });
  }
  const known = (value: unknown, path: Path, list: readonly string[], of: string) => {
    for (const [i, name] of (Array.isArray(value) ? value : []).entries()) {
      if (typeof name !== 'string' || list.includes(name)) continue;
      const remedy = list.length === 0 ? `there are no ${of}` : `expected one of ${list.slice(0, 10).join(', ')}`;
      problems.push({
        path: [...path, i],
        message: `found ${JSON.stringify(name)}, ${remedy}${list.length > 10 ? ', …' : ''}`,
      });
    }
  };
  const ids = [...receivers.keys()];
  known(notify['default'], ['notify', 'default'], ids, 'receivers');
  const routes = new Map<string, Path>();
  for (const [i, route] of groupsOf(notify['routes'])) {
    const path = ['notify', 'routes', i];
    const id = route['id'];
    if (typeof id === 'string') {
      const before = routes.get(id);
      if (id === 'default')
        problems.push({ path: [...path, 'id'], message: '"default" is reserved: what no route matches goes by it' });
      if (before === undefined) routes.set(id, [...path, 'id']);
      else problems.push({ path: [...path, 'id'], message: twice(id, 'routes', line(before)) });
    }
    known(route['receivers'], [...path, 'receivers'], ids, 'receivers');
    const match = isGroup(route['match']) ? route['match'] : {};
    known(match['operator'], [...path, 'match', 'operator'], [...operators, 'all'], 'operators');
    known(match['area'], [...path, 'match', 'area'], areas, 'areas');
    for (const [j, step] of groupsOf(route['escalate']))
      known(step['receivers'], [...path, 'escalate', j, 'receivers'], ids, 'receivers');
  }
  return problems;
}

function mailProblems(mail: Group, path: Path): ReferenceProblem[] {
  if (mail['user'] === undefined) return [];
  if (mail['tls'] === 'none')
    return [
      {
        path: [...path, 'tls'],
        message: 'a password is never sent in clear; use starttls or implicit, or remove user',
      },
    ];
  if (mail['password'] === undefined) return [{ path, message: 'user has no password; add password: { file: PATH }' }];
  return [];
}

const twice = (id: string, of: string, at: number | undefined): string =>
  `${JSON.stringify(id)} is the id of two ${of}${at === undefined ? '' : `, the first in line ${at}`}; give each its own`;

const groupsOf = (value: unknown): [number, Group][] =>
  (Array.isArray(value) ? value : []).flatMap((one: unknown, i): [number, Group][] => (isGroup(one) ? [[i, one]] : []));

const isGroup = (value: unknown): value is Group =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
