/**
 * `npx -y pnpm demo`: a province on this machine. Simulated devices, three operators' agents and the collector, each a
 * process of its own; this one starts them, plays the path that fails, and ends them.
 */
import { randomBytes } from 'node:crypto';
import { request } from 'node:http';
import { join, relative, resolve } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { awaitMessage, type Child, logTail, startChild, stopChild } from './children.ts';
import { type DemoPlan, demoFiles } from './configs.ts';
import { snmpPortVariable } from './devices.ts';
import { readyMsMax, scenarioPollMs, simulatorReadyMsMax } from './limits.ts';
import { parseOptions, snmpPortFor, usage } from './options.ts';
import { startPortal } from './portal.ts';
import { boardIsStale, buildBoard, findEchoTool, portIsFree } from './prerequisites.ts';
import { operators } from './province.ts';
import { startRelay } from './relay.ts';
import { pathShutAt, shutOperator } from './scenario.ts';
import { freshDirectory, writeFiles } from './state.ts';
import { greeting } from './words.ts';

const root = join(import.meta.dirname, '..', '..');
const say = (line: string) => process.stdout.write(`${line}\n`);
const complain = (line: string) => process.stderr.write(`${line}\n`);

const parsed = parseOptions(process.argv.slice(2), process.env);
if ('help' in parsed) {
  say(usage);
  process.exit(0);
}
if ('mistake' in parsed) {
  complain(`${parsed.mistake}\n${usage}`);
  process.exit(2);
}
const { port, seconds, screenshots } = parsed.options;
if (!(await portIsFree(port))) {
  complain(
    `Port ${port} of 127.0.0.1 is taken by another program; nothing was started. Choose another one: npx -y pnpm demo --port ${port === 65_535 ? 8081 : port + 1}`,
  );
  process.exit(2);
}
// Before the day begins, not two minutes into it; looked up only when it is wanted, as are the pictures themselves.
if (screenshots !== undefined && (await import('../../test/harness/parts.ts')).lacks('chromium')) {
  complain('Pictures need Chromium, which is not installed; nothing was started. Install it: apt-get install chromium');
  process.exit(2);
}

/** In reverse order at the end: what depends on others stops before them. */
const stops: (() => Promise<void>)[] = [];
const children: Child[] = [];
let ending: Promise<void> | undefined;
let stopped = false;

/** Ends everything once; a second call waits for the first. */
function end(): Promise<void> {
  stopped = true;
  ending ??= (async () => {
    // Agents first: what they still hold, the collector takes.
    for (const child of [...children].reverse()) await stopChild(child);
    for (const stop of stops.reverse()) await stop();
  })();
  return ending;
}

const stop = new Promise<void>((done) => {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      stopped = true;
      done();
    });
  }
  process.on('disconnect', done);
});

/** What ends the demo with an error: the sentence is printed, the stack would say nothing. */
class DemoFailure extends Error {
  override readonly name = 'DemoFailure';
}

function child(name: string, args: readonly string[], env: Record<string, string> = {}): Child {
  const started = startChild(name, args, { cwd: root, logFile: join(stateDirectory, 'logs', `${name}.log`), env });
  children.push(started);
  return started;
}

/** Waits until the collector answers, or its process ends. */
async function awaitCollector(collector: Child): Promise<void> {
  const until = performance.now() + readyMsMax;
  let ended = false;
  void collector.ended.then(() => {
    ended = true;
  });
  while (performance.now() < until && !ended && !stopped) {
    if (await answers(`http://127.0.0.1:${port}/healthz`)) return;
    await sleep(100);
  }
  if (stopped) return;
  throw new DemoFailure(
    ended
      ? `The collector ended before it answered; everything is stopped. The end of its log (${collector.logFile}):\n${logTail(collector)}`
      : `The collector did not answer within ${readyMsMax / 1000} s; everything is stopped. Its log: ${collector.logFile}`,
  );
}

function answers(url: string): Promise<boolean> {
  return new Promise((done) => {
    const asked = request(url, { timeout: 1_000 }, (response) => {
      response.resume();
      done((response.statusCode ?? 500) < 500);
    });
    asked.on('error', () => done(false));
    asked.on('timeout', () => asked.destroy());
    asked.end();
  });
}

const stateDirectory = join(root, '.state', 'demo', String(port));

