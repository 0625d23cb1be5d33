// The golden batches: what both sides must agree on, as data. The collector's ingest tests run the same files.
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { batch } from './batch.ts';
import type { RejectionCode } from './reasons.ts';
import { type Sample, sample } from './sample.ts';

interface Refused {
  expect: { problem: string } | { rejected: { index: number; code: RejectionCode }[] };
  batch: unknown;
}

const folder = (name: string) => new URL(`../fixtures/${name}/`, import.meta.url);
const files = (name: string) => readdirSync(folder(name)).filter((file) => file.endsWith('.json'));
const read = (name: string, file: string): unknown => JSON.parse(readFileSync(new URL(file, folder(name)), 'utf8'));

describe('golden batches that both sides accept', () => {
  it.each(files('valid'))('%s: the batch and each of its samples parse, and nothing is lost on the way', (file) => {
    const raw = read('valid', file);
    const parsed = batch.parse(raw);
    expect(parsed).toEqual(raw);
    for (const one of parsed.samples) expect(sample.parse(one)).toEqual(one);
  });

  it('show every kind of sample', () => {
    const kinds = new Set(
      files('valid').flatMap((file) => batch.parse(read('valid', file)).samples.map((one) => (one as Sample).kind)),
    );
    expect([...kinds].sort()).toEqual(['agent', 'check', 'device', 'gap', 'inventory', 'link', 'ping', 'unit']);
  });
});

describe('golden batches that the collector refuses', () => {
  it.each(files('invalid'))('%s is refused where it says', (file) => {
    const { expect: expected, batch: raw } = read('invalid', file) as Refused;
    const parsed = batch.safeParse(raw);
    if ('problem' in expected) {
      expect(parsed.success).toBe(false);
      return;
    }
    const samples = batch.parse(raw).samples;
    const refused = samples.flatMap((one, index) => (sample.safeParse(one).success ? [] : [index]));
    // A sample that names an operator matches no kind either; the collector gives the reason that says more.
    const bySchema = ({ code }: { code: RejectionCode }) => code === 'invalid' || code === 'wrongOperator';
    expect(refused).toEqual(expected.rejected.filter(bySchema).map(({ index }) => index));
  });
});
