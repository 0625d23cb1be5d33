/** What a process asked of the kernel, from strace's log of one thread each (`-ff -ttt -T -yy -xx`). Pure but for reading. */
import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

interface Call {
  /** Seconds since the epoch, of entry and of return. */
  begun: number;
  ended: number;
}
export type DiskCall = Call & { path: string } & (
    | { kind: 'write'; offset: number; octets: Buffer }
    | { kind: 'truncate'; length: number }
    | { kind: 'sync' }
  );
export type SendCall = Call & { kind: 'send'; socket: string; octets: Buffer };

export interface Trace {
  /** In the order in which they returned. */
  disk: DiskCall[];
  /** In the order in which they began. */
  sends: SendCall[];
}

/** What strace is to look at. */
export const traced = 'pwrite64,pwritev,write,writev,sendto,sendmsg,fsync,fdatasync,ftruncate';

const line = /^(\d+\.\d+) (\w+)\(\d+<((?:->|[^>])*)>(?:, (.*))?\)\s+= (-?\d+)[^<]*<(\d+\.\d+)>$/;
const quoted = /"((?:\\x[0-9a-f]{2})*)"/g;

const octetsOf = (text: string): Buffer => Buffer.from(text.replaceAll('\\x', ''), 'hex');
const nameOf = (text: string): string => (text.startsWith('\\x') ? octetsOf(text).toString() : text);

/** Reads every log whose name begins with `prefix`, one a thread. A line that was cut by the end of the process is left out. */
export function readTrace(prefix: string): Trace {
  const disk: DiskCall[] = [];
  const sends: SendCall[] = [];
  const logs = readdirSync(dirname(prefix)).filter((name) => name.startsWith(`${basename(prefix)}.`));
  for (const name of logs) {
    for (const text of readFileSync(join(dirname(prefix), name), 'latin1').split('\n')) {
      const [, at, call, target = '', rest = '', result, took] = line.exec(text) ?? [];
      if (at === undefined || Number(result) < 0) continue;
      const begun = Number(at);
      const times = { begun, ended: begun + Number(took) };
      const path = nameOf(target);
      if (call === 'fsync' || call === 'fdatasync') disk.push({ kind: 'sync', path, ...times });
      else if (call === 'ftruncate') disk.push({ kind: 'truncate', path, length: Number(rest), ...times });
      else {
        const all = Buffer.concat([...rest.matchAll(quoted)].map(([, hex]) => octetsOf(hex ?? '')));
        const octets = all.subarray(0, Number(result));
        const offset = Number(/(\d+)$/.exec(rest)?.[1]);
        if (call === 'pwrite64' || call === 'pwritev') disk.push({ kind: 'write', path, offset, octets, ...times });
        else if (/^(TCP|socket)/.test(path)) sends.push({ kind: 'send', socket: path, octets, ...times });
      }
    }
  }
  disk.sort((a, b) => a.ended - b.ended);
  sends.sort((a, b) => a.begun - b.begun);
  return { disk, sends };
}
