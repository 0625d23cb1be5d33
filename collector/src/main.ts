/** The collector’s commands. What they load is loaded late, so that the compile cache is on before the bulk of it. */
import { enableCompileCache } from 'node:module';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { formatConfigProblem } from '@thongsuot/contract/config.ts';
import { pino } from 'pino';
import { loadConfig } from './config/load.ts';
import type { CollectorConfig } from './config/schema.ts';
import { exitMsMax } from './limits.ts';
import { receiverCount } from './notify-wiring.ts';

const usage = `Usage: collector COMMAND [--config collector.yaml]

  run            run the collector
  check-config   read the config and name every mistake in it
  doctor         check this machine and the store, one line each (--json for machines)
  provision      create the databases of store and nextStore; admin: --admin-user NAME or a token, the secret in
                 THONGSUOT_ADMIN_SECRET
  store copy     copy one store into the other (--from sqlite --to influx, as store and nextStore of the config name
                 them), and compare; the collector is stopped meanwhile; run again it goes on where it was
  notify test    send a test to every receiver of notifications, or to --receiver ID
  user add NAME  make a token: --role operator|department|administrator [--operator ID], or --agent --operator ID;
                 with --password a password to sign in on the board instead, asked for twice (or two lines of input)
`;

const { values, positionals } = readArguments();

function readArguments() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: {
        config: { type: 'string', default: 'collector.yaml' },
        demo: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
        agent: { type: 'boolean', default: false },
        password: { type: 'boolean', default: false },
        role: { type: 'string' },
        operator: { type: 'string' },
        receiver: { type: 'string' },
        'admin-user': { type: 'string' },
        from: { type: 'string' },
        to: { type: 'string' },
      },
    });
  } catch (error) {
    fail(`${(error as Error).message}\n\n${usage}`);
  }
}

const [command = 'help', ...rest] = positionals;
try {
  if (values.help || command === 'help') process.stdout.write(usage);
  else if (command === 'run') await run();
  else if (command === 'check-config') checkConfig();
  else if (command === 'doctor') await doctor();
  else if (command === 'provision') await provision();
  else if (command === 'store') await store();
  else if (command === 'user') await user();
  else if (command === 'notify') await notify();
  else fail(`there is no command ${command}\n\n${usage}`);
} catch (error) {
  // A mistake of the installation is one sentence; anything else is a defect and keeps its stack.
  if (error instanceof Error && error.name === 'SetupError') fail(error.message);
  throw error;
}

function fail(sentence: string): never {
  process.stderr.write(`collector: ${sentence}\n`);
  process.exit(2);
}

/** The config of the command line, or the end of the process with all its mistakes. */
function configOrExit(): CollectorConfig {
  const loaded = loadConfig(values.config);
  if ('config' in loaded) return loaded.config;
  for (const problem of loaded.problems) process.stderr.write(`${formatConfigProblem(problem)}\n`);
  process.stderr.write(`${loaded.problems.length} mistakes in ${values.config}; nothing was started.\n`);
  process.exit(2);
}

async function run(): Promise<void> {
  const config = configOrExit();
  enableCompileCache(join(config.state, 'compile-cache'));
  // On a machine with much memory V8 lets four times what is in use lie about before it collects; half of it is enough.
  setFlagsFromString('--heap-growing-percent=50');
  const { startCollector } = await import('./collector.ts');
  const log = pino({ name: 'collector' });
  let stopping = false;
  const stopRequested = Promise.withResolvers<string>();
  const stop = (because: string) => {
    if (stopping) return;
    stopping = true;
    stopRequested.resolve(because);
  };
  // Before the start, so that a signal during it is not the default death with files half open.
  process.on('SIGTERM', () => stop('SIGTERM'));
  process.on('SIGINT', () => stop('SIGINT'));
  // The demo’s process started us with a channel: when it is gone, so are we, whatever killed it.
  if (values.demo && process.connected) process.on('disconnect', () => stop('disconnect'));
  let reload: (() => void) | undefined;
  process.on('SIGHUP', () => {
    // The demo has no config to reload: a terminal that closes sends this signal.
    if (values.demo) stop('SIGHUP');
    else reload?.();
  });
  const collector = await startCollector(config, { demo: values.demo, log });
  reload = () => {
    const loaded = loadConfig(values.config);
    if ('config' in loaded) {
      try {
        collector.reload(loaded.config);
      } catch (error) {
        log.error({ detail: (error as Error).message }, 'Config is not taken; the old one stays in force');
      }
      return;
    }
    const problems = loaded.problems.map(formatConfigProblem);
    log.error({ problems }, 'Config has mistakes and is not taken; the old one stays in force');
  };
  const because = await stopRequested.promise;
  log.info({ because }, 'Collector is stopping');
  setTimeout(() => {
    log.error({ afterMs: exitMsMax }, 'Collector could not stop in time and exits; what was acknowledged is on disk');
    process.exit(1);
  }, exitMsMax).unref();
  await collector.stop();
  // Nothing is left to do; a socket that lingers must not keep the process.
  process.exit(0);
}

