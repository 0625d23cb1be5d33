import type { AlertView } from '@thongsuot/contract/api.ts';
import { useState } from 'preact/hooks';
import { useSteady } from '../board.ts';
import { formatDuration, formatNumber, formatWhen } from '../format.ts';
import { useWords } from '../i18n/language.ts';
import { sayRule, sayRuleValue } from '../i18n/say.ts';
import { memo } from '../memo.ts';
import { endpointName, operatorName } from '../names.ts';
import { routeHref } from '../route.ts';
import { plainSentence } from '../text.ts';
import { Acknowledge } from './acknowledge.tsx';
import { Name } from './name.tsx';
import { Since, When } from './since.tsx';
import { SeverityWord } from './state.tsx';

export interface AlertRowProps {
  alert: AlertView;
  /** What the hiding alert says, where one is; looked up by whoever has the list. */
  hiddenBy: string | null;
  /** Whether it can be acknowledged here, and says what to do first. */
  working: boolean;
}

/** One alert: what, where, how bad, since when, and how it stands. */
export const AlertRow = memo(function AlertRow({ alert, hiddenBy, working }: AlertRowProps) {
  const { words, language } = useWords();
  const { names } = useSteady();
  // What the collector answered to this page's own acknowledgement, until the stream brings the same.
  const [answer, setAnswer] = useState<AlertView | null>(null);
  const answered = answer?.id === alert.id && answer.severity === alert.severity ? answer.acknowledged : null;
  const acknowledged = alert.acknowledged ?? answered;
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
      data-state={alert.state}
      data-endpoint={endpoint}
      data-link={link ?? ''}
    >
      <div class="item-head">
        <SeverityWord severity={alert.severity} />
        <h3>{sayRule(words, alert.rule)}</h3>
        <Flags alert={alert} />
      </div>
      <p class="summary" dir="auto">
        {plainSentence(language === 'vi' ? alert.summary : alert.summaryEn)}
      </p>
      <p class="sub">
        {names.endpoints.has(endpoint) && (
          <a href={routeHref({ page: 'endpoint', endpoint })}>
            <bdi>{endpointName(names, endpoint, language)}</bdi>
          </a>
        )}
        {link !== null && (
          <a href={routeHref({ page: 'link', operator, link })}>
            <Name text={link} />
          </a>
        )}
        {alert.unit !== null && <Name text={alert.unit} />}
        <bdi>{operatorName(names, operator, language)}</bdi>
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
          {words.alerts.since}{' '}
          {alert.state === 'resolved' ? <When at={alert.startedAt} /> : <Since at={alert.startedAt} />}
        </span>
        <Ending alert={alert} />
      </p>
      {acknowledged !== null && <Acknowledged {...acknowledged} />}
      {hiddenBy !== null && <p class="sub">{words.alertPage.suppressedBy(plainSentence(hiddenBy))}</p>}
      <Hides alert={alert} />
      {working && alert.state !== 'resolved' && (
        <>
          <p class="advice">
            {words.alertPage.advice}: {plainSentence(language === 'vi' ? alert.advice : alert.adviceEn)}
          </p>
          {acknowledged === null && alert.state === 'firing' && <Acknowledge alert={alert} onAnswer={setAnswer} />}
        </>
      )}
    </li>
  );
});

function Flags({ alert }: { alert: AlertView }) {
  const { words } = useWords();
  return (
    <>
      {alert.stale && <span class="flag">{words.alerts.stale}</span>}
      {alert.suppressedBy !== null && <span class="flag">{words.alertPage.suppressed}</span>}
      {alert.maintenance && <span class="flag">{words.alertPage.maintenance}</span>}
      {alert.flapping && <span class="flag">{words.alertPage.flapping}</span>}
      {alert.late && (
        <span class="flag" title={words.alertPage.lateHint}>
          {words.alertPage.late}
        </span>
      )}
    </>
  );
}

function Acknowledged({ by, at, note }: NonNullable<AlertView['acknowledged']>) {
  const { words, language } = useWords();
  const { session } = useSteady();
  return (
    <p class="acknowledged" data-testid="acknowledged">
      <span class="flag flag-calm">
        {words.alertPage.acknowledgedBy(plainSentence(by), formatWhen(at, language, session.now()))}
      </span>{' '}
      {note !== '' && <q dir="auto">{plainSentence(note)}</q>}
    </p>
  );
}

function Ending({ alert }: { alert: AlertView }) {
  const { words, language } = useWords();
  const { session } = useSteady();
  if (alert.state !== 'resolved' || alert.endedAt === null) return null;
  return (
    <>
      <span>
        {words.alertPage.ended(formatWhen(alert.endedAt, language, session.now()))}
        {alert.ending !== null && ` (${words.alertPage.endings[alert.ending]})`}
      </span>
      <span>{words.alertPage.lasted(formatDuration(alert.endedAt - alert.startedAt, language))}</span>
    </>
  );
}

/** Endpoints named before "and so many more". */
const hiddenNamedMax = 5;

function Hides({ alert }: { alert: AlertView }) {
  const { words, language } = useWords();
  const { names } = useSteady();
  if (alert.hides === null) return null;
  const { alerts, endpoints } = alert.hides;
  const named = endpoints.slice(0, hiddenNamedMax).map((id) => endpointName(names, id, language));
  if (endpoints.length > named.length) named.push(`+${formatNumber(endpoints.length - named.length, language)}`);
  return (
    <p class="sub">
      {words.alertPage.hides(formatNumber(alerts, language), named.length === 0 ? '–' : named.join(', '))}
    </p>
  );
}
