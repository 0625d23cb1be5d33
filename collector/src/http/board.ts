/** The board's files, as `dashboards/board` built them. No inline script, nothing from another host. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { ProblemError } from './problem.ts';

/** The board fetches from its own origin only; a network without Internet is its home. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const missingPage = `<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><title>Thông Suốt</title></head>
<body><h1>Chưa có bảng theo dõi</h1>
<p>Bảng theo dõi chưa được dựng trên máy này. Chạy lệnh <code>npx -y pnpm board</code> rồi tải lại trang.</p>
<p lang="en">The board has not been built on this machine. Run <code>npx -y pnpm board</code>, then reload this page.</p>
</body></html>
`;

const secure = (reply: FastifyReply): FastifyReply =>
  reply
    .header('content-security-policy', contentSecurityPolicy)
    .header('x-content-type-options', 'nosniff')
    .header('referrer-policy', 'no-referrer');

/**
 * Serves the built board under `/`, its page for every address that is no file (it routes by itself), and a page that
 * says how to build it when it is not there. It holds no figures: those need a credential at the API.
 */
export async function installBoard(app: FastifyInstance, dist: string): Promise<void> {
  await app.register(fastifyStatic, { root: dist, serve: false, cacheControl: false });
  app.get('/*', { config: { roles: ['anyone'] } }, async (request, reply) => {
    const path = (request.params as { '*': string })['*'];
    if (path.startsWith('v1/') || /\.\.|[\\\0]/.test(path))
      throw new ProblemError('notFound', 'there is no such address');
    secure(reply);
    if (!existsSync(join(dist, 'index.html'))) {
      return reply.code(404).header('cache-control', 'no-store').type('text/html; charset=utf-8').send(missingPage);
    }
    const isFile = /\.[a-z0-9]+$/i.test(path);
    if (!isFile) return reply.header('cache-control', 'no-cache').sendFile('index.html', dist);
    // Vite puts a hash of the content into the names under assets/.
    const caching = path.startsWith('assets/') ? 'public, max-age=31536000, immutable' : 'no-cache';
    return reply.header('cache-control', caching).sendFile(path, dist);
  });
}
