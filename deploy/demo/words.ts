/** What the demo prints once it runs. Pure. */

import { demoDevices } from './devices.ts';
import type { EchoTool } from './prerequisites.ts';
import { endpoints, links, operators, siteIds, units } from './province.ts';
import { dayS, hourAt, phases } from './scenario.ts';

/** `0:50–1:40 (11:00–16:00)`: minutes since the start of the day, and the hour of the province's day. */
function when(phase: { fromS: number; toS: number }): string {
  const minute = (s: number) => `${Math.floor(s / 60)}:${String(Math.round(s % 60)).padStart(2, '0')}`;
  const hour = (s: number) => {
    const minutes = Math.round(hourAt(s) * 60);
    return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  };
  return `${minute(phase.fromS)}–${minute(phase.toS)} (${hour(phase.fromS)}–${hour(phase.toS)})`;
}

const echoSentence: Record<EchoTool, string> = {
  fping: 'Echoes are real (fping on 127.0.0.0/8); a cut fibre’s replies are hidden by a stand-in for fping.',
  ping: 'fping is missing: echoes are sent by ping, and the cut fibre shows in SNMP only. To see it: apt-get install fping.',
  none: 'ICMP is OFF: neither fping nor ping is on this machine. Links are judged by SNMP alone; apt-get install fping.',
};

/** The lines that greet the one who started it. */
export function greeting(port: number, echo: EchoTool, stateDirectory: string): string[] {
  return [
    `Thông Suốt demo: http://127.0.0.1:${port}  (made-up figures, set in August 2020)`,
    `  ${operators.length} operators, ${siteIds.length} sites, ${links.length} links to ${endpoints.length} endpoints, ${units.length} backup units, ${demoDevices.length} simulated devices that speak real SNMP.`,
    `  ${echoSentence[echo]}`,
    `  A day of the province passes in ${dayS / 60} minutes and begins at 06:00, over and over. Minutes from now:`,
    `  ${when(phases.busyHour)}  the busy hour`,
    `  ${when(phases.surge)}  a surge at Bệnh viện Đa khoa tỉnh: one capacity alert fires, then resolves`,
    `  ${when(phases.fibreCut)}  the fibre of TTYT An Khê is cut: its load moves to the backup, then back`,
    `  ${when(phases.onBattery)}  the UPS at Chư Sê runs on battery`,
    `  ${when(phases.pathShut)}  MobiFone’s agent loses the collector for a minute; then its backlog fills in`,
    `  Configs and logs: ${stateDirectory}. Ctrl-C ends everything.`,
  ];
}
