/**
 * The board in a real Chromium on a collector of 2,000 endpoints and 10,000 links that are read and probed all the while:
 * how soon it shows figures, what a page's main thread does while it scrolls and is told of changes, how long a month's
 * history takes. Goals: `goals` below.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { openBrowser } from '../../harness/browser.ts';
import { root } from '../../harness/process.ts';
import { createStack } from '../../harness/stack.ts';
import { round } from '../figures.ts';
import type { Measured } from '../main.ts';
import { writeMonth } from './history.ts';
import { drawMonth, firstFigure, install, longTasks, pageTime, scroll, showAll } from './page.ts';
import { agentCount, agentId, endpointId, linkId, linksPerEndpoint, operatorOf, registerOf } from './province.ts';
import { watchMainThread } from './trace.ts';
import { startTraffic } from './traffic.ts';

const goals = { bundleKbGzip: 150, firstFigureMs: 1_000, longTaskMs: 50, updateMs: 8, historyMs: 300 };
const loads = 5;
const months = 5;
const say = (text: string) => void process.stderr.write(`${text}\n`);
const quantile = (values: readonly number[], share: number): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
};
const most = (values: readonly number[]): number => Math.round(Math.max(0, ...values));

/** @throws Error when the bench could not run; figures that miss a goal are figures. */
export async function benchBoard(argv: string[]): Promise<Measured> {
  const { values } = parseArgs({
    args: argv,
    options: { endpoints: { type: 'string', default: '2000' }, seconds: { type: 'string', default: '30' } },
  });
  const [endpoints, seconds] = [Number(values.endpoints), Number(values.seconds)];
  if (!Number.isInteger(endpoints) || endpoints < agentCount || endpoints > 2_000 || endpoints % agentCount !== 0)
    throw new Error(`--endpoints ${values.endpoints}: expected a multiple of ${agentCount} up to 2000`);
  if (!Number.isInteger(seconds) || seconds < 5 || seconds > 600)
    throw new Error(`--seconds ${values.seconds}: expected a whole number from 5 to 600`);
  const links = endpoints * linksPerEndpoint;
  const stack = createStack();
  try {
    const tokens = Array.from({ length: agentCount }, (_, n) => stack.token(agentId(n)));
    const { operators, endpoints: register, areas } = registerOf(endpoints);
    const state = join(stack.folder, 'collector');
    await mkdir(state);
    const shown = { operator: operatorOf(0), link: linkId(0) };
    await writeMonth(join(state, 'samples.db'), { ...shown, site: 'tram-0', endpoint: endpointId(0) });
    const collector = await stack.collector({
      operators: operators.map((operator) => ({
        ...operator,
        agents: tokens.flatMap(({ sha256 }, n) =>
          operatorOf(n) === operator.id ? [{ id: agentId(n), tokens: [sha256] }] : [],
        ),
      })),
      endpoints: register,
      rest: { areas },
    });
    const traffic = await startTraffic(
      collector.url,
      tokens.map(({ value }) => value),
      links,
    );
    say(`${endpoints} endpoints and ${links} links are told; the page is opened`);
    const browser = await openBrowser(collector.url);
    try {
      const figures = await measure(browser, collector.url, shown, seconds);
      return {
        figures: { endpoints, links, ...bundle(), ...figures, samples: traffic.samples(), goals },
        ratios: {},
      };
    } finally {
      await browser.close();
      await traffic.stop();
    }
  } finally {
    await stack.stop();
  }
}

async function measure(
  { page, context, complaints }: Awaited<ReturnType<typeof openBrowser>>,
  url: string,
  { operator, link }: { operator: string; link: string },
  seconds: number,
) {
  await install(page);
  const first: number[] = [];
  const loading: number[] = [];
  for (let n = 0; n < loads; n++) {
    await page.goto('about:blank');
    await page.goto(`${url}/`);
    first.push(await firstFigure(page));
    await page.waitForTimeout(3_000);
    loading.push(...(await longTasks(page)));
  }
  const cdp = await context.newCDPSession(page);
  const watch = async (work: () => Promise<void>) => {
    await longTasks(page);
    // Starting and ending a trace holds up the page's thread by itself: what lies outside the work is not the page's.
    const stretch = { from: 0, to: 0 };
    const seen = await watchMainThread(cdp, async () => {
      stretch.from = await pageTime(page);
      await work();
      stretch.to = await pageTime(page);
    });
    return { ...seen, long: await longTasks(page, stretch) };
  };
  say(`${seconds} s of updates, then as long of scrolling among them, then with every row shown`);
  const still = await watch(() => page.waitForTimeout(seconds * 1_000));
  const scrolled = await watch(() => scroll(page, seconds * 1_000));
  await longTasks(page);
  const rows = await showAll(page);
  const opening = await longTasks(page);
  const whole = await watch(() => scroll(page, seconds * 1_000));
  const history: number[] = [];
  for (let n = 0; n < months; n++) {
    await page.goto('about:blank');
    await page.goto(`${url}/#/links/${operator}/${link}`);
    await page.getByTestId('link-chart').locator('canvas').waitFor({ timeout: 20_000 });
    history.push(await drawMonth(page));
  }
  if (complaints.length > 0) throw new Error(`the page complained: ${complaints.slice(0, 3).join('; ')}`);
  const updates = [...still.updatesMs, ...scrolled.updatesMs, ...whole.updatesMs];
  return {
    firstFigureMs: Math.round(quantile(first, 0.5)),
    firstFigureMsMax: most(first),
    longTaskMsMaxLoading: most(loading),
    longTasksLoading: round(loading.length / loads),
    longTaskMsMax: most([...still.long, ...scrolled.long, ...whole.long]),
    longTaskMsMaxOpening: most(opening),
    taskMsMax: Math.round(Math.max(still.taskMsMax, scrolled.taskMsMax, whole.taskMsMax)),
    updateMsP50: round(quantile(updates, 0.5)),
    updateMsP95: round(quantile(updates, 0.95)),
    updateWallMsP95: round(quantile([...still.updatesWallMs, ...scrolled.updatesWallMs, ...whole.updatesWallMs], 0.95)),
    updates: updates.length,
    parts: [still, scrolled, whole].map(({ updatesMs, long }) => ({
      updateMsP50: round(quantile(updatesMs, 0.5)),
      updateMsP95: round(quantile(updatesMs, 0.95)),
      longTasks: long.length,
      longTaskMsMax: most(long),
    })),
    rows,
    historyMs: Math.round(quantile(history, 0.5)),
    historyMsMax: most(history),
  };
}

/** What a browser fetches of script and style, compressed. */
function bundle() {
  const assets = join(root, 'dashboards/board/dist/assets');
  const octets = readdirSync(assets).reduce((sum, name) => sum + gzipSync(readFileSync(join(assets, name))).length, 0);
  return { bundleKbGzip: round(octets / 1_000) };
}
