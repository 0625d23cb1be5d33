/** What one look at each thing that is watched says of it: devices, links, units, probes and portals. Pure. */
import type { FindingCode } from '@thongsuot/contract/reasons.ts';
import type { CheckSample, DeviceSample, LinkSample, PingSample, UnitSample } from '@thongsuot/contract/sample.ts';
import type { PresentFinding } from '../finding.ts';
import { fail, type Line, ok, warn } from './line.ts';

/** Findings that leave figures standing; all others mean that something is not watched at all. */
const mild: ReadonlySet<FindingCode> = new Set([
  'profileUnverified',
  'factImplausible',
  'icmpFallback',
  'bindingChanged',
  'clockOffset',
]);

/** A finding as a line about its subject. */
export function lineOfFinding({ code, subject, detail }: PresentFinding): Line {
  const [[kind, id] = ['', '']] = Object.entries(subject);
  const about = kind === '' ? (code.startsWith('icmp') || code === 'ownPath' ? 'ICMP' : code) : `${kind} ${id}`;
  return mild.has(code) ? warn(about, detail) : fail(about, detail);
}

const rate = (bitsPerSecond: number): string => {
  for (const [unit, size] of [
    ['Gbit/s', 1e9],
    ['Mbit/s', 1e6],
    ['kbit/s', 1e3],
  ] as const)
    if (bitsPerSecond >= size) return `${Number((bitsPerSecond / size).toPrecision(3))} ${unit}`;
  return `${Math.round(bitsPerSecond)} bit/s`;
};

/** A device that answers. One that does not has a finding, and no line here. */
export function lineOfDevice(
  { device, pollMs, pdus, timeouts, uptimeS, refreshStepS }: DeviceSample,
  hasLinks: boolean,
): Line {
  const step =
    refreshStepS === undefined
      ? 'refresh step of its counters not learnt yet (too little traffic)'
      : refreshStepS === 0
        ? 'its counters are live'
        : `its counters are refreshed each ${refreshStepS} s, so that rates cover at least ${refreshStepS * 10} s`;
  const words = `answers (${pollMs} ms, ${pdus} ${pdus === 1 ? 'PDU' : 'PDUs'} at the first look), up ${days(uptimeS)}${hasLinks ? `; ${step}` : ''}`;
  if ((timeouts ?? 0) === 0) return ok(`device ${device}`, words);
  return warn(
    `device ${device}`,
    `${words}; ${timeouts} tries got no answer: check the path for loss, or raise its timeout`,
  );
}

const days = (seconds: number | undefined): string =>
  seconds === undefined ? 'for an unknown time' : `${(seconds / 86_400).toFixed(1)} days`;

export interface Counters {
  bits: 32 | 64;
  lineBitsPerSecond: number | null;
}

/** A link that is bound and read: state, capacity with the term that holds, width of its counters. */
export function linesOfLink(sample: LinkSample, counters: Counters | undefined): Line[] {
  const subject = `link ${sample.link}`;
  if (sample.unknown !== undefined) return [];
  const lines: Line[] = [];
  const now =
    sample.inBitsPerSecond === undefined || sample.outBitsPerSecond === undefined
      ? `no rate yet (${sample.noRate})`
      : `${rate(sample.inBitsPerSecond)} in, ${rate(sample.outBitsPerSecond)} out`;
  const { capacityIn, capacityOut } = sample;
  const term = (direction: 'in' | 'out', capacity: typeof capacityIn) =>
    capacity === undefined
      ? `${direction} unknown`
      : `${direction} ${rate(capacity.bitsPerSecond)} by ${capacity.limitedBy}`;
  const state = sample.oper === 'up' ? 'up' : `${sample.oper} (administratively ${sample.admin ?? 'unknown'})`;
  const light = sample.receivePowerDbm === undefined ? '' : `, receives ${sample.receivePowerDbm} dBm`;
  const words = `bound, ${state}${light}, ${now}; capacity ${term('in', capacityIn)}, ${term('out', capacityOut)}`;
  if (capacityIn === undefined || capacityOut === undefined)
    lines.push(
      warn(subject, `${words}; without a capacity there is no reserve: write what the contract commits as capacity`),
    );
  else if (sample.oper !== 'up') lines.push(warn(subject, `${words}; nothing to correct in the config`));
  else lines.push(ok(subject, words));
  if (counters?.bits === 32) lines.push(lineOfNarrow(subject, sample.intervalS, counters.lineBitsPerSecond));
  return lines;
}

