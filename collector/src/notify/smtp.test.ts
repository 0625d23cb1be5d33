import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Secret } from '@thongsuot/contract/config.ts';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { lacks } from '../../../test/harness/parts.ts';
import { directory, hands, messageOf, notification, t0 } from './notify.fake.ts';
import { createSmtp, type SmtpOptions } from './smtp.ts';

const withTls = !lacks('openssl');
const folder = mkdtempSync(join(tmpdir(), 'thongsuot-smtp-'));
afterAll(() => rmSync(folder, { recursive: true }));
const tls = { key: Buffer.alloc(0), cert: Buffer.alloc(0) };
beforeAll(() => {
  if (!withTls) return;
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=localhost'],
      ...['-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'],
      ...['-keyout', join(folder, 'key.pem'), '-out', join(folder, 'cert.pem')],
    ],
    { stdio: 'ignore' },
  );
  tls.key = readFileSync(join(folder, 'key.pem'));
  tls.cert = readFileSync(join(folder, 'cert.pem'));
});

const servers: SMTPServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise<void>((resolve) => server.close(() => resolve()))));
});

interface Mail {
  from: string;
  to: string[];
  raw: string;
  secure: boolean;
  user: unknown;
}

async function server(options: SMTPServerOptions = {}, onMail: (mail: Mail) => Error | 'hang' | null = () => null) {
  const got: Mail[] = [];
  const made = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 100,
    onData(stream, session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const { mailFrom, rcptTo } = session.envelope;
        const mail: Mail = {
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          raw: Buffer.concat(chunks).toString('utf8'),
          secure: session.secure,
          user: session.user,
        };
        got.push(mail);
        const outcome = onMail(mail);
        if (outcome !== 'hang') callback(outcome);
      });
    },
    ...options,
  });
  made.on('error', () => {});
  servers.push(made);
  const port = await new Promise<number>((resolve) => {
    const listening = made.listen(0, '127.0.0.1', () => {
      const address = listening.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
  return { got, port };
}

const smtp = (port: number, over: Partial<SmtpOptions> = {}) =>
  createSmtp(
    {
      id: 'm',
      host: '127.0.0.1',
      port,
      tls: 'none',
      from: 'giamsat@giamsat.example',
      to: ['truc@so.example', 'noc@vnpt.example'],
      allowPrivate: true,
      ...over,
    },
    { clock: { now: () => t0 }, directory: () => directory },
  );
const message = messageOf([notification('x', 1)]);
const refuse = (code: number, text: string) => Object.assign(new Error(text), { responseCode: code });

describe('a mail over SMTP', () => {
  it('arrives with its id, its thread, text and HTML, at every addressee', async () => {
    const { got, port } = await server();
    expect(await smtp(port).send(message, hands())).toEqual({ kind: 'taken' });
    expect(got).toHaveLength(1);
    expect(got[0]).toMatchObject({ from: 'giamsat@giamsat.example', to: ['truc@so.example', 'noc@vnpt.example'] });
    const raw = got[0]?.raw ?? '';
    expect(raw).toContain('Message-ID: <x.1@giamsat.example>');
    expect(raw).toMatch(/References: <alert\.x@giamsat\.example>/);
    expect(raw).toContain('Auto-Submitted: auto-generated');
    expect(raw).toContain('multipart/alternative');
    const subject = /^Subject: ((?:.|\r\n )*)\r\n/m.exec(raw)?.[1] ?? '';
    const words = [...subject.matchAll(/=\?UTF-8\?B\?([^?]*)\?=/gi)].map(([, text = '']) =>
      Buffer.from(text, 'base64'),
    );
    const plain = [...subject.matchAll(/=\?UTF-8\?Q\?([^?]*)\?=/gi)]
      .map(([, text = '']) =>
        text
          .replace(/_/g, ' ')
          .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))),
      )
      .map((text) => Buffer.from(text, 'latin1'));
    expect(Buffer.concat([...words, ...plain]).toString('utf8')).toContain('Mất kênh: Bệnh viện Đa khoa tỉnh');
  });

  it.runIf(withTls)('goes by STARTTLS with a password, to a server whose authority is named', async () => {
    const { got, port } = await server({
      ...tls,
      disabledCommands: [],
      authOptional: false,
      onAuth: ({ username, password }, _session, callback) =>
        username === 'giamsat' && password === 'bí mật'
          ? callback(null, { user: username })
          : callback(new Error('no')),
    });
    const options = {
      tls: 'starttls',
      user: 'giamsat',
      host: 'localhost',
      certificateAuthority: tls.cert.toString(),
    } as const;
    expect(await smtp(port, { ...options, password: new Secret('bí mật') }).send(message, hands())).toEqual({
      kind: 'taken',
    });
    expect(got[0]).toMatchObject({ secure: true, user: 'giamsat' });
    expect(await smtp(port, { ...options, password: new Secret('sai') }).send(message, hands())).toMatchObject({
      kind: 'unavailable',
    });
    const { certificateAuthority: _, ...unknown } = options;
    expect(await smtp(port, { ...unknown, password: new Secret('bí mật') }).send(message, hands())).toMatchObject({
      kind: 'unavailable',
      detail: expect.stringMatching(/self.signed/),
    });
    expect(got).toHaveLength(1);
  });

  it.runIf(withTls)('goes by TLS from the first octet', async () => {
    const { got, port } = await server({ ...tls, secure: true, disabledCommands: [] });
    const options = { tls: 'implicit', host: 'localhost', certificateAuthority: tls.cert.toString() } as const;
    expect(await smtp(port, options).send(message, hands())).toEqual({ kind: 'taken' });
    expect(got[0]?.secure).toBe(true);
  });

  it('is not sent in clear to a server that offers no TLS', async () => {
    const { got, port } = await server();
    expect(await smtp(port, { tls: 'starttls' }).send(message, hands())).toMatchObject({ kind: 'unavailable' });
    expect(got).toEqual([]);
  });

  it('whose server answers after DATA that it cannot now is tried again without a mark', async () => {
    const { port } = await server({}, () => refuse(451, 'try later'));
    const attempt = await smtp(port).send(message, hands());
    expect(attempt).toMatchObject({ kind: 'unavailable' });
    expect(attempt).not.toMatchObject({ uncertain: true });
  });

  it('whose server refuses it for good lets others past', async () => {
    const { port } = await server({}, () => refuse(552, 'too big'));
    expect(await smtp(port).send(message, hands())).toMatchObject({ kind: 'refused' });
  });

  it('cut off after DATA is in doubt, and that is on disk before DATA', async () => {
    let marked = 0;
    const stop = new AbortController();
    const { got, port } = await server({}, () => {
      expect(marked).toBe(1);
      setTimeout(() => stop.abort(), 20);
      return 'hang';
    });
    const attempt = await smtp(port).send(
      message,
      hands(stop.signal, () => void marked++),
    );
    expect(attempt).toMatchObject({ kind: 'unavailable', uncertain: true });
    expect(got).toHaveLength(1);
  });

  it('that never got to DATA is not in doubt', async () => {
    const { port } = await server();
    await new Promise<void>((resolve) => servers.splice(0)[0]?.close(() => resolve()));
    let marked = 0;
    const attempt = await smtp(port).send(
      message,
      hands(undefined, () => void marked++),
    );
    expect(attempt).toMatchObject({ kind: 'unavailable', detail: expect.stringContaining('ECONNREFUSED') });
    expect(attempt).not.toMatchObject({ uncertain: true });
    expect(marked).toBe(0);
  });

  it('is tried again only for those addressees that could not take it now', async () => {
    const { got, port } = await server({
      onRcptTo: ({ address }, _session, callback) =>
        callback(address.startsWith('noc') ? refuse(450, 'greylisted') : null),
    });
    const attempt = await smtp(port).send(message, hands());
    expect(attempt).toMatchObject({ kind: 'partly', rest: ['noc@vnpt.example'] });
    expect(got[0]?.to).toEqual(['truc@so.example']);
  });

  it('tells of an addressee that is refused for good, and is taken for the others', async () => {
    const { port } = await server({
      onRcptTo: ({ address }, _session, callback) =>
        callback(address.startsWith('noc') ? refuse(550, 'no such user') : null),
    });
    expect(await smtp(port).send(message, hands())).toMatchObject({
      kind: 'taken',
      detail: expect.stringContaining('noc@vnpt.example'),
    });
  });

  it('is not sent to an address of this machine unless that is meant', async () => {
    const { got, port } = await server();
    expect(await smtp(port, { allowPrivate: false, host: 'localhost' }).send(message, hands())).toMatchObject({
      kind: 'unavailable',
      detail: expect.stringContaining('allowPrivate'),
    });
    expect(got).toEqual([]);
  });
});
