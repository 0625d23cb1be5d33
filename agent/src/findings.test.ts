import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import type { PresentFinding } from './finding.ts';
import { createFindings } from './findings.ts';

const deaf: PresentFinding = {
  code: 'deviceUnreachable',
  subject: { device: 'pe1' },
  detail: 'pe1 did not answer in 2000 ms',
};
const missing: PresentFinding = { code: 'interfaceMissing', subject: { link: 'l9' }, detail: 'pe2 has no ifName Gi9' };

function logged() {
  const lines: { msg: string; code: string }[] = [];
  const log = pino({ base: null }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  return { log, lines };
}

describe('findings over time', () => {
  it('are logged once when they come and once when they end, however often they are reported', () => {
    const { log, lines } = logged();
    const findings = createFindings(log);
    for (let now = 0; now < 10; now++) findings.report('device pe1', [deaf], now * 1_000);
    findings.report('device pe1', [], 60_000);
    findings.report('device pe1', [], 61_000);
    expect(lines.map(({ msg, code }) => [msg, code])).toEqual([
      ['Finding', 'deviceUnreachable'],
      ['Finding ended', 'deviceUnreachable'],
    ]);
  });

  it('keep since when they stand, also when their wording changes', () => {
    const findings = createFindings(logged().log);
    findings.report('device pe1', [deaf], 1_000);
    findings.report('device pe1', [{ ...deaf, detail: 'still nothing' }], 9_000);
    expect(findings.list().findings).toEqual([{ ...deaf, detail: 'still nothing', since: 1_000 }]);
  });

  it('of one part do not end those of another', () => {
    const findings = createFindings(logged().log);
    findings.report('device pe1', [deaf], 1);
    findings.report('device pe2', [missing], 2);
    findings.report('device pe1', [], 3);
    expect(findings.list().findings.map(({ code }) => code)).toEqual(['interfaceMissing']);
  });

  it('say how many did not fit, and put first what blinds everything behind it', () => {
    const findings = createFindings(logged().log);
    findings.report(
      'devices',
      Array.from({ length: 250 }, (_, n) => ({ ...deaf, subject: { device: `d${n}` } })),
      1,
    );
    findings.report('icmp', [{ code: 'icmpNotPermitted', subject: {}, detail: 'x' }], 2);
    const { findings: listed, omitted } = findings.list();
    expect([listed.length, omitted, listed[0]?.code]).toEqual([200, 51, 'icmpNotPermitted']);
  });
});
