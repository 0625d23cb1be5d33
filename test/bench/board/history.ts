/** A month of one link in the tiers that a chart of a month reads, put into the collector's store before it starts. */
import { figureNames, planOf } from '@thongsuot/collector/rollup/plan.ts';
import { openStore } from '@thongsuot/collector/store/open.ts';
import type { Point } from '@thongsuot/collector/store/store.ts';
import { type Tier, tiers } from '@thongsuot/contract/storage.ts';
import { pino } from 'pino';

const monthMs = 30 * 86_400_000;
/** Points written at once: what the store takes in one transaction without holding others up. */
const pointsPerWrite = 2_000;

/** Returns how many points were written. */
export async function writeMonth(path: string, tags: Readonly<Record<string, string>>): Promise<number> {
  const clock = { now: () => Date.now(), monotonicMs: () => performance.now() };
  const store = await openStore({ kind: 'sqlite', path }, { log: pino({ level: 'silent' }), clock });
  let written = 0;
  try {
    for (const tier of ['5m', '1h'] as const) {
      const points = pointsOf(tier, tags, Date.now());
      for (let n = 0; n < points.length; n += pointsPerWrite)
        written += (await store.write(points.slice(n, n + pointsPerWrite), tier)).stored;
    }
  } finally {
    await store.close();
  }
  return written;
}

function pointsOf(tier: Exclude<Tier, 'raw'>, tags: Readonly<Record<string, string>>, to: number): Point[] {
  const stepMs = tiers[tier].bucketMs;
  const names = (planOf('link')?.fields ?? []).flatMap((field) =>
    field.kind === 'last' ? [] : figureNames(field, tier).map((name) => [field.name, name] as const),
  );
  const count = stepMs / 30_000;
  return Array.from({ length: Math.floor(monthMs / stepMs) - 1 }, (_, n): Point => {
    const at = Math.floor((to - monthMs) / stepMs) * stepMs + (n + 1) * stepMs;
    const load = 0.4 + 0.2 * Math.sin((at / 86_400_000) * 2 * Math.PI) + Math.random() * 0.1;
    const figure = (field: string) =>
      field.startsWith('capacity') ? 200e6 : field.endsWith('bps') ? 200e6 * load : field.startsWith('util') ? load : 0;
    const fields = Object.fromEntries(names.map(([field, name]) => [name, figure(field)]));
    return { measurement: 'link', tags, at, fields: { ...fields, oper: 'up', n: count, expected: count } };
  });
}
