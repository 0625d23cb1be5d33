/** Stands between collector and influxd, and lets writes take their time; all else passes as it is. */
import http from 'node:http';
import { freePort } from '../harness/ports.ts';

export interface SlowStore {
  url: string;
  /** Writes from now on reach influxd so much later. */
  set(delayMs: number): void;
  /** Writes that were held back. */
  delayed(): number;
  close(): Promise<void>;
}

const bodyOctetsMax = 67_108_864;

export async function startSlowStore(target: string): Promise<SlowStore> {
  const port = await freePort();
  const agent = new http.Agent({ keepAlive: true });
  const timers = new Set<NodeJS.Timeout>();
  let delayMs = 0;
  let delayed = 0;
  const server = http.createServer((request, response) => {
    const chunks: Buffer[] = [];
    let octets = 0;
    const give = () => {
      const onward = http.request(new URL(request.url ?? '/', target), {
        method: request.method ?? 'GET',
        agent,
        headers: { ...request.headers, host: new URL(target).host },
      });
      onward.on('error', () => request.socket.resetAndDestroy());
      onward.on('response', (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.on('error', () => request.socket.resetAndDestroy());
        answer.pipe(response);
      });
      onward.end(Buffer.concat(chunks));
    };
    request.on('error', () => undefined);
    request.on('data', (chunk: Buffer) => {
      octets += chunk.length;
      if (octets > bodyOctetsMax) request.destroy();
      else chunks.push(chunk);
    });
    request.on('end', () => {
      if (delayMs === 0 || !(request.url ?? '').startsWith('/write')) return give();
      delayed += 1;
      // Given on even when the collector has lost its patience: a slow store writes late, it does not forget.
      const timer = setTimeout(() => {
        timers.delete(timer);
        give();
      }, delayMs);
      timers.add(timer);
    });
  });
  server.on('connection', (socket) => void socket.on('error', () => undefined));
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${port}`,
    set: (ms) => {
      delayMs = ms;
    },
    delayed: () => delayed,
    close() {
      for (const timer of timers) clearTimeout(timer);
      agent.destroy();
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
