import type { AlertState, AlertView, Severity } from '@thongsuot/contract/api.ts';
import type { ClassCode } from '@thongsuot/contract/classes.ts';
import { useMemo, useState } from 'preact/hooks';
import { filterAlerts, groupAlerts, noAlertFilter } from '../alerts-filter.ts';
import { readAlerts } from '../api.ts';
import { useBoard, useSteady } from '../board.ts';
import { Choice } from '../form/fields.tsx';
import { formatNumber } from '../format.ts';
import { useWords } from '../i18n/language.ts';
import { endpointName } from '../names.ts';
import { AlertRow } from '../parts/alert-row.tsx';
import { hiddenBySentence } from '../parts/alerts.tsx';
import { ClassFilter, FilterChoice, Filters, OperatorFilter } from '../parts/filters.tsx';
import { useGrowing } from '../parts/growing.tsx';
import { Pager } from '../parts/pager.tsx';
import { routeHref } from '../route.ts';
import { PageHeading } from './heading.tsx';
import { usePaged } from './paging.ts';

const states: readonly AlertState[] = ['firing', 'pending', 'resolved'];
const severities: readonly Severity[] = ['critical', 'warning'];

/** Every alert: the open ones by endpoint in the order of repair, what is pending, and the history. */
export function AlertsPage() {
  const { words, language } = useWords();
  const { picture } = useBoard('alerts');
  const [state, setState] = useState<AlertState>('firing');
  const [filter, setFilter] = useState(noAlertFilter);
  const unacknowledged = [...picture.alerts.values()].filter((alert) => alert.acknowledged === null).length;
  const passing = (alerts: Iterable<AlertView>) => filterAlerts(alerts, filter, picture.endpoints);
  return (
    <>
      <PageHeading title={words.alertPage.title}>
        <p class="page-facts">
          <span>
            {words.alertPage.states.firing}: <strong>{formatNumber(picture.alerts.size, language)}</strong>
          </span>
          <span>{words.alertPage.unacknowledged(formatNumber(unacknowledged, language))}</span>
        </p>
      </PageHeading>
      <Filters>
        <Choice
          label={words.filter.state}
          value={state}
          options={states.map((name) => [name, words.alertPage.states[name]] as const)}
          onChange={(chosen: AlertState) => setState(chosen)}
        />
        <FilterChoice
          label={words.filter.severity}
          value={filter.severity}
          options={severities.map((name) => [name, words.severities[name]] as const)}
          onChange={(severity) => setFilter({ ...filter, severity })}
        />
        <OperatorFilter value={filter.operator} onChange={(operator) => setFilter({ ...filter, operator })} />
        <ClassFilter
          value={filter.class}
          onChange={(code: ClassCode | null) => setFilter({ ...filter, class: code })}
        />
        <label class="check">
          <input
            type="checkbox"
            checked={filter.unacknowledgedOnly}
            onChange={(event) => setFilter({ ...filter, unacknowledgedOnly: event.currentTarget.checked })}
          />{' '}
          {words.alertPage.openOnly}
        </label>
      </Filters>
      {state === 'firing' ? (
        <Firing passing={passing} filter={filter} />
      ) : (
        <Read key={state} state={state} passing={passing} />
      )}
    </>
  );
}

interface ListProps {
  passing(alerts: Iterable<AlertView>): AlertView[];
}

/** Open alerts, from the picture: they come and go live. */
function Firing({ passing, filter }: ListProps & { filter: unknown }) {
  const { words, language } = useWords();
  const { picture } = useBoard('alerts');
  const { names } = useSteady();
  const groups = useMemo(() => groupAlerts(passing(picture.alerts.values())), [picture.alerts, filter]);
  const total = groups.reduce((sum, { alerts }) => sum + alerts.length, 0);
  let left = useGrowing(total);
  if (total === 0) {
    return <p class="empty">{picture.alerts.size === 0 ? words.alertPage.none.firing : words.filter.noMatch}</p>;
  }
  return (
    <>
      {groups.map(({ endpoint, priority, alerts }) => {
        const rows = alerts.slice(0, left);
        left -= rows.length;
        if (rows.length === 0) return null;
        const name = endpointName(names, endpoint, language);
        return (
          <section key={endpoint} class="panel" aria-label={name} data-testid="alert-group" data-endpoint={endpoint}>
            <h2>
              {names.endpoints.has(endpoint) ? (
                <a href={routeHref({ page: 'endpoint', endpoint })}>
                  <bdi>{name}</bdi>
                </a>
              ) : (
                <bdi>{name}</bdi>
              )}
              <span class="sub"> · {words.priority(priority)}</span>
              <span class="tally">{formatNumber(alerts.length, language)}</span>
            </h2>
            <ul class="list">
              {rows.map((alert) => (
                <AlertRow
                  key={alert.id}
                  alert={alert}
                  hiddenBy={hiddenBySentence(alert, picture.alerts, language)}
                  working={true}
                />
              ))}
            </ul>
          </section>
        );
      })}
    </>
  );
}

/** Pending ones and the history, newest first, read page by page: the stream keeps neither. */
function Read({ state, passing }: ListProps & { state: AlertState }) {
  const { words, language } = useWords();
  const { picture, state: board } = useBoard('alerts');
  const paged = usePaged(state, board.generation, (cursor, signal) => readAlerts(state, cursor, signal));
  const rows = passing(paged.rows);
  return (
    <section class="panel" aria-label={words.alertPage.states[state]}>
      {paged.read && rows.length === 0 && (
        <p class="empty">{paged.rows.length === 0 ? words.alertPage.none[state] : words.filter.noMatch}</p>
      )}
      <ul class="list">
        {rows.map((alert) => (
          <AlertRow
            key={alert.id}
            alert={alert}
            hiddenBy={hiddenBySentence(alert, picture.alerts, language)}
            working={false}
          />
        ))}
      </ul>
      <Pager paged={paged} />
    </section>
  );
}
