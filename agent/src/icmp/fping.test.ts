import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import type { Clock } from '../clock.ts';
import type { EchoEngine } from './echo.ts';
import { createFping, fpingArguments } from './fping.ts';
import { createPing } from './ping.ts';
import { createIcmpProber, createProber } from './prober.ts';

const log = pino({ level: 'silent' });
const clock: Clock = {
  now: () => Date.now(),
  monotonicMs: () => performance.now(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const timer = setTimeout(resolve, ms);
      signal?.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve();
      });
    }),
};
const ask = { count: 3, periodMs: 20, timeoutMs: 300 };
const stopper = new AbortController();

/** A stand-in for fping: reads targets, and writes what `line(host)` gives; see fping(8) for the real one. */
const script = (body: string): string[] => [process.execPath, '-e', body, '--'];
const standIn = (lineOf: string, after = ''): string[] =>
  script(
    `const hosts = require('fs').readFileSync(0, 'utf8').trim().split('\\n');
     const count = Number(process.argv[process.argv.indexOf('-C') + 1]);
     const all = (x) => Array(count).fill(x).join(' ');
     for (const host of hosts) { const line = (${lineOf})(host, all); if (line) console.error(host + ' : ' + line); }
     ${after}`,
  );

describe('createFping', () => {
  it('passes count, period, interval, time-out, source and DSCP in fping’s own options', () => {
    expect(fpingArguments({ count: 5, periodMs: 200, timeoutMs: 1_000, source: '127.0.0.1', dscp: 46 })).toEqual([
      '-C',
      '5',
      '-q',
      '-p',
      '200',
      '-i',
      '0',
      '-t',
      '1000',
      '-S',
      '127.0.0.1',
      '-O',
      '184',
    ]);
  });

  it('sends with a pause where fping lets nobody send without, and remembers it', async () => {
    const refusing = standIn('(h, all) => all("1.5")').with(
      2,
      `const at = process.argv.indexOf('-i');
       if (process.argv[at + 1] === '0') { console.error("fping: these options are too risky for mere mortals."); process.exit(3); }
       ${standIn('(h, all) => all("1.5")')[2] ?? ''}`,
    );
    const engine = createFping({ command: refusing, clock });
    for (let i = 0; i < 2; i++) {
      const answer = await engine.ask(['10.1.0.1'], ask, stopper.signal);
      expect(answer).toEqual({ echoes: new Map([['10.1.0.1', [1.5, 1.5, 1.5]]]) });
    }
  });

  it('measures IPv6 with the real fping', async () => {
    const answer = await createFping({ command: ['fping'], clock }).ask(['::1', '127.0.0.1'], ask, stopper.signal);
    expect(answer.failure).toBeUndefined();
    expect([...answer.echoes.keys()]).toEqual(['::1', '127.0.0.1']);
    for (const rtt of answer.echoes.get('::1') ?? []) expect(rtt ?? -1).toBeGreaterThan(0);
  });

  it('measures loopback with the real fping', async () => {
    const answer = await createFping({ command: ['fping'], clock }).ask(
      ['127.0.0.1', '127.0.0.2', '127.0.0.1'],
      ask,
      stopper.signal,
    );
    expect(answer.failure).toBeUndefined();
    expect([...answer.echoes.keys()]).toEqual(['127.0.0.1', '127.0.0.2']);
    for (const echoes of answer.echoes.values()) {
      expect(echoes).toHaveLength(3);
      for (const rtt of echoes) expect(rtt ?? -1).toBeGreaterThan(0);
    }
  });

  it('splits 400 targets into shards and puts the answers together', async () => {
    const targets = Array.from({ length: 400 }, (_, i) => `10.1.${i >> 8}.${i & 255}`);
    const answer = await createFping({
      command: standIn('(h, all) => h.endsWith("7") ? all("-") : all("1.5")'),
      clock,
    }).ask(targets, ask, stopper.signal);
    expect(answer.echoes.size).toBe(400);
    expect(answer.echoes.get('10.1.0.7')).toEqual([null, null, null]);
    expect(answer.echoes.get('10.1.1.143')).toEqual([1.5, 1.5, 1.5]);
  });

  it('does not let a target be read as two', async () => {
    const answer = await createFping({ command: standIn('(h, all) => all("1")'), clock }).ask(
      ['a b', 'c\nd', '-f', 'e'],
      ask,
      stopper.signal,
    );
    expect([...answer.echoes.keys()]).toEqual(['e']);
  });

  const failures = [
    { name: 'a program that is not there is missing', command: ['/nonexistent/fping'], because: 'missing' },
    {
      name: 'status 4 with empty output is a permission',
      command: standIn('() => ""', 'process.exitCode = 4;'),
      because: 'refused',
    },
    {
      name: 'status 4 at the source address is no permission',
      command: standIn('() => ""', 'console.error("fping: cannot bind source address : x"); process.exitCode = 4;'),
      because: 'failed',
    },
    {
      name: 'status 126 of a wrapper is a permission',
      command: standIn('() => ""', 'process.exitCode = 126;'),
      because: 'refused',
    },
    {
      name: 'endless output is stopped',
      command: script('for (;;) require("fs").writeSync(2, "x".repeat(4096) + "\\n");'),
      because: 'failed',
    },
  ];
  for (const { name, command, because } of failures) {
    it(name, async () => {
      const answer = await createFping({ command, clock }).ask(['127.0.0.1'], ask, stopper.signal);
      expect(answer.echoes.size).toBe(0);
      expect(answer.failure?.because).toBe(because);
    });
  }

  it('kills a process that outlives its time, by its id', async () => {
    const instant: Clock = { ...clock, sleep: (ms, signal) => clock.sleep(ms > 1_000 ? 400 : 0, signal) };
    const command = script('setInterval(() => {}, 1000);');
    const answer = await createFping({ command, clock: instant }).ask(['127.0.0.1'], ask, stopper.signal);
    expect(answer.failure?.detail).toContain('killed');
  });

  it('stops at once when the agent stops', async () => {
    const abort = new AbortController();
    const asked = createFping({ command: script('setInterval(() => {}, 1000);'), clock }).ask(
      ['127.0.0.1'],
      ask,
      abort.signal,
    );
    abort.abort();
    expect((await asked).echoes.size).toBe(0);
  });
});

