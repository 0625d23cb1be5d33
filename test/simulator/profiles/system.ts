/** The system group (RFC 3418) and the engine's clock (RFC 3411), which every device has. Pure. */
import { fixed, integer, type MibObject, text, ticks } from '../tree.ts';

export interface SystemFacts {
  descr: string;
  /** sysObjectID. */
  objectId: string;
  name: string;
  location?: string;
}

export function systemObjects(facts: SystemFacts, boots: () => number): MibObject[] {
  const system = '1.3.6.1.2.1.1';
  const engine = '1.3.6.1.6.3.10.2.1';
  return [
    fixed(`${system}.1.0`, text(facts.descr)),
    fixed(`${system}.2.0`, { type: 'oid', value: facts.objectId }),
    { oid: `${system}.3.0`, read: (instant) => ticks(instant.uptimeTicks) },
    fixed(`${system}.4.0`, text('')),
    fixed(`${system}.5.0`, text(facts.name)),
    fixed(`${system}.6.0`, text(facts.location ?? '')),
    fixed(`${system}.7.0`, integer(78)),
    { oid: `${engine}.2.0`, read: () => integer(boots()) },
    { oid: `${engine}.3.0`, read: (instant) => integer(Math.floor(instant.uptimeTicks / 100)) },
  ];
}
