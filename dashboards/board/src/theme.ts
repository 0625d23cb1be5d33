/** Light, dark, or what the machine prefers; kept in the browser. A wall in a dark room wants dark whatever the machine says. */
export const themes = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof themes)[number];

const key = 'thongsuot.theme';

/** The theme chosen before in this browser. */
export function storedTheme(): Theme {
  try {
    const stored = localStorage.getItem(key);
    return themes.find((theme) => theme === stored) ?? 'auto';
  } catch {
    return 'auto';
  }
}

/** Puts the theme into force and keeps the choice, where the browser lets us. */
export function applyTheme(theme: Theme): void {
  document.documentElement.dataset['theme'] = theme;
  try {
    localStorage.setItem(key, theme);
  } catch {
    // Private windows may refuse storage: the choice then lasts as long as the page.
  }
}
