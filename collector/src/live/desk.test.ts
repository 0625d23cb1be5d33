import { afterAll, describe, expect, it } from 'vitest';
import { bearer, createFake } from '../app.fake.ts';
import { createDuty } from '../duty/duty.ts';
import { Picture } from '../network/picture.ts';
import { RegisterIndex } from '../network/register.ts';
import { openOperationalFile } from '../operational.ts';
import { LiveDesk } from './desk.ts';
import { inventory, link, register, t0 } from './live.fake.ts';

const hour = 3_600_000;
const time = { now: t0 };
const duty = createDuty({ operational: openOperationalFile(':memory:'), now: () => time.now });
const picture = new Picture(new RegisterIndex(register), duty.drillsOf);
const instant = () => ({ now: time.now, monotonicMs: 0 });
duty.onChange((change) => {
  if (change.kind === 'zones') picture.reload(new RegisterIndex(register, duty.zoneMarks(time.now)), instant());
});
const ups = { id: 'ups1', kind: 'ups' as const, device: 'ups1', protects: ['a1'], intervalS: 60 };
picture.inventory(inventory('vnpt', 'a', [link('a1', 'bvdk')], { units: [ups] }), instant());
picture.inventory(inventory('viettel', 'b', [link('b1', 'ubnd'), link('b2', 'bvdk', { role: 'backup' })]), instant());
const desk = new LiveDesk({
  duty,
  picture,
  alerts: {
    alertFor: (viewer, id) => (id === 'al1' && (viewer.operator ?? 'vnpt') === 'vnpt' ? { id } : undefined),
  },
  now: () => time.now,
});
const fake = await createFake({ desk });
fake.clock.wall = t0;
afterAll(() => fake.app.fastify.close());

