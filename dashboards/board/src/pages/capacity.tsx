import type { CapacityDirectionView, CapacityView } from '@thongsuot/contract/api-capacity.ts';
import type { ClassCode } from '@thongsuot/contract/classes.ts';
import { useState } from 'preact/hooks';
import { readCapacity, readFailover } from '../api.ts';
import { useBoard, useSteady } from '../board.ts';
import { formatNumber, formatRate, formatRatio } from '../format.ts';
import { detailWords } from '../i18n/detail-words.ts';
import { useWords } from '../i18n/language.ts';
import { memo } from '../memo.ts';
import { endpointName, operatorName } from '../names.ts';
import { FailoverGroups } from '../parts/failover.tsx';
import { ClassFilter, Filters, OperatorFilter } from '../parts/filters.tsx';
import { Name } from '../parts/name.tsx';
import { Pager } from '../parts/pager.tsx';
import { Reserve } from '../parts/reserve.tsx';
import { Verdict } from '../parts/state.tsx';
import { routeHref } from '../route.ts';
import { formatMinuteOfDay, sayExhaustion, sooner } from '../say-capacity.ts';
import { PageHeading } from './heading.tsx';
import { useEmptyAgain, usePaged } from './paging.ts';

/** Days to exhaustion below which the figure is marked, the figure that raises its warning by default (DESIGN §8). */
const nearDays = 90;

/** Links ranked by what is left of them, and whether the backups would carry a failure. */
export function CapacityPage() {
  const { words, language } = useWords();
  const { picture, state } = useBoard('overview');
  const [operator, setOperator] = useState<string | null>(null);
  const [code, setCode] = useState<ClassCode | null>(null);
  const paged = usePaged('capacity', state.generation, readCapacity);
  const failover = usePaged('failover', state.generation, readFailover);
  useEmptyAgain(paged.read && paged.rows.length === 0, () => {
    paged.again();
    failover.again();
  });
  const ranked = paged.rows.map((link, index) => ({ link, rank: index + 1 }));
  const rows = ranked.filter(
    ({ link }) =>
      (operator === null || link.operator === operator) &&
      (code === null || (picture.endpoints.get(link.endpoint)?.classes.includes(code) ?? link.class === code)),
  );
  const count = (n: number) => formatNumber(n, language);
  // Without links there is nothing to compute; with links their first round is still to come.
  const nothingYet = picture.overview.links.total === 0 ? words.links.none : words.capacity.none;
  const emptySaid = paged.rows.length === 0 ? nothingYet : words.filter.noMatch;
  return (
    <>
      <PageHeading title={words.capacity.title}>
        <p class="footnote">{words.capacity.explain}</p>
      </PageHeading>
      <Filters>
        <OperatorFilter value={operator} onChange={setOperator} />
        <ClassFilter value={code} onChange={setCode} />
      </Filters>
      <section class="panel" aria-label={words.capacity.title}>
        {paged.rows.length > 0 && (
          <p class="footnote">{words.capacity.filtered(count(rows.length), count(paged.rows.length))}</p>
        )}
        {paged.read && rows.length === 0 ? (
          <p class="empty">{emptySaid}</p>
        ) : (
          <div class="table-box">
            <table class="rows ranked">
              <caption class="visually-hidden">{words.capacity.title}</caption>
              <thead>
                <tr>
                  <th scope="col" class="figure">
                    <span class="visually-hidden">{words.capacity.rank}</span>#
                  </th>
                  <th scope="col">{words.capacity.link}</th>
                  <th scope="col">{words.capacity.reserve}</th>
                  <th scope="col">{words.capacity.p95}</th>
                  <th scope="col" class="wide">
                    {words.capacity.busyHour}
                  </th>
                  <th scope="col">{words.capacity.failover}</th>
                  <th scope="col">{words.capacity.exhaustion}</th>
                </tr>
              </thead>
              <tbody>
                {rows.map(({ link, rank }) => (
                  <Row key={`${link.operator} ${link.link}`} link={link} rank={rank} />
                ))}
              </tbody>
            </table>
          </div>
        )}
        <Pager paged={paged} />
      </section>
      <FailoverGroups failover={failover} />
    </>
  );
}

const directions = ['in', 'out'] as const;

