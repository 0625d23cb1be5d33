import type { AlertView } from '@thongsuot/contract/api.ts';
import { useMemo } from 'preact/hooks';
import { useBoard } from '../board.ts';
import { sortAlerts } from '../danger.ts';
import { formatNumber, type Language } from '../format.ts';
import { useWords } from '../i18n/language.ts';
import { AlertRow } from './alert-row.tsx';
import { useGrowing } from './growing.tsx';

/** What the alert that hides this one says; null where none does or it is not known here. */
export function hiddenBySentence(
  alert: AlertView,
  alerts: ReadonlyMap<string, AlertView>,
  language: Language,
): string | null {
  const hiding = alert.suppressedBy === null ? undefined : alerts.get(alert.suppressedBy);
  return hiding === undefined ? null : language === 'vi' ? hiding.summary : hiding.summaryEn;
}

/** Firing alerts, in the order in which somebody must act; of one endpoint when `endpoint` is given. */
export function Alerts({ endpoint, link }: { endpoint?: string; link?: { operator: string; link: string } }) {
  const { words, language } = useWords();
  const { picture } = useBoard('alerts');
  const [operator, id] = [link?.operator, link?.link];
  const alerts = useMemo(
    () =>
      sortAlerts(picture.alerts.values()).filter(
        (alert) =>
          (endpoint === undefined || alert.endpoint === endpoint) &&
          (id === undefined || (alert.operator === operator && alert.link === id)),
      ),
    [picture.alerts, endpoint, operator, id],
  );
  const shown = useGrowing(alerts.length);
  return (
    <section class="panel" id="alerts" aria-labelledby="alerts-title">
      <h2 id="alerts-title" tabIndex={-1}>
        {words.alerts.title} <span class="tally">{formatNumber(alerts.length, language)}</span>
      </h2>
      {alerts.length === 0 ? (
        <p class="empty">{words.alerts.none}</p>
      ) : (
        <ul class="list">
          {alerts.slice(0, shown).map((alert) => (
            <AlertRow
              key={alert.id}
              alert={alert}
              hiddenBy={hiddenBySentence(alert, picture.alerts, language)}
              working={endpoint !== undefined || id !== undefined}
            />
          ))}
        </ul>
      )}
    </section>
  );
}
