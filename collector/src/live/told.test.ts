// What a reading tells beside the state: the light that a port receives, and where and why a check fails.
import { afterEach, expect, it } from 'vitest';
import { createScene, department, inventory, link, type Scene } from './live.fake.ts';

let scene: Scene | undefined;
afterEach(async () => {
  await scene?.live.stop();
  scene = undefined;
});

const capacity = { bitsPerSecond: 100e6, limitedBy: 'contract' as const };
const lit = (id: string, at: number, receivePowerDbm: number) => ({
  kind: 'link' as const,
  at,
  link: id,
  intervalS: 10,
  oper: 'up' as const,
  spanS: 10,
  inBitsPerSecond: 20e6,
  outBitsPerSecond: 20e6,
  receivePowerDbm,
  capacityIn: capacity,
  capacityOut: capacity,
});

it('a port that receives too little light degrades its link, and its backup is not ready; both say the level', () => {
  scene = createScene();
  const { live, time } = scene;
  const limit = { receivePowerMinDbm: -24 };
  live.inventory(
    inventory('vnpt', 'vnpt-1', [link('a1', 'bvdk', limit), link('b1', 'bvdk', { ...limit, role: 'backup' })]),
  );
  scene.send('vnpt', 'vnpt-1', [lit('a1', time.wall, -18.2), lit('b1', time.wall, -23.9)]);
  const states = () =>
    live.views
      .links(department)
      .map((one) => [one.link, one.state, one.cause, one.receivePowerDbm, one.receivePowerMinDbm])
      .sort();
  expect(states()).toEqual([
    ['a1', 'up', null, -18.2, -24],
    ['b1', 'up', null, -23.9, -24],
  ]);
  time.wall += 10_000;
  time.mono += 10_000;
  scene.send('vnpt', 'vnpt-1', [lit('a1', time.wall, -24.5), lit('b1', time.wall, -27)]);
  expect(states()).toEqual([
    ['a1', 'degraded', 'receivePower', -24.5, -24],
    ['b1', 'degraded', 'receivePower', -27, -24],
  ]);
  const backup = live.views.endpoint(department, 'bvdk')?.backups?.find((one) => one.link === 'b1');
  expect(backup).toMatchObject({
    readiness: 'notReady',
    reasons: expect.arrayContaining([
      expect.objectContaining({ code: 'receivePowerLow', blocker: true, value: -27, limit: -24 }),
    ]),
  });
});

it('a check says where it failed and what more is known, and nothing once it succeeds', () => {
  scene = createScene();
  const { live, time } = scene;
  const checks = [{ id: 'web', endpoint: 'bvdk', url: 'https://bv.example', intervalS: 60 }];
  live.inventory(inventory('vnpt', 'vnpt-1', [link('a1', 'bvdk')], { checks }));
  const told = () =>
    live.views.endpoint(department, 'bvdk')?.checks.map(({ up, failure, reason }) => [up, failure, reason]);
  const sample = { kind: 'check' as const, check: 'web', intervalS: 60 };
  scene.send('vnpt', 'vnpt-1', [{ ...sample, at: time.wall, up: false, failure: 'dns', reason: 'nxdomain' }]);
  expect(told()).toEqual([[false, 'dns', 'nxdomain']]);
  time.wall += 60_000;
  time.mono += 60_000;
  scene.send('vnpt', 'vnpt-1', [{ ...sample, at: time.wall, up: true, status: 200, durationMs: 20 }]);
  expect(told()).toEqual([[true, null, null]]);
});
