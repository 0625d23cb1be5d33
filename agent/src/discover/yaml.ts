/**
 * What `discover` found as YAML for `agent.yaml`. It loads once each FILL IN is the id of an endpoint; `check-config` names
 * those line by line. What a person must choose is never guessed: of units that protect no link yet `doctor` warns. Pure.
 */
import { slug, uniqueIn } from './id.ts';
import { ifTypeName, isNoCircuit } from './if-type.ts';
import type { Found, FoundInterface } from './report.ts';

export interface YamlOptions {
  /** The device's `snmp` block as it stands in a config, secrets by reference. */
  snmp: unknown;
  /** Ids used by other devices of the same output; the ids given here are added. */
  ids: Set<string>;
}

const idLengthOfDevice = 30;

/** The lists of one device, each with its own head, for `joinYaml`. */
export function toYaml(
  found: Found,
  { snmp, ids }: YamlOptions,
): { devices: string[]; links: string[]; units: string[] } {
  const { system, interfaces, units } = found;
  const device = uniqueIn(ids, slug(system.name ?? '', idLengthOfDevice) || slug(system.address, idLengthOfDevice));
  const port = system.port === 161 ? [] : [`    port: ${system.port}`];
  const devices = [
    `  # ${oneLine([system.descr, system.location, refreshOf(system.refreshStepS)])}`,
    `  - id: ${device}`,
    `    address: ${scalar(system.address)}`,
    ...port,
    `    snmp: ${flow(snmp)}`,
  ];
  const links: string[] = [];
  const left: string[] = [];
  for (const row of interfaces) {
    const why = whyNotALink(row, interfaces);
    const binding = why === undefined ? bindingOf(row, interfaces) : undefined;
    if (binding === undefined) {
      left.push(`  # not listed: ${titleOf(row)}: ${why ?? 'its name, alias and description are borne by others too'}`);
      continue;
    }
    const [by, value] = binding;
    const named = slug(row.name ?? row.descr ?? row.alias ?? row.index, 60 - device.length);
    links.push(
      `  # ${titleOf(row)}`,
      `  - id: ${uniqueIn(ids, `${device}-${named}`)}`,
      `    endpoint: FILL IN id of the endpoint that this circuit serves, as in the register`,
      `    role: primary # or backup`,
      `    device: ${device}`,
      `    interface: { ${by}: ${scalar(value)} }`,
      `    # capacity: ${portRate(row) ?? '200M'} # what the contract commits; without it the port's speed counts`,
    );
    if (row.bits === 32)
      links.push('    # 32-bit counters only: they may wrap between two polls of a fast line; enable 64-bit ones');
  }
  const unitLines = units.flatMap(({ kind, profile, verified, facts }) => [
    `  # ${verified ? `profile ${profile}` : `profile ${profile}, UNVERIFIED: compare with the equipment's own display`}; ${valuesOf(facts)}`,
    `  - id: ${uniqueIn(ids, `${device}-${kind.toLowerCase()}`)}`,
    `    kind: ${kind}`,
    `    device: ${device}`,
    `    protects: [] # ids of the links that it must keep alive; until then no endpoint counts on it`,
    ...(kind === 'ups' || kind === 'dcPlant' ? ['    # runtimeMinimum: 2h'] : []),
  ]);
  return { devices, links: [...links, ...left], units: unitLines };
}

/** One document of all devices. A list without entries is left out, its comments are kept. */
export function joinYaml(parts: readonly ReturnType<typeof toYaml>[]): string {
  const lines: string[] = [];
  for (const list of ['devices', 'links', 'units'] as const) {
    const all = parts.flatMap((part) => part[list]);
    if (all.length === 0) continue;
    const empty = all.every((line) => line.trimStart().startsWith('#'));
    lines.push(empty ? `# ${list}:` : `${list}:`, ...all);
  }
  return `${lines.join('\n')}\n`;
}

function whyNotALink(row: FoundInterface, all: readonly FoundInterface[]): string | undefined {
  if (isNoCircuit(row.ifType)) return `${ifTypeName(row.ifType)}, which is no circuit`;
  if (row.group !== null) {
    const group = all.find(({ index }) => index === row.group);
    return `a port of ${group === undefined ? 'a group' : nameOf(group)}, which is the link`;
  }
  if (row.bits === null) return 'it has no octet counters';
  if (row.oper !== 'up' && row.oper !== 'dormant') return `it is ${row.oper ?? 'in no state that the device tells'}`;
  return undefined;
}

