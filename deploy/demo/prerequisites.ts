/** What the demo needs from the machine, looked for before anything starts: a free port, fping or ping, a built board. */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

/** Whether a port of 127.0.0.1 can be listened on; a port that may not be used at all counts as taken. */
export function portIsFree(port: number): Promise<boolean> {
  return new Promise((done) => {
    const probe = createServer();
    probe.once('error', () => done(false));
    probe.listen({ port, host: '127.0.0.1', exclusive: true }, () => probe.close(() => done(true)));
  });
}

export type EchoTool = 'fping' | 'ping' | 'none';

const runs = (command: string, ...args: string[]): boolean =>
  spawnSync(command, args, { stdio: 'ignore', timeout: 120_000 }).status === 0;

/** The tool that sends echoes; fping is installed first where that can be done. `say` gets a line on what happens. */
export function findEchoTool(say: (line: string) => void): EchoTool {
  if (runs('fping', '-v')) return 'fping';
  if (process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')) {
    say('fping is missing; installing it from the distribution (apt-get install fping) …');
    const quiet = ['-qq', '-o', 'DPkg::Lock::Timeout=60'];
    // A list of packages that is absent or old makes the first attempt fail; then it is fetched.
    const install = () => runs('apt-get', ...quiet, 'install', '-y', '--no-install-recommends', 'fping');
    if ((install() || (runs('apt-get', ...quiet, 'update') && install())) && runs('fping', '-v')) return 'fping';
    say('fping could not be installed; going on without it.');
  }
  return runs('ping', '-V') ? 'ping' : 'none';
}

/** The newest change below a path, Unix ms; 0 when there is nothing. */
function newestMs(path: string): number {
  if (!existsSync(path)) return 0;
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  return readdirSync(path)
    .filter((name) => name !== 'node_modules' && name !== 'dist')
    .reduce((newest, name) => Math.max(newest, newestMs(join(path, name))), 0);
}

/** Whether the board's bundle is absent or older than what it is made of. */
export function boardIsStale(root: string): boolean {
  const board = join(root, 'dashboards', 'board');
  const bundle = join(board, 'dist', 'index.html');
  if (!existsSync(bundle)) return true;
  const builtMs = statSync(bundle).mtimeMs;
  return Math.max(newestMs(board), newestMs(join(root, 'collector', 'contract', 'src'))) > builtMs;
}

/** Builds the board. @throws Error in a sentence when that fails. */
export function buildBoard(root: string): void {
  const result = spawnSync(process.execPath, [join(root, 'dashboards', 'board', 'build.ts')], {
    cwd: root,
    encoding: 'utf8',
    timeout: 180_000,
  });
  if (result.status === 0) return;
  throw new Error(`The board could not be built; nothing was started.\n${result.stderr || result.stdout}`);
}
