/**
 * The day of the demo, over and over: what each link carries, which fibre is cut, who is on battery, whose path to the
 * collector is shut, each a pure function of the seconds since the start. A day passes in four minutes: ten seconds are
 * an hour, and it begins at six in the morning.
 */
import { Flow, type Window, wavering } from '../../test/simulator/traffic.ts';
import { cutEndpoint, type DemoLink, linkOf, links, type OperatorId, surgeEndpoint } from './province.ts';

export const dayS = 240;
const hourS = dayS / 24;
const dawnHour = 6;

/** The hour of the day (0–24) at a time. */
export const hourAt = (s: number): number => (dawnHour + s / hourS) % 24;

/**
 * What happens in each day, in seconds of it. The cut outlasts the half minute for which a link is down before an alert
 * fires. No two overlap but the last two, which concern different operators.
 */
export const phases = {
  busyHour: { fromS: 28, toS: 44 },
  surge: { fromS: 50, toS: 100 },
  fibreCut: { fromS: 106, toS: 156 },
  onBattery: { fromS: 160, toS: 190 },
  pathShut: { fromS: 170, toS: 230 },
} as const satisfies Record<string, Window>;

/** Whose agent loses the collector while `pathShut` lasts. */
export const shutOperator: OperatorId = 'mobifone';

const inDay = (s: number): number => s - Math.floor(s / dayS) * dayS;
const during = (window: Window, s: number): boolean => inDay(s) >= window.fromS && inDay(s) < window.toS;

export const surgeLink = linkOf(surgeEndpoint, 'primary');
export const cutLink = linkOf(cutEndpoint, 'primary');
export const cutBackup = linkOf(cutEndpoint, 'backup');

/** Share of a day's peak by hour: the busy hour before noon, a second rise in the afternoon, a quiet night. */
const curve: readonly (readonly [hour: number, share: number])[] = [
  [6, 0.3],
  [7.5, 0.55],
  [9, 0.88],
  [10, 1],
  [11, 0.92],
  [12.5, 0.6],
  [14, 0.82],
  [16, 0.9],
  [18, 0.62],
  [20, 0.7],
  [22, 0.4],
  [24, 0.2],
  [28, 0.14],
];

/** A link's base traffic: the day's curve with its peak at this share of the capacity, wavering a little. */
function base(link: DemoLink, peakShare: number, seed: number): Flow {
  const points = curve.map(
    ([hour, share]) => [(hour - dawnHour) * hourS, share * peakShare * link.megabits * 1e6] as const,
  );
  return wavering(Flow.through(dayS, points), seed, 0.04, 2);
}

/** What the surge adds at its height, as a share of the capacity: it comes and goes within four seconds. */
const surgeShare = { in: 0.22, out: 0.74 } as const;

function surge(megabits: number, share: number): Flow {
  const { fromS, toS } = phases.surge;
  const height = share * megabits * 1e6;
  return Flow.through(dayS, [
    [0, 0],
    [fromS, 0],
    [fromS + 4, height],
    [toS - 4, height],
    [toS, 0],
  ]);
}

/** What a link's interface receives from the endpoint (`in`) and sends to it (`out`), bits per second. */
export interface LinkFlows {
  in: Flow;
  out: Flow;
}

/** Peaks differ from link to link: 24–38 % of the capacity towards a primary's endpoint, 3 % on a backup. */
const peakOut = (link: DemoLink): number => {
  if (link.role === 'backup') return 0.03;
  // The hospital's own day leaves room for the surge below its contract.
  return link.id === surgeLink.id ? 0.24 : 0.24 + (link.index % 8) * 0.02;
};

function ownFlows(link: DemoLink): LinkFlows {
  const out = peakOut(link);
  return { in: base(link, out * 0.45, link.index * 2 + 1), out: base(link, out, link.index * 2 + 2) };
}

/** The flows of a link over the day. While the fibre is cut its load runs over the backup. */
export function flowsOf(link: DemoLink): LinkFlows {
  const own = ownFlows(link);
  if (link.id === surgeLink.id) {
    return {
      in: own.in.plus(surge(link.megabits, surgeShare.in)),
      out: own.out.plus(surge(link.megabits, surgeShare.out)),
    };
  }
  const cut = [phases.fibreCut];
  if (link.id === cutLink.id) return { in: own.in.outside(cut), out: own.out.outside(cut) };
  if (link.id === cutBackup.id) {
    const moved = ownFlows(cutLink);
    return { in: own.in.plus(moved.in.within(cut)), out: own.out.plus(moved.out.within(cut)) };
  }
  return own;
}

/** Utilisation of a link at a time: the worse direction over the contract. */
export function utilizationAt(link: DemoLink, s: number): number {
  const flows = flowsOf(link);
  return Math.max(flows.in.rateAt(s), flows.out.rateAt(s)) / (link.megabits * 1e6);
}

/** ifOperStatus of a link's interface: down (2) while its fibre is cut. */
export const operAt = (link: DemoLink, s: number): 1 | 2 =>
  link.id === cutLink.id && during(phases.fibreCut, s) ? 2 : 1;

/** Probe addresses that do not answer at a time. */
export const cutsAt = (s: number): string[] =>
  links.filter((link) => operAt(link, s) === 2).map((link) => link.probeAddress);

/** Whether the path from the shut operator's agent to the collector is shut at a time. */
export const pathShutAt = (s: number): boolean => during(phases.pathShut, s);
