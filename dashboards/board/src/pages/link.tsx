import type { LinkView } from '@thongsuot/contract/api.ts';
import { useEffect } from 'preact/hooks';
import { readLink } from '../api.ts';
import { useBoard } from '../board.ts';
import { LinkChart } from '../chart/chart.tsx';
import { formatDelay, formatDuration, formatNumber, formatRate, formatRatio } from '../format.ts';
import { useWords } from '../i18n/language.ts';
import { endpointName, operatorName } from '../names.ts';
import { Alerts } from '../parts/alerts.tsx';
import { Name } from '../parts/name.tsx';
import { Notes } from '../parts/notes.tsx';
import { Since, When } from '../parts/since.tsx';
import { StateWord } from '../parts/state.tsx';
import { linkKey, newerLink } from '../picture.ts';
import { routeHref } from '../route.ts';
import { PageHeading } from './heading.tsx';
import { NotRead } from './not-read.tsx';
import { useReading } from './reading.ts';

/** One link: its present figures in both directions, its history, its alerts. */
export function LinkPage({ operator, id }: { operator: string; id: string }) {
  const { words, language } = useWords();
  const { picture, session, state } = useBoard('links');
  // Before the reading begins, so that nothing falls between.
  useEffect(() => session.followLinks(), [session]);
  const key = linkKey(operator, id);
  const reading = useReading(key, state.generation, (signal) => readLink(operator, id, signal));
  if (reading.kind !== 'read') return <NotRead title={id} reading={reading} />;
  const link = newerLink(reading.value, picture.links.get(key));
  const known = picture.endpoints.has(link.endpoint);
  const name = endpointName(picture, link.endpoint, language);
  return (
    <>
      <PageHeading title={link.link}>
        <p class="page-facts">
          <StateWord state={link.state} />
          <span>
            {words.alerts.since} <Since at={link.since} />
          </span>
          {link.cause !== null && <span>{words.causes[link.cause]}</span>}
          {link.unknown !== null && <span>{words.unknown[link.unknown]}</span>}
          {link.unknown === null && link.noRate !== null && (
            <span>
              {words.links.noRate}: {words.noRate[link.noRate]}
            </span>
          )}
        </p>
        <p class="page-facts">
          <span>{words.roles[link.role]}</span>
          {known ? <a href={routeHref({ page: 'endpoint', endpoint: link.endpoint })}>{name}</a> : <span>{name}</span>}
          <span>{operatorName(picture, operator, language)}</span>
        </p>
      </PageHeading>
      <Directions link={link} />
      <LinkChart key={key} link={link} />
      <Alerts link={{ operator, link: id }} />
      <Notes subject={{ kind: 'link', id, operator }} />
      <Facts link={link} />
    </>
  );
}

function Directions({ link }: { link: LinkView }) {
  const { words, language } = useWords();
  const rows = [
    { name: words.links.in, direction: link.in },
    { name: words.links.out, direction: link.out },
  ];
  return (
    <section class="panel" aria-labelledby="now-title">
      <h2 id="now-title">{words.links.now}</h2>
      <div class="table-box">
        <table class="rows">
          <caption class="visually-hidden">{words.links.now}</caption>
          <thead>
            <tr>
              <th scope="col">{words.links.direction}</th>
              <th scope="col" class="figure">
                {words.links.rate}
              </th>
              <th scope="col" class="figure">
                {words.links.capacity}
              </th>
              <th scope="col" class="figure wide">
                {words.links.utilization}
              </th>
              <th scope="col" class="figure">
                {words.links.reserveRate}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ name, direction }) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                <td class="figure">{formatRate(direction.bitsPerSecond, language)}</td>
                <td class="figure">
                  {formatRate(direction.capacityBitsPerSecond, language)}
                  {direction.limitedBy !== null && <span class="sub">{words.capacityTerms[direction.limitedBy]}</span>}
                </td>
                <td class="figure wide">{formatRatio(direction.utilizationRatio, language)}</td>
                <td class="figure">{formatRate(direction.reserveBitsPerSecond, language)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {link.ping !== null && (
        <p class="page-facts">
          <span>{words.links.probe}:</span>
          <span>
            {words.links.loss} <strong>{formatRatio(link.ping.lossRatio, language)}</strong>
          </span>
          <span>
            {words.links.rtt} <strong>{formatDelay(link.ping.rttMsAvg, language)}</strong>
          </span>
          {link.ping.jitterMs !== null && (
            <span>
              {words.links.jitter} <strong>{formatDelay(link.ping.jitterMs, language)}</strong>
            </span>
          )}
        </p>
      )}
    </section>
  );
}

function Facts({ link }: { link: LinkView }) {
  const { words, language } = useWords();
  return (
    <dl class="pairs panel">
      <div>
        <dt>{words.links.interface}</dt>
        <dd>
          <Name text={link.interface} />
        </dd>
      </div>
      <div>
        <dt>{words.links.site}</dt>
        <dd>
          <Name text={link.site} />
        </dd>
      </div>
      <div>
        <dt>{words.links.circuit}</dt>
        <dd>
          <Name text={link.circuitId ?? '–'} />
        </dd>
      </div>
      {link.receivePowerDbm !== null && (
        <div>
          <dt>{words.facts.receivePowerDbm}</dt>
          <dd>
            {formatNumber(link.receivePowerDbm, language)} dBm
            {link.receivePowerMinDbm !== null && ` (≥ ${formatNumber(link.receivePowerMinDbm, language)} dBm)`}
          </dd>
        </div>
      )}
      <div>
        <dt>{words.links.interval}</dt>
        <dd>{formatDuration(link.intervalS * 1000, language)}</dd>
      </div>
      <div>
        <dt>{words.links.newest}</dt>
        <dd>
          <When at={link.at} />
        </dd>
      </div>
    </dl>
  );
}
