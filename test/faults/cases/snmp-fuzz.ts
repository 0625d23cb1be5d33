// A million wrong datagrams from the devices' own addresses: replies with flipped bits, absurd lengths, other types and
// versions, cut, spliced, nested, huge, late. Nothing crashes, memory is flat, and the truth is read right after.
import { setTimeout as sleep } from 'node:timers/promises';
import { start } from '../../harness/process.ts';
import { within } from '../../harness/timeline.ts';
import { startSimulator } from '../../simulator/simulator.ts';
import { createClaims, type FaultCase } from '../case.ts';
import { startLiar } from '../fuzz/liar.ts';
import { mutations } from '../fuzz/mutate.ts';
import { fuzzedCommunity, fuzzedDeviceUser, fuzzedProfile } from '../fuzz/truth.ts';

/** By version, and v2c once more by net-snmp, which lean hands to what it does not understand. */
const kinds = ['1', '2c', 'reference', '3'] as const;
const growthOctetsMax = 8 * 2 ** 20;

interface Figures {
  seen: Record<string, Record<string, number>>;
  octets: number;
  fuzzing: boolean;
}

export const snmpFuzz: FaultCase = {
  async run({ full, random, say }) {
    const { claims, that } = createClaims();
    const wanted = full ? 1_000_000 : 10_000;
    const simulator = await startSimulator({
      devices: kinds.map((id) => ({
        id,
        address: '127.0.0.1',
        port: 0,
        ...(id === '3' ? { users: [fuzzedDeviceUser] } : { community: fuzzedCommunity }),
        profile: fuzzedProfile,
      })),
    });
    const liars = await Promise.all(kinds.map((id) => startLiar(simulator.device(id).boundPort, random)));
    const sent = () => liars.reduce((sum, liar) => sum + liar.sent, 0);
    const ports = Object.fromEntries(kinds.map((id, i) => [id, liars[i]?.port]));
    const poller = start(['test/faults/fuzz/poller.ts', JSON.stringify(ports)]);
    let ended: unknown;
    void poller.exited.then((code) => {
      ended = code;
    });
    const all = (): Figures[] =>
      poller.stdout.flatMap((line) => (line.startsWith('{"seen"') ? [JSON.parse(line)] : []));
    const alive = () => {
      if (ended !== undefined)
        throw new Error(`the poller ended with ${String(ended)}: ${poller.stderr.slice(-12).join('\n')}`);
    };
    try {
      let warmAt: number | undefined;
      await within(full ? 900_000 : 60_000, `${wanted} mutants are sent`, () => {
        alive();
        if (warmAt === undefined && sent() > wanted / 5) warmAt = all().length;
        return sent() >= wanted;
      });
      await sleep(1_100);
      const during = all();
      for (const liar of liars) liar.tellTruth();
      await sleep(1_000);
      poller.signal('SIGUSR2');
      const after = await within(60_000, 'each device was asked again', () => {
        alive();
        const last = all().at(-1);
        const each = kinds.map((id) => (last?.seen[id]?.['afterTrue'] ?? 0) + (last?.seen[id]?.['afterFalse'] ?? 0));
        return last !== undefined && Math.min(...each) >= 20 && last;
      });
      say(`snmpFuzz: ${sent()} mutants; seen ${JSON.stringify(after.seen)}`);
      const of = (id: string, what: string) => after.seen[id]?.[what] ?? 0;
      that(
        `${sent()} mutants went out, in ${Object.keys(mutations).length} ways`,
        liars.every(({ ways }) => ways.size > 10),
      );
      for (const id of kinds) {
        that(
          `${id}: afterwards ${of(id, 'afterTrue')} answers were true, ${of(id, 'afterFalse')} false`,
          of(id, 'afterFalse') === 0 && of(id, 'walkedFalse') === 0,
        );
        // Of v3 nothing is felt: the digest drops it before anybody waits for it.
        const felt = of(id, 'fuzzedError') + of(id, 'fuzzedFalse');
        if (id !== '3') that(`${id}: the mutants were felt, by ${felt} answers`, felt > 0);
      }
      that(`v3 authPriv took no mutant for an answer, of ${of('3', 'fuzzedTrue')}`, of('3', 'fuzzedFalse') === 0);
      const [early, late] = [during.slice(warmAt ?? 0, (warmAt ?? 0) + 3), during.slice(-3)].map((part) =>
        Math.min(...part.map(({ octets }) => octets)),
      ) as [number, number];
      that(`memory is flat: from ${mebi(early)} to ${mebi(late)} MiB`, late - early < growthOctetsMax);
      return { settled: [], kills: 0, claims };
    } finally {
      await poller.stop('SIGKILL');
      for (const liar of liars) liar.close();
      await simulator.stop();
    }
  },
};

const mebi = (octets: number): string => (octets / 2 ** 20).toFixed(1);