type Body = Record<string, unknown>;
async function ask(caller: string, url: string, body?: unknown) {
  const response = await fake.app.fastify.inject({
    url,
    method: body === undefined ? 'GET' : 'POST',
    headers: { ...bearer(caller), ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: response.statusCode, body: response.json() as Body };
}
const outcome = async (caller: string, url: string, body?: unknown) => {
  const { status, body: said } = await ask(caller, url, body);
  return [status, said['code'], said['detail']].filter((part) => part !== undefined);
};
const ids = async (caller: string, url: string, name: string) =>
  ((await ask(caller, url)).body[name] as { id: string }[]).map(({ id }) => id);

const zone = { id: 'z1', area: 'pleiku', from: t0, to: t0 + 2 * hour, order: '1580/UBND-KGVX' };
const work = {
  id: 'm1',
  operator: 'vnpt',
  subjects: [{ kind: 'link', id: 'a1' }],
  from: t0 + hour,
  to: t0 + 2 * hour,
};
const drill = {
  id: 'd1',
  operator: 'vnpt',
  unit: 'ups1',
  kind: 'drill',
  at: t0 - hour,
  by: 'Nguyễn Văn A',
  result: 'passed',
};

describe('zones by the API', () => {
  it('are declared by the department, seen by all, and raise the endpoint with its thresholds at once', async () => {
    expect(await outcome('operator', '/v1/zones', zone)).toEqual([
      403,
      'forbidden',
      'this credential is not one of: department, administrator',
    ]);
    expect(await ask('department', '/v1/zones', zone)).toEqual({
      status: 201,
      body: { ...zone, note: '', by: 'department', declaredAt: t0, ended: null, phase: 'inForce' },
    });
    expect((await ask('department', '/v1/zones', zone)).status).toBe(200);
    expect(await outcome('department', '/v1/zones', { ...zone, order: '2' })).toEqual([
      409,
      'conflict',
      'zone z1: this id already stands for another one; send the same body to repeat it, or choose a new id',
    ]);
    expect(await ids('operator', '/v1/zones', 'zones')).toEqual(['z1']);
    const { body } = await ask('operator', '/v1/thresholds?endpoint=bvdk');
    expect(body).toMatchObject({
      endpoint: 'bvdk',
      operator: 'vnpt',
      leading: 'HOSPITAL',
      priority: 1,
      zone: { id: 'z1', order: '1580/UBND-KGVX' },
      figures: {
        utilizationWarning: { value: 0.6, source: 'zone 1580/UBND-KGVX' },
        rttMsWarning: { value: 20, source: 'default of the class' },
      },
    });
  });
  it('are ended early, and the thresholds fall back', async () => {
    expect((await ask('administrator', '/v1/zones/z1/end', { note: 'hết dịch' })).body).toMatchObject({
      phase: 'over',
      ended: { at: t0, by: 'administrator', note: 'hết dịch' },
    });
    const { body } = await ask('department', '/v1/thresholds?endpoint=bvdk&operator=vnpt');
    expect(body).toMatchObject({ zone: null, figures: { utilizationWarning: { value: 0.7 } } });
    expect(await outcome('department', '/v1/zones/z9/end', {})).toEqual([404, 'notFound', 'there is no zone z9']);
  });
});

describe('maintenance by the API', () => {
  it('is announced by an operator for his own, seen by him and the department, and cancelled', async () => {
    expect(await ask('operator', '/v1/maintenance', work)).toMatchObject({
      status: 201,
      body: { id: 'm1', by: 'operator', announcedAt: t0, phase: 'announced', excluded: true, cancelled: null },
    });
    expect((await ask('operator', '/v1/maintenance', work)).status).toBe(200);
    const theirs = { ...work, id: 'm2', operator: 'viettel', subjects: [{ kind: 'site', id: 'pleiku' }] };
    expect(await outcome('operator', '/v1/maintenance', theirs)).toEqual([
      403,
      'forbidden',
      'operator: found viettel, and this credential declares maintenance of vnpt',
    ]);
    expect((await ask('department', '/v1/maintenance', theirs)).status).toBe(201);
    expect(await ids('operator', '/v1/maintenance', 'maintenance')).toEqual(['m1']);
    expect(await ids('department', '/v1/maintenance', 'maintenance')).toEqual(['m1', 'm2']);
    expect(await outcome('operator', '/v1/maintenance/m2/cancel', {})).toEqual([
      404,
      'notFound',
      'there is no maintenance m2 that this credential may see',
    ]);
    expect((await ask('operator', '/v1/maintenance/m1/cancel', { note: 'hoãn' })).body).toMatchObject({
      phase: 'cancelled',
      excluded: false,
      cancelled: { at: t0, by: 'operator', note: 'hoãn' },
    });
  });
  it('of all operators is the department’s, and of endpoints only', async () => {
    const all = { ...work, id: 'm3', operator: 'all', subjects: [{ kind: 'endpoint', id: 'bvdk' }] };
    expect((await outcome('operator', '/v1/maintenance', all))[0]).toBe(403);
    expect(await outcome('department', '/v1/maintenance', { ...all, subjects: work.subjects })).toEqual([
      400,
      'requestInvalid',
      'subjects.0: of all operators only an endpoint is meant',
    ]);
    expect((await ask('department', '/v1/maintenance', all)).status).toBe(201);
    expect(await ids('operator', '/v1/maintenance', 'maintenance')).toContain('m3');
    expect((await outcome('operator', '/v1/maintenance/m3/cancel', {}))[0]).toBe(403);
    const at = t0 + hour;
    expect(duty.underMaintenance({ operator: 'viettel', link: 'b2', endpoint: 'bvdk' }, at)?.id).toBe('m3');
    expect(duty.underMaintenance({ operator: 'all', endpoint: 'bvdk' }, at)?.id).toBe('m3');
    expect(duty.underMaintenance({ operator: 'all', endpoint: 'ubnd' }, at)).toBeNull();
  });
  it.each([
    ['link', 'a9', 'vnpt'],
    ['link', 'b1', 'vnpt'],
    ['unit', 'a1', 'vnpt'],
    ['endpoint', 'x', 'vnpt'],
    ['site', 'x', 'vnpt'],
    ['device', 'ups1', 'viettel'],
  ])('of a %s %s that is not there is refused: a slip of the pen would hide nothing', async (kind, id, operator) => {
    const slip = { ...work, id: 'm9', operator, subjects: [{ kind, id }] };
    expect(await outcome('department', '/v1/maintenance', slip)).toEqual([
      400,
      'requestInvalid',
      `subjects.0: there is no ${kind} ${id} of ${operator}; check its spelling`,
    ]);
  });
  it('covers what stands at the site or on the device', () => {
    duty.announceMaintenance(
      { ...work, id: 'm4', subjects: [{ kind: 'device', id: 'pe1' }] },
      { name: 'x', role: 'operator', operator: 'vnpt' },
    );
    const of = (device: string) => duty.underMaintenance({ operator: 'vnpt', link: 'a1', device }, t0 + hour);
    expect([of('pe1')?.id, of('pe2')]).toEqual(['m4', null]);
  });
});

describe('drills by the API', () => {
  it('are recorded by the operator of the unit, and change its readiness', async () => {
    expect((await ask('operator', '/v1/drills', drill)).body).toEqual({
      ...drill,
      runtimeS: null,
      note: '',
      recordedBy: 'operator',
      recordedAt: t0,
    });
    expect(await outcome('operator', '/v1/drills', { ...drill, id: 'd2', operator: 'viettel', unit: 'b2' })).toEqual([
      403,
      'forbidden',
      'operator: found viettel, and this credential declares drill of vnpt',
    ]);
    expect(await outcome('operator', '/v1/drills', { ...drill, id: 'd2', unit: 'ups9' })).toEqual([
      400,
      'requestInvalid',
      'unit: there is no unit ups9 of vnpt; check its spelling',
    ]);
    // A backup link that no unit stands for is drilled under its own id.
    const standby = { ...drill, id: 'd3', operator: 'viettel', unit: 'b2' };
    expect((await ask('department', '/v1/drills', standby)).status).toBe(201);
    expect(await ids('operator', '/v1/drills', 'drills')).toEqual(['d1']);
    expect(await ids('department', '/v1/drills?operator=viettel&unit=b2', 'drills')).toEqual(['d3']);
  });
});

describe('notes by the API', () => {
  it('on a link are its operator’s and the department’s', async () => {
    const note = { id: 'n1', subject: { kind: 'link', id: 'a1', operator: 'vnpt' }, text: 'cáp treo\nqua cầu' };
    expect((await ask('operator', '/v1/notes', note)).status).toBe(201);
    expect(await ids('operator', '/v1/notes?kind=link&id=a1&operator=vnpt', 'notes')).toEqual(['n1']);
    const theirs = { id: 'n2', subject: { kind: 'link', id: 'b1', operator: 'viettel' }, text: 'x' };
    expect((await outcome('operator', '/v1/notes', theirs))[0]).toBe(404);
    expect((await outcome('operator', '/v1/notes?kind=link&id=b1&operator=viettel'))[0]).toBe(404);
  });
  it('on an endpoint that several serve: an operator reads the department’s and his own', async () => {
    const subject = { kind: 'endpoint', id: 'bvdk' };
    await ask('department', '/v1/notes', { id: 'n3', subject, text: 'của Sở' });
    const others = { kind: 'endpoint' as const, id: 'bvdk' };
    duty.addNote({ id: 'n4', subject: others, text: 'x' }, { name: 'v', role: 'operator', operator: 'viettel' });
    expect(await ids('operator', '/v1/notes?kind=endpoint&id=bvdk', 'notes')).toEqual(['n3']);
    expect(await ids('department', '/v1/notes?kind=endpoint&id=bvdk', 'notes')).toEqual(['n3', 'n4']);
    expect((await outcome('operator', '/v1/notes?kind=endpoint&id=ubnd'))[0]).toBe(404);
  });
  it('on an alert are for those who see it', async () => {
    const note = { id: 'n5', subject: { kind: 'alert', id: 'al1' }, text: 'đã gọi' };
    expect((await ask('operator', '/v1/notes', note)).status).toBe(201);
    expect(
      (await outcome('operator', '/v1/notes', { ...note, id: 'n6', subject: { kind: 'alert', id: 'x' } }))[0],
    ).toBe(404);
  });
});

describe('the audit trail by the API', () => {
  it('is the department’s; an operator reads what is about him', async () => {
    const all = (await ask('department', '/v1/audit')).body['audit'] as { seq: number; action: string }[];
    expect(all.map(({ seq }) => seq)).toEqual(all.map(({ seq }) => seq).toSorted((a, b) => b - a));
    expect(new Set(all.map(({ action }) => action))).toEqual(
      new Set([
        'zoneDeclared',
        'zoneStarted',
        'zoneEnded',
        'maintenanceAnnounced',
        'maintenanceCancelled',
        'drillRecorded',
        'noteAdded',
      ]),
    );
    const own = (await ask('operator', '/v1/audit')).body['audit'] as { operator: string }[];
    expect(own.length).toBeGreaterThan(0);
    expect(new Set(own.map(({ operator }) => operator))).toEqual(new Set(['vnpt']));
    expect((await ask('department', `/v1/audit?from=${t0 - 2}&to=${t0 - 1}`)).body).toEqual({ audit: [], next: null });
  });
});

describe('a body', () => {
  it.each<[string, string, unknown, string]>([
    ['another key', '/v1/zones', { ...zone, id: 'z2', until: 1 }, 'Unrecognized key: "until"'],
    ['no order', '/v1/zones', { ...zone, id: 'z2', order: ' ' }, 'order: Too small'],
    ['seconds for milliseconds', '/v1/zones', { ...zone, id: 'z2', from: 1_790_000_000 }, 'from: Too small'],
    ['an area that is not there', '/v1/zones', { ...zone, id: 'z2', area: 'x' }, 'area: there is no area x'],
    ['no subjects', '/v1/maintenance', { ...work, id: 'm8', subjects: [] }, 'subjects: Too small'],
    ['a control character', '/v1/drills', { ...drill, id: 'd8', by: 'a\u0007' }, 'by: one line without control'],
    [
      'an operator of an endpoint',
      '/v1/notes',
      { id: 'n8', subject: { kind: 'endpoint', id: 'bvdk', operator: 'vnpt' }, text: 'x' },
      'operator: expected for a link',
    ],
    ['no JSON', '/v1/zones', '{', 'the body is not JSON in UTF-8'],
  ])('with %s is refused with what was expected', async (_, url, body, detail) => {
    const [status, code, said] = await outcome('administrator', url, body);
    expect([status, code]).toEqual([400, 'requestInvalid']);
    expect(said).toContain(detail);
  });
  it('of more than 16 KiB is refused, plain or declared', async () => {
    const long = JSON.stringify({ ...zone, id: 'z2', note: 'x'.repeat(16_384) });
    expect(await outcome('department', '/v1/zones', long)).toEqual([
      413,
      'bodyTooLarge',
      'the body is more than 16384 octets; send a shorter one',
    ]);
  });
  it('with another content type is refused', async () => {
    const response = await fake.app.fastify.inject({
      url: '/v1/zones',
      method: 'POST',
      headers: { ...bearer('department'), 'content-type': 'text/plain' },
      payload: JSON.stringify(zone),
    });
    expect([response.statusCode, response.json()['code']]).toEqual([415, 'unsupportedMediaType']);
  });
});

describe('/openapi.json', () => {
  it('says what a body is and who may send it', async () => {
    const { paths } = (await ask('department', '/openapi.json')).body as {
      paths: Record<string, Record<string, Record<string, unknown>>>;
    };
    expect(paths['/v1/zones']?.['post']).toMatchObject({
      operationId: 'declareZone',
      'x-roles': ['department', 'administrator'],
      requestBody: {
        required: true,
        content: { 'application/json': { schema: { required: ['id', 'area', 'from', 'to', 'order'] } } },
      },
    });
  });
});
