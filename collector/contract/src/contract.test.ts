import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { answer, problem } from './answer.ts';
import { classCodes, endpointClasses, leadingClass } from './classes.ts';
import { factNames, factRatioMax, facts } from './facts.ts';
import { problemCodes, problems, problemType } from './problem.ts';
import { parseBitsPerSecond, parseDurationMs, parseOctets } from './quantity.ts';
import { heldRejections, rejectionCodes } from './reasons.ts';
import { sample } from './sample.ts';
import { measurementNames, measurements } from './storage.ts';

describe('quantities as people write them', () => {
  it.each([
    ['250ms', 250],
    ['30s', 30_000],
    ['1.5 h', 5_400_000],
    ['7d', 604_800_000],
    ['30', undefined],
    ['-5s', undefined],
    ['5 parsecs', undefined],
    ['', undefined],
  ])('the duration %j is %j ms', (text, ms) => expect(parseDurationMs(text)).toBe(ms));

  it.each([
    ['200M', 200e6],
    ['1.5G', 1.5e9],
    ['64kbps', 64_000],
    ['100 Mbit/s', 100e6],
    ['9600', 9_600],
    ['200Q', undefined],
    ['1e9', undefined],
  ])('the rate %j is %j bits per second', (text, bps) => expect(parseBitsPerSecond(text)).toBe(bps));

  it.each([
    ['2GiB', 2_147_483_648],
    ['500MB', 500_000_000],
    ['16', undefined],
  ])('the size %j is %j octets', (text, size) => expect(parseOctets(text)).toBe(size));

  it('read back any whole number of seconds', () => {
    fc.assert(fc.property(fc.nat(1_000_000), (seconds) => parseDurationMs(`${seconds}s`) === seconds * 1_000));
  });
});

describe('the answer to a batch', () => {
  const good = {
    epoch: '9f2c41d07ab3e815',
    seq: 42,
    count: 3,
    stored: 2,
    rejected: [{ index: 1, code: 'invalid', detail: 'x' }],
    now: 1_596_499_200_000,
  };
  it('is believed when stored and rejected add up to count', () => expect(answer.parse(good)).toEqual(good));
  it.each([
    ['a count that does not add up', { ...good, stored: 3 }],
    ['a page of a captive portal', '<html>'],
    ['an empty object', {}],
  ])('is not believed with %s', (_, body) => expect(answer.safeParse(body).success).toBe(false));

  it('as a problem names a code of the closed list', () => {
    const one = {
      type: problemType('storeUnavailable'),
      title: 't',
      status: 503,
      code: 'storeUnavailable',
      detail: 'd',
      seen: true,
    };
    expect(problem.parse(one)).toEqual(one);
    expect(problem.safeParse({ ...one, code: 'other' }).success).toBe(false);
  });
  it('gives every problem code a status that says whether to try again', () => {
    expect(problemCodes.every((code) => problems[code].status >= 400 && problems[code].status < 600)).toBe(true);
  });
  it('knows every held rejection as a rejection', () => {
    expect([...heldRejections].every((code) => (rejectionCodes as readonly string[]).includes(code))).toBe(true);
  });
});

describe('endpoint classes', () => {
  it('name every body of the letter in both languages', () => {
    for (const code of classCodes) {
      const { vi, en } = endpointClasses[code];
      expect(vi.length, code).toBeGreaterThan(3);
      expect(en.length, code).toBeGreaterThan(3);
    }
  });
  it.each(classCodes)('%s warns before it is critical', (code) => {
    const t = endpointClasses[code].thresholds;
    expect(t.utilizationWarning).toBeLessThan(t.utilizationCritical);
    expect(t.lossWarning).toBeLessThan(t.lossCritical);
    expect(t.rttMsWarning).toBeLessThan(t.rttMsCritical);
    expect(t.availabilityTarget).toBeLessThan(1);
  });
  it('an endpoint of several classes counts as the one that is restored first', () => {
    expect(leadingClass(['EDU', 'OUTBREAK'])).toBe('OUTBREAK');
    expect(leadingClass(['HOSPITAL', 'PARTY-STATE'])).toBe('PARTY-STATE');
    expect(leadingClass([])).toBe('PUBLIC');
  });
});

describe('ratios of a unit', () => {
  const parse = (name: string, value: number) =>
    sample.safeParse({
      kind: 'unit',
      at: 1_596_499_200_000,
      unit: 'u',
      intervalS: 60,
      facts: { [name]: { value, unit: 'ratio' } },
    }).success;
  it.each(factNames.filter((name) => facts[name] === 'ratio'))(
    '%s is taken from 0 to its most and no further',
    (name) => {
      const most = factRatioMax(name);
      expect(most).toBe(name === 'loadRatio' ? 10 : 1);
      expect([-0.01, 0, most, most + 0.01].map((value) => parse(name, value))).toEqual([false, true, true, false]);
    },
  );
});

describe('storage names', () => {
  it('are snake_case, and no field has the name of a tag', () => {
    for (const name of measurementNames) {
      const { tags, fields } = measurements[name];
      for (const word of [...tags, ...Object.keys(fields)]) expect(word).toMatch(/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/);
      expect(Object.keys(fields).filter((field) => (tags as readonly string[]).includes(field))).toEqual([]);
    }
  });
  it('hold every numeric fact of a unit', () => {
    const numeric = factNames.filter((name) => !['state', 'text'].includes(facts[name]));
    const stored = new Set(Object.keys(measurements.unit.fields));
    const snake = (name: string) =>
      name.replace(/[A-Z]/g, (c) => `_${c.toLowerCase()}`).replace('traffic_bits_per_second', 'traffic_bps');
    expect(numeric.filter((name) => !stored.has(snake(name)))).toEqual([]);
  });
});
