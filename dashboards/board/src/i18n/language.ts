/** The language in force: a context of the page, kept in the browser. Vietnamese unless chosen otherwise. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Language } from '../format.ts';
import type { Dictionary } from './dictionary.ts';
import { en } from './en.ts';
import { vi } from './vi.ts';

export const dictionaries: Record<Language, Dictionary> = { vi, en };

export const LanguageContext = createContext<Language>('vi');

/** The words and the language of the page. */
export function useWords(): { words: Dictionary; language: Language } {
  const language = useContext(LanguageContext);
  return { words: dictionaries[language], language };
}

const key = 'thongsuot.language';

/** The language chosen before in this browser; storage that is closed to us counts as no choice. */
export function storedLanguage(): Language {
  try {
    return localStorage.getItem(key) === 'en' ? 'en' : 'vi';
  } catch {
    return 'vi';
  }
}

/** Keeps the choice, where the browser lets us. */
export function storeLanguage(language: Language): void {
  try {
    localStorage.setItem(key, language);
  } catch {
    // Private windows may refuse storage: the choice then lasts as long as the page.
  }
}
