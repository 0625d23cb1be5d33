/** Where the agent starts: the compile cache must be on before the first of our sources is loaded, so they come last. */
import { mkdirSync, readFileSync } from 'node:fs';
import { enableCompileCache, flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { optimizeWhenBusy, startUnoptimized } from './optimizer.ts';
import { stateDirectoryIn } from './state-directory.ts';

/** When everything has been loaded and used once; a process that is killed writes nothing at its end. */
const flushMs = 20_000;

const [command] = process.argv.slice(2);
const at = process.argv.indexOf('--config');
const path = at < 0 ? undefined : process.argv[at + 1];
if (command === 'run' && path !== undefined) {
  startUnoptimized();
  optimizeWhenBusy();
  try {
    // Stripping the types of our sources at each start costs 40 MB of memory; a cache of the result costs 4.
    const directory = stateDirectoryIn(readFileSync(path, 'utf8'));
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    enableCompileCache(join(directory, 'compile-cache'));
    setTimeout(flushCompileCache, flushMs).unref();
  } catch {
    // Without it the agent is larger and as right; what is wrong with config or directory is said by what comes next.
  }
}
await import('./command-line.ts');
