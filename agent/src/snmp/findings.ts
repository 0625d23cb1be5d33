/** What is wrong with the watching of a device and its links, in one sentence each: found, expected, remedy. Pure. */
import { textLengthMax } from '@thongsuot/contract/limits.ts';
import type { DeviceFailure, NoRateReason } from '@thongsuot/contract/reasons.ts';
import type { PresentFinding } from '../finding.ts';
import type { Bound, InterfaceBinding } from './binding.ts';
import { namesInFindingMax } from './limits.ts';
import type { SnmpError } from './transport.ts';

const objects = { name: 'ifName', alias: 'ifAlias', descr: 'ifDescr' } as const;

const cut = (text: string): string => (text.length > textLengthMax ? `${text.slice(0, textLengthMax - 1)}…` : text);

/** The contract's word for a failure: a reply that was too big and stayed so is the device's error. */
export const failureOf = (error: SnmpError): DeviceFailure => (error.code === 'tooBig' ? 'error' : error.code);

const deviceRemedies: Record<DeviceFailure, string> = {
  timeout:
    'check that the device runs SNMP, that its access list admits this server, and that the community is right (a wrong one is not answered)',
  credentialsRefused: 'check user, level, protocols and keys in agent.yaml against the device',
  malformed: 'check that nothing else answers on this port, and update the device’s software',
  network: 'check the route from this server to the device',
  error: 'read the device’s SNMP log',
};

/** The device did not answer the poll. */
export function deviceFinding(device: string, error: SnmpError): PresentFinding {
  const failure = failureOf(error);
  return {
    code:
      failure === 'credentialsRefused'
        ? 'credentialsRefused'
        : failure === 'timeout' || failure === 'network'
          ? 'deviceUnreachable'
          : 'deviceError',
    subject: { device },
    detail: cut(
      `SNMP poll of ${device}: ${error.message}. Its links are unknown until it answers; ${deviceRemedies[failure]}.`,
    ),
  };
}

/** The device answers, but its interfaces could not be listed. */
export function metadataFinding(device: string, error: SnmpError): PresentFinding {
  return {
    code: 'deviceError',
    subject: { device },
    detail: cut(
      `Reading the interface names of ${device}: ${error.message}. Links that were bound stay so; the next poll asks again. If this stays, give the device a longer interval or time-out.`,
    ),
  };
}

/** The interface of a link is not there, or there twice. */
export function bindingFinding(
  link: string,
  wanted: InterfaceBinding,
  bound: Exclude<Bound, { kind: 'bound' }>,
): PresentFinding {
  const asked = `${objects[wanted.by]} "${wanted.value}"`;
  if (bound.kind === 'ambiguous') {
    const indexes = bound.indexes.slice(0, namesInFindingMax).join(', ');
    return {
      code: 'interfaceAmbiguous',
      subject: { link },
      detail: cut(
        `${bound.indexes.length} interfaces bear ${asked} (ifIndex ${indexes}), expected one. The link is unknown; bind it by a name that is unique, or correct the device.`,
      ),
    };
  }
  const near = bound.near.slice(0, namesInFindingMax).map((name) => JSON.stringify(name));
  const remedy =
    near.length > 0
      ? `the device has ${near.join(', ')}: write it to the letter`
      : 'run "agent discover" for the names that the device has';
  return {
    code: 'interfaceMissing',
    subject: { link },
    detail: cut(`No interface bears ${asked}. The link is unknown; ${remedy}.`),
  };
}

export function renamedFinding(link: string, wanted: InterfaceBinding, index: string, found: string): PresentFinding {
  return {
    code: 'bindingChanged',
    subject: { link },
    detail: cut(
      `ifIndex ${index} was ${objects[wanted.by]} "${wanted.value}" and is "${found}" now. The reading is void and the interfaces have been bound anew; nothing to do unless this comes again.`,
    ),
  };
}

/** Ports that the config gives to a group and the device has not: the group's speed is summed without them. */
export function membersFinding(link: string, missing: readonly string[]): PresentFinding | undefined {
  if (missing.length === 0) return undefined;
  const some = missing.slice(0, namesInFindingMax).map((name) => JSON.stringify(name));
  return {
    code: 'interfaceMissing',
    subject: { link },
    detail: cut(
      `members names ${some.join(', ')}${missing.length > some.length ? ', …' : ''}, which is no ifName of the device, or of two ports. Its speed is summed without; run "agent discover" for the names that the device has.`,
    ),
  };
}

export function linkErrorFinding(link: string, error: SnmpError): PresentFinding {
  return {
    code: 'deviceError',
    subject: { link },
    detail: cut(
      `The device answers, but not for this link: ${error.message}. The link is unknown; read the device’s SNMP log.`,
    ),
  };
}

const unusable: Partial<Record<NoRateReason, string>> = {
  notSupported: 'the device has neither ifHCInOctets nor ifInOctets for it; choose the physical interface beneath it',
  sentinel: 'the device answers 18446744073709551615 for ever; update its software or choose another interface',
  mayHaveWrapped:
    'it has 32-bit counters only, which may wrap more than once between two polls; poll it more often, or enable 64-bit counters',
  notAdvancing: 'sysUpTime of the device does not advance; restart its SNMP service',
};

/** Counters that make no rate now, nor will without somebody's help; undefined for the reasons that pass. */
export function countersFinding(link: string, because: NoRateReason): PresentFinding | undefined {
  const why = unusable[because];
  if (why === undefined) return undefined;
  return { code: 'countersUnusable', subject: { link }, detail: `No rate can be had of this interface: ${why}.` };
}
