/** Builds the board into `dist/`, which the collector serves: `node dashboards/board/build.ts`. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'vite';

// Under a test runner NODE_ENV is `test`, and the bundle would carry its libraries' checks for developers.
process.env['NODE_ENV'] = 'production';
await build({ configFile: join(import.meta.dirname, 'vite.config.ts'), logLevel: 'warn' });

const assets = join(import.meta.dirname, 'dist', 'assets');
let octets = 0;
for (const name of readdirSync(assets)) octets += gzipSync(readFileSync(join(assets, name))).length;
process.stdout.write(`The board is built into dashboards/board/dist: ${(octets / 1000).toFixed(1)} kB gzip\n`);
