/** Small file systems of their own, for what happens when a disk is full or read-only. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const megabytes = 48;
/** A place for one, of this process alone. */
export const small = (name: string) => join(tmpdir(), `thongsuot-small-${name}-${process.pid}`);

/** A small file system of its own; `unmount` is safe to call twice. */
export function mountSmall(path: string) {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const run = (command: string, argv: string[]) => spawnSync(command, argv, { encoding: 'utf8' });
  const mounted = run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m,mode=700`, 'tmpfs', path]);
  if (mounted.status !== 0) throw new Error(`a small file system could not be mounted: ${mounted.stderr}`);
  const ballast = join(path, 'ballast');
  return {
    fill() {
      // To the last block: what is left is less than a commit.
      const { bavail, bsize } = statfsSync(path);
      try {
        writeFileSync(ballast, Buffer.alloc(bavail * bsize));
      } catch {
        // Somebody took a block meanwhile: it is as full as it gets.
      }
    },
    free: () => rmSync(ballast, { force: true }),
    /** Turns it read-only, or writable again. @throws Error while a file on it is open for writing */
    writable(yes: boolean) {
      const turned = run('mount', ['-o', `remount,${yes ? 'rw' : 'ro'}`, path]);
      if (turned.status !== 0) throw new Error(`the file system could not be turned: ${turned.stderr}`);
    },
    unmount: () => void run('umount', ['-l', path]),
  };
}

/** Why none can be mounted here, or undefined. */
export const canMount = (): string | undefined => {
  if (process.getuid?.() !== 0) return 'mounting a small file system needs root';
  const path = small('trial');
  try {
    mountSmall(path).unmount();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
};
