// `pnpm check`: format, lint and types of every package. Runs all of them and fails if one does, so that one run shows
// everything there is to mend.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const projects = ['collector/contract', 'collector', 'agent', 'dashboards', 'dashboards/board', 'test', 'deploy'];

const commands: [string, string[]][] = [
  ['node_modules/@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.']],
  ...projects.map((project): [string, string[]] => ['node_modules/typescript/bin/tsc', ['-p', project]]),
];

let failed = 0;
for (const [script, argv] of commands) {
  const { status, error } = spawnSync(process.execPath, [script, ...argv], { cwd: root, stdio: 'inherit' });
  if (status === 0) continue;
  failed++;
  process.stderr.write(
    `${script.split('/').at(-1)} ${argv.join(' ')} failed${error === undefined ? '' : `: ${error.message}`}\n`,
  );
}
if (failed > 0)
  process.stderr.write(`${failed} of ${commands.length} checks failed. pnpm fix mends format and imports.\n`);
process.exitCode = failed > 0 ? 1 : 0;
