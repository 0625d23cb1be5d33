/** Writes what `configs.ts` thinks out. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DemoFile } from './configs.ts';

/** An empty directory with these folders in it; what was there before is gone. */
export function freshDirectory(path: string, folders: readonly string[]): void {
  rmSync(path, { recursive: true, force: true });
  for (const folder of folders) mkdirSync(join(path, folder), { recursive: true, mode: 0o700 });
}

/** Writes the files below a directory; a secret can be read by its owner only. */
export function writeFiles(directory: string, files: readonly DemoFile[]): void {
  for (const { name, content, secret } of files) {
    const path = join(directory, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content, { mode: secret ? 0o600 : 0o644 });
  }
}