const Row = memo(function Row({ link, rank }: { link: CapacityView; rank: number }) {
  const { words, language } = useWords();
  const { names } = useSteady();
  const { operator, endpoint, headline } = link;
  return (
    <tr data-testid="capacity-row" data-link={link.link}>
      <td class="figure">{formatNumber(rank, language)}</td>
      <th scope="row">
        <a href={routeHref({ page: 'link', operator, link: link.link })}>
          <bdi>{endpointName(names, endpoint, language)}</bdi>
        </a>
        <span class="sub">
          <Name text={link.link} /> · {words.roles[link.role]} · <bdi>{operatorName(names, operator, language)}</bdi> ·{' '}
          {words.priority(link.priority)}
        </span>
      </th>
      <td>
        {headline === null ? (
          <NoReserve link={link} />
        ) : (
          <>
            <Reserve ratio={headline.reserveRatio} bitsPerSecond={headline.reserveBitsPerSecond} leading={link.class} />
            <span class="sub">{words.capacity.direction[headline.direction]}</span>
          </>
        )}
      </td>
      <td>
        {directions.map((name) => (
          <P95 key={name} name={name} direction={link[name]} />
        ))}
        <Basis direction={link[headline?.direction ?? 'in']} />
      </td>
      <td class="wide">
        {directions.map((name) => (
          <BusyHour key={name} name={name} direction={link[name]} />
        ))}
      </td>
      <td>
        <Failover bitsPerSecond={link.failoverReserveBitsPerSecond} />
      </td>
      <td>
        <Exhaustion link={link} />
      </td>
    </tr>
  );
});

function NoReserve({ link }: { link: CapacityView }) {
  const { words } = useWords();
  const noCapacity = link.in.because === 'noCapacity' || link.out.because === 'noCapacity';
  return <Verdict icon="unknown" text={noCapacity ? words.capacity.noCapacity : words.capacity.notEnough} />;
}

interface DirectionProps {
  name: 'in' | 'out';
  direction: CapacityDirectionView;
}

function P95({ name, direction }: DirectionProps) {
  const { words, language } = useWords();
  const { p95BitsPerSecond, capacityBitsPerSecond } = direction;
  return (
    <span class="line">
      <span class="faint">{words.capacity.direction[name]}</span>{' '}
      {p95BitsPerSecond === null ? (
        words.capacity.notEnough
      ) : (
        <>
          {formatRate(p95BitsPerSecond, language)} / {formatRate(capacityBitsPerSecond, language)}
          {capacityBitsPerSecond !== null &&
            capacityBitsPerSecond > 0 &&
            ` (${formatRatio(p95BitsPerSecond / capacityBitsPerSecond, language, 0)})`}
        </>
      )}
    </span>
  );
}

/** What the percentile stands on: how long a window, how much of it was measured. */
function Basis({ direction }: { direction: CapacityDirectionView }) {
  const { language } = useWords();
  const { from, to, n, expected } = direction.p95Basis;
  const count = (value: number) => formatNumber(value, language);
  const days = formatNumber((to - from) / 86_400_000, language, 1);
  return <span class="sub">{detailWords[language].window(days, count(n), count(expected))}</span>;
}

function BusyHour({ name, direction }: DirectionProps) {
  const { words, language } = useWords();
  const { hour } = direction.busyHour;
  return (
    <span class="line">
      <span class="faint">{words.capacity.direction[name]}</span>{' '}
      {hour === null
        ? words.capacity.notEnough
        : `${formatRate(hour.bitsPerSecond, language)} ${words.capacity.busyHourAt(formatMinuteOfDay(hour.minuteOfDay))}`}
    </span>
  );
}

function Failover({ bitsPerSecond }: { bitsPerSecond: number | null }) {
  const { words, language } = useWords();
  if (bitsPerSecond === null) return <span class="faint">{words.capacity.noBackup}</span>;
  const rate = formatRate(Math.abs(bitsPerSecond), language);
  return bitsPerSecond < 0 ? (
    <Verdict icon="critical" text={words.capacity.short(rate)} />
  ) : (
    <span>{words.capacity.spare(rate)}</span>
  );
}

function Exhaustion({ link }: { link: CapacityView }) {
  const { words, language } = useWords();
  const { name, direction } = sooner(link);
  const { text, more, days } = sayExhaustion(words, language, direction.exhaustion);
  return (
    <>
      {days !== null && days < nearDays ? <Verdict icon="warning" text={text} /> : <span>{text}</span>}
      <span class="sub">
        {words.capacity.direction[name]}
        {more !== null && `: ${more}`}
      </span>
    </>
  );
}
