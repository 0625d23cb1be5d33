import { describe, expect, it } from 'vitest';
import { endpointClasses, leadingClass } from '../../collector/contract/src/classes.ts';
import { type DemoLink, endpoints, links } from './province.ts';
import {
  cutBackup,
  cutLink,
  cutsAt,
  dayS,
  flowsOf,
  hourAt,
  operAt,
  pathShutAt,
  phases,
  surgeLink,
  utilizationAt,
} from './scenario.ts';

const thresholdsOf = (link: DemoLink) => {
  const found = endpoints.find((endpoint) => endpoint.id === link.endpoint);
  return endpointClasses[leadingClass(found?.classes ?? [])].thresholds;
};
/** Twice a second through the day, edges included. */
const instants = Array.from({ length: dayS * 2 }, (_, i) => i / 2);
const peakOf = (link: DemoLink) => Math.max(...instants.map((s) => utilizationAt(link, s)));

describe('the day', () => {
  it.each([
    [0, 6],
    [40, 10],
    [180, 0],
    [240, 6],
    [245, 6.5],
  ])('at %d s is the hour %d', (s, hour) => {
    expect(hourAt(s)).toBe(hour);
  });

  it('repeats: nothing differs a day later', () => {
    for (const link of [surgeLink, cutLink, cutBackup]) {
      for (const s of [0, 30, 75, 120, 200]) {
        expect(utilizationAt(link, s + dayS)).toBeCloseTo(utilizationAt(link, s), 9);
        expect(operAt(link, s + dayS)).toBe(operAt(link, s));
      }
    }
  });

  it('has its phases in the order of the greeting, within the day', () => {
    const starts = Object.values(phases).map(({ fromS }) => fromS);
    expect(starts).toEqual([...starts].sort((a, b) => a - b));
    for (const { fromS, toS } of Object.values(phases)) expect(fromS < toS && toS <= dayS).toBe(true);
  });

  it('has its busy hour where the traffic is largest', () => {
    const total = (s: number) => links.reduce((sum, link) => sum + flowsOf(link).out.rateAt(s), 0);
    const before = total(5);
    expect(total((phases.busyHour.fromS + phases.busyHour.toS) / 2)).toBeGreaterThan(before * 2);
  });
});

describe('the surge', () => {
  const { utilizationCritical, utilizationWarning } = thresholdsOf(surgeLink);

  it('stays above the critical threshold for well over the ten seconds of the rule', () => {
    for (let s = phases.surge.fromS + 4; s <= phases.surge.toS - 4; s += 0.5) {
      expect(utilizationAt(surgeLink, s)).toBeGreaterThan(utilizationCritical + 0.01);
      expect(utilizationAt(surgeLink, s)).toBeLessThan(1);
    }
  });

  it('leaves the link far below the warning threshold before and after', () => {
    for (const s of instants.filter((t) => t < phases.surge.fromS || t >= phases.surge.toS)) {
      expect(utilizationAt(surgeLink, s)).toBeLessThan(utilizationWarning - 0.3);
    }
  });

  it('can be carried by the backup at 80 % of its capacity, so that no failover reserve is short', () => {
    const backup = links.find((link) => link.endpoint === surgeLink.endpoint && link.role === 'backup');
    expect(peakOf(surgeLink) * surgeLink.megabits).toBeLessThan((backup?.megabits ?? 0) * 0.8);
  });
});

it('no other link crosses a warning threshold, nor half of its capacity, at any time', () => {
  for (const link of links.filter((one) => one.id !== surgeLink.id)) {
    expect([link.id, peakOf(link) < 0.5]).toEqual([link.id, true]);
    expect(peakOf(link)).toBeLessThan(thresholdsOf(link).utilizationWarning);
  }
});

describe('the cut fibre', () => {
  const middle = (phases.fibreCut.fromS + phases.fibreCut.toS) / 2;

  it('takes the primary down with its probe, and nothing else', () => {
    expect(links.filter((link) => operAt(link, middle) === 2).map(({ id }) => id)).toEqual([cutLink.id]);
    expect(cutsAt(middle)).toEqual([cutLink.probeAddress]);
    expect([cutsAt(phases.fibreCut.fromS - 0.1), cutsAt(phases.fibreCut.toS)]).toEqual([[], []]);
  });

  it('moves every bit of the primary to the backup, exactly', () => {
    const { fromS, toS } = phases.fibreCut;
    const octets = (link: DemoLink, from: number, to: number) => {
      const flow = flowsOf(link).out;
      return flow.bitsUntil(to) - flow.bitsUntil(from);
    };
    expect(octets(cutLink, fromS, toS)).toBe(0);
    const rateBefore = flowsOf(cutLink).out.rateAt(fromS - 0.5);
    expect(flowsOf(cutBackup).out.rateAt(fromS + 0.5)).toBeGreaterThan(rateBefore * 0.9);
    expect(utilizationAt(cutBackup, toS + 1)).toBeLessThan(0.05);
    expect(utilizationAt(cutLink, toS + 1)).toBeGreaterThan(0.1);
  });
});

it('the path of one agent is shut for a minute', () => {
  const shut = Array.from({ length: dayS }, (_, s) => pathShutAt(s)).filter(Boolean).length;
  expect(shut).toBe(60);
});
