/** What a store holds, read by a process of its own (`read-stored.ts`) after the collector has ended. */
import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { root } from '../harness/process.ts';
import type { PlainPoint } from './expected.ts';

export type StoredPlace =
  | { kind: 'sqlite'; path: string }
  | { kind: 'influx'; url: string; username: string; passwordFile: string };

/** Longest time that reading may take. */
const readMsMax = 300_000;

/**
 * Reads every raw point between two times.
 * @throws Error with the end of what the reader said when it fails
 */
export async function readStored(place: StoredPlace, from: number, to: number, into: string): Promise<PlainPoint[]> {
  const request = JSON.stringify({ place, from, to, into });
  const child = spawn(process.execPath, ['test/faults/read-stored.ts', request], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'pipe'],
    timeout: readMsMax,
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-2_000);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code !== 0) throw new Error(`what the store holds could not be read: exit ${code}\n${said}`);
  const points: PlainPoint[] = [];
  for await (const line of createInterface({ input: createReadStream(into) }))
    points.push(JSON.parse(line) as PlainPoint);
  return points;
}
