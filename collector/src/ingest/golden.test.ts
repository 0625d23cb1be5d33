// The golden batches of the contract, through POST /v1/batches. The agent's wire test packs the same files.
import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { type Answer, answer, problem } from '@thongsuot/contract/answer.ts';
import type { InventorySample } from '@thongsuot/contract/inventory.ts';
import type { RejectionCode } from '@thongsuot/contract/reasons.ts';
import { describe, expect, it } from 'vitest';
import { bearer, createFake } from '../app.fake.ts';
import { batchOf, inventorySampleOf } from './samples.fake.ts';

interface Refused {
  expect: { problem: string } | { rejected: { index: number; code: RejectionCode }[] };
  batch: { samples?: unknown };
}

const folder = (name: string) => new URL(`../../contract/fixtures/${name}/`, import.meta.url);
const files = (name: string) => readdirSync(folder(name)).filter((file) => file.endsWith('.json'));
const read = <T>(name: string, file: string) => JSON.parse(readFileSync(new URL(file, folder(name)), 'utf8')) as T;

/** Time of the golden samples. */
const at = 1_596_499_200_000;

/** An inventory that lists whatever a batch names, in force well before it. */
function inventoryFor(samples: unknown): InventorySample {
  const named = (key: string): string[] => [
    ...new Set(
      (Array.isArray(samples) ? samples : []).flatMap((one: Record<string, unknown> | null) => {
        const id = one !== null && typeof one === 'object' ? one[key] : undefined;
        return typeof id === 'string' && /^[\w.-]{1,64}$/.test(id) ? [id] : [];
      }),
    ),
  ];
  return inventorySampleOf({
    at: at - 3_600_000,
    devices: named('device').map((id) => ({ id, intervalS: 30 })),
    links: named('link').map((id) => ({
      id,
      endpoint: 'bv',
      role: 'primary',
      device: 'pe1',
      interface: `name ${id}`,
      sharedRisk: [],
      intervalS: 30,
    })),
    units: named('unit').map((id) => ({ id, kind: 'ups', protects: [], intervalS: 60 })),
    checks: named('check').map((id) => ({ id, endpoint: 'cong', url: 'https://cong.example/', intervalS: 60 })),
  });
}

/** Sends the golden batch to a collector that knows what it names. */
async function send(golden: { samples?: unknown }) {
  const { app, clock } = await createFake();
  clock.wall = at + 1_250;
  const post = (payload: Buffer | string, encoding: Record<string, string>) =>
    app.fastify.inject({
      method: 'POST',
      url: '/v1/batches',
      headers: { ...bearer('agent'), 'content-type': 'application/json', ...encoding },
      payload,
    });
  const known = await post(JSON.stringify(batchOf([inventoryFor(golden.samples)])), {});
  expect(known.json()).toMatchObject({ stored: 1 });
  const response = await post(gzipSync(JSON.stringify(golden)), { 'content-encoding': 'gzip' });
  return { status: response.statusCode, body: response.json() as unknown };
}

const verdicts = ({ stored, rejected }: Answer) => ({
  stored,
  rejected: rejected.map(({ index, code }) => ({ index, code })),
});

describe('golden batches that are accepted', () => {
  it.each(files('valid'))('%s: every sample is stored', async (file) => {
    const golden = read<{ epoch: string; seq: number; samples: unknown[] }>('valid', file);
    const { status, body } = await send(golden);
    expect(status).toBe(200);
    const answered = answer.parse(body);
    const { epoch, seq, count } = answered;
    expect({ epoch, seq, count }).toEqual({ epoch: golden.epoch, seq: golden.seq, count: golden.samples.length });
    expect(verdicts(answered)).toEqual({ stored: golden.samples.length, rejected: [] });
  });
});

describe('golden batches that are refused', () => {
  it.each(files('invalid'))('%s is refused where it says', async (file) => {
    const golden = read<Refused>('invalid', file);
    const { status, body } = await send(golden.batch);
    if ('problem' in golden.expect) {
      expect([status, problem.parse(body).code]).toEqual([400, golden.expect.problem]);
      return;
    }
    const { rejected } = golden.expect;
    expect(status).toBe(200);
    const answered = answer.parse(body);
    expect(verdicts(answered)).toEqual({ stored: answered.count - rejected.length, rejected });
  });
});