describe('createPing', () => {
  it('measures loopback with the system’s ping', async () => {
    const answer = await createPing({ clock }).ask(['127.0.0.1', '127.0.0.3'], { ...ask, count: 2 }, stopper.signal);
    expect(answer.failure).toBeUndefined();
    expect([...answer.echoes.keys()].sort()).toEqual(['127.0.0.1', '127.0.0.3']);
    for (const echoes of answer.echoes.values()) for (const rtt of echoes) expect(rtt ?? -1).toBeGreaterThan(0);
  });
});

describe('createIcmpProber', () => {
  const saved: string[][] = [];
  const base = {
    count: 3,
    periodMs: 20,
    timeoutMs: 300,
    clock,
    log,
    snmpAnswers: () => true,
    references: ['127.0.0.9'],
    knownToAnswer: { load: () => ['10.9.9.9'], save: (list: readonly string[]) => void saved.push([...list]) },
  };
  const target = (link: string, address: string) => ({ link, address, intervalS: 10 });

  it('measures loopback with the real fping, and remembers who answered', async () => {
    const prober = createIcmpProber(base);
    await prober.start();
    const before = Date.now();
    const { samples, findings } = await prober.burst([target('a', '127.0.0.1')], stopper.signal);
    expect(samples[0]).toMatchObject({ kind: 'ping', link: 'a', intervalS: 10, sent: 3, received: 3 });
    expect(samples[0]?.unknown).toBeUndefined();
    expect(samples[0]?.at ?? 0).toBeGreaterThanOrEqual(before);
    expect(findings).toEqual([]);
    expect(saved.at(-1)).toEqual(['10.9.9.9', '127.0.0.1', '127.0.0.9']);
  });

  it('reports loss of a target known from before the restart, and none of one that never answered', async () => {
    const command = standIn('(h, all) => h.startsWith("127.") ? all("1") : all("-")');
    const prober = createIcmpProber({ ...base, command });
    await prober.start();
    const { samples, findings } = await prober.burst(
      [target('a', '10.9.9.9'), target('b', '10.9.9.8')],
      stopper.signal,
    );
    expect(samples.map((s) => [s.link, s.unknown, s.sent, s.received])).toEqual([
      ['a', undefined, 3, 0],
      ['b', 'neverAnswered', 0, 0],
    ]);
    expect(findings.map((f) => [f.code, f.subject])).toEqual([['neverAnswered', { link: 'b' }]]);
  });

  const blind = [
    {
      name: 'without permission',
      command: standIn('() => ""', 'process.exitCode = 4;'),
      says: 'CAP_NET_RAW',
      tells: ['notPermitted', 'icmpNotPermitted'],
    },
    {
      name: 'with fping 5.1’s loss of every echo',
      command: standIn('(h, all) => all("-")', 'process.exitCode = 1;'),
      says: 'fping 5.1',
      tells: ['notPermitted', 'icmpNotPermitted'],
    },
    {
      name: 'with neither engine installed',
      command: ['/nonexistent/fping'],
      fallback: false,
      says: 'not installed',
      tells: ['engineFailed', 'icmpFailed'],
    },
    {
      name: 'with a source address that is not its own',
      command: standIn('(h, all) => h === "127.0.0.1" ? all("1") : all("-")'),
      source: '192.0.2.1',
      says: 'icmp.source',
      tells: ['engineFailed', 'icmpFailed'],
    },
  ];
  for (const { name, says, tells, ...options } of blind) {
    it(`${name} it never reports loss, and says what to do`, async () => {
      const prober = createIcmpProber({ ...base, ...options });
      const { samples, findings } = await prober.burst([target('a', '10.9.9.9')], stopper.signal);
      expect(samples.map((s) => [s.unknown, s.sent, s.received])).toEqual([[tells[0], 0, 0]]);
      expect(findings.map((f) => f.code)).toEqual([tells[1]]);
      expect(findings[0]?.detail).toContain(says);
      expect(findings[0]?.detail.length).toBeLessThanOrEqual(500);
    });
  }

  it.each([
    ['icmpNotPermitted', 'refused'],
    ['icmpFailed', 'failed'],
  ] as const)('lists %s when some addresses could not be asked because the engine %s', async (code, because) => {
    const engine: EchoEngine = {
      name: 'fping',
      ask: async (list) => ({
        echoes: new Map(list.filter((a) => a.startsWith('127.')).map((a) => [a, [1]])),
        ...(list.includes('10.9.9.9') ? { failure: { because, detail: 'fping ended with 1' } } : {}),
      }),
    };
    const prober = createProber(base, engine, undefined);
    const { samples, findings } = await prober.burst(
      [target('a', '10.9.9.9'), target('b', '127.0.0.1')],
      stopper.signal,
    );
    expect(samples.map((s) => [s.link, s.unknown])).toEqual([
      ['a', 'engineFailed'],
      ['b', undefined],
    ]);
    expect(findings.map((f) => [f.code, f.detail])).toEqual([
      [code, '1 of 3 addresses could not be asked by ICMP (10.9.9.9): fping ended with 1'],
    ]);
  });

  it('falls back to ping where fping is missing, and says so', async () => {
    const prober = createIcmpProber({ ...base, command: ['/nonexistent/fping'], count: 1 });
    await prober.start();
    const { samples, findings } = await prober.burst([target('a', '127.0.0.1')], stopper.signal);
    expect(samples.map((s) => [s.sent, s.received])).toEqual([[1, 1]]);
    expect(findings.map((f) => f.code)).toEqual(['icmpFallback']);
  });

  it('tests itself again when all of a burst is lost, and takes the loss back when the test fails', async () => {
    let permitted = true;
    const engine: EchoEngine = {
      name: 'fping',
      ask: async (list) => ({
        echoes: new Map(list.map((a) => [a, [permitted && a.startsWith('127.') ? 1 : null]])),
      }),
    };
    let nowMs = 0;
    const prober = createProber({ ...base, clock: { ...clock, monotonicMs: () => nowMs } }, engine, undefined);
    await prober.start();
    const lost = async () =>
      (await prober.burst([target('a', '10.9.9.9')], stopper.signal)).samples[0]?.unknown ?? 'loss';
    expect(await lost()).toBe('loss');
    permitted = false;
    expect(await lost()).toBe('notPermitted');
    permitted = true;
    expect(await lost()).toBe('notPermitted');
    nowMs = 30_000;
    expect(await lost()).toBe('loss');
  });

  it('gives no sample when it is stopped', async () => {
    const abort = new AbortController();
    const prober = createIcmpProber(base);
    await prober.start();
    const running = prober.burst([target('a', '127.0.0.1')], abort.signal);
    abort.abort();
    expect((await running).samples).toEqual([]);
  });
});
