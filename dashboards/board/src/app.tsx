/** The page around the pages: language, theme, route, and what stands there before anything has been read. */
import { useEffect, useMemo, useState } from 'preact/hooks';
import { BoardContext, SteadyContext } from './board.ts';
import type { Language } from './format.ts';
import { dictionaries, LanguageContext, storedLanguage, storeLanguage } from './i18n/language.ts';
import { AgentsPage } from './pages/agents.tsx';
import { AlertsPage } from './pages/alerts.tsx';
import { AvailabilityPage } from './pages/availability.tsx';
import { BackupsPage } from './pages/backups.tsx';
import { CapacityPage } from './pages/capacity.tsx';
import { DutyPage } from './pages/duty.tsx';
import { EndpointPage } from './pages/endpoint.tsx';
import { LinkPage } from './pages/link.tsx';
import { NotRead } from './pages/not-read.tsx';
import { ProvincePage } from './pages/province.tsx';
import { Announcer } from './parts/announce.tsx';
import { DemoBanner, Header } from './parts/header.tsx';
import { StreamStrip } from './parts/stream-state.tsx';
import { parseRoute, type Route } from './route.ts';
import type { Session } from './session.ts';
import { SignInPage, useSessionEnd } from './sign-in-page.tsx';
import { type BoardState, type Store, useStore } from './store.ts';
import { applyTheme, storedTheme, type Theme } from './theme.ts';
import { Wall } from './wall/wall.tsx';

function useRoute(): Route {
  const [fragment, setFragment] = useState(location.hash);
  useEffect(() => {
    const follow = () => setFragment(location.hash);
    addEventListener('hashchange', follow);
    return () => removeEventListener('hashchange', follow);
  }, []);
  return useMemo(() => parseRoute(fragment), [fragment]);
}

/** What the page around the pages shows of the state: not the picture, of which each part draws its own share. */
const differsAround = (drawn: BoardState, now: BoardState): boolean =>
  drawn.generation !== now.generation ||
  drawn.failedStatus !== now.failedStatus ||
  drawn.stream !== now.stream ||
  (drawn.picture === null) !== (now.picture === null);

export function App({ session, store }: { session: Session; store: Store }) {
  const [language, setLanguage] = useState<Language>(storedLanguage);
  const [theme, setTheme] = useState<Theme>(storedTheme);
  const state = useStore(store, differsAround);
  const route = useRoute();
  useEffect(() => {
    document.documentElement.lang = language;
    storeLanguage(language);
  }, [language]);
  useEffect(() => applyTheme(theme), [theme]);

  const words = dictionaries[language];
  const { picture, failedStatus, stream } = state;
  // Names change only when the lists are read anew: what leans on no more than them is then not drawn meanwhile.
  const steady = useMemo(
    () => (picture === null ? null : { session, names: picture }),
    [session, picture === null, state.generation],
  );
  const board = useMemo(() => ({ session, store, theme }), [session, store, theme]);
  useSessionEnd(session, picture?.me ?? null, stream);
  if (failedStatus === 401 || failedStatus === 403) {
    return (
      <LanguageContext.Provider value={language}>
        <Header me={null} route={route} theme={theme} onLanguage={setLanguage} onTheme={setTheme} />
        <main tabIndex={-1}>
          <SignInPage session={session} expired={picture !== null} />
        </main>
      </LanguageContext.Provider>
    );
  }
  if (route.page === 'wall' && picture !== null) {
    return (
      <LanguageContext.Provider value={language}>
        <main class="wall-main" tabIndex={-1}>
          <DemoBanner me={picture.me} />
          <SteadyContext.Provider value={steady}>
            <BoardContext.Provider value={board}>
              <Wall period={route.period} />
            </BoardContext.Provider>
          </SteadyContext.Provider>
        </main>
      </LanguageContext.Provider>
    );
  }
  return (
    <LanguageContext.Provider value={language}>
      <button type="button" class="skip" onClick={() => document.querySelector<HTMLElement>('main h1, main')?.focus()}>
        {words.nav.skip}
      </button>
      <Header me={picture?.me ?? null} route={route} theme={theme} onLanguage={setLanguage} onTheme={setTheme} />
      {picture !== null && <DemoBanner me={picture.me} />}
      <StreamStrip session={session} stream={stream} />
      <main class={stream === 'stale' ? 'stale' : ''} tabIndex={-1}>
        {failedStatus !== undefined && (
          <p class="notice" role="alert">
            {words.problem.failed}{' '}
            {`(${failedStatus === null ? words.problem.noAnswer : words.problem.status(failedStatus)})`}{' '}
            <button type="button" onClick={() => session.reload()}>
              {words.problem.retry}
            </button>
          </p>
        )}
        {picture === null ? (
          <>
            <h1 class="visually-hidden">{words.product.name}</h1>
            {failedStatus === undefined && <p class="empty">{words.problem.loading}</p>}
          </>
        ) : (
          <SteadyContext.Provider value={steady}>
            <BoardContext.Provider value={board}>
              <Announcer />
              <Page route={route} />
            </BoardContext.Provider>
          </SteadyContext.Provider>
        )}
      </main>
    </LanguageContext.Provider>
  );
}

function Page({ route }: { route: Route }) {
  switch (route.page) {
    case 'province':
      return <ProvincePage />;
    case 'endpoint':
      return <EndpointPage key={route.endpoint} id={route.endpoint} />;
    case 'link':
      return <LinkPage key={`${route.operator} ${route.link}`} operator={route.operator} id={route.link} />;
    case 'alerts':
      return <AlertsPage />;
    case 'capacity':
      return <CapacityPage />;
    case 'availability':
      return <AvailabilityPage />;
    case 'duty':
      return <DutyPage />;
    case 'backups':
      return <BackupsPage />;
    case 'agents':
      return <AgentsPage />;
    // The wall has the screen for itself, once there is something to show.
    case 'wall':
      return null;
    case 'missing':
      return <NotRead title="" reading={{ kind: 'failed', status: 404 }} />;
  }
}
