/** All dashboards as files. Pure: the same source makes the same octets. */
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { reserveDashboard } from './reserve.ts';
import { type Language, languages } from './words.ts';

/** Every dashboard by the name of its file. */
export const dashboards: Readonly<Record<string, (language: Language) => Dashboard>> = { reserve: reserveDashboard };

export interface GeneratedFile {
  /** Below `generated/`, with `/`. */
  path: string;
  text: string;
}

/** The files of every dashboard in every language. */
export function generate(): GeneratedFile[] {
  return Object.entries(dashboards).flatMap(([name, build]) =>
    languages.map((language) => ({
      path: `${language}/${name}.json`,
      text: `${JSON.stringify(build(language), null, 2)}\n`,
    })),
  );
}
