// kill -9 of the collector while it judges, writes the state of its alerts, and sends, by turns. Receivers are a real
// webhook, a real mail server and, where present, Debian's Alertmanager. What must have been told is known from what was
// sent, and from nothing that the collector says.
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { toInventorySamples } from '@thongsuot/agent/inventory.ts';
import type { LinkSample } from '@thongsuot/contract/sample.ts';
import { createStack, type Stack } from '../../harness/stack.ts';
import { within } from '../../harness/timeline.ts';
import { createSpeaker, type Packed } from '../../harness/wire.ts';
import { type Account, account, readHook, readMailText, type Told } from '../alert-book.ts';
import { startAlertmanager } from '../alertmanager.ts';
import { createClaims, type FaultCase } from '../case.ts';
import { type Receiver, startHook, startMail } from '../receivers.ts';

/** Where a kill falls. `judging`: a batch with transitions has just been sent. `writing`: the collector's file grows.
 * `hook`, `mail`: a message is at the receiver, and its answer is held. `told`: the receiver has just answered. */
const moments = ['mail', 'judging', 'hook', 'writing', 'told'] as const;

/** Links that rise before each kill; each link rises once and falls once, so that none counts as flapping. */
const risesEach = 3;
/** Kills that a link stays above its threshold. */
const staysAbove = 2;
/** The last of them stay above: Alertmanager has to hold exactly these. */
const leftAbove = 2 * risesEach;
const momentMsMax = 8_000;
const tellMsMax = 120_000;

export const alertKill: FaultCase = {
  async run({ kills, random, say }) {
    const { claims, that } = createClaims();
    const stack = createStack();
    const hook = await startHook();
    const mail = await startMail();
    const manager = await startAlertmanager(stack.folder);
    const links = (kills + staysAbove) * risesEach;
    const driver = await createDriver(stack, links, { hook, mail, manager: manager?.url });
    try {
      let hits = 0;
      let slowest = 0;
      for (let n = 0; n < kills + staysAbove; n++) {
        for (let k = 0; k < risesEach; k++) {
          driver.rise(n * risesEach + k);
          const falls = (n - staysAbove) * risesEach + k;
          if (falls >= 0) driver.fall(falls);
        }
        if (n >= kills) {
          await driver.deliver();
          continue;
        }
        const moment = moments[n % moments.length] ?? 'judging';
        const sending = driver.deliver();
        if (await momentOf(moment, stack, { hook, mail }, random)) hits += 1;
        await driver.collector.kill();
        hook.hold = mail.hold = () => Promise.resolve();
        const started = performance.now();
        await driver.collector.restart();
        slowest = Math.max(slowest, performance.now() - started);
        await sending;
        say(`collector killed ${n + 1} of ${kills} (${moment})`);
      }
      const above = [...driver.story].filter(([, told]) => told.length === 1).map(([link]) => link);
      const owed = [...driver.story.values()].flat().length;
      const judged = () => ({
        hook: account(driver.story, hook.arrivals, readHook),
        mail: account(driver.story, mail.arrivals, readMailText),
      });
      const lost = ({ lostFiring, lostResolved }: Account) => lostFiring + lostResolved;
      await within(tellMsMax, 'everything is told', async () => {
        await driver.deliver();
        const { hook: byHook, mail: byMail } = judged();
        return lost(byHook) + lost(byMail) === 0;
      }).catch((error: unknown) => say(`alertKill: ${(error as Error).message}`));
      // What would come twice comes now.
      await sleep(3_000);
      const found = judged();
      for (const [name, one] of Object.entries(found)) {
        say(`alertKill: ${name}: ${owed} transitions owed, ${JSON.stringify(one)}`);
        that(`${name}: of ${owed} transitions 0 firing are lost, found ${one.lostFiring}`, one.lostFiring === 0);
        that(`${name}: of ${owed} transitions 0 resolved are lost, found ${one.lostResolved}`, one.lostResolved === 0);
        that(`${name}: no transition is told under two ids, found ${one.repeated}`, one.repeated === 0);
        that(`${name}: an id has the same members each time, found ${one.altered} others`, one.altered === 0);
        that(
          `${name}: nothing else is told, and each end after its beginning; found ${one.foreign.slice(0, 3).join('; ') || 'nothing'}`,
          one.foreign.length === 0,
        );
      }
      that(
        `mail: at most one repeat a kill, found ${found.mail.sentAgain} at ${kills} kills`,
        found.mail.sentAgain <= kills,
      );
      that(`mail: every repeat says so, found ${found.mail.unmarked} that do not`, found.mail.unmarked === 0);
      that(
        `a message was sent again under its id after a kill, found ${found.hook.sentAgain} and ${found.mail.sentAgain}`,
        kills < moments.length || found.hook.sentAgain + found.mail.sentAgain > 0,
      );
      that(`at least 9 of 10 kills came at their moment, found ${hits} of ${kills}`, hits >= kills * 0.9);
      that(`${leftAbove} links stayed above, found ${above.length}`, above.length === leftAbove);
      if (manager !== undefined) {
        const wanted = above.map((n) => `link-${n}`).sort();
        const holds = await within(30_000, 'Alertmanager holds exactly what fires', async () => {
          const now = (await manager.firing()).sort();
          return JSON.stringify(now) === JSON.stringify(wanted) ? true : Promise.reject(new Error(now.join(', ')));
        }).catch((error: unknown) => (error as Error).message);
        that(`Alertmanager holds the ${wanted.length} alerts that fire and no other: ${holds}`, holds === true);
      } else say('alertKill: without Alertmanager: install prometheus-alertmanager');
      say(`alertKill: the slowest start took ${Math.round(slowest)} ms`);
      return { settled: [], kills, claims };
    } finally {
      driver.close();
      await stack.stop();
      await Promise.all([hook.close(), mail.close(), manager?.stop()]);
    }
  },
};

