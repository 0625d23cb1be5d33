import type { EndpointView } from '@thongsuot/contract/api.ts';
import { endpointClasses } from '@thongsuot/contract/classes.ts';
import { useCallback, useMemo, useRef, useState } from 'preact/hooks';
import { useBoard, useSteady } from '../board.ts';
import { type EndpointGroup, endpointDanger, groupEndpoints } from '../danger.ts';
import { formatNumber } from '../format.ts';
import { useWords } from '../i18n/language.ts';
import { rowsPerBlock, rowsShownFirst } from '../limits.ts';
import { memo } from '../memo.ts';
import { areaName, endpointName } from '../names.ts';
import { routeHref } from '../route.ts';
import { Block } from './block.tsx';
import { blocksOf, type RowBlock } from './blocks.ts';
import { Reserve } from './reserve.tsx';
import { Since } from './since.tsx';
import { StateWord, Verdict } from './state.tsx';

/** Endpoints in order of priority, those in danger first. */
export function Endpoints() {
  const { words } = useWords();
  const { picture } = useBoard('endpoints');
  const groups = useMemo(() => groupEndpoints(picture.endpoints.values()), [picture.endpoints]);
  return (
    <section class="panel" id="endpoints" aria-labelledby="endpoints-title">
      <h2 id="endpoints-title" tabIndex={-1}>
        {words.endpoints.title}
      </h2>
      {groups.length === 0 && <p class="empty">{words.endpoints.none}</p>}
      {groups.map((group, index) => (
        <Group key={group.key} group={group} withHead={index === 0} />
      ))}
    </section>
  );
}

/** `withHead`: the columns are named once for the eye, in every table for the ear. */
function Group({ group, withHead }: { group: EndpointGroup; withHead: boolean }) {
  const { words, language } = useWords();
  const [all, setAll] = useState(false);
  const inDanger = group.key === 'danger';
  // Whoever is in danger is never hidden behind a button.
  const wanted = all || inDanger ? group.endpoints.length : Math.min(rowsShownFirst, group.endpoints.length);
  const held = useRef<RowBlock<EndpointView>[]>([]);
  const blocks = useMemo(() => {
    held.current = blocksOf(held.current, group.endpoints.slice(0, wanted), idOf, rowsPerBlock);
    return held.current;
  }, [group.endpoints, wanted]);
  const draw = useCallback(
    (endpoint: EndpointView) => <Row key={endpoint.id} endpoint={endpoint} withClass={inDanger} />,
    [inDanger],
  );
  const hidden = group.endpoints.length - wanted;
  return (
    <div class={inDanger ? 'group group-danger' : 'group'}>
      <table class="rows endpoints">
        <caption>
          {group.key === 'danger' ? words.endpoints.danger : endpointClasses[group.key][language]}
          {group.key !== 'danger' && <span class="sub"> · {words.priority(endpointClasses[group.key].priority)}</span>}
          <span class="tally">{formatNumber(group.endpoints.length, language)}</span>
        </caption>
        <thead class={withHead ? '' : 'head-unseen'}>
          <tr>
            <th scope="col">{words.endpoints.state}</th>
            <th scope="col">{words.endpoints.endpoint}</th>
            <th scope="col">{words.endpoints.reserve}</th>
            <th scope="col" class="wide">
              {words.endpoints.paths}
            </th>
            <th scope="col" class="wide">
              {words.endpoints.since}
            </th>
          </tr>
        </thead>
        {blocks.map(({ key, rows }, index) => (
          <Block key={key} rows={rows} idOf={idOf} draw={draw} index={key} first={withHead && index === 0} />
        ))}
      </table>
      {hidden > 0 && (
        <button type="button" class="more" onClick={() => setAll(true)}>
          {words.endpoints.showAll(formatNumber(group.endpoints.length, language))}
        </button>
      )}
    </div>
  );
}

const idOf = ({ id }: EndpointView) => id;

interface RowProps {
  endpoint: EndpointView;
  withClass: boolean;
}

const Row = memo(function Row({ endpoint, withClass }: RowProps) {
  const { words, language } = useWords();
  const { names } = useSteady();
  const { worstReserve } = endpoint;
  const details = [areaName(names, endpoint.area, language)];
  if (withClass) {
    details.push(words.priority(endpoint.priority), endpointClasses[endpoint.leading][language]);
  }
  const count = (n: number) => formatNumber(n, language);
  return (
    <tr
      data-testid="endpoint-row"
      data-endpoint={endpoint.id}
      data-state={endpoint.state}
      class={`danger-${endpointDanger(endpoint)}`}
    >
      <td class="state-cell">
        <StateWord state={endpoint.state} />
        {endpoint.isolated && <Verdict icon="critical" text={words.isolated} />}
        {endpoint.onBackup && <Verdict icon="backup" text={words.onBackup} />}
        {endpoint.zone !== undefined && endpoint.zone !== null && <Verdict icon="warning" text={words.map.zone} />}
      </td>
      <th scope="row">
        <a href={routeHref({ page: 'endpoint', endpoint: endpoint.id })}>
          <bdi>{endpointName(names, endpoint.id, language)}</bdi>
        </a>
        <span class="sub">
          <bdi>{details.filter((text) => text !== null).join(' · ')}</bdi>
          {endpoint.alerts > 0 && <span class="flag">{words.endpoints.alerts(count(endpoint.alerts))}</span>}
        </span>
      </th>
      <td>
        <Reserve
          ratio={worstReserve?.reserveRatio ?? null}
          bitsPerSecond={worstReserve?.reserveBitsPerSecond ?? null}
          leading={endpoint.leading}
        />
      </td>
      <td class="wide">
        {words.endpoints.pathsUp(count(endpoint.pathsUp), count(endpoint.paths))}
        {endpoint.othersPaths > 0 && (
          <span class="sub">{words.endpoints.othersPaths(count(endpoint.othersPaths))}</span>
        )}
      </td>
      <td class="wide">
        <Since at={endpoint.since} />
      </td>
    </tr>
  );
});
