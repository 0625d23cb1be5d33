import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { createManualClock } from '../clock.fake.ts';
import { phaseMs } from './plan.ts';
import { createScheduler, type Job, type SchedulerOptions } from './scheduler.ts';

const log = pino({ level: 'silent' });

const begin = (options: Partial<SchedulerOptions> = {}) => {
  const clock = createManualClock(1_780_000_000_000);
  const scheduler = createScheduler({ clock, random: () => 0.5, log, ...options });
  const starts: { id: string; atMs: number }[] = [];
  const add = (id: string, job: Partial<Job> & { takesMs?: number; ok?: () => boolean } = {}) => {
    const { takesMs = 0, ok = () => true, ...rest } = job;
    scheduler.add({
      id,
      intervalMs: 30_000,
      deadlineMs: 20_000,
      run: async (signal) => {
        starts.push({ id, atMs: clock.monotonicMs() });
        await clock.sleep(takesMs, signal);
        return { ok: ok() && !signal.aborted };
      },
      ...rest,
    });
  };
  const startsOf = (id: string) => starts.filter((start) => start.id === id).map((start) => start.atMs);
  return { clock, scheduler, starts, add, startsOf };
};

describe('createScheduler', () => {
  it('runs a job at its phase and then each interval, without drift, whatever a run takes', async () => {
    const { clock, scheduler, add, startsOf } = begin();
    add('pe1', { takesMs: 7_321 });
    scheduler.start();
    await clock.advance(150_000);
    const phase = phaseMs('pe1', 30_000);
    expect(startsOf('pe1')).toEqual([0, 1, 2, 3, 4].map((n) => phase + n * 30_000));
    expect(scheduler.stats()).toMatchObject({ jobs: 1, dead: 0, overruns: 0, lagMsMax: 0 });
    await scheduler.stop();
  });

  it('aborts a run at its deadline and calls the job dead', async () => {
    const { clock, scheduler, add, startsOf } = begin();
    add('pe1', { takesMs: 999_999, spreadMs: 1 });
    scheduler.start();
    await clock.advance(20_001);
    expect(scheduler.stats()).toMatchObject({ dead: 1, running: 0, stuck: 0 });
    await clock.advance(15_000);
    expect(startsOf('pe1')).toEqual([0, 35_000]);
    await scheduler.stop();
  });

  it('never runs a job twice at once: what falls due meanwhile falls out and is counted', async () => {
    const { clock, scheduler, startsOf, starts } = begin();
    let running = 0;
    let most = 0;
    scheduler.add({
      id: 'deaf',
      intervalMs: 10_000,
      deadlineMs: 9_000,
      spreadMs: 1,
      // A run that does not heed its signal.
      run: async () => {
        starts.push({ id: 'deaf', atMs: clock.monotonicMs() });
        most = Math.max(most, ++running);
        await clock.sleep(34_000);
        running--;
        return { ok: true };
      },
    });
    scheduler.start();
    await clock.advance(45_000);
    expect(most).toBe(1);
    expect(startsOf('deaf')).toEqual([0, 40_000]);
    expect(scheduler.overrunsOf('deaf')).toBe(3);
    expect(scheduler.stats()).toMatchObject({ overruns: 3, stuck: 1 });
    const stopped = scheduler.stop();
    await clock.advance(40_000);
    await stopped;
  });

  it('takes the slot from a run that does not heed its deadline', async () => {
    const { clock, scheduler, add, startsOf } = begin({ slots: { live: 1 } });
    scheduler.add({
      id: 'deaf',
      intervalMs: 30_000,
      deadlineMs: 5_000,
      spreadMs: 1,
      run: () => clock.sleep(1e9).then(() => ({ ok: true })),
    });
    add('pe1', { spreadMs: 1 });
    scheduler.start();
    await clock.advance(10_000);
    expect(startsOf('pe1')).toEqual([7_000]);
    const stopped = scheduler.stop();
    await clock.advance(5_000);
    await stopped;
  });

  it('asks a dead device after 15 s, 1 min, 5 min and each 5 min, and returns to the grid when it answers', async () => {
    const { clock, scheduler, add, startsOf } = begin();
    let alive = false;
    add('pe1', { spreadMs: 1, ok: () => alive });
    scheduler.start();
    await clock.advance(700_000);
    expect(startsOf('pe1')).toEqual([0, 15_000, 75_000, 375_000, 675_000]);
    alive = true;
    await clock.advance(330_000);
    expect(startsOf('pe1').slice(5)).toEqual([975_000, 990_000, 1_020_000]);
    expect(scheduler.stats().dead).toBe(0);
    await scheduler.stop();
  });

  it('never lets priority 1 wait more than its most', async () => {
    const { clock, scheduler, add, startsOf } = begin();
    add('p1', { spreadMs: 1, ok: () => false, backoffMsMax: 60_000 });
    scheduler.start();
    await clock.advance(260_000);
    expect(startsOf('p1')).toEqual([0, 15_000, 75_000, 135_000, 195_000, 255_000]);
    await scheduler.stop();
  });

  it('keeps live devices on time while 200 dead ones wait out their deadlines on ten slots of their own', async () => {
    const { clock, scheduler, add, startsOf } = begin({ slots: { live: 5 } });
    for (let n = 0; n < 200; n++) add(`dead-${n}`, { takesMs: 999_999, deadlineMs: 2_000, backoffMsMax: 60_000 });
    scheduler.start();
    await clock.advance(120_000);
    expect(scheduler.stats().dead).toBe(200);
    for (let n = 0; n < 20; n++) add(`live-${n}`, { takesMs: 100 });
    const addedMs = clock.monotonicMs();
    await clock.advance(59_999);
    for (let n = 0; n < 20; n++) {
      const first = addedMs + phaseMs(`live-${n}`, 30_000);
      expect(startsOf(`live-${n}`)).toEqual([first, first + 30_000]);
    }
    expect(scheduler.stats().lagMsMax).toBe(0);
    await scheduler.stop();
  });

  it('runs no more at once than there are slots, and tells how late the rest started', async () => {
    const { clock, scheduler, add, starts } = begin({ slots: { live: 2 } });
    for (const id of ['a', 'b', 'c', 'd', 'e']) add(id, { spreadMs: 1, takesMs: 4_000 });
    scheduler.start();
    await clock.advance(9_000);
    expect(starts.map((start) => start.atMs)).toEqual([0, 0, 4_000, 4_000, 8_000]);
    expect(scheduler.stats().lagMsMax).toBe(8_000);
    await clock.advance(70_000);
    await scheduler.stop();
  });

  it('forgets a lag after a minute', async () => {
    const { clock, scheduler, add } = begin({ slots: { live: 1 } });
    add('a', { spreadMs: 1, takesMs: 3_000, intervalMs: 900_000 });
    add('b', { spreadMs: 1, takesMs: 3_000, intervalMs: 900_000 });
    scheduler.start();
    await clock.advance(10_000);
    expect(scheduler.stats().lagMsMax).toBe(3_000);
    await clock.advance(60_000);
    expect(scheduler.stats().lagMsMax).toBe(0);
    await scheduler.stop();
  });

  it('never runs two jobs of one device at once', async () => {
    const { clock, scheduler, add, starts } = begin();
    add('pe1:poll', { spreadMs: 1, takesMs: 3_000, exclusive: 'pe1' });
    add('pe1:metadata', { spreadMs: 1, takesMs: 3_000, exclusive: 'pe1' });
    add('pe2:poll', { spreadMs: 1, takesMs: 3_000, exclusive: 'pe2' });
    scheduler.start();
    await clock.advance(10_000);
    expect(starts).toEqual([
      { id: 'pe1:poll', atMs: 0 },
      { id: 'pe2:poll', atMs: 0 },
      { id: 'pe1:metadata', atMs: 3_000 },
    ]);
    await scheduler.stop();
  });

  it('runs a hinted job at once, and once more after a run that is under way', async () => {
    const { clock, scheduler, add, startsOf } = begin();
    add('pe1', { takesMs: 1_000, intervalMs: 900_000 });
    scheduler.start();
    await clock.settle();
    expect(scheduler.runNow('pe1')).toBe(true);
    await clock.advance(500);
    scheduler.runNow('pe1');
    scheduler.runNow('pe1');
    await clock.advance(5_000);
    expect(startsOf('pe1')).toEqual([0, 1_000]);
    expect(scheduler.runNow('pe9')).toBe(false);
    await scheduler.stop();
  });

  it('treats a run that throws as one without an answer', async () => {
    const { clock, scheduler } = begin();
    scheduler.add({
      id: 'x',
      intervalMs: 30_000,
      deadlineMs: 1_000,
      spreadMs: 1,
      run: () => Promise.reject(new Error('defect')),
    });
    scheduler.start();
    await clock.advance(1_000);
    expect(scheduler.stats()).toMatchObject({ dead: 1, running: 0 });
    await scheduler.stop();
  });

  it('aborts what runs when it stops, and waits for it', async () => {
    const { clock, scheduler } = begin();
    const seen: string[] = [];
    scheduler.add({
      id: 'slow',
      intervalMs: 30_000,
      deadlineMs: 20_000,
      spreadMs: 1,
      run: async (signal) => {
        await clock.sleep(15_000, signal);
        seen.push(signal.aborted ? 'aborted' : 'ended');
        return { ok: true };
      },
    });
    scheduler.start();
    await clock.advance(1_000);
    await scheduler.stop();
    expect(seen).toEqual(['aborted']);
    await clock.advance(100_000);
    expect(seen).toEqual(['aborted']);
  });

  it('takes a removed job out of the queue', async () => {
    const { clock, scheduler, add, starts } = begin({ slots: { live: 1 } });
    add('a', { spreadMs: 1, takesMs: 5_000 });
    add('b', { spreadMs: 1 });
    scheduler.start();
    await clock.advance(1_000);
    scheduler.remove('b');
    await clock.advance(28_000);
    expect(starts).toEqual([{ id: 'a', atMs: 0 }]);
    await scheduler.stop();
  });

  it.each([
    ['a deadline that is not below the interval', { deadlineMs: 30_000 }, 'below the interval of 30000 ms'],
    ['a deadline of 0', { deadlineMs: 0 }, 'above 0'],
  ])('refuses %s', (_name, job, message) => {
    const { add } = begin();
    expect(() => add('pe1', job)).toThrow(message);
  });

  it('refuses an id twice', () => {
    const { add } = begin();
    add('pe1');
    expect(() => add('pe1')).toThrow('Job pe1 is in the schedule already');
  });
});
