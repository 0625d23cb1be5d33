/** The map of endpoints, and the same as a list by area: the drawing is for the eye, the list for keys and ears. */
import type { EndpointView } from '@thongsuot/contract/api.ts';
import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { useBoard, useSteady } from '../board.ts';
import { type Danger, endpointDanger } from '../danger.ts';
import { formatNumber } from '../format.ts';
import { useWords } from '../i18n/language.ts';
import { mapDrawnEveryMs } from '../limits.ts';
import { memo } from '../memo.ts';
import { areaName, endpointName } from '../names.ts';
import { iconShapes } from '../parts/icon.tsx';
import { inTurn } from '../parts/in-turn.ts';
import { Verdict } from '../parts/state.tsx';
import { AreaList, dangers, dangerIcons as icons, Places } from './area-list.tsx';
import { placeLabels } from './labels.ts';
import { layoutMap, type MapArea, type MapLayout, samePlaces } from './layout.ts';

/** Drawn anew when endpoints change; nothing where none has coordinates. */
export function ProvinceMap() {
  const { picture } = useBoard('endpoints');
  const endpoints = usePlaces(picture.endpoints);
  // After what the page says in words: a frame of its own.
  const [due, setDue] = useState(false);
  useEffect(() => inTurn(() => setDue(true)), []);
  const layout = useMemo(() => (due ? layoutMap(endpoints.values()) : null), [due, endpoints]);
  return layout === null ? null : <Panel layout={layout} endpoints={endpoints} />;
}

/** The endpoints as they were when last something changed that the map shows, which is looked at every 2 s. */
function usePlaces(endpoints: ReadonlyMap<string, EndpointView>): ReadonlyMap<string, EndpointView> {
  const [shown, setShown] = useState(endpoints);
  const newest = useRef(endpoints);
  newest.current = endpoints;
  useEffect(() => {
    const timer = setInterval(() => {
      setShown((before) => (samePlaces(before, newest.current) ? before : newest.current));
    }, mapDrawnEveryMs);
    return () => clearInterval(timer);
  }, []);
  return shown;
}

interface PanelProps {
  layout: MapLayout;
  endpoints: ReadonlyMap<string, EndpointView>;
}

const Panel = memo(function Panel({ layout, endpoints }: PanelProps) {
  const { words, language } = useWords();
  const { names } = useSteady();
  const [chosen, setChosen] = useState<string | null>(null);
  const count = (n: number) => formatNumber(n, language);
  let endangered = 0;
  for (const endpoint of endpoints.values()) {
    const danger = endpointDanger(endpoint);
    if (danger === 'critical' || danger === 'warning') endangered += 1;
  }
  // One image to keys and screen readers, which have the list below; a mouse or a finger may choose a mark in it.
  const drawing = useRef<SVGSVGElement>(null);
  useEffect(() => {
    const choose = (event: Event) => {
      const hit = event.target instanceof Element ? event.target.closest('[data-mark]') : null;
      const key = hit?.getAttribute('data-mark') ?? null;
      setChosen((before) => (before === key ? null : key));
    };
    const svg = drawing.current;
    svg?.addEventListener('click', choose);
    return () => svg?.removeEventListener('click', choose);
  }, []);
  const labels = placeLabels(
    layout.areas.map(({ id, zone, centre }) => {
      const name = areaName(names, id, language) ?? id;
      return { id, text: zone ? `${name} (${words.map.zone})` : name, centre };
    }),
    layout.marks,
    layout,
  );
  const mark = layout.marks.find(({ key }) => key === chosen);
  return (
    <section class="panel" id="map" aria-labelledby="map-title" data-testid="map">
      <h2 id="map-title" tabIndex={-1}>
        {words.map.title}
      </h2>
      <svg
        ref={drawing}
        class="map"
        viewBox={`0 0 ${layout.width} ${layout.height}`}
        role="img"
        aria-label={words.map.label(count(endpoints.size - layout.missing), count(endangered))}
      >
        {layout.areas.map((area) => (
          <Area key={area.id} area={area} name={areaName(names, area.id, language) ?? area.id} />
        ))}
        {layout.marks.map((one) => (
          <MarkShape
            key={one.key}
            id={one.key}
            x={one.x}
            y={one.y}
            danger={one.danger}
            count={one.endpoints.length}
            chosen={one.key === chosen}
            title={words.map.place(
              endpointName(names, one.endpoints[0]?.id ?? '', language),
              count(one.endpoints.length),
            )}
          />
        ))}
        {labels.map(({ id, text, x, y }) => (
          <text key={id} class="map-name" x={x} y={y} text-anchor="middle" dominant-baseline="central">
            {text}
          </text>
        ))}
      </svg>
      {mark !== undefined && (
        <div class="form" role="status" data-testid="map-chosen">
          <h3>{words.map.chosen(count(mark.endpoints.length))}</h3>
          <Places endpoints={mark.endpoints} />
          <p>
            <button type="button" onClick={() => setChosen(null)}>
              {words.map.close}
            </button>
          </p>
        </div>
      )}
      <ul class="counts">
        {dangers.map((danger) => (
          <li key={danger}>
            <Verdict icon={icons[danger]} text={words.map.danger[danger]} />
          </li>
        ))}
      </ul>
      <p class="footnote">
        {words.map.explain} {layout.missing > 0 && words.map.noCoordinates(count(layout.missing))}
      </p>
      <AreaList endpoints={endpoints} />
    </section>
  );
});

function Area({ area, name }: { area: MapArea; name: string }) {
  return (
    <polygon
      class={area.zone ? 'map-area map-zone' : 'map-area'}
      points={area.hull.map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ')}
    >
      <title>{name}</title>
    </polygon>
  );
}

interface MarkShapeProps {
  id: string;
  x: number;
  y: number;
  danger: Danger;
  count: number;
  chosen: boolean;
  title: string;
}

/** Half the size of an icon's own drawing. */
const half = 8;

const MarkShape = memo(function MarkShape({ id, x, y, danger, count, chosen, title }: MarkShapeProps) {
  const { language } = useWords();
  const scale = danger === 'none' ? 1 : 1.4;
  return (
    <g
      class={`map-mark map-${danger} ${chosen ? 'map-chosen' : ''}`}
      transform={`translate(${x.toFixed(1)} ${y.toFixed(1)})`}
      data-danger={danger}
      data-mark={id}
    >
      <title>{title}</title>
      <circle class="map-target" r="14" />
      <g class="icon" transform={`scale(${scale}) translate(${-half} ${-half})`}>
        {iconShapes[icons[danger]]}
      </g>
      {count > 1 && (
        <text class="map-count" x={half * scale + 2} y={-half * scale + 6}>
          {formatNumber(count, language)}
        </text>
      )}
    </g>
  );
});
