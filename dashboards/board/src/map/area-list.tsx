import type { EndpointView } from '@thongsuot/contract/api.ts';
import { useMemo, useState } from 'preact/hooks';
import { useSteady } from '../board.ts';
import { type Danger, endpointDanger } from '../danger.ts';
import { formatNumber } from '../format.ts';
import { useWords } from '../i18n/language.ts';
import { areaName, endpointName } from '../names.ts';
import { useShown } from '../parts/growing.tsx';
import { Icon } from '../parts/icon.tsx';
import { StateWord } from '../parts/state.tsx';
import { routeHref } from '../route.ts';

export const dangerIcons = { critical: 'critical', warning: 'warning', unknown: 'unknown', none: 'ok' } as const;
export const dangers: readonly Danger[] = ['critical', 'warning', 'unknown', 'none'];

/** Endpoints of one mark or one area, each with its state. */
export function Places({ endpoints }: { endpoints: readonly EndpointView[] }) {
  const { language } = useWords();
  const { names } = useSteady();
  const shown = useShown(endpoints.length, endpoints[0]?.id ?? '');
  return (
    <>
      <ul class="list">
        {endpoints.slice(0, shown.count).map((endpoint) => (
          <li key={endpoint.id} class="place">
            <StateWord state={endpoint.state} />{' '}
            <a href={routeHref({ page: 'endpoint', endpoint: endpoint.id })}>
              <bdi>{endpointName(names, endpoint.id, language)}</bdi>
            </a>
          </li>
        ))}
      </ul>
      {shown.button}
    </>
  );
}

interface AreaGroup {
  id: string | null;
  endpoints: EndpointView[];
  counts: Record<Danger, number>;
}

/** The areas with their endpoints, those with the most in danger first. */
function groupByArea(endpoints: Iterable<EndpointView>): AreaGroup[] {
  const groups = new Map<string | null, AreaGroup>();
  for (const endpoint of endpoints) {
    let group = groups.get(endpoint.area);
    if (group === undefined) {
      group = { id: endpoint.area, endpoints: [], counts: { critical: 0, warning: 0, unknown: 0, none: 0 } };
      groups.set(endpoint.area, group);
    }
    group.endpoints.push(endpoint);
    group.counts[endpointDanger(endpoint)] += 1;
  }
  return [...groups.values()].sort(
    (a, b) =>
      b.counts.critical - a.counts.critical ||
      b.counts.warning - a.counts.warning ||
      (String(a.id) < String(b.id) ? -1 : 1),
  );
}

/** What the drawing shows, as a list that keys and screen readers go through. */
export function AreaList({ endpoints }: { endpoints: ReadonlyMap<string, EndpointView> }) {
  const { words, language } = useWords();
  const { names } = useSteady();
  const groups = useMemo(() => groupByArea(endpoints.values()), [endpoints]);
  const [open, setOpen] = useState<string | null | undefined>(undefined);
  return (
    <details>
      <summary>{words.map.areas}</summary>
      <ul class="list">
        {groups.map((group) => (
          <li class="item" key={group.id}>
            <button
              type="button"
              aria-expanded={open === group.id}
              onClick={() => setOpen(open === group.id ? undefined : group.id)}
            >
              <bdi>{areaName(names, group.id, language) ?? words.map.noArea}</bdi>
            </button>{' '}
            {dangers.map((danger) =>
              group.counts[danger] === 0 ? null : (
                <span key={danger} class="area-count">
                  <Icon name={dangerIcons[danger]} />
                  <span class="visually-hidden">{words.map.danger[danger]}</span>
                  {formatNumber(group.counts[danger], language)}
                </span>
              ),
            )}
            {open === group.id && <Places endpoints={group.endpoints} />}
          </li>
        ))}
      </ul>
    </details>
  );
}