/** 32-bit counters wrap after 2^32 octets: 343 s at 100 Mbit/s, 34 s at 1 Gbit/s. */
function lineOfNarrow(subject: string, intervalS: number, lineBitsPerSecond: number | null): Line {
  if (lineBitsPerSecond === null)
    return warn(
      subject,
      '32-bit counters on a line of unknown speed: whether they wrap between two polls cannot be told; enable 64-bit counters (SNMP v2c or v3)',
    );
  const wrapS = (2 ** 32 * 8) / lineBitsPerSecond;
  const words = `32-bit counters, which wrap after ${Math.floor(wrapS)} s at ${rate(lineBitsPerSecond)}; polled each ${intervalS} s`;
  return wrapS > intervalS * 1.05
    ? ok(subject, `${words}, which is often enough`)
    : warn(subject, `${words}: there may be no rate; poll it more often, or enable 64-bit counters (SNMP v2c or v3)`);
}

export function lineOfUnit(
  { unit, facts }: UnitSample,
  profile: { profile: string; verified: boolean } | undefined,
): Line | undefined {
  const all = Object.values(facts);
  const known = all.filter((fact) => 'value' in fact).length;
  if (known === 0) return undefined;
  const by =
    profile === undefined
      ? ''
      : `profile ${profile.profile}, ${profile.verified ? 'checked on a recording of a real device' : 'UNVERIFIED'}; `;
  return ok(`unit ${unit}`, `${by}${known} of ${all.length} facts known`);
}

/** A unit that protects nothing counts for no endpoint, however well it is. */
export const linesOfIdle = (units: readonly { id: string; protects: readonly string[] }[]): Line[] =>
  units
    .filter(({ protects }) => protects.length === 0)
    .map(({ id }) =>
      warn(`unit ${id}`, 'protects no link, so that no endpoint counts on it; write the ids of its links as protects'),
    );

/** The far end of a link; of one that is unknown the findings speak. */
export function lineOfPing(sample: PingSample): Line | undefined {
  if (sample.unknown !== undefined) return undefined;
  const { link, sent, received, rttMsAvg } = sample;
  const words = `${received} of ${sent} echoes answered${rttMsAvg === undefined ? '' : `, ${rttMsAvg.toFixed(1)} ms`}`;
  if (received === sent) return ok(`probe of ${link}`, words);
  return received > 0
    ? warn(`probe of ${link}`, `${words}; look again, and check the circuit if it stays`)
    : fail(`probe of ${link}`, `${words}; check the address, the circuit, and whether the far end answers ICMP`);
}

const failures: Record<NonNullable<CheckSample['failure']>, string> = {
  dns: 'the name does not resolve: check it, and this machine’s resolver',
  connect: 'nothing answers at the address: check the portal and the way to it',
  tls: 'the certificate is not trusted or has ended: renew it, or name its authority as ca',
  timeout: 'it did not answer in time',
  status: 'another status than expected came: check expect.status',
  body: 'the expected text is not in the page: check expect.body',
  redirect: 'it redirects to another host, or without end: write the final address',
  tooLarge: 'the expected text is not within the part of the page that is read',
};
const certificateDaysMin = 21;

export function lineOfCheck({ check, up, durationMs, status, tlsDaysLeft, failure, reason }: CheckSample): Line {
  const subject = `check ${check}`;
  if (!up)
    return fail(
      subject,
      `failed${status === undefined ? '' : ` with status ${status}`}${reason === undefined ? '' : ` (${reason})`}: ${failure === undefined ? 'no reason was told' : failures[failure]}`,
    );
  const words = `${status === undefined ? 'answered' : `status ${status}`} in ${Math.round(durationMs ?? 0)} ms${tlsDaysLeft === undefined ? '' : `, certificate for ${Math.floor(tlsDaysLeft)} days`}`;
  return tlsDaysLeft !== undefined && tlsDaysLeft < certificateDaysMin
    ? warn(subject, `${words}; renew it`)
    : ok(subject, words);
}
