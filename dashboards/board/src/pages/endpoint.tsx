import { endpointClasses } from '@thongsuot/contract/classes.ts';
import { useEffect } from 'preact/hooks';
import { readEndpoint } from '../api.ts';
import { useBoard } from '../board.ts';
import { formatNumber, formatWhen } from '../format.ts';
import { useWords } from '../i18n/language.ts';
import { areaName, endpointName } from '../names.ts';
import { Alerts } from '../parts/alerts.tsx';
import { EndpointBackups } from '../parts/backup-sets.tsx';
import { Checks } from '../parts/checks.tsx';
import { Links } from '../parts/links.tsx';
import { Notes } from '../parts/notes.tsx';
import { Since } from '../parts/since.tsx';
import { StateWord, Verdict } from '../parts/state.tsx';
import { Thresholds } from '../parts/thresholds.tsx';
import { Units } from '../parts/units.tsx';
import { linkKey, newerLink, newerUnit, unitKey } from '../picture.ts';
import { plainSentence } from '../text.ts';
import { PageHeading } from './heading.tsx';
import { NotRead } from './not-read.tsx';
import { useReading } from './reading.ts';

/** One endpoint: its state, its links, the backup equipment behind them, its checks. */
export function EndpointPage({ id }: { id: string }) {
  const { words, language } = useWords();
  const { picture, session, state } = useBoard('endpoints', 'links', 'units');
  // Before the reading begins, so that nothing falls between.
  useEffect(() => session.followLinks(), [session]);
  const reading = useReading(id, state.generation, (signal) => readEndpoint(id, signal));
  if (reading.kind !== 'read') return <NotRead title={endpointName(picture, id, language)} reading={reading} />;
  const detail = reading.value;
  // The stream has the newer state; what it does not carry (links, units) is laid over what was read.
  const endpoint = picture.endpoints.get(id) ?? detail;
  const links = detail.links.map((link) => newerLink(link, picture.links.get(linkKey(link.operator, link.link))));
  const units = detail.units.map((unit) => newerUnit(unit, picture.units.get(unitKey(unit.operator, unit.unit))));
  const count = (n: number) => formatNumber(n, language);
  return (
    <>
      <PageHeading title={endpointName(picture, id, language)}>
        <p class="page-facts">
          <StateWord state={endpoint.state} />
          {endpoint.isolated && <Verdict icon="critical" text={words.isolated} />}
          {endpoint.onBackup && <Verdict icon="backup" text={words.onBackup} />}
          <span>
            {words.alerts.since} <Since at={endpoint.since} />
          </span>
          <span>{words.endpoints.pathsUp(count(endpoint.pathsUp), count(endpoint.paths))}</span>
          {endpoint.othersPaths > 0 && <span>{words.endpoints.othersPaths(count(endpoint.othersPaths))}</span>}
        </p>
        <p class="page-facts">
          <span>{words.priority(endpoint.priority)}</span>
          {endpoint.classes.map((code) => (
            <span key={code}>{endpointClasses[code][language]}</span>
          ))}
          {endpoint.area !== null && <bdi>{areaName(picture, endpoint.area, language)}</bdi>}
        </p>
        {endpoint.zone !== undefined && endpoint.zone !== null && (
          <p class="flag flag-strong">
            {words.duty.inZone(plainSentence(endpoint.zone.order), formatWhen(endpoint.zone.to, language))}
          </p>
        )}
      </PageHeading>
      <Links links={links} endpoint={endpoint} />
      <Alerts endpoint={id} />
      {detail.checks.length > 0 && <Checks checks={detail.checks} />}
      {endpoint.readiness !== undefined && (
        <EndpointBackups readiness={endpoint.readiness} backups={detail.backups ?? []} />
      )}
      <Units units={units} withFacts={true} />
      <Thresholds endpoint={id} />
      <Notes subject={{ kind: 'endpoint', id, operator: null }} />
    </>
  );
}
