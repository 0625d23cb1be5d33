// `pnpm faults`: real processes, real faults, and an oracle that counts. Ends with one JSON object on its last line, and
// with exit code 1 when anything is wrong.
import { cpus, release, totalmem } from 'node:os';
import { parseArgs } from 'node:util';
import { type FaultCase, type Outcome, seeded } from './case.ts';
import { cases } from './cases.ts';

const usage = `Usage: pnpm faults [--case NAME …] [--kills N] [--stop SECONDS] [--seed N] [--full]

  --case   one case or several; all without it: ${Object.keys(cases).join(', ')}
  --kills  kill -9 of each victim so many times (default 5; with --full 200)
  --stop   seconds that each process stands still (default 13; with --full 60)
  --full   the counts of a release, and every impairment
`;
const { values } = parseArgs({
  options: {
    case: { type: 'string', multiple: true },
    kills: { type: 'string' },
    stop: { type: 'string' },
    seed: { type: 'string' },
    full: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const { full } = values;
const whole = (text: string | undefined, otherwise: number, what: string): number => {
  const value = text === undefined ? otherwise : Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= 1_000_000) return value;
  process.stderr.write(`--${what} ${text} is not a whole number from 1 to 1000000.\n\n${usage}`);
  process.exit(2);
};
const wanted = values.case ?? Object.keys(cases);
const unknown = wanted.filter((name) => !Object.hasOwn(cases, name));
if (values.help || unknown.length > 0) {
  process.stderr.write(`${unknown.map((name) => `There is no case ${name}.\n`).join('')}${usage}`);
  process.exit(values.help ? 0 : 2);
}
const seed = whole(values.seed, Math.floor(Math.random() * 1_000_000) + 1, 'seed');
const say = (text: string) => void process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${text}\n`);
const run = {
  kills: whole(values.kills, full ? 200 : 5, 'kills'),
  stopMs: whole(values.stop, full ? 60 : 13, 'stop') * 1_000,
  full,
  random: seeded(seed),
  say,
};

/** Cases at a time: most of their time they wait. Those that measure run after them, each alone. */
const jobs = 2;

const summary = {
  obligations: 0,
  missing: 0,
  spurious: 0,
  altered: 0,
  duplicated: 0,
  kills: 0,
  resent: 0,
  duplicatesSeen: 0,
  secretsFound: 0,
  secretsPlanted: 0,
  givenUp: 0,
  cases: {} as Record<string, boolean>,
  leftOut: {} as Record<string, string>,
  caseSeconds: {} as Record<string, number>,
  seed,
  seconds: 0,
  machine: { cores: cpus().length, cpu: cpus()[0]?.model.trim() ?? '', memoryGiB: Math.round(totalmem() / 2 ** 30) },
  node: process.version,
  kernel: release(),
};

/** Adds one case to the sums, and says what is wrong with it; true when nothing is. */
function count(name: string, { settled, kills, claims }: Outcome): boolean {
  let well = true;
  const complain = (text: string) => {
    well = false;
    say(`${name}: WRONG: ${text}`);
  };
  summary.kills += kills;
  for (const one of settled) {
    for (const key of ['obligations', 'missing', 'spurious', 'altered', 'duplicated'] as const)
      summary[key] += one[key];
    summary.givenUp += one.givenUp;
    summary.resent += one.resent;
    summary.duplicatesSeen += one.duplicatesSeen;
    summary.secretsFound += one.secretsFound.length;
    summary.secretsPlanted += one.secretsPlanted;
    for (const example of one.examples) complain(example);
    for (const place of one.secretsFound) complain(`a planted secret stands in ${place}`);
    if (one.points === 0) complain('there was nothing to judge');
    if (one.left > 0) complain(`${one.left} batches or held samples had not drained`);
    say(`${name}: ${one.obligations} obligations, ${one.points} points, ${one.resent} batches sent again`);
  }
  for (const { what, holds } of claims) {
    if (holds) say(`${name}: so it was: ${what}`);
    else complain(`it was not so: ${what}`);
  }
  return well;
}

const started = performance.now();
const isAlone = (name: string) => cases[name]?.alone === true;
const verdicts = new Map<string, boolean>();
const work = async (waiting: string[]) => {
  for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
    const one = cases[name] as FaultCase;
    const lack = one.lacks?.();
    if (lack !== undefined) {
      summary.leftOut[name] = lack;
      say(`${name}: left out: ${lack}`);
      continue;
    }
    say(`${name}: begins`);
    const began = performance.now();
    try {
      verdicts.set(name, count(name, await one.run(run)));
    } catch (error) {
      say(`${name}: WRONG: ${(error as Error).stack}`);
      verdicts.set(name, false);
    }
    const seconds = Math.round((performance.now() - began) / 1_000);
    summary.caseSeconds[name] = seconds;
    say(
      `${name}: ${verdicts.get(name) === true ? 'passed' : 'FAILED'} in ${seconds} s, case ${verdicts.size} of ${wanted.length}`,
    );
  }
};
const beside = wanted.filter((name) => !isAlone(name));
await Promise.all(Array.from({ length: jobs }, () => work(beside)));
await work(wanted.filter(isAlone));
for (const name of wanted) {
  const verdict = verdicts.get(name);
  if (verdict !== undefined) summary.cases[name] = verdict;
}
summary.seconds = Math.round((performance.now() - started) / 1_000);
const failed = Object.values(summary.cases).includes(false);
const leftOut = Object.keys(summary.leftOut).length;
if (leftOut > 0) say(`${leftOut} cases were left out`);
process.stdout.write(`${JSON.stringify(summary)}\n`);
// With CI=true a case left out is a failure, as everywhere in this project's tests.
process.exit(failed || (leftOut > 0 && process.env['CI'] === 'true') ? 1 : 0);
