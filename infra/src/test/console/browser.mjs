// Pages of the console, with what they did wrong.
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

export const KEY = 'ce_acmereader_local';
/** A token of the stub. */
export const TOKEN = `ce_v0123456789abcdef_${'f'.repeat(48)}`;

/** Returns the browser of this machine, or undefined. */
export function findBrowser() {
  return [process.env.CHROME_BIN, '/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => path && existsSync(path));
}

export function launch() {
  return chromium.launch({ executablePath: findBrowser(), args: ['--no-sandbox'] });
}

/**
 * Opens a page that remembers its requests, its errors, and what its policy refused.
 *
 * @param options width, height, theme, zone, and others of a browser's context
 */
export async function newPage(browser, { width = 1440, height = 900, theme = 'light', zone = 'UTC', prepare, ...others } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: theme, timezoneId: zone, acceptDownloads: true, ...others });
  const page = await context.newPage();
  // Nothing here is about speed, and the machine may be busy.
  page.setDefaultTimeout(60_000);
  const seen = { requests: [], errors: [] };
  page.on('request', (request) => seen.requests.push(request.url()));
  page.on('pageerror', (error) => seen.errors.push(error.stack ?? error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) seen.errors.push(message.text());
  });
  await page.addInitScript(() => {
    // Tests can't answer the dialog of the operating system; without it, files are downloaded.
    delete window.showSaveFilePicker;
    window.refusals = [];
    document.addEventListener('securitypolicyviolation', (event) => window.refusals.push(`${event.violatedDirective} ${event.blockedURI}`));
  });
  if (prepare) await page.addInitScript(prepare);
  return Object.assign(page, { seen, done: () => context.close() });
}

/** Opens the console with a key, or a view of it with a token that the tab has already. */
export async function open(page, url, fragment = '') {
  await page.goto('about:blank');
  if (fragment) await page.addInitScript(keepToken, TOKEN);
  await page.goto(`${url}/${fragment || `#key=${KEY}`}`);
  await page.locator('ce-event-table, ce-destinations').waitFor({ state: 'attached' });
  await settle(page);
}

function keepToken(token) {
  if (location.protocol === 'http:') sessionStorage['container-events:token:/'] = token;
}

/** Shows another view, as a link would. */
export async function go(page, fragment) {
  await page.evaluate(
    (hash) =>
      new Promise((resolve) => {
        if (location.hash === hash) resolve();
        addEventListener('hashchange', () => resolve(), { once: true });
        location.hash = hash;
      }),
    fragment,
  );
}

/** Waits until nothing is loading, and what was loaded is drawn. */
export async function settle(page) {
  await page.evaluate(async () => {
    const root = document.querySelector('container-events').shadowRoot;
    const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    const began = performance.now();
    do {
      await frame();
      if (performance.now() - began > 60_000) throw new Error('still loading after a minute');
    } while (root.querySelector('ce-event-table')?.loading || root.querySelector('ce-histogram')?.loading);
    await frame();
  });
}

export const rows = (page) => page.locator('tr.e');

/** Everything that a page must never have done. */
export async function faults(page) {
  return [...page.seen.errors, ...(await page.evaluate(() => window.refusals))];
}
