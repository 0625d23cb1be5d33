import type { AlertView } from '@thongsuot/contract/api.ts';
import { useBoard } from '../board.ts';
import { sortAlerts } from '../danger.ts';
import { useWords } from '../i18n/language.ts';
import { sayRule, sayRuleValue } from '../i18n/say.ts';
import { endpointName, operatorName } from '../names.ts';
import { routeHref } from '../route.ts';
import { Since } from './since.tsx';
import { SeverityWord } from './state.tsx';

/** Firing alerts, in the order in which somebody must act; of one endpoint when `endpoint` is given. */
export function Alerts({ endpoint, link }: { endpoint?: string; link?: { operator: string; link: string } }) {
  const { words } = useWords();
  const { picture } = useBoard();
  const alerts = sortAlerts(picture.alerts.values()).filter(
    (alert) =>
      (endpoint === undefined || alert.endpoint === endpoint) &&
      (link === undefined || (alert.operator === link.operator && alert.link === link.link)),
  );
  return (
    <section class="panel" id="alerts" aria-labelledby="alerts-title">
      <h2 id="alerts-title" tabIndex={-1}>
        {words.alerts.title} <span class="tally">{alerts.length}</span>
      </h2>
      {alerts.length === 0 ? (
        <p class="empty">{words.alerts.none}</p>
      ) : (
        <ul class="list">
          {alerts.map((alert) => (
            <Row key={alert.id} alert={alert} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Row({ alert }: { alert: AlertView }) {
  const { words, language } = useWords();
  const { picture } = useBoard();
  const { operator, endpoint, link } = alert;
  const value = sayRuleValue(words, language, alert.rule, alert.value);
  const threshold = sayRuleValue(words, language, alert.rule, alert.threshold);
  return (
    <li
      class={`item item-${alert.severity}`}
      data-testid="alert-row"
      data-alert={alert.id}
      data-rule={alert.rule}
      data-severity={alert.severity}
      data-endpoint={endpoint}
      data-link={link ?? ''}
    >
      <div class="item-head">
        <SeverityWord severity={alert.severity} />
        <h3>{sayRule(words, alert.rule)}</h3>
        {alert.stale && <span class="flag">{words.alerts.stale}</span>}
      </div>
      <p class="summary">{language === 'vi' ? alert.summary : alert.summaryEn}</p>
      <p class="sub">
        {picture.endpoints.has(endpoint) && (
          <a href={routeHref({ page: 'endpoint', endpoint })}>{endpointName(picture, endpoint, language)}</a>
        )}
        {link !== null && <a href={routeHref({ page: 'link', operator, link })}>{link}</a>}
        {alert.unit !== null && <span>{alert.unit}</span>}
        <span>{operatorName(picture, operator, language)}</span>
        <span>{words.priority(alert.priority)}</span>
      </p>
      <p class="facts">
        {value !== null && (
          <span class="measure">
            <strong>{value}</strong>
            {threshold !== null && ` / ${words.alerts.threshold(threshold)}`}
          </span>
        )}
        <span>
          {words.alerts.since} <Since at={alert.startedAt} />
        </span>
        {alert.acknowledged !== null && <span class="flag">{words.alerts.acknowledged(alert.acknowledged.by)}</span>}
      </p>
    </li>
  );
}
