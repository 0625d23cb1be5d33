/** A page that stands for the province's portal, so that the demo's check has something real to ask. */
import { createServer } from 'node:http';

export interface Portal {
  readonly url: string;
  stop(): Promise<void>;
}

/** Serves the page on a free port of 127.0.0.1. */
export async function startPortal(): Promise<Portal> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' });
    response.end('<!doctype html><html lang="vi"><title>Cổng thông tin điện tử tỉnh Gia Lai</title></html>');
  });
  await new Promise<void>((done, fail) => {
    server.once('error', fail);
    server.listen(0, '127.0.0.1', done);
  });
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the portal has no port');
  return {
    url: `http://127.0.0.1:${address.port}/`,
    stop: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
}
