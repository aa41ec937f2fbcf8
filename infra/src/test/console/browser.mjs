// Pages of the console, with what they did wrong.
import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';

export const KEY = 'ce_acmereader_local';

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
  page.setDefaultTimeout(8_000);
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

/** Opens the console with a key, and a view. */
export async function open(page, url, fragment = '', key = KEY) {
  await page.goto('about:blank');
  await page.goto(`${url}/#key=${key}`);
  await page.locator('ce-event-table').waitFor({ state: 'attached' });
  if (fragment) await page.evaluate((hash) => (location.hash = hash), fragment);
  await settle(page);
}

/** Waits until nothing is loading. */
export async function settle(page) {
  await page.waitForTimeout(60);
  await page.waitForFunction(() => {
    const root = document.querySelector('container-events').shadowRoot;
    const table = root.querySelector('ce-event-table');
    const bars = root.querySelector('ce-histogram');
    return !table?.loading && !bars?.loading;
  });
  await page.waitForTimeout(60);
}

export const rows = (page) => page.locator('tr.e');

/** Everything that a page must never have done. */
export async function faults(page) {
  return [...page.seen.errors, ...(await page.evaluate(() => window.refusals))];
}
