import type { AlertView } from '@thongsuot/contract/api.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Province } from './api.ts';
import { RequestFailed } from './request.ts';
import { startSession } from './session.ts';
import { createStore } from './store.ts';
import type { Source } from './stream.ts';

const province = (...alertIds: string[]): Province => ({
  me: {} as Province['me'],
  overview: {} as Province['overview'],
  endpoints: [],
  units: [],
  alerts: alertIds.map((id) => ({ id, state: 'firing' }) as AlertView),
  findings: [],
  agents: [],
});

/** A session whose answers and events the test gives by hand. */
const setUp = () => {
  const answers: { resolve(value: Province): void; reject(error: Error): void; signal: AbortSignal }[] = [];
  const listeners = new Map<string, (event: { data?: unknown }) => void>();
  const source: Source = {
    addEventListener: (type, listener) => listeners.set(type, listener),
    close: () => {},
  };
  const store = createStore();
  const session = startSession(
    {
      read: (signal) => new Promise((resolve, reject) => answers.push({ resolve, reject, signal })),
      open: () => source,
      monotonicMs: () => performance.now(),
      wallMs: () => 0,
      random: () => 0.5,
    },
    store,
  );
  const emit = (type: string, data: unknown) => listeners.get(type)?.({ data: JSON.stringify(data) });
  const alerts = () => [...(store.get().picture?.alerts.keys() ?? [])];
  return { answers, store, session, emit, alerts };
};

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the session', () => {
  it('keeps the links current only while a page shows some', async () => {
    const { answers, store, session, emit } = setUp();
    answers[0]?.resolve(province());
    await vi.advanceTimersByTimeAsync(1_000);
    const links = async (at: number) => {
      emit('links', { at, links: [{ operator: 'vnpt', link: 'a', at }] });
      await vi.advanceTimersByTimeAsync(1_000);
      return [...(store.get().picture?.links.values() ?? [])].map((link) => link.at);
    };
    expect(await links(1)).toEqual([]);
    const [one, other] = [session.followLinks(), session.followLinks()];
    expect(await links(2)).toEqual([2]);
    one();
    one();
    expect(await links(3)).toEqual([3]);
    other();
    expect(await links(4)).toEqual([3]);
    session.stop();
  });

  it('loses no change that overtakes the lists', async () => {
    const { answers, session, emit, alerts } = setUp();
    emit('alert', { id: 'new', state: 'firing' });
    emit('alert', { id: 'gone', state: 'resolved' });
    answers[0]?.resolve(province('old', 'gone'));
    await vi.advanceTimersByTimeAsync(1_000);
    expect(alerts()).toEqual(['old', 'new']);
    session.stop();
  });

  it('draws later changes together', async () => {
    const { answers, session, emit, alerts, store } = setUp();
    answers[0]?.resolve(province());
    await vi.advanceTimersByTimeAsync(0);
    let drawn = 0;
    store.subscribe(() => {
      drawn += 1;
    });
    emit('tick', { at: 1 });
    for (let i = 0; i < 50; i += 1) emit('alert', { id: `a${i}`, state: 'firing' });
    await vi.advanceTimersByTimeAsync(300);
    expect(alerts()).toHaveLength(50);
    // Once for the stream's state, once for the fifty.
    expect(drawn).toBe(2);
    session.stop();
  });

  it('reads again after resync; an answer to the reading before it does not count', async () => {
    const { answers, session, emit, alerts, store } = setUp();
    emit('resync', { at: 1 });
    expect(answers).toHaveLength(2);
    expect(answers[0]?.signal.aborted).toBe(true);
    answers[1]?.resolve(province('second'));
    answers[0]?.resolve(province('first'));
    await vi.advanceTimersByTimeAsync(0);
    expect(alerts()).toEqual(['second']);
    expect(store.get().generation).toBe(1);
    session.stop();
  });

  it('says why a reading failed, keeps what it had, and tries again', async () => {
    const { answers, session, alerts, store, emit } = setUp();
    answers[0]?.resolve(province('kept'));
    await vi.advanceTimersByTimeAsync(0);
    emit('resync', { at: 1 });
    answers[1]?.reject(new RequestFailed('GET', '/v1/overview', 503));
    await vi.advanceTimersByTimeAsync(0);
    expect(store.get().failedStatus).toBe(503);
    expect(alerts()).toEqual(['kept']);
    await vi.advanceTimersByTimeAsync(1_000);
    answers[2]?.resolve(province('fresh'));
    await vi.advanceTimersByTimeAsync(0);
    expect(store.get().failedStatus).toBeUndefined();
    expect(alerts()).toEqual(['fresh']);
    session.stop();
  });

  it('tells the collector’s time from its ticks, not from this machine’s clock', async () => {
    const { session, emit } = setUp();
    emit('tick', { at: 1_000_000 });
    await vi.advanceTimersByTimeAsync(2_500);
    expect(session.now()).toBe(1_002_500);
    session.stop();
  });
});
