// Loaded before every script (`node --import ./deploy/node.mjs …`). Node 20 cannot load a .ts file at all, so the
// check for the version has to stand here, in plain JavaScript, and ahead of the first import.
import module from 'node:module';
import { fileURLToPath } from 'node:url';

const required = 24;
const found = Number(process.versions.node.split('.')[0]);
if (found < required) {
  process.stderr.write(
    `Thông Suốt needs Node ${required} or newer and was started on ${process.versions.node}; nothing was run.\n` +
      'The project brings its own Node. Start it through pnpm, which installs it: npx -y pnpm install, then npx -y pnpm demo.\n' +
      'If the installation just failed, the lines above say why (most often: no package registry could be reached).\n',
  );
  process.exit(1);
}
// Stripping 400 kB of TypeScript costs 40 MB of memory and half a second at each start; a cache of the result costs 4.
// It must be on before the first .ts file is loaded. Where nothing can be written there is none, and nothing else.
module.enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/compile', import.meta.url)));
// A process that is killed writes nothing at its end.
setTimeout(module.flushCompileCache, 20_000).unref();
