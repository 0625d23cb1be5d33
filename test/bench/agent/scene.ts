/** The devices that the agent polls, and its config for them. */
export const community = 'bench-community';
export const deviceCount = 500;
export const interfaceCount = 40;
/** How long each reply takes, as it would over a province's network; without it p99 would be that of this machine. */
export const replyMs = 50;

export const addressOf = (device: number): string => `127.85.${Math.floor(device / 200)}.${(device % 200) + 1}`;
/** Nobody listens there. */
export const deadAddressOf = (device: number): string => `127.86.${Math.floor(device / 200)}.${(device % 200) + 1}`;
export const interfaceName = (index: number): string => `GigabitEthernet0/0/${index}`;

export interface Load {
  devices: number;
  links: number;
  intervalS: number;
  /** Devices, from the first, at whose address nobody listens. */
  dead?: number;
  /** Targets of ICMP, two a device. */
  targets?: number;
}

/** The agent's config for a load, as JSON, which is YAML. */
export function configOf(load: Load, where: { stateDirectory: string; port: number; sink: string; snmpPort: number }) {
  const { devices, links, intervalS, dead = 0, targets = 0 } = load;
  const list = Array.from({ length: devices }, (_, i) => i);
  return {
    agent: {
      id: 'bench',
      operator: 'vnpt',
      site: 'pleiku',
      stateDirectory: where.stateDirectory,
      listen: { port: where.port },
    },
    collectors: [{ url: where.sink, token: { env: 'BENCH_TOKEN' } }],
    defaults: { interval: `${intervalS}s` },
    log: { level: 'warn' },
    devices: list.map((i) => ({
      id: `pe${i}`,
      address: i < dead ? deadAddressOf(i) : addressOf(i),
      port: where.snmpPort,
      snmp: { version: '2c', community: { env: 'BENCH_COMMUNITY' } },
    })),
    links: list.flatMap((i) =>
      Array.from({ length: links }, (_, link) => ({
        id: `pe${i}-${link + 1}`,
        endpoint: `endpoint-${i}-${link + 1}`,
        role: 'primary',
        device: `pe${i}`,
        interface: { name: interfaceName(link + 1) },
        capacity: '500M',
        // All of 127.0.0.0/8 answers echoes.
        ...(link < 2 &&
          i * 2 + link < targets && {
            probe: { address: `127.87.${Math.floor(i / 100)}.${(i % 100) * 2 + link + 1}` },
          }),
      })),
    ),
  };
}
