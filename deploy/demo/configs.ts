/** What the demo's agents and collector read: the contents of their config files. Pure: `state.ts` writes them. */
import { createHash } from 'node:crypto';
import { type DemoAccess, type DemoDevice, demoDevices } from './devices.ts';
import {
  areas,
  type DemoOperator,
  type DemoUnit,
  endpoints,
  links,
  operators,
  protectedBy,
  standbyOf,
  units,
} from './province.ts';

/** How the demo's processes reach each other, and where they keep what. */
export interface DemoPlan {
  boardPort: number;
  snmpPort: number;
  /** Where each operator's agent finds the collector. */
  collectorUrl: Record<string, string>;
  /** The portal that stands for the province's. */
  portalUrl: string;
  stateDirectory: string;
  /** The command that stands for fping, or undefined where echoes cannot be cut by the scenario. */
  fping: string[] | undefined;
  /** False on a machine with neither fping nor ping: no probe is configured then, so that no loss is ever invented. */
  icmp: boolean;
  /** Bearer token by operator, made anew at each start. */
  tokens: Record<string, string>;
}

/** A file to be written below the state directory. */
export interface DemoFile {
  name: string;
  content: string;
  secret: boolean;
}

type Json = string | number | boolean | Json[] | { [key: string]: Json };

/**
 * YAML of one level: each key of the top a block, each element of a list a line of JSON, which is YAML as well
 * (YAML 1.2 §1.3). Long lists stay readable, and nothing needs quoting by hand.
 */
export function toYaml(document: { [key: string]: Json }, heading: string): string {
  const lines = [`# ${heading}`];
  for (const [key, value] of Object.entries(document)) {
    if (!Array.isArray(value) || value.length === 0) lines.push(`${key}: ${JSON.stringify(value)}`);
    else lines.push(`${key}:`, ...value.map((element) => `  - ${JSON.stringify(element)}`));
  }
  return `${lines.join('\n')}\n`;
}

const secretName = (password: string): string => `secrets/${password}`;

function snmpOf(access: DemoAccess, plan: DemoPlan): Json {
  const file = (password: string): Json => ({ file: `${plan.stateDirectory}/${secretName(password)}` });
  if (access.version === '2c') return { version: '2c', community: file(access.community) };
  return {
    version: '3',
    user: access.user,
    level: access.level,
    auth: { protocol: access.protocol, key: file(access.authPassword) },
    ...(access.privPassword !== undefined && { priv: { protocol: 'aes', key: file(access.privPassword) } }),
  };
}

const unitJson = (unit: DemoUnit): Json => ({
  id: unit.id,
  kind: unit.kind,
  ...(unit.kind === 'standbyLink' ? { link: standbyOf(unit).id } : { device: `${unit.id}-snmp` }),
  protects: protectedBy(unit).map((link) => link.id),
  ...(unit.runtimeMinimum !== undefined && { runtimeMinimum: unit.runtimeMinimum }),
});

/** `agent.yaml` of an operator. Intervals are short, as the day is. */
export function agentYaml(operator: DemoOperator, plan: DemoPlan): string {
  const folder = `${plan.stateDirectory}/${operator.agent}`;
  const own = <T extends { operator: string }>(list: readonly T[]) => list.filter((e) => e.operator === operator.id);
  return toYaml(
    {
      agent: {
        id: operator.agent,
        operator: operator.id,
        site: operator.site,
        stateDirectory: folder,
        listen: { host: '127.0.0.1', port: 0 },
      },
      collectors: [
        {
          url: plan.collectorUrl[operator.id] ?? '',
          token: { file: `${plan.stateDirectory}/${tokenName(operator)}` },
        },
      ],
      defaults: { interval: '2s', probeInterval: '5s', unitInterval: '5s', checkInterval: '10s', timeout: '1s' },
      icmp: {
        ...(plan.fping !== undefined && { fping: plan.fping }),
        // Of this machine: a gateway that answers no echoes would make every result unknown.
        reference: ['127.0.0.1'],
        count: 3,
        period: '200ms',
        timeout: '500ms',
      },
      devices: own(demoDevices).map((device: DemoDevice) => ({
        id: device.id,
        ...(device.site !== operator.site && { site: device.site }),
        address: device.address,
        port: plan.snmpPort,
        snmp: snmpOf(device.access, plan),
      })),
      links: own(links).map((link) => ({
        id: link.id,
        endpoint: link.endpoint,
        role: link.role,
        device: link.device,
        interface: { name: link.interface },
        capacity: { in: `${link.megabits}M`, out: `${link.megabits}M` },
        circuitId: link.circuitId,
        sharedRisk: link.sharedRisk,
        ...(plan.icmp && { probe: { address: link.probeAddress } }),
      })),
      units: own(units).map(unitJson),
      checks:
        operator.id === 'vnpt'
          ? [
              {
                id: 'cong-ttdt',
                endpoint: 'cong-thong-tin',
                url: plan.portalUrl,
                expect: { status: 200, body: 'Gia Lai' },
              },
            ]
          : [],
    },
    `The demo's agent of ${operator.name}; written at each start.`,
  );
}

