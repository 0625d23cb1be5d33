/**
 * Receivers of alerts that remember what came and may be held at the worst moment: a webhook and a mail server, each a
 * real server on loopback. Their answers wait for `hold`, so that the sender can be killed before it hears them.
 */
import { createServer } from 'node:http';
import { SMTPServer } from 'smtp-server';

export interface Arrival {
  /** Of the message, the same however often it is sent. */
  id: string;
  /** The message itself: JSON at the webhook, the decoded text at the mail server. */
  text: string;
  /** Said to be a possible repeat. */
  marked: boolean;
}

export interface Receiver {
  port: number;
  arrivals: Arrival[];
  /** Called when a message is here and has not been answered; the answer leaves when this resolves. */
  hold: () => Promise<void>;
  close(): Promise<void>;
}

const portOf = (address: string | { port: number } | null): number =>
  typeof address === 'object' && address !== null ? address.port : 0;

/** Takes every POST. The id is the header `webhook-id`. */
export async function startHook(): Promise<Receiver> {
  const receiver = { arrivals: [] as Arrival[], hold: () => Promise.resolve() };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    // A sender that dies in its body has sent nothing: only a whole body is a message.
    request.on('error', () => undefined);
    request.on('end', () => {
      const text = Buffer.concat(chunks).toString('utf8');
      receiver.arrivals.push({ id: String(request.headers['webhook-id']), text, marked: false });
      void receiver.hold().then(() => response.writeHead(204).end());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return Object.assign(receiver, {
    port: portOf(server.address()),
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}

/** Takes every mail in clear. The id is the header `X-Thongsuot-Id`. */
export async function startMail(): Promise<Receiver> {
  const receiver = { arrivals: [] as Arrival[], hold: () => Promise.resolve() };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    logger: false,
    closeTimeout: 100,
    onData(stream, _session, callback) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        receiver.arrivals.push(readMail(Buffer.concat(chunks).toString('latin1')));
        void receiver.hold().then(() => callback(null));
      });
    },
  });
  server.on('error', () => undefined); // A sender that was killed.
  const port = await new Promise<number>((resolve) => {
    const listening = server.listen(0, '127.0.0.1', () => resolve(portOf(listening.address())));
  });
  return Object.assign(receiver, {
    port,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  });
}

/** Id, text and mark of a mail as it came over the wire (RFC 5322, RFC 2045), read without the code that wrote it. */
export function readMail(raw: string): Arrival {
  const id = /^X-Thongsuot-Id: (\S+)\r$/im.exec(raw)?.[1] ?? '';
  // The first part of that type, up to the next boundary.
  const [part = ''] = (raw.split(/^Content-Type: text\/plain/im)[1] ?? '').split('\r\n--');
  const [head = '', ...rest] = part.split('\r\n\r\n');
  const body = rest.join('\r\n\r\n');
  const coding = /^Content-Transfer-Encoding: (\S+)/im.exec(head)?.[1]?.toLowerCase();
  const octets =
    coding === 'base64'
      ? Buffer.from(body, 'base64')
      : coding === 'quoted-printable'
        ? Buffer.from(unquote(body), 'latin1')
        : Buffer.from(body, 'latin1');
  const text = octets.toString('utf8').replace(/\r\n/g, '\n');
  return { id, text, marked: text.startsWith('This may be a repeat:') };
}

/** RFC 2045 §6.7: soft line ends vanish, `=XX` is an octet. */
const unquote = (text: string): string =>
  text
    .replace(/=\r\n/g, '')
    .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
