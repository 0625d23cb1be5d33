/** A feeder as a process that can be killed and started again on the same outbox. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Running, start } from '../harness/process.ts';
import { within } from '../harness/timeline.ts';
import type { FeederConfig, FeederFigures } from './feeder.ts';
import { arm } from './obligations.ts';

export interface FeederUnderTest {
  name: string;
  outbox: string;
  running(): Running;
  /** Its newest figures; undefined before the first. */
  figures(): FeederFigures | undefined;
  /** Starts it, and resolves when it runs. */
  start(quiet?: boolean): Promise<void>;
  kill(): Promise<void>;
  /** Ends the readings, waits until all is delivered, and stops it as a service manager would. */
  drain(ms: number): Promise<void>;
}

const startMsMax = 30_000;

export function createFeeder(
  folder: string,
  name: string,
  config: Omit<FeederConfig, 'quiet'>,
  onStart: (running: Running) => void,
  env: Record<string, string> = {},
): FeederUnderTest {
  const { outbox } = config;
  mkdirSync(dirname(outbox), { recursive: true, mode: 0o700 });
  arm(outbox);
  let running: Running | undefined;
  let ended = true;
  const present = (): Running => {
    if (running === undefined) throw new Error(`${name} was never started`);
    return running;
  };
  const figures = () => {
    const line = running?.stdout.findLast((one) => one.startsWith('{"figures"'));
    return line === undefined ? undefined : (JSON.parse(line) as { figures: FeederFigures }).figures;
  };
  const feeder: FeederUnderTest = {
    name,
    outbox,
    running: present,
    figures,
    async start(quiet = false) {
      const path = join(folder, `${name}.json`);
      writeFileSync(path, JSON.stringify({ ...config, quiet }));
      const process = start(['test/faults/feeder.ts', path], { env });
      running = process;
      ended = false;
      void process.exited.then(() => {
        if (running === process) ended = true;
      });
      onStart(process);
      await within(startMsMax, `${name} runs`, () => {
        if (ended) throw new Error(`it ended: ${[...process.stdout, ...process.stderr].slice(-5).join('\n')}`);
        return figures() !== undefined;
      });
    },
    async kill() {
      if (ended) return;
      present().signal('SIGKILL');
      await present().exited;
    },
    async drain(ms) {
      if (ended) await feeder.start(true);
      else present().signal('SIGUSR2');
      const since = present().stdout.length;
      await within(ms, `${name} has delivered all it had`, () => {
        // Figures of before the readings ended say nothing.
        if (present().stdout.length < since + 4) return false;
        const now = figures();
        if (now === undefined || now.pending + now.memory + now.held > 0)
          throw new Error(`${JSON.stringify(now)} ${lastLog(present())}`);
        return true;
      });
      const code = await present().stop();
      if (code !== 0) throw new Error(`${name} ended with ${code} when it was asked to stop`);
    },
  };
  return feeder;
}

/** What it said last, beside its figures. */
const lastLog = ({ stdout, stderr }: Running): string =>
  [...stdout.filter((line) => !line.startsWith('{"figures"')), ...stderr].slice(-4).join('\n');
