import type { AvailabilityAnswer, IncidentView } from '@thongsuot/contract/api-availability.ts';
import { useSteady } from '../board.ts';
import { formatDuration, formatNumber, formatRatio, formatWhen } from '../format.ts';
import { useWords } from '../i18n/language.ts';
import { endpointName, operatorName } from '../names.ts';
import { routeHref } from '../route.ts';
import { useShown } from './growing.tsx';
import { Verdict } from './state.tsx';

const restoreIcons = { inTime: 'ok', late: 'warning', running: 'backup', overdue: 'critical' } as const;

/** Outages of a month (`2020-08`), and how many were restored within the time of their priority. */
export function Incidents({ answer, month }: { answer: AvailabilityAnswer; month: string }) {
  const { words, language } = useWords();
  const say = words.availability;
  const { incidents, incidentsOmitted, restoration } = answer;
  const shown = useShown(incidents.length, month);
  return (
    <section class="panel" aria-labelledby="incidents-title">
      <h2 id="incidents-title">
        {say.incidents} <span class="tally">{formatNumber(incidents.length, language)}</span>
      </h2>
      {incidents.length === 0 && <p class="empty">{say.noIncidents}</p>}
      {restoration.length > 0 && (
        <p class="page-facts">
          <span>{say.restoration}:</span>
          {restoration.map(({ priority, inTimeRatio, n }) => (
            <span key={priority}>
              {say.inTime(priority, formatRatio(inTimeRatio, language, 0), formatNumber(n, language))}
            </span>
          ))}
        </p>
      )}
      {incidents.length > 0 && (
        <div class="table-box">
          <table class="rows">
            <caption class="visually-hidden">{say.incidents}</caption>
            <thead>
              <tr>
                <th scope="col">{words.endpoints.endpoint}</th>
                <th scope="col">{say.started}</th>
                <th scope="col">{say.restored}</th>
                <th scope="col" class="figure">
                  {say.lasted}
                </th>
                <th scope="col">{say.verdict}</th>
              </tr>
            </thead>
            <tbody>
              {incidents.slice(0, shown.count).map((incident) => (
                <IncidentRow key={incident.id} incident={incident} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {shown.button}
      {incidentsOmitted > 0 && <p class="footnote">{say.omitted(formatNumber(incidentsOmitted, language))}</p>}
    </section>
  );
}

function IncidentRow({ incident }: { incident: IncidentView }) {
  const { words, language } = useWords();
  const { names, session } = useSteady();
  const say = words.availability;
  const { endpoint, restore } = incident;
  const when = (at: number) => formatWhen(at, language, session.now());
  return (
    <tr data-testid="incident-row" data-endpoint={endpoint}>
      <th scope="row">
        <a href={routeHref({ page: 'endpoint', endpoint })}>
          <bdi>{endpointName(names, endpoint, language)}</bdi>
        </a>
        <span class="sub">
          {words.priority(incident.priority)} · <bdi>{operatorName(names, incident.operator, language)}</bdi>
        </span>
      </th>
      <td>{incident.startedBefore ? say.before : when(incident.startedAt)}</td>
      <td>{incident.restoredAt === null ? say.stillOpen : when(incident.restoredAt)}</td>
      <td class="figure">{formatDuration(incident.downS * 1000, language)}</td>
      <td>
        <Verdict icon={restoreIcons[restore]} text={say.restore[restore]} />
        <span class="sub">{say.allowed(formatNumber(incident.targetMinutes, language))}</span>
      </td>
    </tr>
  );
}
