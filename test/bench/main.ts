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

const benches: Record<string, { about: string; load: () => Promise<Bench> }> = {
  snmp: {
    about: 'CPU per polled device, against prometheus-snmp-exporter and libsnmp',
    load: async () => (await import('./snmp/main.ts')).benchSnmp,
  },
  icmp: {
    about: 'CPU per target of a burst of echoes, against fping by itself and npm ping; false losses at 5,000 targets',
    load: async () => (await import('./icmp/main.ts')).benchIcmp,
  },
  agent: {
    about: 'The running agent: processor and overruns at full load, memory, dead devices, ten times the devices',
    load: async () => (await import('./agent/main.ts')).benchAgent,
  },
  outbox: {
    about: 'Commit, drain and opening of the agent’s outbox',
    load: async () => (await import('./outbox/main.ts')).benchOutbox,
  },
  store: {
    about: 'Writing and percentiles of the stores',
    load: async () => (await import('./store/main.ts')).benchStore,
  },
  dashboards: {
    about: 'Every query of the Grafana dashboards on an influxd with a province in it',
    load: async () => (await import('./dashboards/main.ts')).benchDashboards,
  },
  board: {
    about:
      'The board in Chromium at 2,000 endpoints and 10,000 links under live updates: first figures, tasks, history',
    load: async () => (await import('./board/main.ts')).benchBoard,
  },
  ingest: {
    about: '150 agents on one collector: sustained, in bursts, and with a backlog; embedded store and influxd',
    load: async () => (await import('./ingest/main.ts')).benchIngest,
  },
  alerts: {
    about: 'from a sample to its delivered message, a round over 60,000 links, 5,000 alerts at once',
    load: async () => (await import('./alerts/main.ts')).benchAlerts,
  },
};

const [name, ...argv] = process.argv.slice(2);
const wanted = name === undefined || !Object.hasOwn(benches, name) ? undefined : benches[name];
if (wanted === undefined) {
  const list = Object.entries(benches).map(([known, { about }]) => `  ${known.padEnd(10)} ${about}\n`);
  const wrong = name === undefined ? 'No bench was named' : `There is no bench ${name}`;
  process.stderr.write(`${wrong}. Usage: pnpm bench NAME\n\n${list.join('')}`);
  process.exit(2);
}
const measured = await (await wanted.load())(argv);
process.stdout.write(`${JSON.stringify({ bench: name, ...measured, machine: machine() })}\n`);
