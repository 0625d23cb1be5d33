/** Planted secrets, and the search for them in everything that the processes left behind. */
import { randomBytes } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Files above this are not read whole; none of a run is that large but a store, which is searched in parts. */
const partOctets = 16_777_216;

export interface Secrets {
  /** Makes a secret, keeps it in a file of its own and returns both. */
  plant(name: string): { value: string; file: string };
  /** One that was made elsewhere, with the file that holds it by right. */
  add(name: string, value: string, file: string): void;
  count(): number;
  /** What was planted, each kind once. */
  kinds(): readonly string[];
  /** Names of the places where one stands that should not. */
  inText(place: string, text: string): string[];
  inFolder(folder: string): string[];
  inProcesses(): string[];
}

export function createSecrets(folder: string): Secrets {
  const values: Buffer[] = [];
  const kinds = new Set<string>();
  const owners = new Set<string>();
  const inOctets = (place: string, octets: Buffer) => (values.some((value) => octets.includes(value)) ? [place] : []);
  const secrets: Secrets = {
    plant(name) {
      const value = `canary${randomBytes(18).toString('hex')}`;
      const file = join(folder, `${name}.secret`);
      writeFileSync(file, value, { mode: 0o600 });
      secrets.add(name, value, file);
      return { value, file };
    },
    add(name, value, file) {
      kinds.add(name);
      values.push(Buffer.from(value));
      owners.add(file);
    },
    count: () => values.length,
    kinds: () => [...kinds],
    inText: (place, text) => inOctets(place, Buffer.from(text)),
    inFolder(root) {
      return readdirSync(root, { recursive: true, withFileTypes: true }).flatMap((entry) => {
        const path = join(entry.parentPath, entry.name);
        if (!entry.isFile() || owners.has(path) || statSync(path).size > partOctets * 64) return [];
        return inOctets(path, readFileSync(path));
      });
    },
    inProcesses() {
      return readdirSync('/proc')
        .filter((name) => /^\d+$/.test(name))
        .flatMap((pid) => {
          try {
            return [
              ...inOctets(`command line of process ${pid}`, readFileSync(`/proc/${pid}/cmdline`)),
              ...inOctets(`environment of process ${pid}`, readFileSync(`/proc/${pid}/environ`)),
            ];
          } catch {
            return []; // It has ended.
          }
        });
    },
  };
  return secrets;
}
