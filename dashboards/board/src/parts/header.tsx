import type { Me } from '@thongsuot/contract/api.ts';
import type { Language } from '../format.ts';
import { useWords } from '../i18n/language.ts';
import { plainPages, type Route, routeHref } from '../route.ts';
import { SignedIn } from '../sign-in-page.tsx';
import { type Theme, themes } from '../theme.ts';
import { wallWords } from '../wall/words.ts';

export interface HeaderProps {
  me: Me | null;
  route: Route;
  theme: Theme;
  onLanguage(language: Language): void;
  onTheme(theme: Theme): void;
}

/** Name, ways, and the two choices that are kept in the browser. */
export function Header({ me, route, theme, onLanguage, onTheme }: HeaderProps) {
  const { words, language } = useWords();
  const other: Language = language === 'vi' ? 'en' : 'vi';
  const current = (page: Route['page']) => (route.page === page ? ({ 'aria-current': 'page' } as const) : {});
  return (
    <header class="head">
      <div class="head-inner">
        <a class="brand" href="#/">
          <svg viewBox="0 0 32 32" width="32" height="32" aria-hidden="true" focusable="false">
            <rect width="32" height="32" rx="7" />
            <path d="M5 16h5l3-8 6 16 3-8h5" />
          </svg>
          <span class="brand-name">{words.product.name}</span>
          {me !== null && <span class="brand-line">{words.product.tagline(me.province[language])}</span>}
          <span class="visually-hidden">{words.nav.home}</span>
        </a>
        <nav aria-label={words.nav.label}>
          <a href="#/" {...current('province')}>
            {words.nav.province}
          </a>
          {plainPages.map((page) => (
            <a key={page} href={routeHref({ page })} {...current(page)}>
              {page === 'agents' ? words.nav.agents : words.ways[page]}
            </a>
          ))}
          <a href="#/wall">{wallWords[language].way}</a>
        </nav>
        <div class="choices">
          {me !== null && <SignedIn me={me} />}
          <label>
            <span class="visually-hidden">{words.theme.label}</span>
            <select
              value={theme}
              onChange={(event) => onTheme(themes.find((name) => name === event.currentTarget.value) ?? 'auto')}
            >
              {themes.map((name) => (
                <option key={name} value={name}>
                  {words.theme[name]}
                </option>
              ))}
            </select>
          </label>
          <button type="button" data-testid="language-switch" lang={other} onClick={() => onLanguage(other)}>
            {words.language.other}
          </button>
        </div>
      </div>
    </header>
  );
}

/** On every page of the demo: that it is one, and of what time its scene is. */
export function DemoBanner({ me }: { me: Me }) {
  const { words, language } = useWords();
  if (!me.demo) return null;
  return (
    <aside class="demo" data-testid="demo-banner" aria-label={words.demo.word}>
      <strong>{words.demo.word}</strong> {words.demo.text} {me.scene?.[language]}
    </aside>
  );
}
