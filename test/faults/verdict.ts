/** The judgement: obligations against what the store holds. Pure. */
import type { InventorySample } from '@thongsuot/contract/inventory.ts';
import type { Sample } from '@thongsuot/contract/sample.ts';
import { type Origin, type PlainPoint, pointOf, sampleMeasurements } from './expected.ts';

/** What one agent committed for the first time, in order, and what it gave up and said so. */
export interface Debtor {
  operator: string;
  agent: string;
  committed: readonly Sample[];
  /** Samples that are told as lost: dead letters, quarantined or dropped with a gap. They may be stored, or not. */
  givenUp: readonly Sample[];
}

export interface Verdict {
  /** Samples committed; `points` of them have to be in the store. */
  obligations: number;
  points: number;
  missing: number;
  spurious: number;
  altered: number;
  /** Points stored under a second series, or twice, and samples that an agent committed twice. */
  duplicated: number;
  /** Given up and told; not missing. */
  givenUp: number;
  /** One sentence for each of the first that are wrong. */
  examples: string[];
}

const examplesMax = 10;
/** The tags that name the subject; the others say where it stands. */
const subjectTags = ['operator', 'link', 'check', 'unit', 'agent'];
/** What the collector adds to a unit's point from its own judgement. */
const ownFields: ReadonlySet<string> = new Set(['score', 'ready']);

const keyOf = ({ measurement, tags, at }: PlainPoint): string =>
  `${measurement} ${subjectTags.map((tag) => tags[tag] ?? '').join('/')} ${at}`;

const canonical = ({ tags, fields }: PlainPoint): string => {
  const sorted = (record: Record<string, unknown>) =>
    Object.entries(record)
      .filter(([name]) => !ownFields.has(name))
      .sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([sorted(tags), sorted(fields)]);
};

export function judge(debtors: readonly Debtor[], stored: Iterable<PlainPoint>): Verdict {
  const verdict: Verdict = {
    obligations: 0,
    points: 0,
    missing: 0,
    spurious: 0,
    altered: 0,
    duplicated: 0,
    givenUp: 0,
    examples: [],
  };
  const wrong = (what: 'missing' | 'spurious' | 'altered' | 'duplicated', detail: string) => {
    verdict[what] += 1;
    if (verdict.examples.length < examplesMax) verdict.examples.push(`${what}: ${detail}`);
  };

  const expected = new Map<string, string>();
  const excused = new Set<string>();
  for (const { operator, agent, committed, givenUp } of debtors) {
    const inventories = committed
      .filter((sample): sample is InventorySample => sample.kind === 'inventory')
      .sort((a, b) => a.at - b.at);
    const origin: Origin = { operator, agent, inventories };
    for (const sample of committed) {
      verdict.obligations += 1;
      const point = pointOf(sample, origin);
      if (point === null) continue;
      verdict.points += 1;
      const key = keyOf(point);
      if (expected.has(key)) wrong('duplicated', `${key} was committed twice`);
      expected.set(key, canonical(point));
    }
    for (const sample of givenUp) {
      verdict.givenUp += 1;
      const point = pointOf(sample, origin);
      if (point !== null) excused.add(keyOf(point));
    }
  }

  const found = new Set<string>();
  const ours: ReadonlySet<string> = new Set(sampleMeasurements);
  for (const point of stored) {
    if (!ours.has(point.measurement) || Object.keys(point.fields).every((name) => ownFields.has(name))) continue;
    const key = keyOf(point);
    const want = expected.get(key);
    const got = canonical(point);
    if (want === undefined) wrong('spurious', `${key} ${got}`);
    else if (found.has(key)) wrong('duplicated', `${key} is stored twice, once as ${got}`);
    else if (want !== got) wrong('altered', `${key} expected ${want}, found ${got}`);
    found.add(key);
  }
  for (const key of expected.keys()) if (!found.has(key) && !excused.has(key)) wrong('missing', key);
  return verdict;
}
