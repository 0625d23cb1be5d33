import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { followStream, type Source, type StreamListener } from './stream.ts';

class FakeSource implements Source {
  readonly listeners = new Map<string, (event: { data?: unknown }) => void>();
  closed = false;
  addEventListener(type: string, listener: (event: { data?: unknown }) => void) {
    this.listeners.set(type, listener);
  }
  close() {
    this.closed = true;
  }
  emit(type: string, data?: unknown) {
    this.listeners.get(type)?.({ data: typeof data === 'string' ? data : JSON.stringify(data) });
  }
}

const setUp = () => {
  const sources: FakeSource[] = [];
  const said: string[] = [];
  const listener: StreamListener = {
    wants: (type) => type !== 'links',
    onChange: ({ event }) => said.push(`change ${event}`),
    onResync: () => said.push('resync'),
    onState: (state) => said.push(state),
    onTick: () => {},
  };
  const stream = followStream(
    {
      open() {
        const source = new FakeSource();
        sources.push(source);
        return source;
      },
      monotonicMs: () => performance.now(),
      random: () => 0.5,
    },
    listener,
  );
  return { sources, said, stream, last: () => sources.at(-1) as FakeSource };
};

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the stream', () => {
  it('is live from its first event, and old after 15 s of silence', () => {
    const { said, stream, last } = setUp();
    last().emit('open');
    last().emit('tick', { at: 1 });
    vi.advanceTimersByTime(15_000);
    expect(said).toEqual(['live']);
    vi.advanceTimersByTime(1_000);
    expect(said).toEqual(['live', 'stale']);
    expect(stream.ageMs()).toBe(16_000);
    stream.stop();
  });

  it('that has never said anything is old as well', () => {
    const { said, stream } = setUp();
    vi.advanceTimersByTime(16_000);
    expect(said).toEqual(['stale']);
    stream.stop();
  });

  it('is opened anew when it dies without a word, and once only per wait', () => {
    const { sources, stream, last } = setUp();
    last().emit('open');
    last().emit('tick', { at: 1 });
    vi.advanceTimersByTime(21_000);
    expect(sources).toHaveLength(2);
    expect(sources[0]?.closed).toBe(true);
    vi.advanceTimersByTime(10_000);
    expect(sources).toHaveLength(2);
    stream.stop();
  });

  it('comes back by itself after errors, with waits that grow to their bound, and the lists are read anew', () => {
    const { sources, said, stream, last } = setUp();
    last().emit('open');
    last().emit('tick', { at: 1 });
    const waits: number[] = [];
    for (let attempt = 0; attempt < 6; attempt += 1) {
      const before = sources.length;
      const from = performance.now();
      last().emit('error');
      while (sources.length === before) vi.advanceTimersByTime(500);
      waits.push(performance.now() - from);
    }
    expect(waits).toEqual([1_000, 1_500, 2_500, 4_500, 5_500, 5_500]);
    last().emit('open');
    last().emit('tick', { at: 2 });
    expect(said).toEqual(['live', 'stale', 'resync', 'live']);
    stream.stop();
  });

  it('passes on changes and resyncs, and takes broken data for nothing', () => {
    const { said, stream, last } = setUp();
    last().emit('alert', { id: 'a' });
    last().emit('resync', { at: 1 });
    last().emit('alert', '{"id":');
    expect(said).toEqual(['live', 'change alert', 'resync']);
    stream.stop();
  });

  it('takes an event that nobody wants for a sign of life, and does not even parse it', () => {
    const { said, stream, last } = setUp();
    last().emit('open');
    vi.advanceTimersByTime(14_000);
    last().emit('links', '{"at":1,"links":[{"cut":');
    vi.advanceTimersByTime(14_000);
    expect(said).toEqual(['live']);
    stream.stop();
  });

  it('hears nothing more of a source that it has replaced', () => {
    const { sources, said, stream } = setUp();
    sources[0]?.emit('error');
    vi.advanceTimersByTime(3_000);
    sources[0]?.emit('alert', { id: 'a' });
    expect(said).toEqual([]);
    stream.stop();
    expect(sources.at(-1)?.closed).toBe(true);
  });
});
