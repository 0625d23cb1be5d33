/**
 * Stands for fping in the demo: it runs the real fping with the same arguments and the same targets, and hides the
 * replies of addresses that the scenario has cut off. All of 127.0.0.0/8 answers echoes, so a cut fibre needs this; it
 * adds nothing else. Called as `fping.ts CUT-FILE [fping's arguments]`.
 */
import { spawn } from 'node:child_process';
import { hideReplies, readCuts } from './cuts.ts';
import { fpingOctetsMax } from './limits.ts';

/** fping's own codes (fping(8)): 1 some did not answer, 3 wrong arguments, 4 system call failed; and a shell's for "not found". */
const exit = { unreachable: 1, arguments: 3, system: 4, notFound: 127 } as const;

const [cutFile, ...fpingArguments] = process.argv.slice(2);
if (cutFile === undefined) {
  process.stderr.write('fping stand-in: no file of cut addresses was given; expected CUT-FILE as the first argument\n');
  process.exit(exit.arguments);
}

// As it stood when the burst began: a cut in the midst of a burst is seen by the next one.
const cut = readCuts(cutFile);
const child = spawn('fping', fpingArguments, { stdio: ['pipe', 'pipe', 'pipe'] });
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, () => child.kill(signal));

process.stdin.pipe(child.stdin);
// fping may end before it has read all targets (wrong arguments); its exit code says so.
child.stdin.on('error', () => undefined);
child.stdout.pipe(process.stdout);

let output = '';
child.stderr.setEncoding('utf8').on('data', (part: string) => {
  if (output.length < fpingOctetsMax) output += part;
});
child.on('error', (cause: NodeJS.ErrnoException) => {
  process.stderr.write(`fping stand-in: fping cannot be run: ${cause.message}; install it: apt-get install fping\n`);
  process.exit(cause.code === 'ENOENT' ? exit.notFound : exit.system);
});
child.on('close', (code, signal) => {
  const seen = hideReplies(output, cut);
  process.stderr.write(seen.output);
  if (code === null) process.kill(process.pid, signal ?? 'SIGKILL');
  process.exitCode = code === 0 && seen.hidden > 0 ? exit.unreachable : (code ?? exit.system);
  process.stdin.destroy();
});
