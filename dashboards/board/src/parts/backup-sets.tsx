import type { BackupView, EndpointView } from '@thongsuot/contract/api.ts';
import type { EndpointReadiness } from '@thongsuot/contract/api-duty.ts';
import { useMemo } from 'preact/hooks';
import { useBoard, useSteady } from '../board.ts';
import { sortEndpointsByReadiness } from '../danger.ts';
import { formatNumber } from '../format.ts';
import { useWords } from '../i18n/language.ts';
import { memo } from '../memo.ts';
import { endpointName, operatorName } from '../names.ts';
import { routeHref } from '../route.ts';
import { useShown } from './growing.tsx';
import { Name } from './name.tsx';
import { Reasons } from './reasons.tsx';
import { ReadinessWord } from './state.tsx';

/** How an endpoint's backups stand taken together, in a line. */
function SetLine({ readiness }: { readiness: EndpointReadiness }) {
  const { words, language } = useWords();
  if (readiness.readiness === null) return <span class="sub">{words.backups.notRequired}</span>;
  const { ready, required, missing } = readiness;
  return (
    <span class="sub">
      {words.backups.readyOf(formatNumber(ready, language), formatNumber(required, language))}
      {missing.length > 0 && `; ${words.backups.missing(missing.map((need) => words.backups.needs[need]).join(', '))}`}
    </span>
  );
}

/** Endpoints that must have backups or have some, the least ready first. */
export function BackupSets() {
  const { words, language } = useWords();
  const { picture } = useBoard('endpoints');
  const endpoints = useMemo(() => sortEndpointsByReadiness(picture.endpoints.values()), [picture.endpoints]);
  const shown = useShown(endpoints.length, '');
  return (
    <section class="panel" aria-labelledby="sets-title">
      <h2 id="sets-title">
        {words.backups.endpoints} <span class="tally">{formatNumber(endpoints.length, language)}</span>
      </h2>
      <p class="footnote">{words.backups.endpointsExplain}</p>
      {endpoints.length === 0 ? (
        <p class="empty">{words.backups.noneEndpoints}</p>
      ) : (
        <table class="rows">
          <caption class="visually-hidden">{words.backups.endpoints}</caption>
          <thead>
            <tr>
              <th scope="col">{words.units.readiness}</th>
              <th scope="col">{words.endpoints.endpoint}</th>
              <th scope="col">{words.backups.set}</th>
            </tr>
          </thead>
          <tbody>
            {endpoints.slice(0, shown.count).map((endpoint) => (
              <SetRow key={endpoint.id} endpoint={endpoint} />
            ))}
          </tbody>
        </table>
      )}
      {shown.button}
    </section>
  );
}

const SetRow = memo(function SetRow({ endpoint }: { endpoint: EndpointView }) {
  const { words, language } = useWords();
  const { names } = useSteady();
  const set = endpoint.readiness;
  if (set === undefined || set.readiness === null) return null;
  return (
    <tr data-testid="backup-set" data-endpoint={endpoint.id} data-readiness={set.readiness}>
      <td class="state-cell">
        <ReadinessWord readiness={set.readiness} />
      </td>
      <th scope="row">
        <a href={routeHref({ page: 'endpoint', endpoint: endpoint.id })}>
          <bdi>{endpointName(names, endpoint.id, language)}</bdi>
        </a>
        <span class="sub">{words.priority(endpoint.priority)}</span>
      </th>
      <td>
        {set.score !== null && words.units.score(formatNumber(set.score, language))}
        <SetLine readiness={set} />
      </td>
    </tr>
  );
});

export interface EndpointBackupsProps {
  readiness: EndpointReadiness;
  backups: readonly BackupView[];
}

/** The backups of one endpoint, worst first, and what they make together. */
export function EndpointBackups({ readiness, backups }: EndpointBackupsProps) {
  const { words, language } = useWords();
  const { names } = useSteady();
  return (
    <section class="panel" aria-labelledby="backups-title" data-testid="endpoint-backups">
      <h2 id="backups-title">{words.backups.ofEndpoint}</h2>
      <p class="page-facts">
        {readiness.readiness !== null && <ReadinessWord readiness={readiness.readiness} />}
        <SetLine readiness={readiness} />
      </p>
      <ul class="list">
        {backups.map((backup) => (
          <li class="item" key={`${backup.operator} ${backup.unit} ${backup.link}`}>
            <div class="item-head">
              <ReadinessWord readiness={backup.readiness} />
              <h3>
                {words.kinds[backup.kind]} <Name text={backup.unit ?? backup.link ?? ''} />
              </h3>
              {backup.score !== null && (
                <span class="score">{words.units.score(formatNumber(backup.score, language))}</span>
              )}
            </div>
            <p class="sub">
              <bdi>{operatorName(names, backup.operator, language)}</bdi>
              {backup.unit === null && <span>{words.backups.noUnit}</span>}
              {backup.link !== null && (
                <a href={routeHref({ page: 'link', operator: backup.operator, link: backup.link })}>
                  <Name text={backup.link} />
                </a>
              )}
            </p>
            <Reasons reasons={backup.reasons} />
          </li>
        ))}
      </ul>
    </section>
  );
}
