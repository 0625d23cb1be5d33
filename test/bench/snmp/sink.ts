/** A collector that takes everything and keeps nothing: it answers each batch as the contract says. */
import { createServer } from 'node:http';
import { gunzipSync } from 'node:zlib';
import type { Answer } from '@thongsuot/contract/answer.ts';
import { batch } from '@thongsuot/contract/batch.ts';
import { batchOctetsMax } from '@thongsuot/contract/limits.ts';

export interface Sink {
  url: string;
  samples(): number;
  close(): void;
}

export async function startSink(onSamples: (samples: readonly unknown[]) => void = () => {}): Promise<Sink> {
  let samples = 0;
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on('data', (part: Buffer) => parts.push(part));
    request.on('end', () => {
      const text = gunzipSync(Buffer.concat(parts), { maxOutputLength: 2 * batchOctetsMax }).toString();
      const { epoch, seq, samples: taken } = batch.parse(JSON.parse(text));
      samples += taken.length;
      onSamples(taken);
      const answer: Answer = { epoch, seq, count: taken.length, stored: taken.length, rejected: [], now: Date.now() };
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(answer));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    samples: () => samples,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}
