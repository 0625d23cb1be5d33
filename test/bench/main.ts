// `pnpm bench NAME`: measures one thing against what it is compared with, side by side on this machine. Ends with one
// JSON object on its last line: figures, ratios, and the machine.
import { machine } from './machine.ts';

/** What a bench returns; a ratio that could not be measured is null, and `missing` says why. */
export interface Measured {
  figures: Record<string, unknown>;
  ratios: Record<string, number | null>;
  /** Of `icmp`: echoes reported lost that were not. */
  falseLosses?: number;
  missing?: Record<string, string>;
}
type Bench = (argv: string[]) => Promise<Measured>;

const benches: Record<string, { about: string; options?: string; load: () => Promise<Bench> }> = {
  snmp: {
    about: 'CPU per polled device, against prometheus-snmp-exporter and libsnmp',
    options: '--turns N',
    load: async () => (await import('./snmp/main.ts')).benchSnmp,
  },
  icmp: {
    about: 'CPU per target of a burst of echoes, against fping by itself and npm ping; false losses at 5,000 targets',
    options: '--turns N',
    load: async () => (await import('./icmp/main.ts')).benchIcmp,
  },
  agent: {
    about: 'The running agent: processor and overruns at full load, memory, dead devices, ten times the devices',
    options: '--only PART,PART',
    load: async () => (await import('./agent/main.ts')).benchAgent,
  },
  outbox: {
    about: 'Commit, drain and opening of the agent’s outbox',
    options: '--commits N --gib N',
    load: async () => (await import('./outbox/main.ts')).benchOutbox,
  },
  store: {
    about: 'Writing and percentiles of the stores',
    options: '--hours N --days N',
    load: async () => (await import('./store/main.ts')).benchStore,
  },
  dashboards: {
    about: 'Every query of the Grafana dashboards on an influxd with a province in it',
    options: '--links N --days N --interval SECONDS --raw-hours N',
    load: async () => (await import('./dashboards/main.ts')).benchDashboards,
  },
  board: {
    about:
      'The board in Chromium at 2,000 endpoints and 10,000 links under live updates: first figures, tasks, history',
    options: '--endpoints N --seconds N',
    load: async () => (await import('./board/main.ts')).benchBoard,
  },
  ingest: {
    about: '150 agents on one collector: sustained, in bursts, and with a backlog; embedded store and influxd',
    options: '--seconds N --minutes N --store sqlite|influx',
    load: async () => (await import('./ingest/main.ts')).benchIngest,
  },
  live: {
    about: 'The live picture at the size of a country: memory a link, snapshot, start with the store away, judging',
    options: '--links N',
    load: async () => (await import('./live/main.ts')).benchLive,
  },
  alerts: {
    about: 'From a sample to its delivered message, a round over 60,000 links, 5,000 alerts at once',
    load: async () => (await import('./alerts/main.ts')).benchAlerts,
  },
};

const [name, ...argv] = process.argv.slice(2);
const wanted = name === undefined || !Object.hasOwn(benches, name) ? undefined : benches[name];
if (wanted === undefined) {
  const list = Object.entries(benches).map(
    ([known, { about, options }]) =>
      `  ${known.padEnd(10)} ${about}\n${options === undefined ? '' : `${' '.repeat(13)}${options}\n`}`,
  );
  const wrong = name === undefined ? 'No bench was named' : `There is no bench ${name}`;
  process.stderr.write(`${wrong}. Usage: pnpm bench NAME [OPTION…]\n\n${list.join('')}`);
  process.exit(2);
}
const measured = await (await wanted.load())(argv).catch((error: unknown) => {
  if (!(error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'))) throw error;
  process.stderr.write(`bench ${name}: ${error.message}. It takes: ${wanted.options ?? 'no options'}\n`);
  process.exit(2);
});
process.stdout.write(`${JSON.stringify({ bench: name, ...measured, machine: machine() })}\n`);
