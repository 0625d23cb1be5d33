/**
 * The wire to an InfluxDB, through its own client: lines out by `/write`, InfluxQL in by `/query`. No retry here: the
 * agents keep what is not acknowledged.
 */
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { HttpError, InfluxDB, setLogger } from '@influxdata/influxdb-client';
import type { Logger } from 'pino';
import { answerOctetsMax, influxPingMsMax, influxReadMsMax, influxWriteMsMax, linesPerRequestMax } from '../limits.ts';
import { StoreUnavailable } from '../store.ts';

/** A user's name and password (1.x; in 2.x and 3 the password may be a token), or a token (2.x and 3). */
export type InfluxAuth = { username: string; password: string } | { token: string };

/** InfluxDB refused what it was sent, and would again. */
export class InfluxRefusal extends Error {
  override readonly name = 'InfluxRefusal';
}

export interface InfluxSeries {
  tags?: Record<string, string>;
  columns: string[];
  values: (number | string | boolean | null)[][];
}

export interface InfluxClient {
  /**
   * Resolves when the lines are stored.
   * @throws InfluxRefusal when the server refuses them (400, 413, 422); StoreUnavailable for everything else.
   */
  write(database: string, lines: readonly string[]): Promise<void>;
  /**
   * The series of one statement, times in Unix epoch ms.
   * @throws StoreUnavailable when there is no whole answer; InfluxRefusal when the statement is refused.
   */
  query(database: string, statement: string): Promise<InfluxSeries[]>;
  /** The version the server names, such as `1.6.7`. @throws StoreUnavailable */
  version(): Promise<string>;
  close(): void;
}

export function createInfluxClient(
  url: string,
  auth: InfluxAuth | undefined,
  log: Logger,
  { readMsMax, writeMsMax } = { readMsMax: influxReadMsMax, writeMsMax: influxWriteMsMax },
): InfluxClient {
  // The client would print every failure with its stack; what failed is in the error we throw.
  setLogger({
    error: (message) => log.debug({ message }, 'InfluxDB client'),
    warn: (message) => log.debug({ message }, 'InfluxDB client'),
  });
  const agent =
    new URL(url).protocol === 'https:' ? new HttpsAgent({ keepAlive: true }) : new HttpAgent({ keepAlive: true });
  const remote = !/^(127\.|\[?::1|localhost$)/.test(new URL(url).hostname);

  // One client per request: the client's own time-out leaves the request running; an abort signal ends it.
  const connect = (timeoutMs: number) =>
    new InfluxDB({
      url,
      timeout: timeoutMs,
      headers: { ...authorization(auth) },
      transportOptions: { agent, signal: AbortSignal.timeout(timeoutMs) },
    });

  return {
    async write(database, lines) {
      const api = connect(writeMsMax).getWriteApi('', '', 'ms', {
        batchSize: linesPerRequestMax + 1,
        maxBatchBytes: Number.MAX_SAFE_INTEGER,
        flushInterval: 0,
        maxRetries: 0,
        gzipThreshold: remote ? 10_000 : Number.MAX_SAFE_INTEGER,
        writeFailed: (error) => Promise.reject(error),
      });
      api.path = `/write?db=${encodeURIComponent(database)}&precision=ms`;
      api.writeRecords([...lines]);
      await api.flush().catch((error: unknown) => {
        throw failure(error, `writing ${lines.length} points to ${database} at ${url}`, writeMsMax);
      });
    },

    async query(database, statement) {
      const doing = `reading ${database} at ${url}`;
      const path = `/query?db=${encodeURIComponent(database)}&epoch=ms&q=${encodeURIComponent(statement)}`;
      const text = await read(connect(readMsMax), path).catch((error: unknown) => {
        throw failure(error, doing, readMsMax);
      });
      return seriesOf(text, doing);
    },

    async version() {
      let version: string | undefined;
      const started = (headers: Record<string, string | string[] | undefined>) => {
        version = headers['x-influxdb-version']?.toString();
      };
      await connect(influxPingMsMax)
        .transport.request('/ping', '', { method: 'GET' }, started)
        .catch((error: unknown) => {
          throw failure(error, `asking ${url}/ping`, influxPingMsMax);
        });
      if (version === undefined) throw new StoreUnavailable(`${url}/ping answers without a version: it is no InfluxDB`);
      return version;
    },

    close: () => agent.destroy(),
  };
}

/** `Basic` works on 1.x, 2.x and 3 Core; `Token` on the last two, while 1.x refuses it. */
function authorization(auth: InfluxAuth | undefined): Record<string, string> {
  if (auth === undefined) return {};
  if ('token' in auth) return { authorization: `Token ${auth.token}` };
  return { authorization: `Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString('base64')}` };
}

async function read(client: InfluxDB, path: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let octets = 0;
  const options = { method: 'POST', headers: { accept: 'application/json' } };
  for await (const chunk of client.transport.iterate(path, '', options)) {
    octets += chunk.length;
    if (octets > answerOctetsMax) {
      throw new RangeError(`the answer is longer than ${answerOctetsMax} octets: ask for less at a time`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function seriesOf(text: string, doing: string): InfluxSeries[] {
  let answer: { error?: string; results?: { error?: string; series?: (InfluxSeries & { partial?: boolean })[] }[] };
  try {
    answer = JSON.parse(text);
  } catch {
    throw new StoreUnavailable(`${doing}: the answer is not JSON; is a proxy in between?`);
  }
  // 1.x answers 200 for a database that does not exist, with the error inside.
  const error = answer.error ?? answer.results?.find((result) => result.error !== undefined)?.error;
  if (error !== undefined) throw new StoreUnavailable(`${doing}: ${error}${remedy(error)}`);
  if (!Array.isArray(answer.results)) throw new StoreUnavailable(`${doing}: the answer holds no results`);
  // A series without rows (SHOW USERS on a new server) has no `values`.
  const series = answer.results
    .flatMap((result) => result.series ?? [])
    .map((one) => ({ ...one, values: one.values ?? [] }));
  if (series.some((one) => one.partial === true)) {
    throw new StoreUnavailable(`${doing}: the server cut the answer short; set max-row-limit = 0 in influxdb.conf`);
  }
  return series;
}

function failure(error: unknown, doing: string, timeoutMs: number): Error {
  if (error instanceof RangeError || error instanceof StoreUnavailable) return error;
  if (!(error instanceof HttpError)) {
    const { name, message, code } = error as Error & { code?: string };
    const late = name === 'AbortError' || name === 'TimeoutError' || name === 'RequestTimedOutError';
    const found = late ? `no answer in ${timeoutMs} ms` : `${code ?? ''} ${message}`.trim();
    return new StoreUnavailable(`${doing}: ${found}`, { cause: error });
  }
  const said = String(error.json?.error ?? error.json?.message ?? error.body ?? error.message).slice(0, 500);
  if (error.statusCode === 400 || error.statusCode === 413 || error.statusCode === 422) return new InfluxRefusal(said);
  return new StoreUnavailable(`${doing}: ${error.statusCode} ${said}${remedy(said, error.statusCode)}`, {
    cause: error,
  });
}

function remedy(said: string, status?: number): string {
  if (status === 401 || status === 403) return '; check the store’s credential in collector.yaml';
  if (status === 404 || /database not found/i.test(said)) return '; create the databases with `collector provision`';
  return '';
}
