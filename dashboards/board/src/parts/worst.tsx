import { useBoard } from '../board.ts';
import { useWords } from '../i18n/language.ts';
import { endpointName, operatorName } from '../names.ts';
import { routeHref } from '../route.ts';
import { Reserve } from './reserve.tsx';

/** How much reserve is left, and where it is worst: the overview's list, as links to the history. */
export function WorstReserves() {
  const { words, language } = useWords();
  const { picture } = useBoard('overview');
  const { worstReserve } = picture.overview;
  return (
    <section class="panel" aria-labelledby="worst-title">
      <h2 id="worst-title">{words.worst.title}</h2>
      <p class="footnote">{words.worst.explain}</p>
      {worstReserve.length === 0 ? (
        <p class="empty">{words.worst.none}</p>
      ) : (
        <ol class="worst">
          {worstReserve.slice(0, 6).map(({ operator, endpoint, link, reserveRatio, reserveBitsPerSecond }) => (
            <li key={`${operator} ${link}`}>
              <a href={routeHref({ page: 'link', operator, link })}>{endpointName(picture, endpoint, language)}</a>
              <span class="sub">
                {operatorName(picture, operator, language)} · {link}
              </span>
              <Reserve
                ratio={reserveRatio}
                bitsPerSecond={reserveBitsPerSecond}
                leading={picture.endpoints.get(endpoint)?.leading ?? 'PUBLIC'}
              />
            </li>
          ))}
        </ol>
      )}
    </section>
  );
}