/** The first of name, alias and descr that no other interface bears: what a link can be bound by. */
function bindingOf(
  row: FoundInterface,
  all: readonly FoundInterface[],
): ['name' | 'alias' | 'descr', string] | undefined {
  for (const by of ['name', 'alias', 'descr'] as const) {
    const value = row[by];
    if (value === null || value === '') continue;
    if (all.filter((other) => other[by] === value).length === 1) return [by, value];
  }
  return undefined;
}

/** The speed of a port or group of ports; what a virtual interface says of its own is fiction. */
const portRate = (row: FoundInterface): string | undefined =>
  row.ifType === 6 || row.ifType === 161 ? rate(row.speedBitsPerSecond) : undefined;

const nameOf = (row: FoundInterface): string => row.name ?? row.descr ?? `ifIndex ${row.index}`;

function titleOf(row: FoundInterface): string {
  const state = row.admin === 'down' ? 'switched off' : row.oper;
  const speed = rate(row.speedBitsPerSecond);
  return oneLine([nameOf(row), row.alias === '' ? null : row.alias, ifTypeName(row.ifType), speed ?? null, state]);
}

const refreshOf = (stepS: number | null): string =>
  stepS === null
    ? 'refresh step of its counters not learnt (too little traffic while it was looked at)'
    : stepS === 0
      ? 'counters are live'
      : `counters are refreshed each ${stepS} s`;

/** The day in Vietnam, seven hours ahead of UTC, as `2020-08-04`. */
const dayOf = (epochMs: number): string => new Date(epochMs + 7 * 3_600_000).toISOString().slice(0, 10);

const valuesOf = (facts: Found['units'][number]['facts']): string =>
  Object.entries(facts)
    .flatMap(([name, fact]) => {
      if (!('value' in fact)) return [];
      return [`${name} ${fact.unit === 'time' ? dayOf(Number(fact.value)) : fact.value}`];
    })
    .slice(0, 6)
    .join(', ')
    .replaceAll(/\s+/g, ' ');

/** Parts of a comment in one line: a device's own text must never end the comment and begin YAML. */
const oneLine = (parts: readonly (string | null)[]): string =>
  parts
    .filter((part): part is string => part !== null && part !== '')
    // biome's ban on control characters is the point here: they are what is cut out.
    .map((part) =>
      part
        .replaceAll(/[^\P{C}]+|[\u2028\u2029]/gu, ' ')
        .trim()
        .slice(0, 120),
    )
    .join(' · ');

/** `1G`, `100M`, `1544k`; undefined for 0 and what is not known. */
function rate(bitsPerSecond: number | null): string | undefined {
  if (bitsPerSecond === null || bitsPerSecond === 0) return undefined;
  for (const [unit, size] of [
    ['G', 1e9],
    ['M', 1e6],
    ['k', 1e3],
  ] as const)
    if (bitsPerSecond >= size && (bitsPerSecond * 1_000) % size === 0) return `${bitsPerSecond / size}${unit}`;
  return `${Math.floor(bitsPerSecond / 1_000)}k`;
}

/** A string as a YAML scalar that reads the same in any place: plain where that is beyond doubt, else quoted. */
export function scalar(text: string): string {
  const plain = /^[A-Za-z][A-Za-z0-9_./-]*$/.test(text) && !/^(true|false|null|yes|no|on|off|y|n)$/i.test(text);
  const address = /^\d+\.\d+\.\d+\.\d+$/.test(text);
  return plain || address ? text : JSON.stringify(text).replaceAll(/[\u007f-\u009f\u2028\u2029]/g, escaped);
}

const escaped = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

function flow(value: unknown): string {
  if (value === null || typeof value !== 'object')
    return typeof value === 'string' ? scalar(value) : JSON.stringify(value);
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return `{ ${entries.map(([key, inner]) => `${key}: ${flow(inner)}`).join(', ')} }`;
}