async function run(): Promise<void> {
  const echo = findEchoTool(say);
  if (boardIsStale(root)) {
    say('Building the board …');
    buildBoard(root);
  }
  if (stopped) return;

  // A fresh province each time; the port is ours, so nobody else's demo lies here.
  freshDirectory(stateDirectory, ['logs', 'secrets', 'collector', ...operators.map((operator) => operator.agent)]);
  const relay = await startRelay(port);
  stops.push(() => relay.stop());
  const portal = await startPortal();
  stops.push(() => portal.stop());

  const cutFile = join(stateDirectory, 'cuts.json');
  const snmpPort = snmpPortFor(port);
  const plan: DemoPlan = {
    boardPort: port,
    snmpPort,
    collectorUrl: Object.fromEntries(
      operators.map(({ id }) => [id, `http://127.0.0.1:${id === shutOperator ? relay.port : port}`]),
    ),
    portalUrl: portal.url,
    stateDirectory,
    fping: echo === 'fping' ? [process.execPath, join(root, 'test', 'simulator', 'fping.ts'), cutFile] : undefined,
    icmp: echo !== 'none',
    tokens: Object.fromEntries(operators.map(({ id }) => [id, randomBytes(24).toString('base64url')])),
  };
  writeFiles(stateDirectory, demoFiles(plan));

  const startedAtMs = Math.round(performance.timeOrigin + performance.now());
  const simulator = child(
    'simulator',
    [
      join(root, 'test', 'simulator', 'main.ts'),
      join(root, 'deploy', 'demo', 'devices.ts'),
      ...['--cut-file', cutFile, '--started-at', String(startedAtMs)],
    ],
    { [snmpPortVariable]: String(snmpPort) },
  );
  const collector = child('collector', [
    join(root, 'collector', 'src', 'main.ts'),
    ...['run', '--demo', '--config', join(stateDirectory, 'collector.yaml')],
  ]);
  try {
    await awaitMessage(simulator, 'ready', simulatorReadyMsMax);
  } catch (error) {
    if (stopped) return;
    throw new DemoFailure(
      `The simulated devices did not start; everything is stopped: ${(error as Error).message}\n${logTail(simulator)}`,
    );
  }
  await awaitCollector(collector);
  if (stopped) return;
  for (const { agent } of operators) {
    child(agent, [join(root, 'agent', 'src', 'main.ts'), 'run', '--config', join(stateDirectory, `${agent}.yaml`)]);
  }

  for (const line of greeting(port, echo, relative(process.cwd(), stateDirectory) || '.')) say(line);

  const nowS = () => (performance.timeOrigin + performance.now() - startedAtMs) / 1_000;
  const path = setInterval(() => relay.setShut(pathShutAt(nowS())), scenarioPollMs);
  stops.push(async () => clearInterval(path));

  const pictures =
    screenshots === undefined
      ? []
      : [
          import('./screenshots.ts').then(async ({ takeScreenshots }) => {
            // Where the one who calls stands, which pnpm changes to the root of the checkout.
            const folder = resolve(process.env['INIT_CWD'] ?? process.cwd(), screenshots);
            say(await takeScreenshots(`http://127.0.0.1:${port}`, folder, say, () => stopped));
          }),
        ];

  const died = Promise.race(children.map(async (one) => ({ one, ...(await one.ended) })));
  const timer = new AbortController();
  const outcome = await Promise.race([
    stop.then(() => undefined),
    died,
    ...pictures,
    ...(seconds === undefined
      ? []
      : [sleep(seconds * 1_000, undefined, { signal: timer.signal }).catch(() => undefined)]),
  ]);
  timer.abort();
  // Ctrl-C reaches the children as well, and one of them may be faster than our own signal.
  if (outcome !== undefined) await Promise.race([stop, sleep(300)]);
  if (outcome === undefined || stopped) return;
  throw new DemoFailure(
    `${outcome.one.name} ended by itself (${outcome.signal ?? `code ${outcome.code}`}); everything is stopped. The end of its log (${outcome.one.logFile}):\n${logTail(outcome.one)}`,
  );
}

let exitCode = 0;
try {
  await run();
} catch (error) {
  exitCode = 1;
  complain(error instanceof DemoFailure ? error.message : String(error instanceof Error ? error.stack : error));
}
await end();
// Handles of libraries may linger; everything that the demo started has ended.
process.exit(exitCode);