const tokenName = (operator: DemoOperator): string => `secrets/token-${operator.id}`;

/** `collector.yaml`: the register of the department. */
export function collectorYaml(plan: DemoPlan): string {
  return toYaml(
    {
      listen: { host: '127.0.0.1', port: plan.boardPort },
      state: `${plan.stateDirectory}/collector`,
      store: { kind: 'sqlite' },
      province: { vi: 'Tỉnh Gia Lai', en: 'Gia Lai province' },
      scene: {
        vi: 'Số liệu minh họa, bối cảnh tháng 8 năm 2020; một ngày trôi qua trong bốn phút',
        en: 'Made-up figures, set in August 2020; a day passes in four minutes',
      },
      operators: operators.map((operator) => ({
        id: operator.id,
        name: operator.name,
        agents: [
          {
            id: operator.agent,
            tokens: [
              createHash('sha256')
                .update(plan.tokens[operator.id] ?? '')
                .digest('hex'),
            ],
          },
        ],
      })),
      areas: areas.map(({ id, vi, en }) => ({ id, vi, en, from: '2020-02-01', to: '2025-06-30' })),
      endpoints: endpoints.map((endpoint, index) => ({
        id: endpoint.id,
        vi: endpoint.vi,
        en: endpoint.en,
        classes: endpoint.classes,
        area: endpoint.area,
        coordinates: coordinatesOf(endpoint.area, index),
      })),
      rules: { utilization: { for: '10s', clearBelow: 0.05, keepFiringFor: '5s' } },
    },
    'The demo’s collector; written at each start.',
  );
}

/** Near the seat of the district: endpoints of one district stand apart, so that a map shows each. */
function coordinatesOf(areaId: string, index: number): { latitude: number; longitude: number } {
  const found = areas.find((a) => a.id === areaId);
  if (found === undefined) throw new RangeError(`there is no area ${areaId}`);
  // Golden angle: the points of a seat spread evenly, within about a kilometre and a half.
  const angle = index * 2.399_963;
  const radius = 0.004 + (index % 5) * 0.002;
  const rounded = (degrees: number) => Math.round(degrees * 10_000) / 10_000;
  return {
    latitude: rounded(found.latitude + radius * Math.sin(angle)),
    longitude: rounded(found.longitude + radius * Math.cos(angle)),
  };
}

/** Every file of the demo, configs and secrets. */
export function demoFiles(plan: DemoPlan): DemoFile[] {
  const passwords = new Set<string>();
  for (const { access } of demoDevices) {
    if (access.version === '2c') passwords.add(access.community);
    else for (const word of [access.authPassword, access.privPassword]) if (word !== undefined) passwords.add(word);
  }
  return [
    { name: 'collector.yaml', content: collectorYaml(plan), secret: false },
    ...operators.flatMap((operator) => [
      { name: `${operator.agent}.yaml`, content: agentYaml(operator, plan), secret: false },
      { name: tokenName(operator), content: `${plan.tokens[operator.id] ?? ''}\n`, secret: true },
    ]),
    ...[...passwords].map((word) => ({ name: secretName(word), content: `${word}\n`, secret: true })),
  ];
}
