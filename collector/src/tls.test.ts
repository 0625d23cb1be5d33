import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync, utimesSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TLSSocket } from 'node:tls';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Authority, createAuthority, type Pair } from '../../test/harness/certificates.ts';
import { createFake, credentialList, type Fake } from './app.fake.ts';
import { createCredentials } from './http/authenticate.ts';
import { batchOf, inventorySampleOf } from './ingest/samples.fake.ts';
import { type Server, startServer } from './server.ts';
import { keepTls, readTlsFiles, type TlsKeeper } from './tls-files.ts';

// Goal: who a certificate is, and how certificates are exchanged while the collector runs. Method: the real server on
// loopback with certificates made by openssl for this run.

let lines: { level: number; msg: string; detail?: string; sha256?: string; refusedSinceLastLine?: number }[] = [];
const log = pino({ level: 'info' }, { write: (line: string) => lines.push(JSON.parse(line)) });
let ours: Authority;
let foreign: Authority;
let own: Pair;
let folder: string;
let server: Server;
let fake: Fake;
let keeper: TlsKeeper;
const agents: Agent[] = [];
const paths = () => ({ certificate: join(folder, 'c.crt'), key: join(folder, 'c.key'), clientCa: ours.certFile });
const put = (pair: Pair) => {
  copyFileSync(pair.certFile, paths().certificate);
  copyFileSync(pair.keyFile, paths().key);
};

beforeAll(async () => {
  ours = createAuthority('Department');
  foreign = createAuthority('Somebody');
  own = ours.sign(['DNS:localhost']);
  folder = mkdtempSync(join(tmpdir(), 'thongsuot-tls-'));
  put(own);
  const credentials = createCredentials(credentialList, [
    { operator: 'vnpt', agent: 'a1' },
    { operator: 'viettel', agent: 'a1' },
  ]);
  // Certificates made today are in force today, not at the time of the fakes.
  const clock = { now: () => Date.now(), monotonicMs: () => 0 };
  fake = await createFake({ tls: readTlsFiles(paths()), credentials, log, clock });
  server = await startServer(fake.app, '127.0.0.1', 0, log);
  keeper = keepTls(paths(), readTlsFiles(paths()), server.renewTls, log, 20);
});
afterEach(() => {
  for (const agent of agents.splice(0)) agent.destroy();
  lines = [];
});
afterAll(async () => {
  keeper.stop();
  await server.stop();
  for (const authority of [ours, foreign]) authority.remove();
  rmSync(folder, { recursive: true, force: true });
});

const agentOf = (pair?: Pair): Agent => {
  const agent = new Agent({
    keepAlive: true,
    ca: ours.cert,
    servername: 'localhost',
    ...(pair !== undefined && { cert: pair.cert, key: pair.key }),
  });
  agents.push(agent);
  return agent;
};
const post = async (agent: Agent, token?: string) => {
  const sent = request({
    agent,
    host: '127.0.0.1',
    port: server.port,
    path: '/v1/batches',
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
    },
  });
  sent.end(JSON.stringify(batchOf([inventorySampleOf({ at: Date.now() - 60_000 })])));
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  const shown = (sent.socket as TLSSocket).getPeerCertificate().serialNumber;
  let text = '';
  for await (const chunk of response) text += chunk;
  const body = JSON.parse(text) as { detail?: string };
  return { status: response.statusCode, detail: body.detail ?? '', shown };
};

describe('a client certificate', () => {
  it('with the name of a listed agent is that agent, without any token', async () => {
    const agent = agentOf(ours.sign(['DNS:edge-7', 'URI:thongsuot:viettel/a1']));
    expect(await post(agent)).toMatchObject({ status: 200 });
    expect(fake.inventories.at(-1)).toMatchObject({ operator: 'viettel', agent: 'a1' });
    expect(await post(agent)).toMatchObject({ status: 200 });
  });

  it('and a token of the same agent go together; of two agents neither counts', async () => {
    const agent = agentOf(ours.sign(['URI:thongsuot:vnpt/a1']));
    expect(await post(agent, 'agent-token')).toMatchObject({ status: 200 });
    expect(await post(agent, 'other-token')).toMatchObject({
      status: 401,
      detail: 'the client certificate and the token are of two agents; send those of one',
    });
    expect(await post(agent, 'wrong')).toMatchObject({ status: 401 });
  });

  it('is not needed where a token is shown', async () => {
    expect(await post(agentOf(), 'agent-token')).toMatchObject({ status: 200 });
    expect(await post(agentOf())).toMatchObject({ status: 401 });
  });

  it.each<[string, () => Pair, string]>([
    ['whose time is over', () => ours.sign(['URI:thongsuot:vnpt/a1'], { ended: true }), 'its time is over'],
    [
      'of another authority',
      () => foreign.sign(['URI:thongsuot:vnpt/a1']),
      'it is not of the authority in listen.tls.clientCa (UNABLE_TO_VERIFY_LEAF_SIGNATURE)',
    ],
    ['that names nobody', () => ours.sign(['DNS:vnpt']), 'it names no agent, or several'],
    [
      'that names two',
      () => ours.sign(['URI:thongsuot:vnpt/a1', 'URI:thongsuot:viettel/a1']),
      'it names no agent, or several',
    ],
    [
      'of an agent that is not listed',
      () => ours.sign(['URI:thongsuot:vnpt/a9']),
      'which collector.yaml does not list',
    ],
  ])('%s is refused with the reason, also beside a good token', async (_name, pair, detail) => {
    const agent = agentOf(pair());
    for (const token of detail.includes('list') ? [undefined] : [undefined, 'agent-token']) {
      const answer = await post(agent, token);
      expect([answer.status, answer.detail]).toEqual([401, expect.stringContaining(detail)]);
    }
  });
});

describe('the collector’s own certificate', () => {
  it('is exchanged when its files change, and no open connection is closed', async () => {
    const open = agentOf();
    const before = await post(open, 'agent-token');
    const next = ours.sign(['DNS:localhost']);
    copyFileSync(next.certFile, paths().certificate);
    // Half of the pair: it cannot be used, and that is said once.
    await expect
      .poll(() => lines.map(({ msg }) => msg))
      .toContain('TLS files have changed and cannot be used; the old ones stay in force until they change again');
    expect((await post(agentOf(), 'agent-token')).shown).toBe(before.shown);
    copyFileSync(next.keyFile, paths().key);
    await expect.poll(() => lines.map(({ msg }) => msg)).toContain('TLS files were read anew; open connections go on');
    const after = await post(agentOf(), 'agent-token');
    expect(after.status).toBe(200);
    expect(after.shown).not.toBe(before.shown);
    expect(await post(open, 'agent-token')).toMatchObject({ status: 200, shown: before.shown });
    const certificate = ours.sign(['URI:thongsuot:vnpt/a1']);
    expect(await post(agentOf(certificate))).toMatchObject({ status: 200 });
  });

  it('is read again on SIGHUP as well', () => {
    utimesSync(paths().key, new Date(), new Date());
    keeper.renew();
    expect(lines.at(-1)?.msg).toBe('TLS files were read anew; open connections go on');
    expect(keeper.endsAt()).toBeGreaterThan(Date.now() + 29 * 86_400_000);
  });

  it('that cannot be used at the start is named in one sentence', () => {
    expect(() => readTlsFiles({ certificate: '/nonexistent/c.crt', key: paths().key })).toThrow(
      'the certificate of listen.tls in /nonexistent/c.crt cannot be read (ENOENT); check the path and its owner',
    );
    expect(() => readTlsFiles({ certificate: ours.certFile, key: paths().key })).toThrow('belong together');
  });
});
