import type { EndpointView, LinkView } from '@thongsuot/contract/api.ts';
import { useBoard } from '../board.ts';
import { formatRate, formatRatio } from '../format.ts';
import { useWords } from '../i18n/language.ts';
import { operatorName } from '../names.ts';
import { linkKey } from '../picture.ts';
import { routeHref } from '../route.ts';
import { Name } from './name.tsx';
import { Reserve } from './reserve.tsx';
import { StateWord } from './state.tsx';

/** The worse direction's reserve in bits per second: that of the ratio shown beside it. */
export function worseReserveBitsPerSecond(link: LinkView): number | null {
  const ratio = ({ reserveBitsPerSecond, capacityBitsPerSecond }: LinkView['in']) =>
    reserveBitsPerSecond === null || capacityBitsPerSecond === null
      ? Number.POSITIVE_INFINITY
      : reserveBitsPerSecond / capacityBitsPerSecond;
  return (ratio(link.in) <= ratio(link.out) ? link.in : link.out).reserveBitsPerSecond;
}

/** Links of an endpoint, primary before backup. */
export function Links({ links, endpoint }: { links: readonly LinkView[]; endpoint: EndpointView }) {
  const { words } = useWords();
  const sorted = [...links].sort(
    (a, b) => Number(a.role === 'backup') - Number(b.role === 'backup') || a.link.localeCompare(b.link),
  );
  return (
    <section class="panel" aria-labelledby="links-title">
      <h2 id="links-title">{words.links.title}</h2>
      {sorted.length === 0 ? (
        <p class="empty">{words.links.none}</p>
      ) : (
        <div class="table-box">
          <table class="rows">
            <caption class="visually-hidden">{words.links.title}</caption>
            <thead>
              <tr>
                <th scope="col">{words.links.state}</th>
                <th scope="col">{words.links.link}</th>
                <th scope="col">{words.links.reserve}</th>
                <th scope="col" class="figure wide">
                  {words.links.in}
                </th>
                <th scope="col" class="figure wide">
                  {words.links.out}
                </th>
              </tr>
            </thead>
            <tbody>
              {sorted.map((link) => (
                <Row key={linkKey(link.operator, link.link)} link={link} endpoint={endpoint} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </section>
  );
}

function Row({ link, endpoint }: { link: LinkView; endpoint: EndpointView }) {
  const { words, language } = useWords();
  const { picture } = useBoard('me');
  const { operator } = link;
  return (
    <tr data-testid="link-row" data-link={link.link} data-state={link.state}>
      <td class="state-cell">
        <StateWord state={link.state} />
      </td>
      <th scope="row">
        <a href={routeHref({ page: 'link', operator, link: link.link })}>{link.link}</a>
        <span class="sub">
          {words.roles[link.role]} · <bdi>{operatorName(picture, operator, language)}</bdi>
          {link.circuitId !== null && (
            <>
              {' '}
              · <Name text={link.circuitId} />
            </>
          )}
        </span>
        {link.cause !== null && <span class="sub">{words.causes[link.cause]}</span>}
        {link.unknown !== null && <span class="sub">{words.unknown[link.unknown]}</span>}
        {link.unknown === null && link.noRate !== null && <span class="sub">{words.noRate[link.noRate]}</span>}
      </th>
      <td>
        <Reserve ratio={link.reserveRatio} bitsPerSecond={worseReserveBitsPerSecond(link)} leading={endpoint.leading} />
      </td>
      <DirectionCell direction={link.in} />
      <DirectionCell direction={link.out} />
    </tr>
  );
}

function DirectionCell({ direction }: { direction: LinkView['in'] }) {
  const { language } = useWords();
  return (
    <td class="figure wide">
      {formatRate(direction.bitsPerSecond, language)}
      <span class="sub">
        {formatRatio(direction.utilizationRatio, language)} / {formatRate(direction.capacityBitsPerSecond, language)}
      </span>
    </td>
  );
}
