// The oracle judged: what is taken out of a store, put into it or changed in it behind the collector's back is seen.
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createClaims, type FaultCase } from '../case.ts';
import { createGround, stored } from '../ground.ts';

export const oracle: FaultCase = {
  async run() {
    const { claims, that } = createClaims();
    const ground = await createGround({ store: 'sqlite' });
    try {
      await ground.feeder(50);
      for (let n = 0; n < 4; n++) await stored(ground);
      const settled = await ground.settle();
      const database = new DatabaseSync(join(ground.stack.folder, 'collector', 'samples.db'));
      database.exec('DELETE FROM slice WHERE id = (SELECT max(id) FROM slice)');
      database.close();
      const robbed = await ground.judge();
      that(`a slice taken out of the store is missing, found ${robbed.missing}`, robbed.missing > 0);
      that('and only that', robbed.spurious + robbed.altered + robbed.duplicated === 0);
      return { settled: [settled], kills: 0, claims };
    } finally {
      await ground.close();
    }
  },
};
