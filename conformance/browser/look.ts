/** Looking at one page in one view: accessibility, width, errors, keyboard and print. Problems are told in sentences. */
import type { Browser, BrowserContext, Page as Tab } from 'playwright-core';
import type { Page } from './pages.ts';

/** How a page is looked at. */
export interface View {
  readonly width: number;
  readonly height: number;
  readonly scheme: 'light' | 'dark';
}

/** The views: a desktop and a phone, by day and by night. */
export const views: readonly View[] = (['light', 'dark'] as const).flatMap((scheme) => [
  { width: 1280, height: 800, scheme },
  { width: 390, height: 844, scheme },
]);

interface Violation {
  readonly id: string;
  readonly nodes: readonly { readonly target: readonly unknown[] }[];
}

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** What axe has against the page as it stands. */
const accessibility = async (tab: Tab, axe: string): Promise<readonly string[]> => {
  await tab.evaluate(axe);
  // What runs in the page cannot be typed here.
  const violations = (await tab.evaluate(`axe.run(document, ${JSON.stringify({ runOnly: RULES })}).then((found) =>
    found.violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ target }) => ({ target })) })))`)) as Violation[];
  return violations.map(
    ({ id, nodes }) =>
      `axe: ${id} at ${nodes
        .slice(0, 3)
        .map(({ target }) => target.join(' '))
        .join(', ')} (${nodes.length})`,
  );
};

/** Whether the page is wider than its view, and what sticks out. */
const overflow = async (tab: Tab): Promise<readonly string[]> => {
  const wide = (await tab.evaluate(`(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const scrolls = (one) => one !== document.body && one !== document.documentElement && getComputedStyle(one).overflowX !== 'visible';
    const isInside = (one) => one.parentElement !== null && (scrolls(one.parentElement) || isInside(one.parentElement));
    const out = [...document.querySelectorAll('body *')]
      .filter((one) => one.getBoundingClientRect().right + scrollX > width + 1 && !isInside(one));
    return [document.documentElement.scrollWidth + ' px', ...out.slice(0, 3).map((one) => one.tagName + '.' + one.className)];
  })()`)) as readonly string[];
  return wide.length === 0 ? [] : [`it is wider than its view: ${wide.join(', ')}`];
};

/** The most presses of Tab until the field must have been reached. */
const PRESSES = 400;

/** Whether the keyboard reaches what narrows or searches the page, and what it then does. */
const keyboard = async (tab: Tab, { field, kind }: Page): Promise<readonly string[]> => {
  const isThere = `document.activeElement?.matches(${JSON.stringify(field)}) ?? false`;
  for (let presses = 0; !(await tab.evaluate(isThere)); presses++) {
    if (presses === PRESSES) return [`the keyboard does not reach ${field}`];
    await tab.keyboard.press('Tab');
  }
  if (kind === 'site') {
    await tab.keyboard.press('Enter');
    const isOpen = "document.activeElement?.matches('input') ?? false";
    const opened = await tab.waitForFunction(isOpen, undefined, { timeout: 5000 }).then(
      () => true,
      () => false,
    );
    await tab.keyboard.press('Escape');
    return opened ? [] : ['the search does not open by the keyboard'];
  }
  const shown = "[...document.querySelectorAll('#all tbody tr')].filter((row) => !row.hidden).length";
  const all = Number(await tab.evaluate(shown));
  await tab.keyboard.type('no such requirement');
  const left = Number(await tab.evaluate(shown));
  await tab.keyboard.press('Control+A');
  await tab.keyboard.press('Delete');
  const again = Number(await tab.evaluate(shown));
  return all > 0 && left === 0 && again === all ? [] : [`narrowing shows ${all}, then ${left}, then ${again} rows`];
};

/** Whether a printer gets all of it: nothing folded, nothing wider than the paper, and no field to type in. */
const print = async (tab: Tab, { kind, field }: Page): Promise<readonly string[]> => {
  if (kind !== 'report') return [];
  await tab.emulateMedia({ media: 'print' });
  await tab.evaluate("dispatchEvent(new Event('beforeprint'))");
  const folded = Number(await tab.evaluate("document.querySelectorAll('details:not([open])').length"));
  const isShown = Boolean(await tab.evaluate(`document.querySelector(${JSON.stringify(field)}).checkVisibility()`));
  const pdf = await tab.pdf({ format: 'A4' });
  await tab.evaluate("dispatchEvent(new Event('afterprint'))");
  await tab.emulateMedia({ media: 'screen' });
  return [
    ...(folded > 0 ? [`${folded} parts stay folded in print`] : []),
    ...(isShown ? ['the filter is printed'] : []),
    ...(pdf.length < 1000 ? ['nothing is printed'] : []),
  ];
};

/** Looks at a page, and takes a picture of it; gives what is wrong with it. */
export const look = async (
  browser: Browser,
  page: Page,
  { width, height, scheme }: View,
  { origin, axe, picture }: { readonly origin: string; readonly axe: string; readonly picture: string },
): Promise<readonly string[]> => {
  const context: BrowserContext = await browser.newContext({ viewport: { width, height }, colorScheme: scheme });
  try {
    const tab = await context.newPage();
    const errors: string[] = [];
    tab.on('console', (message) => {
      if (message.type() === 'error') errors.push(`console: ${message.text()}`);
    });
    tab.on('pageerror', (error) => errors.push(`script: ${error.message}`));
    await tab.goto(`${origin}${page.path}`, { waitUntil: 'load' });
    await tab.screenshot({ path: picture, fullPage: page.kind === 'report' });
    const found = [
      ...(await accessibility(tab, axe)),
      ...(await overflow(tab)),
      ...(await keyboard(tab, page)),
      ...(await print(tab, page)),
    ];
    return [...errors, ...found];
  } finally {
    await context.close();
  }
};
