/** The codes that the collector says as plain strings, read from its source: a new one without words fails here. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { readinessReasonUnits, ruleUnits } from './codes.ts';

const collector = join(import.meta.dirname, '..', '..', '..', 'collector', 'src');
const sourceOf = (folder: string) =>
  readdirSync(join(collector, folder))
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => readFileSync(join(collector, folder, name), 'utf8'))
    .join('\n');

it('every reason of readiness has words and a unit', () => {
  const source = sourceOf('readiness');
  const codes = [...source.matchAll(/(?:blocker|penalty|nothing)\('(\w+)'|code: '(\w+)'/g)].map(([, a, b]) => a ?? b);
  expect(codes.length).toBeGreaterThan(20);
  expect(Object.keys(readinessReasonUnits)).toEqual(expect.arrayContaining(codes));
});

it('every rule of an alert has words and a unit', () => {
  const rules = /export interface Rules \{([\s\S]*?)\n\}/.exec(sourceOf('alert'))?.[1] ?? '';
  const names = [...rules.matchAll(/^ {2}(\w+)\?:/gm)].map(([, name]) => name);
  expect(names.length).toBeGreaterThanOrEqual(5);
  expect(Object.keys(ruleUnits)).toEqual(expect.arrayContaining(names));
});
