/** The four scenes of the wall. Each fits one screen: rows that do not fit are counted, since nobody scrolls there. */
import type { ComponentChildren } from 'preact';
import { useBoard } from '../board.ts';
import { endpointDanger, groupEndpoints, sortAlerts, sortUnits } from '../danger.ts';
import { formatNumber } from '../format.ts';
import { useWords } from '../i18n/language.ts';
import { sayReason } from '../i18n/say.ts';
import { endpointName, operatorName } from '../names.ts';
import { Reserve } from '../parts/reserve.tsx';
import { Since } from '../parts/since.tsx';
import { ReadinessWord, SeverityWord, StateWord, Verdict } from '../parts/state.tsx';
import { VerdictLine } from '../parts/verdict-line.tsx';
import { routeHref } from '../route.ts';
import { plainName, plainSentence } from '../text.ts';
import type { Scene } from './cycle.ts';
import { wallWords } from './words.ts';

/** Rows of a scene: what can be read from the other end of the room. */
const rowsMax = 6;

function Rows<T>({ of, draw }: { of: readonly T[]; draw: (row: T) => ComponentChildren }) {
  const { language } = useWords();
  return (
    <>
      <ul class="wall-rows">{of.slice(0, rowsMax).map(draw)}</ul>
      {of.length > rowsMax && (
        <p class="wall-more">{wallWords[language].more(formatNumber(of.length - rowsMax, language))}</p>
      )}
    </>
  );
}

function Figure({ value, of, label }: { value: string; of?: string; label: string }) {
  return (
    <li>
      <span class="wall-figure">{value}</span> {of !== undefined && <span class="wall-of">{of}</span>}
      <span class="wall-label">{label}</span>
    </li>
  );
}

function ProvinceScene() {
  const { words, language } = useWords();
  const { picture } = useBoard('overview', 'endpoints');
  const { endpoints, units, alerts, agents } = picture.overview;
  const count = (n: number) => formatNumber(n, language);
  const [first] = groupEndpoints(picture.endpoints.values());
  const endangered = first?.key === 'danger' ? first.endpoints : [];
  return (
    <>
      <VerdictLine />
      <ul class="wall-figures">
        <Figure value={count(endpoints.up)} of={`/ ${count(endpoints.total)}`} label={words.strip.endpoints} />
        <Figure value={count(alerts.firing)} label={words.strip.alerts} />
        <Figure value={count(units.ready)} of={words.strip.ofUnits(count(units.total))} label={words.strip.backups} />
        <Figure
          value={count(agents.silent)}
          of={words.strip.ofAgents(count(agents.total))}
          label={words.strip.agents}
        />
      </ul>
      {endangered.length === 0 ? (
        <p class="wall-calm">
          <Verdict
            icon={[...picture.endpoints.values()].some((one) => endpointDanger(one) === 'unknown') ? 'unknown' : 'ok'}
            text={wallWords[language].noneEndangered}
          />
        </p>
      ) : (
        <>
          <h2>{wallWords[language].endangered}</h2>
          <Rows
            of={endangered}
            draw={(endpoint) => (
              <li key={endpoint.id}>
                <a class="wall-name" href={routeHref({ page: 'endpoint', endpoint: endpoint.id })}>
                  <bdi>{endpointName(picture, endpoint.id, language)}</bdi>
                </a>
                <StateWord state={endpoint.state} />
                <Reserve
                  ratio={endpoint.worstReserve?.reserveRatio ?? null}
                  bitsPerSecond={endpoint.worstReserve?.reserveBitsPerSecond ?? null}
                  leading={endpoint.leading}
                />
              </li>
            )}
          />
        </>
      )}
    </>
  );
}

function ReserveScene() {
  const { words, language } = useWords();
  const { picture } = useBoard('overview');
  const { worstReserve } = picture.overview;
  if (worstReserve.length === 0) return <p class="wall-calm">{words.worst.none}</p>;
  return (
    <Rows
      of={worstReserve}
      draw={({ operator, endpoint, link, reserveRatio, reserveBitsPerSecond }) => (
        <li key={`${operator} ${link}`}>
          <a class="wall-name" href={routeHref({ page: 'link', operator, link })}>
            <bdi>{endpointName(picture, endpoint, language)}</bdi>
          </a>
          <span class="wall-sub">
            <bdi>{operatorName(picture, operator, language)}</bdi> · <bdi>{plainName(link)}</bdi>
          </span>
          <Reserve
            ratio={reserveRatio}
            bitsPerSecond={reserveBitsPerSecond}
            leading={picture.endpoints.get(endpoint)?.leading ?? 'PUBLIC'}
          />
        </li>
      )}
    />
  );
}

function BackupsScene() {
  const { words, language } = useWords();
  const { picture } = useBoard('overview', 'units');
  const { ready, total } = picture.overview.units;
  const notReady = sortUnits(picture.units.values()).filter(({ readiness }) => readiness !== 'ready');
  return (
    <>
      <p class="wall-lead">
        {wallWords[language].backupsReady(formatNumber(ready, language), formatNumber(total, language))}
      </p>
      {notReady.length === 0 ? (
        <p class="wall-calm">
          <Verdict icon="ok" text={wallWords[language].allReady} />
        </p>
      ) : (
        <Rows
          of={notReady}
          draw={(unit) => (
            <li key={`${unit.operator} ${unit.unit}`}>
              <span class="wall-name">
                {words.kinds[unit.kind]} <bdi>{plainName(unit.unit)}</bdi>
              </span>
              <ReadinessWord readiness={unit.readiness} />
              <span class="wall-sub">
                <bdi>{operatorName(picture, unit.operator, language)}</bdi>
                {unit.reasons[0] !== undefined && ` · ${sayReason(words, language, unit.reasons[0])}`}
              </span>
            </li>
          )}
        />
      )}
    </>
  );
}

function AlertsScene() {
  const { words, language } = useWords();
  const { picture } = useBoard('alerts');
  const alerts = sortAlerts([...picture.alerts.values()].filter(({ suppressedBy }) => suppressedBy === null));
  if (alerts.length === 0)
    return (
      <p class="wall-calm">
        <Verdict icon="ok" text={wallWords[language].noAlerts} />
      </p>
    );
  return (
    <Rows
      of={alerts}
      draw={(alert) => (
        <li key={alert.id} data-testid="wall-alert" data-rule={alert.rule} data-endpoint={alert.endpoint}>
          <SeverityWord severity={alert.severity} />
          {picture.endpoints.has(alert.endpoint) ? (
            <a class="wall-name" href={routeHref({ page: 'endpoint', endpoint: alert.endpoint })}>
              <bdi>{endpointName(picture, alert.endpoint, language)}</bdi>
            </a>
          ) : (
            <bdi class="wall-name">{operatorName(picture, alert.operator, language)}</bdi>
          )}
          <span class="wall-sub">
            <span dir="auto">{plainSentence(language === 'vi' ? alert.summary : alert.summaryEn)}</span>{' '}
            <Since at={alert.startedAt} />
            {alert.acknowledged !== null && ` · ${words.alerts.acknowledged(plainSentence(alert.acknowledged.by))}`}
          </span>
        </li>
      )}
    />
  );
}

export function WallScene({ scene }: { scene: Scene }) {
  switch (scene) {
    case 'province':
      return <ProvinceScene />;
    case 'reserve':
      return <ReserveScene />;
    case 'backups':
      return <BackupsScene />;
    case 'alerts':
      return <AlertsScene />;
  }
}
