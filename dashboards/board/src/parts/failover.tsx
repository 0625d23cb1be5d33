import type { FailoverView } from '@thongsuot/contract/api-capacity.ts';
import { classCodes, endpointClasses } from '@thongsuot/contract/classes.ts';
import { useSteady } from '../board.ts';
import { formatRate, type Language } from '../format.ts';
import { useWords } from '../i18n/language.ts';
import { memo } from '../memo.ts';
import { endpointName, operatorName } from '../names.ts';
import type { Paged } from '../pages/paging.ts';
import { routeHref } from '../route.ts';
import { plainSentence } from '../text.ts';
import { Name } from './name.tsx';
import { Pager } from './pager.tsx';
import { Verdict } from './state.tsx';

const icons = { ok: 'ok', shed: 'warning', fail: 'critical', unknown: 'unknown' } as const;

/** A class by its name, and whatever else the collector calls what would be dropped as it stands. */
function className(code: string, language: Language): string {
  const known = classCodes.find((name) => name === code);
  return known === undefined ? code : endpointClasses[known][language];
}

/** Protection groups, the worst first: what fails together, and whether the rest carries it. */
export function FailoverGroups({ failover }: { failover: Paged<FailoverView> }) {
  const { words } = useWords();
  return (
    <section class="panel" aria-labelledby="failover-title">
      <h2 id="failover-title">{words.capacity.groups}</h2>
      <p class="footnote">{words.capacity.groupsExplain}</p>
      {failover.read && failover.rows.length === 0 && <p class="empty">{words.capacity.noGroups}</p>}
      {failover.rows.length > 0 && (
        <div class="table-box">
          <table class="rows">
            <caption class="visually-hidden">{words.capacity.groups}</caption>
            <thead>
              <tr>
                <th scope="col">{words.availability.verdict}</th>
                <th scope="col">{words.capacity.group}</th>
                <th scope="col">{words.capacity.event}</th>
                <th scope="col" class="figure">
                  {words.capacity.failover}
                </th>
              </tr>
            </thead>
            <tbody>
              {failover.rows.map((group) => (
                <Row key={group.group} group={group} />
              ))}
            </tbody>
          </table>
        </div>
      )}
      <Pager paged={failover} />
    </section>
  );
}

const Row = memo(function Row({ group }: { group: FailoverView }) {
  const { words, language } = useWords();
  const { names } = useSteady();
  const { endpoint, event, reserveBitsPerSecond } = group;
  const operators = group.operators.map((id) => operatorName(names, id, language)).join(', ');
  const shed = group.p95?.shed ?? [];
  const said = (links: readonly string[], say: (text: string) => string) =>
    links.length === 0 ? null : <span class="sub">{plainSentence(say(links.join(', ')))}</span>;
  return (
    <tr data-testid="failover-row" data-kind={group.kind}>
      <td class="state-cell">
        <Verdict icon={icons[group.kind]} text={words.capacity.failoverKinds[group.kind]} />
      </td>
      <th scope="row">
        {endpoint === null ? (
          <Name text={group.group} />
        ) : (
          <a href={routeHref({ page: 'endpoint', endpoint })}>
            <bdi>{endpointName(names, endpoint, language)}</bdi>
          </a>
        )}
        <span class="sub">
          {words.priority(group.priority)} · <bdi>{operators}</bdi>
        </span>
      </th>
      <td>
        {event === null ? '–' : words.capacity.events[event.kind]}
        {event !== null && <span class="sub">{plainSentence(event.failed.join(', '))}</span>}
        {said(
          shed.map((code) => className(code, language)),
          words.capacity.shed,
        )}
        {said(group.sharingRisk, words.capacity.sharingRisk)}
        {said(group.unverified, words.capacity.unverified)}
        {said(group.missing, words.capacity.missing)}
      </td>
      <td class="figure">
        {reserveBitsPerSecond === null
          ? words.capacity.notEnough
          : reserveBitsPerSecond < 0
            ? words.capacity.short(formatRate(-reserveBitsPerSecond, language))
            : words.capacity.spare(formatRate(reserveBitsPerSecond, language))}
      </td>
    </tr>
  );
});
