// Goal: a vendor is one profile and one recording. Each profile has a small recording of our own making beside it, which
// says in its head what must be read of it; where `verified` names recordings of real devices, each of them is there and
// one of the tests over them reads it.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type UnitKind, unitKinds } from '@thongsuot/contract/facts.ts';
import { unitSample } from '@thongsuot/contract/sample.ts';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { profiles } from './profiles/all.ts';
import { parseRecording, playRecording } from './recorded.fake.ts';
import { createUnitPoller } from './unit.ts';

const own = join(import.meta.dirname, 'recordings');
const real = process.env['THONGSUOT_RECORDINGS'] ?? join(import.meta.dirname, '../../..', '..', 'shared', 'recordings');
/** 4 August 2020, 10:00 in Vietnam. */
const at = Date.UTC(2020, 7, 4, 3);

interface Head {
  about: string;
  kind: UnitKind;
  named: boolean;
  facts: Record<string, unknown>;
}

/** `# text`, `# kind: ups`, `# named in the config`, and one `# fact = value` for each fact, value in JSON. */
function headOf(text: string): Head {
  const lines = text.split('\n').flatMap((line) => (line.startsWith('# ') ? [line.slice(2)] : []));
  const kind = unitKinds.find((one) => lines.includes(`kind: ${one}`));
  if (kind === undefined) throw new Error('the head of the recording names no kind of unit');
  const facts = lines.flatMap((line) => {
    const [, name, value] = /^(\w+) = (.+)$/.exec(line) ?? [];
    return name === undefined || value === undefined ? [] : [[name, JSON.parse(value)] as const];
  });
  return {
    about: lines[0] ?? '',
    kind,
    named: lines.includes('named in the config'),
    facts: Object.fromEntries(facts),
  };
}

async function read(name: string) {
  const text = readFileSync(join(own, `${name}.snmprec`), 'utf8');
  const head = headOf(text);
  const poller = createUnitPoller({
    unit: { id: 'u1', kind: head.kind, profile: head.named ? name : undefined, intervalS: 60 },
    reader: playRecording(parseRecording(text)),
    clock: { now: () => at, monotonicMs: () => 0, sleep: async () => {} },
    log: pino({ level: 'silent' }),
  });
  return { head, poll: await poller.poll(new AbortController().signal, 5_000) };
}

/** A standby link without a session has no objects of its own: its facts are those of a link. */
const withObjects = profiles.filter(({ facts }) => Object.keys(facts).length > 0);

describe('each profile, by a recording of our own making', () => {
  it('has one, and no recording is without a profile', () => {
    expect(readdirSync(own).sort()).toEqual(withObjects.map(({ name }) => `${name}.snmprec`).sort());
  });

  it.each(withObjects)('$name reads every figure of it, and none besides', async ({ name, kind, verified, facts }) => {
    const { head, poll } = await read(name);
    expect([head.kind, poll.profile, poll.verified]).toEqual([kind, name, verified !== null]);
    expect(head.about).toMatch(/^Made for this project.*no device was recorded\.$/);
    const sample = poll.samples[0];
    expect(unitSample.safeParse(sample).success).toBe(true);
    const stated = Object.entries(sample?.facts ?? {});
    expect(Object.fromEntries(stated.map(([n, fact]) => [n, 'value' in fact ? fact.value : fact.unknown]))).toEqual(
      head.facts,
    );
    expect(stated.map(([n]) => n).sort()).toEqual(Object.keys(facts).sort());
  });
});

describe.runIf(existsSync(real))('what each profile says it was verified on', () => {
  const tests = ['unit.test.ts', '../discover.recordings.test.ts'].map((file) =>
    readFileSync(join(import.meta.dirname, file), 'utf8'),
  );
  const present = readdirSync(real).map((file) => basename(file, '.snmprec'));
  const claims = profiles.flatMap(({ name, verified }) =>
    (verified ?? '').split(', ').flatMap((recording) => (recording === '' ? [] : [{ name, recording }])),
  );
  it.each(claims)('$name: $recording is there, and a test reads it', ({ recording }) => {
    expect(present).toContain(recording);
    expect(tests.some((text) => text.includes(`'${recording}'`))).toBe(true);
  });
});
