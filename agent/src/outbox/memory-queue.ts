import type { Sample } from '@thongsuot/contract/sample.ts';

/** A sample as it will be sent; its text is made once. */
export interface Queued {
  readonly at: number;
  readonly json: string;
  readonly octets: number;
}

/** Samples lost: from the first to the last, and how many. */
export interface Loss {
  from: number;
  to: number;
  count: number;
}

/** The sum of two losses, either of which may be none. */
export const addLoss = (a: Loss | null, b: Loss | null): Loss | null => {
  if (a === null || b === null) return a ?? b;
  return { from: Math.min(a.from, b.from), to: Math.max(a.to, b.to), count: a.count + b.count };
};

/** Samples between the pollers and the disk, in order; bounded by number and by octets. */
export interface MemoryQueue {
  /** Puts samples at the end, and returns what had to go at the front. */
  push(samples: readonly Sample[]): Loss | null;
  /** The samples at the front, without taking them; at most `count`. */
  peek(count: number): readonly Queued[];
  /** Takes the first `count` samples away. */
  take(count: number): void;
  samples(): number;
  octets(): number;
}

export const createMemoryQueue = (samplesMax: number, octetsMax: number): MemoryQueue => {
  // `head` moves instead of shifting an array; what lies before it is cut off once it is the larger half.
  let queue: Queued[] = [];
  let head = 0;
  let octets = 0;
  const take = (count: number) => {
    for (let i = head; i < head + count; i++) octets -= queue[i]?.octets ?? 0;
    head = Math.min(head + count, queue.length);
    if (head > queue.length / 2) {
      queue = queue.slice(head);
      head = 0;
    }
  };
  return {
    push: (samples) => {
      for (const sample of samples) {
        const json = JSON.stringify(sample);
        const queued = { at: sample.at, json, octets: Buffer.byteLength(json) };
        queue.push(queued);
        octets += queued.octets;
      }
      let lost: Loss | null = null;
      while (queue.length - head > samplesMax || octets > octetsMax) {
        const oldest = queue[head] as Queued;
        lost = addLoss(lost, { from: oldest.at, to: oldest.at, count: 1 });
        take(1);
      }
      return lost;
    },
    peek: (count) => queue.slice(head, head + count),
    take,
    samples: () => queue.length - head,
    octets: () => octets,
  };
};