/** Waits for the moment, with a little chance after it. False when it did not come in time. */
async function momentOf(
  moment: (typeof moments)[number],
  stack: Stack,
  { hook, mail }: { hook: Receiver; mail: Receiver },
  random: () => number,
): Promise<boolean> {
  if (moment === 'judging') {
    await sleep(random() * 60);
    return true;
  }
  if (moment === 'writing') {
    const before = logState(stack);
    const started = performance.now();
    while (logState(stack) === before && performance.now() - started < momentMsMax) await sleep(1);
    const hit = logState(stack) !== before;
    await sleep(random() * 8);
    return hit;
  }
  const reached = Promise.withResolvers<boolean>();
  const receiver = moment === 'mail' ? mail : hook;
  // Held until the sender is dead: `run` puts the receiver's patience back after the kill. An answer to a dead one is
  // nothing; `told` answers at once, and the kill races with the mark.
  receiver.hold = () => {
    reached.resolve(true);
    return moment === 'told' ? Promise.resolve() : sleep(1_000);
  };
  const timer = setTimeout(() => reached.resolve(false), momentMsMax);
  const hit = await reached.promise;
  clearTimeout(timer);
  await sleep(random() * (moment === 'told' ? 12 : 4));
  return hit;
}

/** The write-ahead log of the collector's operational file: it grows with each commit. */
function logState({ folder }: Stack): string {
  try {
    const { size, mtimeNs } = statSync(join(folder, 'collector', 'operational.db-wal'), { bigint: true });
    return `${size} ${mtimeNs}`;
  } catch {
    return '';
  }
}

/** A collector, and somebody who sends it readings as an agent would, with patience and in order. */
async function createDriver(
  stack: Stack,
  links: number,
  at: { hook: Receiver; mail: Receiver; manager: string | undefined },
) {
  const token = stack.token('driver');
  const collector = await stack.collector({
    operators: [{ id: 'vnpt', name: 'VNPT Gia Lai', agents: [{ id: 'driver', tokens: [token.sha256] }] }],
    endpoints: Array.from({ length: links }, (_, n) => ({
      id: `station-${n}`,
      vi: `Trạm y tế số ${n}`,
      en: `Station ${n}`,
      classes: ['MEDICAL'],
    })),
    rest: {
      rules: { utilization: { for: '0s', keepFiringFor: '0s' } },
      notify: {
        language: 'en',
        groupWait: '100ms',
        groupWaitMax: '1s',
        groupInterval: '500ms',
        repeat: false,
        webhooks: [
          { id: 'hook', url: `http://127.0.0.1:${at.hook.port}/hook`, allowPrivate: true, messagesPerMinute: 600 },
        ],
        mails: [
          {
            id: 'mail',
            host: '127.0.0.1',
            port: at.mail.port,
            tls: 'none',
            from: 'giamsat@giamsat.example',
            to: ['truc@so.example'],
            allowPrivate: true,
            messagesPerMinute: 600,
          },
        ],
        ...(at.manager !== undefined && {
          alertmanagers: [{ id: 'manager', url: at.manager, resend: '5s', allowPrivate: true }],
        }),
      },
    },
  });
  const speaker = createSpeaker({ url: collector.url, token: token.value });
  const story = new Map<number, Told[]>();
  let stamped = 0;
  const reading = (n: number, now: number): LinkSample => ({
    kind: 'link',
    at: now,
    link: `link-${n}`,
    intervalS: 10,
    oper: 'up',
    spanS: 10,
    inBitsPerSecond: story.get(n)?.length === 1 ? 97e6 : 20e6,
    outBitsPerSecond: 10e6,
    capacityIn: { bitsPerSecond: 100e6, limitedBy: 'contract' },
    capacityOut: { bitsPerSecond: 100e6, limitedBy: 'contract' },
  });
  /** As an agent does: the same batch until it is taken. */
  const taken = async (batch: Packed) => {
    for (const started = performance.now(); performance.now() - started < 60_000; await sleep(100)) {
      const { status } = await speaker.send(batch, 'live');
      if (status === 200) return;
      if (status !== 0 && status < 500) throw new Error(`a batch was answered ${status}`);
    }
    throw new Error('a batch was not taken for 60 s');
  };
  const inventory = {
    site: 'pleiku',
    version: '0.1.0',
    intervalS: 10,
    devices: [{ id: 'pe1', intervalS: 10 }],
    links: Array.from({ length: links }, (_, n) => ({
      id: `link-${n}`,
      endpoint: `station-${n}`,
      role: 'primary' as const,
      device: 'pe1',
      interface: `name port${n}`,
      sharedRisk: [],
      intervalS: 10,
    })),
    units: [],
    checks: [],
  };
  for (const part of toInventorySamples(inventory, Date.now())) await taken(speaker.pack([part]));
  const all = Array.from({ length: links }, (_, n) => n);
  const deliver = () => {
    // Two readings of one link never have one time.
    stamped = Math.max(stamped + 1, Date.now());
    return taken(speaker.pack(all.map((n) => reading(n, stamped))));
  };
  await deliver();
  return {
    collector,
    story: story as ReadonlyMap<number, readonly Told[]>,
    rise: (n: number) => void story.set(n, ['firing']),
    fall: (n: number) => void story.set(n, ['firing', 'resolved']),
    /** One reading of every link; resolves when the collector has answered for them. */
    deliver,
    close: () => speaker.close(),
  };
}
