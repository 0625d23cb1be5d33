import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Collector, startCollector } from './collector.ts';
import { parseConfig } from './config/load.ts';
import { batchOf } from './ingest/samples.fake.ts';

// Goal: each sees his own. Method: a whole collector with two operators; every route that it declares, asked by every
// role, by nobody and by a stranger, with own, foreign and made-up ids. Routes are read from /openapi.json, so one that
// is added later is walked as well. Everything of the other operator has `zzb` in its id, and in his name.

const folder = mkdtempSync(join(tmpdir(), 'thongsuot-tenancy-'));
const sha256 = (token: string) => createHash('sha256').update(token).digest('hex');
const callers = ['operator', 'zzb', 'department', 'administrator', 'agent', 'stranger', 'nobody'] as const;
type Caller = (typeof callers)[number];
const config = {
  listen: { host: '127.0.0.1', port: 0 },
  state: folder,
  province: { vi: 'Gia Lai', en: 'Gia Lai' },
  operators: [
    { id: 'vnpt', name: 'VNPT', agents: [{ id: 'a1', tokens: [sha256('agent-token')] }] },
    { id: 'zzb', name: 'zzb Telecom', agents: [{ id: 'zzb-agent', tokens: [sha256('zzb-agent-token')] }] },
  ],
  users: [
    { name: 'noc', role: 'operator', operator: 'vnpt', tokenSha256: sha256('operator-token') },
    { name: 'zzb noc', role: 'operator', operator: 'zzb', tokenSha256: sha256('zzb-token') },
    { name: 'so', role: 'department', tokenSha256: sha256('department-token') },
    { name: 'admin', role: 'administrator', tokenSha256: sha256('administrator-token') },
  ],
  areas: [{ id: 'pleiku', vi: 'Pleiku', en: 'Pleiku' }],
  endpoints: [{ id: 'bv', vi: 'Bệnh viện', en: 'Hospital', classes: ['HOSPITAL'], area: 'pleiku' }],
};

/** Ids by what they are of: the own ones, the other operator's, and some that nobody has. */
const whose = {
  own: { operator: 'vnpt', site: 'pleiku', link: 'l1', unit: 'u1', device: 'pe1', check: 'c1', agent: 'a1' },
  foreign: {
    operator: 'zzb',
    site: 'zzb-site',
    link: 'zzb-link',
    unit: 'zzb-unit',
    device: 'zzb-pe',
    check: 'zzb-check',
    agent: 'zzb-agent',
  },
  madeUp: {
    operator: 'zzc',
    site: 'zzc-site',
    link: 'zzc-link',
    unit: 'zzc-unit',
    device: 'zzc-pe',
    check: 'zzc-check',
    agent: 'zzc-agent',
  },
};
type Ids = (typeof whose)['own'];

interface Schema {
  type?: string | string[];
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  minimum?: number;
}
interface Route {
  method: string;
  url: string;
  roles: readonly string[];
  query: string[];
  body: Schema | undefined;
}

let collector: Collector;
let routes: Route[] = [];
let streamMs = 60;

