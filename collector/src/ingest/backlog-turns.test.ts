import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBacklogTurns } from './backlog-turns.ts';

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('the turns of backlog batches', () => {
  it('begin at once up to the bound, then in order of arrival as room comes', async () => {
    const turns = createBacklogTurns(100, 1_000);
    const begun: string[] = [];
    const ends = new Map<string, () => void>();
    for (const [name, samples] of [
      ['a', 60],
      ['b', 40],
      ['c', 90],
      ['d', 5],
    ] as const)
      void turns.take(samples).then((end) => {
        begun.push(name);
        if (end !== undefined) ends.set(name, end);
      });
    await settled();
    expect(begun).toEqual(['a', 'b']);
    ends.get('b')?.();
    await settled();
    // d has room, c was first.
    expect(begun).toEqual(['a', 'b']);
    ends.get('a')?.();
    await settled();
    expect(begun).toEqual(['a', 'b', 'c', 'd']);
  });

  it('let a batch that is larger than the bound be worked on alone', async () => {
    const turns = createBacklogTurns(10, 1_000);
    const end = await turns.take(2_000);
    let begun = false;
    void turns.take(1).then(() => {
      begun = true;
    });
    await settled();
    expect(begun).toBe(false);
    end?.();
    await settled();
    expect(begun).toBe(true);
  });

  it('send away what would wait beyond the bound', async () => {
    const turns = createBacklogTurns(10, 20);
    await turns.take(10);
    void turns.take(20);
    expect(await turns.take(1)).toBe(undefined);
  });

  it('never have more in work than the bound, and leave nothing waiting for ever', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 40 }), async (batches) => {
        const turns = createBacklogTurns(25, 10_000);
        let [inWork, many, done] = [0, 0, 0];
        await Promise.all(
          batches.map(async (samples) => {
            const end = await turns.take(samples);
            inWork += samples;
            many += 1;
            expect(inWork <= 25 || many === 1).toBe(true);
            await Promise.resolve();
            inWork -= samples;
            many -= 1;
            done += 1;
            end?.();
          }),
        );
        expect(done).toBe(batches.length);
      }),
      { numRuns: 50 },
    );
  });
});
