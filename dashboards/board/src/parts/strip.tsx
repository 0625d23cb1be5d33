import type { Readiness, State } from '@thongsuot/contract/api.ts';
import type { ComponentChildren } from 'preact';
import { useBoard } from '../board.ts';
import { formatNumber } from '../format.ts';
import { useWords } from '../i18n/language.ts';
import { ReadinessWord, StateWord, Verdict } from './state.tsx';

const stateOrder: State[] = ['down', 'degraded', 'unknown', 'up'];
const readinessOrder: Readiness[] = ['notReady', 'conditional', 'unknown', 'ready'];

/** Scrolls to a section of the page. The fragment is the route's, so that an ordinary anchor would leave the page. */
function jumpTo(event: Event, id: string) {
  event.preventDefault();
  const section = document.getElementById(id);
  section?.scrollIntoView();
  section?.querySelector<HTMLElement>('h2')?.focus({ preventScroll: true });
}

function Card({ title, section, children }: { title: string; section: string; children: ComponentChildren }) {
  return (
    <li class="card">
      <h2>
        <a href={`#${section}`} onClick={(event) => jumpTo(event, section)}>
          {title}
        </a>
      </h2>
      {children}
    </li>
  );
}

/** The head of the page: how many, how they are, each a way to the list behind it. */
export function HeadStrip() {
  const { words, language } = useWords();
  const { picture } = useBoard('overview');
  const { endpoints, units, alerts, agents } = picture.overview;
  const count = (n: number) => formatNumber(n, language);
  return (
    <section aria-label={words.strip.label}>
      <ul class="strip">
        <Card title={words.strip.endpoints} section="endpoints">
          <p class="big">{count(endpoints.total)}</p>
          <ul class="counts">
            {stateOrder.map((state) =>
              endpoints[state] === 0 ? null : (
                <li key={state}>
                  <StateWord state={state} /> <strong>{count(endpoints[state])}</strong>
                </li>
              ),
            )}
          </ul>
        </Card>
        <Card title={words.strip.alerts} section="alerts">
          <p class="big">{count(alerts.firing)}</p>
          <p class="sub">{words.strip.pending(count(alerts.pending))}</p>
        </Card>
        <Card title={words.strip.backups} section="units">
          <p class="big">
            {count(units.ready)} <span class="of">{words.strip.ofUnits(count(units.total))}</span>
          </p>
          <ul class="counts">
            {readinessOrder.map((readiness) =>
              readiness === 'ready' || units[readiness] === 0 ? null : (
                <li key={readiness}>
                  <ReadinessWord readiness={readiness} /> <strong>{count(units[readiness])}</strong>
                </li>
              ),
            )}
          </ul>
        </Card>
        <li class="card">
          <h2>
            <a href="#/agents">{words.strip.agents}</a>
          </h2>
          <p class="big">
            {count(agents.silent)} <span class="of">{words.strip.ofAgents(count(agents.total))}</span>
          </p>
          <p class="sub">
            {agents.silent === 0 ? (
              <Verdict icon="ok" text={words.strip.allReporting} />
            ) : (
              <Verdict icon="warning" text={words.strip.silent} />
            )}
          </p>
        </li>
      </ul>
    </section>
  );
}
