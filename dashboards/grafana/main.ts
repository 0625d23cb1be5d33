/**
 * Writes the dashboards into `generated/<language>/`: `npx -y pnpm dashboards`. With `--check` it writes nothing and
 * ends with 1 when a committed file is not what the source makes now.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { generate } from './generate.ts';

const root = join(import.meta.dirname, 'generated');
const check = process.argv.includes('--check');
let stale = 0;
for (const { path, text } of generate()) {
  const file = join(root, path);
  let present: string | undefined;
  try {
    present = readFileSync(file, 'utf8');
  } catch {
    present = undefined;
  }
  if (present === text) continue;
  const shown = relative(process.cwd(), file);
  if (check) {
    stale += 1;
    process.stderr.write(
      `${shown} is ${present === undefined ? 'missing' : 'not what its source makes'}; run npx -y pnpm dashboards and commit it\n`,
    );
  } else {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    process.stdout.write(`${shown} written\n`);
  }
}
process.exitCode = stale > 0 ? 1 : 0;