function ask(method: string, path: string, caller: Caller | 'zzb-agent', body?: unknown) {
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const asked = request(
      {
        host: '127.0.0.1',
        port: collector.port,
        method,
        path,
        agent: false,
        headers: {
          ...(caller === 'nobody' ? {} : { authorization: `Bearer ${caller}-token` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        },
      },
      (response) => {
        let text = '';
        const done = () => resolve({ status: response.statusCode ?? 0, text });
        response.on('data', (chunk) => {
          text += chunk;
        });
        response.on('end', done);
        // A stream has no end: what it says within a moment is its answer.
        if (response.headers['content-type']?.startsWith('text/event-stream') === true)
          setTimeout(() => {
            done();
            asked.destroy();
          }, streamMs);
      },
    );
    asked.on('error', reject);
    asked.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

const now = () => Date.now();
const batchOfOperator = (ids: Ids, seq: number) => {
  const at = now();
  return batchOf(
    [
      {
        kind: 'inventory',
        at: at - 60_000,
        hash: sha256(ids.agent),
        part: 1,
        parts: 1,
        site: ids.site,
        version: '1.0.0',
        intervalS: 15,
        devices: [{ id: ids.device, intervalS: 30 }],
        links: [
          {
            id: ids.link,
            endpoint: 'bv',
            role: 'primary',
            device: ids.device,
            interface: `name ${ids.link}`,
            circuitId: `${ids.link}-circuit`,
            sharedRisk: [`${ids.link}-duct`],
            contract: { inBitsPerSecond: 1e6, outBitsPerSecond: 1e6 },
            intervalS: 30,
          },
        ],
        units: [{ id: ids.unit, kind: 'ups', device: ids.device, protects: [ids.link], intervalS: 60 }],
        checks: [{ id: ids.check, endpoint: 'bv', url: `https://${ids.check}.example/`, intervalS: 60 }],
      },
      {
        kind: 'link',
        at: at - seq,
        link: ids.link,
        intervalS: 30,
        oper: 'up',
        spanS: 30,
        inBitsPerSecond: 9.9e5,
        outBitsPerSecond: 2e5,
      },
      { kind: 'unit', at: at - seq, unit: ids.unit, intervalS: 60, facts: { runtimeS: { value: 60, unit: 's' } } },
      {
        kind: 'agent',
        at: at - seq,
        intervalS: 15,
        version: '1.0.0',
        queueBytes: 0,
        queueOldestS: 0,
        lagS: 0,
        drops: 0,
        deadLetters: 0,
        offsetMs: 0,
        rssBytes: 1,
        findings: [
          { code: 'deviceUnreachable', subject: { device: ids.device }, since: at, detail: `${ids.device} is silent` },
        ],
      },
    ],
    { seq, oldestPending: at - 60_000 },
  );
};

/** A value that the schema takes, as far as it can be told; names of ids get those of `ids`. */
function sampleFor(schema: Schema, name: string, ids: Ids): unknown {
  if (schema.const !== undefined) return schema.const;
  if (schema.enum !== undefined) return schema.enum[0];
  const variant = schema.anyOf?.[0] ?? schema.oneOf?.[0];
  if (variant !== undefined) return sampleFor(variant, name, ids);
  const type = [schema.type].flat()[0];
  if (type === 'object')
    return Object.fromEntries(
      Object.entries(schema.properties ?? {}).map(([key, of]) => [key, sampleFor(of, key, ids)]),
    );
  if (type === 'array') return schema.items === undefined ? [] : [sampleFor(schema.items, name.replace(/s$/, ''), ids)];
  if (type === 'integer' || type === 'number') {
    if (/^(from|at|start)/i.test(name)) return now() - 1_000;
    if (/^(to|until|end)/i.test(name)) return now() + 3_600_000;
    return schema.minimum ?? 1;
  }
  if (type === 'boolean') return true;
  return idOf(name, ids);
}
function idOf(name: string, ids: Ids): string {
  if (name in ids) return ids[name as keyof Ids];
  if (name === 'endpoint') return 'bv';
  if (name === 'area') return 'pleiku';
  if (name === 'id') return ids.link;
  return 'lời ghi';
}

/** The requests that one route takes with these ids. */
const requestsOf = (route: Route, ids: Ids) => {
  const path = (id: string) =>
    route.url.replace(/\{(\w+)\}/g, (_, name: string) => (name === 'id' ? id : idOf(name, ids)));
  const query = route.query
    .filter((name) => name in ids || name === 'endpoint')
    .map((name) => `${name}=${idOf(name, ids)}`);
  const body = route.body === undefined ? undefined : sampleFor(route.body, '', ids);
  const places = route.url.includes('{id}') ? [ids.link, ids.unit, ids.agent, 'bv'] : [''];
  return places.flatMap((id) => [
    { path: path(id), body },
    ...(query.length > 0 ? [{ path: `${path(id)}?${query.join('&')}`, body }] : []),
    ...(route.query.includes('kind')
      ? ['link', 'unit', 'endpoint', 'alert'].map((kind) => ({
          path: `${path(id)}?kind=${kind}&id=${idOf(kind === 'alert' ? 'link' : kind, ids)}&operator=${ids.operator}`,
          body,
        }))
      : []),
  ]);
};
const roleOf = (caller: Caller) => (caller === 'zzb' ? 'operator' : caller);
const codeOf = (text: string): string => /"code":"(\w+)"/.exec(text)?.[1] ?? '';

beforeAll(async () => {
  const loaded = parseConfig(JSON.stringify(config), 'collector.yaml');
  if (!('config' in loaded)) throw new Error(JSON.stringify(loaded.problems));
  collector = await startCollector(loaded.config, { demo: false, log: pino({ level: 'silent' }) });
  for (let seq = 1; seq <= 3; seq++) {
    for (const [caller, ids] of [
      ['agent', whose.own],
      ['zzb-agent', whose.foreign],
    ] as const) {
      const { status, text } = await ask('POST', '/v1/batches', caller, batchOfOperator(ids, seq));
      expect([status, text]).toEqual([200, expect.stringContaining('"rejected":[]')]);
    }
  }
  const { paths } = JSON.parse((await ask('GET', '/openapi.json', 'administrator')).text) as {
    paths: Record<string, Record<string, unknown>>;
  };
  routes = Object.entries(paths).flatMap(([url, methods]) =>
    Object.entries(methods).map(([method, raw]) => {
      const operation = raw as {
        'x-roles': string[];
        parameters?: { name: string; in: string }[];
        requestBody?: { content: { 'application/json': { schema: Schema } } };
      };
      return {
        method: method.toUpperCase(),
        url,
        roles: operation['x-roles'],
        query: (operation.parameters ?? []).filter((one) => one.in === 'query').map(({ name }) => name),
        body: operation.requestBody?.content['application/json'].schema,
      };
    }),
  );
}, 30_000);
afterAll(async () => {
  await collector.stop();
  rmSync(folder, { recursive: true, force: true });
});

describe('every declared route', { timeout: 60_000 }, () => {
  it('is for those who look, but for the one that agents post to', () => {
    expect(routes.length).toBeGreaterThan(15);
    for (const { method, url, roles } of routes) {
      const most = url === '/v1/batches' ? ['agent'] : ['operator', 'department', 'administrator'];
      expect([method, url, roles.filter((role) => !most.includes(role))]).toEqual([method, url, []]);
      expect([method, url, roles.length > 0]).toEqual([method, url, true]);
    }
  });

  it('serves the roles it declares, refuses all others, and nobody makes it fail', async () => {
    for (const route of routes) {
      for (const caller of callers) {
        // A stream answers late; refusals come at once.
        const [one] = requestsOf(route, caller === 'zzb' ? whose.foreign : whose.own);
        const { status, text } = await ask(route.method, one?.path ?? '', caller, one?.body);
        const verdict =
          caller === 'nobody' || caller === 'stranger' ? 401 : route.roles.includes(roleOf(caller)) ? 'served' : 403;
        const found = status === 401 || status === 403 || status >= 500 ? status : 'served';
        // A wish that its body does not permit is forbidden to a role that the route serves.
        const withinRole = verdict === 'served' && status === 403 && !text.includes('is not one of:');
        expect([route.method, one?.path, caller, withinRole ? 'served' : found]).toEqual([
          route.method,
          one?.path,
          caller,
          verdict,
        ]);
      }
    }
  });

  it('tells an operator nothing of another one, whatever he asks with', async () => {
    let answers = 0;
    for (const route of routes.filter(({ roles }) => roles.includes('operator'))) {
      for (const ids of [whose.own, whose.madeUp]) {
        for (const { path, body } of requestsOf(route, ids)) {
          const { status, text } = await ask(route.method, path, 'operator', body);
          if (status < 300) answers++;
          expect([route.method, path, /.{0,60}zzb.{0,60}/i.exec(text)?.[0]]).toEqual([route.method, path, undefined]);
        }
      }
    }
    expect(answers).toBeGreaterThan(10);
    // Not for want of anything to tell: the department sees both.
    const { text } = await ask('GET', '/v1/links', 'department');
    expect([text.includes('zzb-link'), text.includes('"l1"')]).toEqual([true, true]);
  });

  it('answers an operator who asks for what is another’s as if it were not there', async () => {
    let refused = 0;
    for (const route of routes.filter(({ roles }) => roles.includes('operator'))) {
      const real = requestsOf(route, whose.foreign);
      const madeUp = requestsOf(route, whose.madeUp);
      for (const [n, { path, body }] of real.entries()) {
        const answer = await ask(route.method, path, 'operator', body);
        const other = await ask(route.method, madeUp[n]?.path ?? '', 'operator', madeUp[n]?.body);
        expect([route.method, path, answer.status, codeOf(answer.text)]).toEqual([
          route.method,
          path,
          other.status,
          codeOf(other.text),
        ]);
        if (answer.status >= 400) refused++;
        // What he sent may come back in the sentence; nothing else of the other's may.
        const sent = [path, JSON.stringify(body)].join(' ');
        const told = [...answer.text.matchAll(/zzb[\w-]*/g)]
          .map(([word]) => word)
          .filter((word) => !sent.includes(word));
        expect([route.method, path, told]).toEqual([route.method, path, []]);
      }
    }
    expect(refused).toBeGreaterThan(3);
  });

  it('the stream tells each his own while both send', async () => {
    streamMs = 1_200;
    const open = (['operator', 'zzb', 'department'] as const).map((caller) => ask('GET', '/v1/stream', caller));
    for (let seq = 10; seq < 13; seq++) {
      await ask('POST', '/v1/batches', 'agent', batchOfOperator(whose.own, seq));
      await ask('POST', '/v1/batches', 'zzb-agent', batchOfOperator(whose.foreign, seq));
    }
    const [own, foreign, both] = (await Promise.all(open)).map(({ text }) => text);
    const sees = (text = '') => [text.includes('"l1"'), text.includes('zzb')];
    expect([sees(own), sees(foreign), sees(both)]).toEqual([
      [true, false],
      [false, true],
      [true, true],
    ]);
  });
});
