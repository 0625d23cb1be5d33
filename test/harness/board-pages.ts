/** The pages of the board as somebody sees them: for pictures, and for what must hold on each of them. */
import type { Page } from 'playwright-core';
import { within } from './timeline.ts';

export interface BoardPage {
  /** As it stands in the names of pictures. */
  name: string;
  /** The address's fragment. */
  fragment: string;
  /** Keys to press once it is there: the wall's way to its scenes. */
  presses: number;
}

/** What the pages of one thing are shown with. */
export interface ShownThings {
  endpoint: string;
  operator: string;
  link: string;
}

export function boardPages({ endpoint, operator, link }: ShownThings): BoardPage[] {
  const plain = ['alerts', 'capacity', 'backups', 'availability', 'duty', 'agents'];
  // A wall that stays long enough on each scene for whatever is done with it.
  const wall = ['wall-province', 'wall-reserve', 'wall-backups', 'wall-alerts'];
  return [
    { name: 'province', fragment: '#/', presses: 0 },
    ...plain.map((name) => ({ name, fragment: `#/${name}`, presses: 0 })),
    { name: 'endpoint', fragment: `#/endpoints/${endpoint}`, presses: 0 },
    { name: 'link', fragment: `#/links/${operator}/${link}`, presses: 0 },
    ...wall.map((name, presses) => ({ name, fragment: '#/wall/600', presses })),
  ];
}

export type BoardLanguage = 'vi' | 'en';
export const boardLanguages: readonly BoardLanguage[] = ['vi', 'en'];

/** The language that the board opens in from now on; a page that is open keeps its own. */
export async function chooseLanguage(page: Page, origin: string, language: BoardLanguage): Promise<void> {
  await page.goto(`${origin}/`);
  await page.evaluate(`localStorage.setItem('thongsuot.language', '${language}')`);
}

/** Opens a page of the board and waits, at most 20 s, until it shows what it is about and stands still. */
export async function openBoardPage(page: Page, origin: string, shown: BoardPage): Promise<void> {
  // Away first: an address that differs in its fragment only would not be loaded anew.
  await page.goto('about:blank');
  await page.goto(`${origin}/${shown.fragment}`);
  const read = "document.querySelector('main h1') !== null && !/Đang tải|Loading/.test(document.body.innerText)";
  // Not waitForFunction: it evaluates text in the page, which the board's policy forbids.
  await within(20_000, `${shown.name} shows what it is about`, async () => (await page.evaluate(read)) === true);
  for (let n = 0; n < shown.presses; n++) await page.keyboard.press('ArrowRight');
  // Lists that grow with each frame, and transitions of a quarter of a second.
  await page.waitForTimeout(600);
}
