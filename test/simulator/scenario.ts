/** What a simulator process is given: devices, and addresses cut off at a time. From a module, or from a JSON file. */
import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { DeviceOptions } from './device.ts';
import type { User } from './engine.ts';
import type { Fault } from './faults.ts';
import { recordingOctetsMax } from './limits.ts';
import { type RouterFacts, router } from './profiles/router.ts';
import { parseRecording, recorded } from './recording.ts';
import { Flow } from './traffic.ts';

export interface Scenario {
  devices: readonly DeviceOptions[];
  /** Addresses whose echoes are hidden at a time in seconds. */
  cutsAt?: (s: number) => readonly string[];
}

/** A device of a JSON file: a router with constant rates, or a recording beside the file. */
interface JsonDevice {
  id: string;
  address: string;
  port: number;
  community?: string;
  users?: User[];
  uptimeS?: number;
  /** Octets of a `jump` are written as a decimal string. */
  faults?: (Fault & { octets?: string })[];
  recording?: string;
  router?: Omit<RouterFacts, 'interfaces' | 'vrrp'> & {
    interfaces: { name: string; alias?: string; megabits: number; inBitsPerSecond: number; outBitsPerSecond: number }[];
  };
}

/**
 * Loads a scenario: a `.json` file with `devices`, or a module that exports `scenario(): Scenario`.
 * @throws Error in a sentence when the file is neither.
 */
export async function loadScenario(path: string): Promise<Scenario> {
  if (!path.endsWith('.json')) {
    const module: unknown = await import(pathToFileURL(resolve(path)).href);
    if (
      module !== null &&
      typeof module === 'object' &&
      'scenario' in module &&
      typeof module.scenario === 'function'
    ) {
      return module.scenario() as Scenario;
    }
    throw new Error(`${path} exports no function scenario(); it returns { devices, cutsAt }`);
  }
  const parsed = JSON.parse(readFileSync(path, 'utf8')) as { devices?: JsonDevice[] };
  if (!Array.isArray(parsed.devices)) throw new Error(`${path} has no list of devices`);
  return { devices: parsed.devices.map((device) => fromJson(device, dirname(path))) };
}

function fromJson(device: JsonDevice, folder: string): DeviceOptions {
  const { recording, router: facts, faults, ...rest } = device;
  const options = { ...rest, ...(faults && { faults: faults.map(reviveFault) }) };
  if (recording !== undefined) {
    const file = resolve(folder, recording);
    if (statSync(file).size > recordingOctetsMax)
      throw new Error(`${file} is larger than ${recordingOctetsMax} octets`);
    return { ...options, profile: recorded(parseRecording(readFileSync(file, 'utf8'))) };
  }
  if (facts === undefined) throw new Error(`device ${device.id} has neither router nor recording`);
  const interfaces = facts.interfaces.map(({ inBitsPerSecond, outBitsPerSecond, ...line }) => ({
    ...line,
    in: Flow.constant(inBitsPerSecond),
    out: Flow.constant(outBitsPerSecond),
  }));
  return { ...options, profile: router({ ...facts, interfaces }) };
}

/** A fault as it comes through JSON: octets are a decimal string there. */
export function reviveFault(fault: Fault & { octets?: unknown }): Fault {
  return fault.kind === 'jump' ? { ...fault, octets: BigInt(String(fault.octets)) } : fault;
}