function checkConfig(): void {
  const config = configOrExit();
  const agents = config.operators.reduce((sum, operator) => sum + operator.agents.length, 0);
  process.stdout.write(
    `${values.config} is right. Found: ${config.operators.length} operators, ${agents} agents, ${config.users.length} users, ${config.endpoints.length} endpoints, ${config.areas.length} areas, ${receiverCount(config)} receivers; store ${config.store.kind}.\n`,
  );
}

async function doctor(): Promise<void> {
  const { examine, formatFinding } = await import('./doctor.ts');
  const findings = await examine(values.config);
  if (values.json) process.stdout.write(`${JSON.stringify({ checks: findings })}\n`);
  else for (const finding of findings) process.stdout.write(`${formatFinding(finding)}\n`);
  process.exitCode = findings.every(({ ok }) => ok) ? 0 : 1;
}

async function provision(): Promise<void> {
  const config = configOrExit();
  const { provisionStore } = await import('./provision.ts');
  const secret = process.env['THONGSUOT_ADMIN_SECRET'];
  for (const line of await provisionStore(config, { user: values['admin-user'], secret }))
    process.stdout.write(`${line}\n`);
}

async function store(): Promise<void> {
  if (rest[0] !== 'copy') fail(`expected: store copy --from KIND --to KIND\n\n${usage}`);
  const config = configOrExit();
  const { copyBetweenStores } = await import('./store-copy.ts');
  const { from, to } = values;
  const { isTTY, columns } = process.stderr;
  let shownAt = 0;
  const show = (line: string, final: boolean) => {
    if (isTTY) process.stderr.write(final ? '\n' : `\r${line.slice(0, columns - 1)}\x1b[K`);
    else if (!final && Date.now() - shownAt > 10_000) {
      shownAt = Date.now();
      process.stderr.write(`${line}\n`);
    }
  };
  const { lines, same } = await copyBetweenStores(config, { from, to, show });
  for (const line of lines) process.stdout.write(`${line}\n`);
  process.exitCode = same ? 0 : 1;
}

async function user(): Promise<void> {
  const [verb, name] = rest;
  if (verb !== 'add' || name === undefined) fail(`expected: user add NAME\n\n${usage}`);
  const { makeCredential, makePasswordUser } = await import('./user.ts');
  const { agent, role, operator } = values;
  if (values.password) {
    const { readPasswordTwice } = await import('./password-prompt.ts');
    const { password, again } = await readPasswordTwice(name);
    const { place, line } = await makePasswordUser({ name, agent, role, operator }, password, again);
    process.stdout.write(`Add to ${values.config} under ${place}, then send the collector SIGHUP:\n  ${line}\n`);
    return;
  }
  const made = makeCredential({ name, agent, role, operator });
  process.stdout.write(
    `Token, shown this once; give it to ${name} only:\n${made.token}\n\nAdd to ${values.config} under ${made.place}, then send the collector SIGHUP:\n  ${made.line}\n`,
  );
}

/** Sends a test past the queue, on the code path of the running collector; it need not run. */
async function notify(): Promise<void> {
  if (rest[0] !== 'test') fail(`expected: notify test [--receiver ID]\n\n${usage}`);
  const { testReceivers } = await import('./notify-test.ts');
  const results = await testReceivers(configOrExit(), values.receiver);
  for (const { receiver, ok, detail, ms } of results)
    process.stdout.write(
      `${ok ? '✓' : '✗'} ${receiver}: ${ok ? 'taken' : 'not taken'} in ${ms} ms${detail === '' ? '' : `; ${detail}`}\n`,
    );
  process.exitCode = results.every(({ ok }) => ok) ? 0 : 1;
}
