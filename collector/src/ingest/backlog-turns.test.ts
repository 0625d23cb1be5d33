import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createBacklogTurns } from './backlog-turns.ts';

/** Turns that take no time and never let in more than at the start. */
const fixed = (inWork: number, waitingMax: number) =>
  createBacklogTurns(() => 0, { inWorkMin: inWork, inWorkMax: inWork, waitingMax, turnMsMax: 300 });

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('the turns of backlog batches', () => {
  it('begin at once up to the bound, then in order of arrival as room comes', async () => {
    const turns = fixed(100, 1_000);
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
    const turns = fixed(10, 1_000);
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
    const turns = fixed(10, 20);
    await turns.take(10);
    void turns.take(20);
    expect(await turns.take(1)).toBe(undefined);
  });

  it('never have more in work than the bound, and leave nothing waiting for ever', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 40 }), async (batches) => {
        const turns = fixed(25, 10_000);
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

  describe('let in what ends soon', () => {
    const bounds = { inWorkMin: 100, inWorkMax: 400, waitingMax: 100_000, turnMsMax: 300 };
    const driven = () => {
      let now = 0;
      const turns = createBacklogTurns(() => now, bounds);
      /** How many batches of one sample are let in at once; they end after so many ms, and the rest after them. */
      const round = async (tookMs: number): Promise<number> => {
        const ends: (() => void)[] = [];
        for (let n = 0; n < 1_000; n++)
          void turns.take(1).then((end) => {
            if (end !== undefined) ends.push(end);
          });
        await settled();
        const letIn = ends.length;
        now += tookMs;
        for (let ended = 0; ended < 1_000; ) {
          for (const end of ends.splice(0)) {
            ended += 1;
            end();
          }
          await settled();
        }
        return letIn;
      };
      return round;
    };

    it('more of it up to the bound while turns end in time', async () => {
      const round = driven();
      const letIn: number[] = [];
      for (let n = 0; n < 9; n++) letIn.push(await round(100));
      expect(letIn).toEqual([100, 150, 200, 250, 300, 350, 400, 400, 400]);
    });

    it('less of it, once for each slow moment and never below the least, when turns take long', async () => {
      const round = driven();
      for (let n = 0; n < 9; n++) await round(100);
      const slow = await round(301);
      const after = await round(301);
      expect(slow).toBe(400);
      // 400 were held up by one moment: a cut to 280, and 600 that ended at once after it let 30 more in.
      expect(after).toBe(310);
      const many: number[] = [];
      for (let n = 0; n < 20; n++) many.push(await round(301));
      expect(Math.min(...many)).toBeGreaterThanOrEqual(100);
      expect(many.at(-1)).toBeLessThan(200);
    });
  });
});
