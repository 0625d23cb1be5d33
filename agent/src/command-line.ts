/** The agent's command line: reads it, builds the parts, starts and stops them. */
import { mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { formatConfigProblem } from '@thongsuot/contract/config.ts';
import { parseDurationMs } from '@thongsuot/contract/quantity.ts';
import { pino } from 'pino';
import { createAgent } from './agent.ts';
import { profileNames } from './backup/unit.ts';
import { type LoadedConfig, loadConfig } from './config/load.ts';
import type { DiscoverFlags } from './discover.ts';
import type { ImportFlags } from './import.ts';
import { giveBackMemoryMs, stopMsMax } from './limits.ts';
import { giveBackMemory } from './memory.ts';
import { once, withInterval } from './once.ts';
import { createClock } from './schedule/clock.ts';
import { createSnmpTransport } from './snmp/engines.ts';
import { createWatches } from './watch.ts';

export const version = '0.1.0';

const usage = `Usage: pnpm agent COMMAND --config FILE

  run            poll and deliver until a signal comes (SIGINT, SIGTERM, SIGHUP)
  check-config   show every mistake in the config, with line and remedy; exit code 2 if there is one.
                 --load: requests, PDUs and octets a second that each device will see (--json: one object)
  once           poll everything twice, --interval apart (default 60s), print each sample as a line of JSON,
                 deliver nothing
  doctor         run every check against the world, one line each with the remedy; exit code 0 when all is well, 1 when
                 something is to be looked at, 2 when something fails
  discover ADDRESS[:PORT]...
                 read live devices and print YAML for their links and units (--json: one object a device);
                 --list FILE has one address a line. Credentials: --config FILE for devices that stand in it, else
                 --community env:NAME (version 2c; $THONGSUOT_SNMP_COMMUNITY, else public),
                 --snmp-version 1, or --user NAME --auth sha256:env:NAME --priv aes:env:NAME (--level, --context).
                 --port 161, --timeout 2s, --probe 12s for the refresh step (0s leaves it out)
  import LIST.csv
                 make links.d/LIST.yaml of a list of links (--out FILE; --force replaces it), or show every mistake in
                 the list with line and column; with --config, its devices are looked up
`;

/** Wrong use: the message says what to do, and no stack is of use to anybody. */
function refuse(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

function load(path: string | undefined): LoadedConfig {
  if (path === undefined) refuse(`No config was named; name it with --config FILE.\n\n${usage}`);
  const outcome = loadConfig(path, process.env, profileNames);
  if (outcome.kind === 'loaded') return outcome.loaded;
  const { problems } = outcome;
  refuse(
    `${problems.map(formatConfigProblem).join('\n')}\n${problems.length} ${problems.length === 1 ? 'mistake' : 'mistakes'}; nothing was started.`,
  );
}

async function checkConfig(
  path: string | undefined,
  { load: wantsLoad, json }: { load?: boolean; json?: boolean },
): Promise<void> {
  const { config, files } = load(path);
  const { devices, links, units, checks, collectors } = config;
  const count = (n: number, noun: string) => `${n} ${noun}${n === 1 ? '' : 's'}`;
  const found = [
    count(devices.length, 'device'),
    count(links.length, 'link'),
    count(units.length, 'unit'),
    count(checks.length, 'check'),
    count(collectors.length, 'collector'),
  ];
  const { formatLoad, previewLoad } = await import('./load-preview.ts');
  if (wantsLoad === true && json === true) {
    process.stdout.write(`${JSON.stringify({ devices: previewLoad(config) })}\n`);
    return;
  }
  process.stdout.write(`${files.join(', ')}: no mistakes. Found ${found.join(', ')}.\n`);
  if (wantsLoad === true) process.stdout.write(formatLoad(previewLoad(config)));
}

async function runOnce(path: string | undefined, interval: string): Promise<void> {
  const intervalMs = parseDurationMs(interval);
  if (intervalMs === undefined || intervalMs < 1_000 || intervalMs > 3_600_000)
    refuse(`--interval ${interval} is not a duration from 1s to 1h; write 60s, for instance.`);
  const loaded = withInterval(load(path), intervalMs);
  const log = pino({ name: 'agent', level: 'warn' }, pino.destination(2));
  const clock = createClock();
  const transport = createSnmpTransport({ clock, log });
  const memory = { load: () => undefined, save: () => undefined };
  const watches = createWatches({ loaded, transport, clock, log, memory });
  const abort = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => abort.abort());
  await watches.start();
  const findings = await once({
    watches: watches.list,
    intervalMs,
    clock,
    signal: abort.signal,
    print: (sample) => void process.stdout.write(`${JSON.stringify(sample)}\n`),
  });
  transport.close();
  for (const { code, detail } of findings) process.stderr.write(`${code}: ${detail}\n`);
}

async function runDiscover(given: readonly string[], flags: DiscoverFlags): Promise<void> {
  const { discover, DiscoverUsageError } = await import('./discover.ts');
  const clock = createClock();
  const log = pino({ name: 'agent', level: 'error' }, pino.destination(2));
  const transport = createSnmpTransport({ clock, log });
  const abort = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => abort.abort());
  try {
    process.exitCode = await discover(given, flags, {
      transport,
      clock,
      log,
      signal: abort.signal,
      out: (text) => void process.stdout.write(text),
      err: (text) => void process.stderr.write(text),
    });
  } catch (error) {
    if (error instanceof DiscoverUsageError) refuse(error.message);
    if (!abort.signal.aborted) throw error;
  } finally {
    transport.close();
  }
}

