// Random histories of a device, told second by second: no rate is a spike, and none is another interface's.
import { tellHistories } from '@thongsuot/agent/snmp/histories.fake.ts';
import { createClaims, type FaultCase } from '../case.ts';

export const histories: FaultCase = {
  async run({ full, random, say }) {
    const { claims, that } = createClaims();
    const seed = Math.floor(random() * 2 ** 31);
    const told = await tellHistories(full ? 10_000 : 100, seed);
    say(`histories: ${told.histories} with seed ${seed}, ${told.rates} rates`);
    that(`each of ${told.rates} rates is its interface's own`, told.wrong.length === 0 && told.rates > told.histories);
    for (const wrong of told.wrong) say(wrong);
    return { settled: [], kills: 0, claims };
  },
};
