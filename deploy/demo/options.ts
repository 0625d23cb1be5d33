/** The demo's command line. Pure. */
import { parseArgs } from 'node:util';
import { secondsMax } from './limits.ts';

export interface DemoOptions {
  port: number;
  /** Ends by itself after so many seconds; undefined: runs until it is stopped. */
  seconds: number | undefined;
  /** Takes pictures of every page into this folder, and ends. */
  screenshots: string | undefined;
}

export const usage = `Usage: npx -y pnpm demo [--port N] [--seconds N] [--screenshots DIR]
  --port N     port of the board on 127.0.0.1 (default 8080, or THONGSUOT_DEMO_PORT)
  --seconds N  end by itself after N seconds
  --screenshots DIR  put pictures of every page, in both languages, into DIR and end (needs chromium)`;

/** The options, or the sentence that says what is wrong with them. */
export function parseOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): { options: DemoOptions } | { help: true } | { mistake: string } {
  let values: {
    port?: string | undefined;
    seconds?: string | undefined;
    screenshots?: string | undefined;
    help?: boolean | undefined;
  };
  try {
    ({ values } = parseArgs({
      // `pnpm demo -- --port 1` passes the two hyphens on.
      args: args.filter((arg) => arg !== '--'),
      options: {
        port: { type: 'string' },
        seconds: { type: 'string' },
        screenshots: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    }));
  } catch (error) {
    return { mistake: error instanceof Error ? error.message : String(error) };
  }
  if (values.help === true) return { help: true };
  const fromEnv = env['THONGSUOT_DEMO_PORT'];
  const source = values.port === undefined && fromEnv ? 'THONGSUOT_DEMO_PORT' : '--port';
  const portText = values.port ?? (fromEnv || '8080');
  const port = whole(portText, 1, 65_535);
  if (port === undefined) return { mistake: `${source}: found ${portText}, expected a port from 1 to 65535` };
  const { screenshots } = values;
  if (screenshots === '') return { mistake: '--screenshots: found nothing, expected a folder' };
  if (values.seconds === undefined) return { options: { port, seconds: undefined, screenshots } };
  const seconds = whole(values.seconds, 1, secondsMax);
  if (seconds === undefined) {
    return { mistake: `--seconds: found ${values.seconds}, expected a whole number from 1 to ${secondsMax}` };
  }
  return { options: { port, seconds, screenshots } };
}

function whole(text: string, min: number, max: number): number | undefined {
  const value = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
  return value >= min && value <= max ? value : undefined;
}

/** The port of SNMP goes with the board's, so that two demos on one machine do not meet. Below the ephemeral ports. */
export const snmpPortFor = (boardPort: number): number => 10_000 + (boardPort % 20_000);
