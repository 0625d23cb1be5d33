/** A generator behind an APC transfer switch (PowerNet-MIB, xATSGenerator). Pure. */
import { fixed, integer, type MibObject, text } from '../tree.ts';
import type { Profile } from './profile.ts';
import { systemObjects } from './system.ts';

export interface GeneratorFacts {
  name: string;
  location?: string;
  /** xATSGeneratorStatus: off 2, ready 3, starting 4, idle 5, running 6, notInAuto 9. */
  statusAt: (s: number) => number;
  /** off 1, manual 2, automatic 3. */
  mode: number;
  startBatteryVolts: number;
  fuelPercentAt: (s: number) => number;
  tankLitres: number;
  starts: number;
  serviceHours: number;
  /** As the device writes it: month, day, year. */
  nextService: string;
}

const xats = '1.3.6.1.4.1.318.1.1.18.1';

export function generator(facts: GeneratorFacts): Profile {
  const seconds = (oid: string, read: (s: number) => number): MibObject => ({
    oid: `${xats}.${oid}`,
    read: (instant) => integer(read(instant.tick / 100)),
  });
  return {
    objects: ({ boots }) => [
      ...systemObjects(
        {
          descr: 'APC Web/SNMP Management Card (xATS)',
          objectId: '1.3.6.1.4.1.318.1.3.18',
          name: facts.name,
          location: facts.location ?? '',
        },
        boots,
      ),
      seconds('2.2.0', facts.statusAt),
      fixed(`${xats}.2.3.0`, integer(facts.mode)),
      fixed(`${xats}.3.1.0`, integer(Math.round(facts.startBatteryVolts * 10))),
      fixed(`${xats}.3.5.0`, integer(42)),
      seconds('3.6.0', (s) => (facts.statusAt(s) === 6 ? 82 : 31)),
      fixed(`${xats}.6.2.0`, integer(facts.starts)),
      fixed(`${xats}.6.4.0`, integer(Math.round(facts.serviceHours * 10))),
      fixed(`${xats}.6.9.0`, text(facts.nextService)),
      fixed(`${xats}.7.2.0`, integer(facts.tankLitres)),
      seconds('7.3.0', facts.fuelPercentAt),
      // A litre carries the usual 20 kVA set about a quarter of an hour.
      seconds('7.5.0', (s) => Math.round(((facts.tankLitres * facts.fuelPercentAt(s)) / 100) * 15)),
    ],
  };
}
