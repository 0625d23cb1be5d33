/** All dashboards as files. Pure: the same source makes the same octets. */
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { agentsDashboard } from './agents/dashboard.ts';
import { alertsDashboard } from './alerts/dashboard.ts';
import { availabilityDashboard } from './availability/dashboard.ts';
import { endpointDashboard } from './endpoint/dashboard.ts';
import { linkDashboard } from './link/dashboard.ts';
import { type DashboardName, dashboardNames } from './links.ts';
import { provinceDashboard } from './province/dashboard.ts';
import { readinessDashboard } from './readiness/dashboard.ts';
import { reserveDashboard } from './reserve/dashboard.ts';
import { type Language, languages } from './words.ts';

/** Every dashboard by the name of its file. */
export const dashboards: Readonly<Record<DashboardName, (language: Language) => Dashboard>> = {
  province: provinceDashboard,
  reserve: reserveDashboard,
  link: linkDashboard,
  endpoint: endpointDashboard,
  readiness: readinessDashboard,
  availability: availabilityDashboard,
  alerts: alertsDashboard,
  agents: agentsDashboard,
};

export interface GeneratedFile {
  /** Below `generated/`, with `/`. */
  path: string;
  text: string;
}

/** The files of every dashboard in every language. */
export function generate(): GeneratedFile[] {
  return dashboardNames.flatMap((name) =>
    languages.map((language) => ({
      path: `${language}/${name}.json`,
      text: `${JSON.stringify(dashboards[name](language), null, 2)}\n`,
    })),
  );
}
