// kill -9 of the real agent that polls simulated devices by SNMP v2c and v3, with secrets planted in all it may say.
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { lacks } from '../../harness/parts.ts';
import { within } from '../../harness/timeline.ts';
import { router } from '../../simulator/profiles/router.ts';
import { startSimulator } from '../../simulator/simulator.ts';
import { Flow } from '../../simulator/traffic.ts';
import { createClaims, type FaultCase } from '../case.ts';
import { createGround, endpoint, type Ground, operator, site } from '../ground.ts';
import { killAt, moments } from '../moments.ts';
import { arm } from '../obligations.ts';

const id = 'agent-1';
const system = { descr: 'Simulated router', objectId: '1.3.6.1.4.1.2011.2.62.2.5', name: 'pe' };
const ports = 8;
const drainMsMax = 120_000;

/** Two devices that answer, and two that the agent has the wrong secrets of: their errors are where secrets leak. */
async function startDevices({ secrets }: Ground) {
  const secret = (name: string) => secrets.plant(name);
  const [community, auth, priv] = [secret('community'), secret('auth'), secret('priv')];
  const [otherCommunity, otherAuth, otherPriv] = [secret('community-2'), secret('auth-2'), secret('priv-2')];
  const interfaces = Array.from({ length: ports }, (_, n) => ({
    name: `GigabitEthernet0/0/${n + 1}`,
    megabits: 1_000,
    in: Flow.constant(10e6 * (n + 1)),
    out: Flow.constant(3e6 * (n + 1)),
  }));
  const profile = router({ system, interfaces });
  const user = (password: string, privacy: string) => ({
    name: 'giamsat',
    authentication: { protocol: 'sha256' as const, password },
    privacy: { password: privacy },
  });
  const simulator = await startSimulator({
    devices: [
      { id: 'pe1', address: '127.40.0.1', port: 0, community: community.value, profile },
      { id: 'pe2', address: '127.40.0.2', port: 0, users: [user(auth.value, priv.value)], profile },
      { id: 'pe3', address: '127.40.0.3', port: 0, community: 'another', profile },
      { id: 'pe4', address: '127.40.0.4', port: 0, users: [user('another-key', 'another-key')], profile },
    ],
  });
  const v2c = (file: string) => ({ version: '2c', community: { file } });
  const v3 = (authFile: string, privFile: string) => ({
    version: 3,
    user: 'giamsat',
    level: 'authPriv',
    auth: { protocol: 'sha256', key: { file: authFile } },
    priv: { protocol: 'aes', key: { file: privFile } },
  });
  const credentials = [
    v2c(community.file),
    v3(auth.file, priv.file),
    v2c(otherCommunity.file),
    v3(otherAuth.file, otherPriv.file),
  ];
  const devices = credentials.map((snmp, n) => ({
    id: `pe${n + 1}`,
    address: `127.40.0.${n + 1}`,
    port: simulator.device(`pe${n + 1}`).boundPort,
    snmp,
  }));
  const links = devices.flatMap(({ id: device }) =>
    interfaces.map(({ name }, n) => ({
      id: `${device}-${n + 1}`,
      endpoint,
      role: 'primary',
      device,
      interface: { name },
      capacity: '200M',
    })),
  );
  return { simulator, devices, links };
}

export const agentKill: FaultCase = {
  lacks: () => (lacks('fping') ? 'fping is not installed' : undefined),
  async run({ kills, random, say }) {
    const { claims, that } = createClaims();
    const ground = await createGround({ store: 'sqlite' });
    const { stack, proxy, secrets } = ground;
    const { simulator, devices, links } = await startDevices(ground);
    try {
      const outbox = join(stack.folder, `agent-${id}`, 'outbox.db');
      arm(outbox);
      const config = {
        agent: { id, operator, site },
        collectors: [{ url: proxy.url, token: { file: ground.tokenFile(id) } }],
        icmp: { reference: ['127.0.0.1'] },
      };
      const probed = links.map((link, n) => (n === 0 ? { ...link, probe: { address: '127.40.0.1' } } : link));
      const defaults = { interval: '1s', probeInterval: '2s', timeout: '300ms' };
      const agent = await stack.agent({ ...config, defaults, devices, links: probed }, id);
      ground.watch(agent.running());
      const victim = { outbox, kill: () => agent.kill() };
      const wrong = secrets.plant('session-wrong');
      const statuses = [await ground.signIn(ground.sessionPassword), await ground.signIn(wrong.value)];
      that('the password signs in and another does not', statuses.join() === '200,401');
      let hits = 0;
      for (let n = 0; n < kills; n++) {
        const moment = moments[n % moments.length] ?? 'random';
        if (moment === 'start') {
          const starting = agent.kill().then(() => agent.restart());
          starting.catch(() => undefined); // It is killed before it runs.
          await sleep(200 + random() * 800);
          await agent.kill();
          hits += 1;
        } else if (await killAt(moment, victim, proxy, random)) hits += 1;
        await agent.restart();
        ground.watch(agent.running());
        say(`agent killed ${n + 1} of ${kills} (${moment})`);
      }
      // The last reading has a rate, and goes out.
      await sleep(6_000);
      const metrics = await (await fetch(`${agent.url}/metrics`)).text();
      that('no secret stands in the agent’s metrics', secrets.inText('agent /metrics', metrics).length === 0);
      await agent.kill();
      // Without devices it only brings what is there.
      const quiet = await stack.agent(config, id);
      ground.watch(quiet.running());
      await within(drainMsMax, 'the agent has delivered all it had', async () => {
        const left = await Promise.all(
          ['collector_pending_batches', 'outbox_memory_samples', 'outbox_held_samples'].map((name) =>
            quiet.metric(`thongsuot_agent_${name}`),
          ),
        );
        return left.every((count) => count === 0);
      });
      that('the agent stops in time when asked to', (await quiet.running().stop()) === 0);
      const settled = await ground.settle([{ agent: id, outbox }]);
      that(`at least 9 of 10 kills came at their moment, found ${hits} of ${kills}`, hits >= kills * 0.9);
      that('a batch was stored again after a kill between answer and mark', settled.duplicatesSeen > 0);
      const kinds = secrets.kinds();
      that(`secrets of 12 kinds or more were planted: ${kinds.join(', ')}`, kinds.length >= 12);
      return { settled: [settled], kills: hits, claims };
    } finally {
      await simulator.stop();
      await ground.close();
    }
  },
};
