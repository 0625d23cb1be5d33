// `pnpm test`: brings what the tests need, runs all of them, and ends with one line: N passed, N failed[, N skipped].
// Arguments are vitest's: a path, `--project unit`, `-t name`.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { installCommand, installParts } from './harness/install.ts';
import { partNames, parts } from './harness/parts.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const state = `${root}.state/test`;
const report = `${state}/report.json`;
mkdirSync(state, { recursive: true });
rmSync(report, { force: true });

const missing = installParts(partNames);
const build = spawnSync(process.execPath, ['dashboards/board/build.ts'], {
  cwd: root,
  stdio: ['ignore', 'ignore', 'inherit'],
});
if (build.status !== 0) process.stderr.write('The board could not be built; the tests that load it will fail.\n');

const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--config', 'test/vitest.config.ts'];
const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
const run = spawnSync(process.execPath, [...vitest, ...reporters, ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});

interface Report {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numTodoTests: number;
  numFailedTestSuites: number;
}
let counts: Report | undefined;
try {
  counts = JSON.parse(readFileSync(report, 'utf8')) as Report;
} catch {
  process.stderr.write('vitest left no report: it ended before the tests did.\n');
}
const skipped = (counts?.numPendingTests ?? 0) + (counts?.numTodoTests ?? 0);
let code = run.status ?? 1;
if (counts === undefined) code ||= 1;

if (missing.length > 0) {
  process.stderr.write('\nMissing on this machine, and what that leaves out:\n');
  for (const part of missing) process.stderr.write(`  ${part}: ${parts[part].serves}\n`);
  process.stderr.write(`Install them with: ${installCommand(missing)}\n`);
  if (process.env['CI'] === 'true') {
    process.stderr.write('With CI=true a missing part is a failure.\n');
    code ||= 1;
  }
}
if (skipped > 0) process.stderr.write(`${skipped} tests were left out.\n`);
const failed = (counts?.numFailedTests ?? 0) + (code !== 0 && (counts?.numFailedTests ?? 0) === 0 ? 1 : 0);
process.stdout.write(
  `${counts?.numPassedTests ?? 0} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}\n`,
);
process.exitCode = code;
