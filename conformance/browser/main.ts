/** `npm run test:browser`: looks at reports and at the document site in a browser. It needs Chromium, which `npm test` does not. */
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { packageRoot } from '../generate/package-root.ts';
import { look, views } from './look.ts';
import { type Page, reportPages, sitePages } from './pages.ts';
import { serveFolders } from './serve.ts';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';
const ARGS = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
];

const say = (text: string) => process.stdout.write(`${text}\n`);

/** Reports are looked at in every view; pages of the site, which are long and alike, at each width and by day and night once. */
const viewsOf = ({ name }: Page) =>
  name.startsWith('site-') ? views.filter(({ width, scheme }) => width > 1000 === (scheme === 'dark')) : views;

const run = async (): Promise<number> => {
  if (!existsSync(CHROMIUM))
    throw new Error(`There is no Chromium at ${CHROMIUM}; install it, or say in CHROMIUM where it is.`);
  const root = packageRoot(import.meta.url);
  const folder = mkdtempSync(join(tmpdir(), 'wireproof-browser-'));
  const site = join(root, 'site');
  const pages = [...reportPages(folder), ...sitePages(site)];
  const { origin, close } = await serveFolders({ reports: folder, site });
  const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGS });
  let looks = 0;
  let wrong = 0;
  try {
    for (const page of pages)
      for (const view of viewsOf(page)) {
        looks++;
        const name = `${page.name}-${view.width}-${view.scheme}`;
        const problems = await look(browser, page, view, { origin, axe, picture: join(folder, `${name}.png`) });
        wrong += problems.length;
        say(`${problems.length === 0 ? '✓' : '✗'} ${name}${problems.map((problem) => `\n    ${problem}`).join('')}`);
      }
  } finally {
    await browser.close();
    close();
  }
  say(`${looks} views, ${wrong} problems; pictures in ${folder}`);
  return wrong === 0 ? 0 : 1;
};

try {
  process.exitCode = await run();
} catch (error) {
  process.stderr.write(`test:browser: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}