async function runDoctor(path: string | undefined): Promise<void> {
  const loaded = load(path);
  const { doctor } = await import('./doctor.ts');
  const clock = createClock();
  // What the parts would log, the lines say.
  const log = pino({ name: 'agent', level: 'fatal' }, pino.destination(2));
  const transport = createSnmpTransport({ clock, log });
  const abort = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => abort.abort());
  try {
    const out = (text: string) => void process.stdout.write(text);
    process.exitCode = await doctor(loaded, { transport, clock, log, signal: abort.signal, out });
  } catch (error) {
    if (!abort.signal.aborted) throw error;
    process.exitCode = 2;
  } finally {
    transport.close();
  }
}

async function runImport(path: string | undefined, flags: ImportFlags): Promise<void> {
  const { importLinks } = await import('./import.ts');
  process.exitCode = importLinks(path, flags, {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
  });
}

async function run(path: string | undefined): Promise<void> {
  const loaded = load(path);
  const { stateDirectory } = loaded.config.agent;
  try {
    mkdirSync(stateDirectory, { recursive: true, mode: 0o700 });
  } catch (error) {
    refuse(
      `The state directory ${stateDirectory} cannot be made (${(error as NodeJS.ErrnoException).code ?? 'error'}); create it for the agent's account, or set agent.stateDirectory.`,
    );
  }
  const { id, operator } = loaded.config.agent;
  const log = pino({ base: { agent: id, operator }, level: loaded.config.log.level });

  let agent: ReturnType<typeof createAgent>;
  try {
    agent = createAgent(loaded, { log, version });
    await agent.start();
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const { host, port } = loaded.config.agent.listen;
    if (code === 'EADDRINUSE')
      refuse(`Port ${port} of ${host} is taken; stop what holds it, or set agent.listen.port. Nothing was polled.`);
    if (error instanceof Error && error.name === 'OutboxError') refuse(message);
    throw error;
  }

  for (const ms of giveBackMemoryMs) setTimeout(giveBackMemory, ms).unref();

  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    // A bound on the stop itself: what was committed is safe, whatever hangs.
    setTimeout(() => process.exit(1), stopMsMax).unref();
    await agent.stop();
    process.exit(0);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void stop());
  // Started by a parent (the demo): end with it, even when it is killed.
  process.on('disconnect', () => void stop());
}

const options = {
  config: { type: 'string' },
  interval: { type: 'string', default: '60s' },
  json: { type: 'boolean' },
  list: { type: 'string' },
  port: { type: 'string' },
  timeout: { type: 'string' },
  probe: { type: 'string' },
  community: { type: 'string' },
  'snmp-version': { type: 'string' },
  user: { type: 'string' },
  level: { type: 'string' },
  auth: { type: 'string' },
  priv: { type: 'string' },
  context: { type: 'string' },
  load: { type: 'boolean' },
  out: { type: 'string' },
  force: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;
let parsed: ReturnType<typeof parseArgs<{ options: typeof options; allowPositionals: true }>>;
try {
  parsed = parseArgs({ options, allowPositionals: true });
} catch (error) {
  refuse(`${(error as Error).message}\n\n${usage}`);
}
const { values, positionals } = parsed;
const [command, ...given] = positionals;
if (values.help === true) process.stdout.write(usage);
else if (command === 'check-config') await checkConfig(values.config, values);
else if (command === 'discover') await runDiscover(given, values);
else if (command === 'doctor') await runDoctor(values.config);
else if (command === 'import') await runImport(given[0], values);
else if (command === 'once') await runOnce(values.config, values.interval);
else if (command === 'run') await run(values.config);
else refuse(`${command === undefined ? 'No command was given' : `There is no command ${command}`}.\n\n${usage}`);
