import { describe, expect, it } from 'vitest';
import { mayBeGroup, readAttachments } from './aggregation.ts';
import { physicalBitsPerSecond } from './capacity.ts';
import { readMemberStates, readMetadata } from './metadata.ts';
import { readObjects } from './objects.fake.ts';
import * as oids from './oids.ts';

const left = () => 5_000;
const attachedTo = oids.dot3adAggPortAttachedAggID;

/** A device of five 10 Gbit/s ports (1–5) and a group (10). */
const device = (more: Record<string, string | number>) => {
  const objects: Record<string, string | number> = {
    [`${oids.ifName}.10`]: 'Eth-Trunk1',
    [`${oids.ifType}.10`]: 161,
    [`${oids.ifHighSpeed}.10`]: 40_000,
  };
  for (let port = 1; port <= 5; port++) {
    objects[`${oids.ifName}.${port}`] = `XGE0/0/${port}`;
    objects[`${oids.ifType}.${port}`] = 6;
    objects[`${oids.ifHighSpeed}.${port}`] = 10_000;
    objects[`${oids.ifOperStatus}.${port}`] = 1;
  }
  return readObjects({ ...objects, ...more });
};
const trunk = { id: 'l1', interface: { by: 'name' as const, value: 'Eth-Trunk1' } };

async function carries(
  reader: ReturnType<typeof readObjects>,
  link: Parameters<typeof readMetadata>[1][number] = trunk,
) {
  const entry = (await readMetadata(reader, [link], left)).get('l1');
  const members = entry?.members ?? [];
  const states = await readMemberStates(reader, members, 5_000);
  return {
    members: members.map(({ index }) => index),
    gigabits: (physicalBitsPerSecond(entry?.speed ?? {}, states) ?? 0) / 1e9,
    missing: entry?.membersMissing,
  };
}

describe('the ports of a group', () => {
  it('are those attached by IEEE8023-LAG-MIB, and one that is selected only carries nothing today', async () => {
    const reader = device({
      [`${attachedTo}.1`]: 10,
      [`${attachedTo}.2`]: 10,
      [`${attachedTo}.3`]: 0,
      [`${oids.dot3adAggPortSelectedAggID}.3`]: 10,
      [`${attachedTo}.4`]: 11,
    });
    expect(await carries(reader)).toEqual({ members: ['1', '2', '3'], gigabits: 20, missing: [] });
    expect(reader.asked).not.toContain(oids.ifStackStatus);
  });

  it('are the lower layers of ifStackTable where the LAG table is not there', async () => {
    const row = (higher: number, lower: number) => `${oids.ifStackStatus}.${higher}.${lower}`;
    const reader = device({ [row(10, 1)]: 1, [row(10, 2)]: 1, [row(10, 3)]: 2, [row(0, 10)]: 1, [row(1, 0)]: 1 });
    expect(await carries(reader)).toEqual({ members: ['1', '2'], gigabits: 20, missing: [] });
  });

  it('are PAgP’s where the device speaks that, and a port by itself names itself', async () => {
    const row = (port: number) => `${oids.pagpGroupIfIndex}.${port}`;
    const reader = device({ [row(1)]: 10, [row(2)]: 10, [row(3)]: 3, [`${oids.ifOperStatus}.2`]: 2 });
    expect(await carries(reader)).toEqual({ members: ['1', '2'], gigabits: 10, missing: [] });
  });

  it('are the config’s where it names them; one that the device has not is told and adds nothing', async () => {
    const reader = device({ [`${attachedTo}.5`]: 10 });
    const link = { ...trunk, members: ['XGE0/0/1', 'XGE0/0/2', 'XGE0/0/9'] };
    expect(await carries(reader, link)).toEqual({ members: ['1', '2'], gigabits: 20, missing: ['XGE0/0/9'] });
    expect(reader.asked).toEqual([oids.ifName]);
  });

  it('are found for a group that calls itself Ethernet, whose own speed is nominal', async () => {
    const reader = device({ [`${oids.ifType}.10`]: 6, [`${attachedTo}.1`]: 10 });
    expect(await carries(reader)).toEqual({ members: ['1'], gigabits: 10, missing: [] });
  });

  it('are none where no table says them: then no figure is made up', async () => {
    expect(await carries(device({}))).toEqual({ members: [], gigabits: 0, missing: [] });
  });

  it('are asked in the next table when the device refuses one', async () => {
    const reader = readObjects({ [`${oids.ifStackStatus}.10.1`]: 1 }, [attachedTo, oids.pagpGroupIfIndex]);
    expect([...(await readAttachments(reader, new Set(['10']), left)).keys()]).toEqual(['10']);
  });

  it('are not looked for where no link is a group', async () => {
    const reader = device({});
    await carries(reader, { id: 'l1', interface: { by: 'name', value: 'XGE0/0/1' } });
    expect(reader.asked).toEqual([oids.ifName]);
  });
});

describe('what may be a group', () => {
  it.each([
    [161, 'x', true],
    [53, 'Port-channel1', true],
    [6, 'Eth-Trunk1', true],
    [6, 'ae0', true],
    [6, 'smartgroup1', true],
    [6, 'Bridge-Aggregation1', true],
    [6, 'Po1', true],
    [6, 'GigabitEthernet0/0/1', false],
    [6, 'ae0.100', false],
    [53, 'Eth-Trunk1.20', false],
    [6, 'POS3/0', false],
    [undefined, 'bond0', true],
  ])('ifType %s named %s: %s', (ifType, name, expected) => {
    expect(mayBeGroup(ifType, name)).toBe(expected);
  });
});
