/** What the main thread asks of the embedded store's two workers, and what they answer. */
import type { Measurement, Tier } from '@thongsuot/contract/storage.ts';
import type { Retention } from '../schema.ts';
import type { Point, StoredSeries, WindowQuery } from '../store.ts';

export interface Operations {
  /** The writer. */
  write: { asked: { points: readonly Point[]; tier: Tier; now: number }; answer: null };
  retain: { asked: { now: number }; answer: { removed: number } };
  /** The reader. */
  window: { asked: { query: WindowQuery }; answer: StoredSeries[] };
  latest: {
    asked: { measurement: Measurement; where: Readonly<Record<string, string>>; from: number };
    answer: StoredSeries[];
  };
  series: { asked: { measurement: Measurement; from: number }; answer: Readonly<Record<string, string>>[] };
  /** Both. */
  health: { asked: null; answer: { version: string } };
  close: { asked: null; answer: null };
}
export type Operation = keyof Operations;

export type Request = { [K in Operation]: { id: number; operation: K; asked: Operations[K]['asked'] } }[Operation];

export type Reply =
  | { id: number; answer: Operations[Operation]['answer'] }
  | { id: number; failed: { name: string; message: string } }
  /** Something went wrong outside a request, or is well again (null). */
  | { trouble: string | null };

export interface WorkerTask {
  role: 'writer' | 'reader';
  path: string;
  retention: Retention;
}
