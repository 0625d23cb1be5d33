/** A receiver of webhooks that remembers what came, and answers as it is told. */
import { createServer, type IncomingHttpHeaders } from 'node:http';

export interface Delivery {
  at: number;
  headers: IncomingHttpHeaders;
  body: Record<string, unknown>;
  raw: string;
}

export interface WebhookReceiver {
  url: string;
  deliveries: Delivery[];
  /** Status of the next answers. */
  status: number;
  close(): Promise<void>;
}

export async function startWebhook(): Promise<WebhookReceiver> {
  const deliveries: Delivery[] = [];
  const receiver = { status: 204 };
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const raw = Buffer.concat(chunks).toString('utf8');
      deliveries.push({
        at: Date.now(),
        headers: request.headers,
        body: JSON.parse(raw) as Record<string, unknown>,
        raw,
      });
      response.writeHead(receiver.status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return Object.assign(receiver, {
    url: `http://127.0.0.1:${port}/hook`,
    deliveries,
    close: () => new Promise<void>((resolve) => server.close(() => resolve())),
  });
}
