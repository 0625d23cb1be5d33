/** What an alert is about, with what the register says of the place. Pure. */
import type { ClassCode, ClassThresholds } from '@thongsuot/contract/classes.ts';
import type { AlertRule } from '@thongsuot/contract/verdicts.ts';
import { keyOf, type LinkEntry, type UnitEntry } from '../network/entries.ts';
import type { RegisterIndex } from '../network/register.ts';

/** What an alert is about. `key` is unique over rules and subjects. */
export interface Subject {
  key: string;
  rule: AlertRule;
  operator: string;
  endpoint: string;
  endpointVi: string;
  endpointEn: string;
  area: string | null;
  /** The endpoint's classes, the leading one first. */
  classes: readonly ClassCode[];
  /** Where it stands; null for an endpoint as a whole. */
  site: string | null;
  link: string | null;
  unit: string | null;
  /** The device itself, or the one that the link or unit is read from. */
  device: string | null;
  check: string | null;
  /** The agent that watches it: its inventory can remove the subject. */
  agent: string | null;
  circuitId: string | null;
  priority: 1 | 2 | 3 | 4;
}

type Parts = Pick<Subject, 'operator' | 'endpoint'> &
  Partial<Pick<Subject, 'site' | 'link' | 'unit' | 'device' | 'check' | 'agent' | 'circuitId'>> & {
    /** What tells it from others of its rule: `operator/link`, an endpoint's id. */
    id: string;
    /** Said where the register knows no name: a site. */
    called?: string;
  };

export function subjectOf<R extends AlertRule>(rule: R, parts: Parts, register: RegisterIndex): Subject & { rule: R } {
  const { id, called, operator, endpoint } = parts;
  const known = register.endpoint(endpoint);
  const leading = register.leading(endpoint);
  return {
    key: `${rule}:${id}`,
    rule,
    operator,
    endpoint,
    endpointVi: known?.vi ?? called ?? endpoint,
    endpointEn: known?.en ?? called ?? endpoint,
    area: known?.area ?? null,
    classes: known === undefined ? [] : [leading, ...known.classes.filter((code) => code !== leading)],
    site: parts.site ?? null,
    link: parts.link ?? null,
    unit: parts.unit ?? null,
    device: parts.device ?? null,
    check: parts.check ?? null,
    agent: parts.agent ?? null,
    circuitId: parts.circuitId ?? null,
    priority: register.priority(endpoint),
  };
}

interface Held {
  register: RegisterIndex;
  link: LinkEntry['link'];
  endpoint: string;
  site: string;
  agent: string;
  thresholds: ClassThresholds;
  subjects: { [rule in AlertRule]?: Subject };
}
/** Subjects of links as they were made last: every sample asks for them, and they change with inventories only. */
const held = new WeakMap<LinkEntry, Held>();

/** The entry asked for last, and what is held of it: a sample asks several times in a row. */
let last: { entry: LinkEntry; own: Held } | undefined;

function heldOf(entry: LinkEntry, register: RegisterIndex): Held {
  const { endpoint, site, agent, link } = entry;
  const known = last?.entry === entry ? last.own : held.get(entry);
  const same =
    known !== undefined &&
    known.register === register &&
    known.link === link &&
    known.endpoint === endpoint &&
    known.site === site &&
    known.agent === agent;
  const thresholds = () => register.thresholds(entry.operator, endpoint).values;
  const own = same ? known : { register, link, endpoint, site, agent, thresholds: thresholds(), subjects: {} };
  if (!same) held.set(entry, own);
  if (last?.own !== own) last = { entry, own };
  return own;
}

/** Thresholds of a link in force, as its register has them. */
export const linkThresholds = (entry: LinkEntry, register: RegisterIndex): ClassThresholds =>
  heldOf(entry, register).thresholds;

/** The subject of a rule about a link. */
export function linkSubject<R extends AlertRule>(
  rule: R,
  entry: LinkEntry,
  register: RegisterIndex,
): Subject & { rule: R } {
  const own = heldOf(entry, register);
  const { endpoint, site, agent, link } = entry;
  const known = own.subjects[rule];
  if (known !== undefined) return known as Subject & { rule: R };
  const made = subjectOf(
    rule,
    {
      id: entry.key,
      operator: entry.operator,
      endpoint,
      site,
      link: link.id,
      device: link.device,
      agent,
      circuitId: link.circuitId ?? null,
      called: link.endpoint,
    },
    register,
  );
  own.subjects[rule] = made;
  return made;
}

export const keyOfDevice = (operator: string, device: string): string => `deviceUnreachable:${keyOf(operator, device)}`;
export const keyOfAgent = (operator: string, agent: string): string => `agentSilent:${keyOf(operator, agent)}`;

/** A link and a unit of one operator may have one id. */
export const keyOfNoData = ({ kind, key }: Pick<LinkEntry | UnitEntry, 'kind' | 'key'>): string =>
  `noData:${kind}/${key}`;

/** Rules that say only that nothing is known: these may be hidden by the one that says why. A failure never is. */
export const isIgnorance = (rule: AlertRule): boolean =>
  rule === 'noData' || rule === 'deviceUnreachable' || rule === 'agentSilent';

/**
 * What is told together: ignorance and its causes by site, since a site that goes takes all of it along; everything
 * else by endpoint, where a measured failure belongs.
 */
export function groupOf(subject: Pick<Subject, 'rule' | 'operator' | 'endpoint' | 'site' | 'agent'>): string {
  const { rule, operator, endpoint, site, agent } = subject;
  if (isIgnorance(rule) && site !== null) return `site/${operator}/${site}`;
  if (endpoint !== '') return `endpoint/${endpoint}`;
  return site !== null ? `site/${operator}/${site}` : `agent/${operator}/${agent ?? ''}`;
}
