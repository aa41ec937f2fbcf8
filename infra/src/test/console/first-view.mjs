// Opens the console over an API again and again: reads `{url, key, times}` and prints `{lcp, units, requests}` of
// each time as a line of JSON; nothing if there is no browser.
import { findBrowser, launch, newPage, rows, settle } from './browser.mjs';

let input = '';
for await (const part of process.stdin) input += part;
const { url, key, times } = JSON.parse(input);
if (findBrowser()) {
  const browser = await launch();
  for (let n = 0; n < times; n++) {
    const page = await newPage(browser, {
      prepare: () =>
        new PerformanceObserver((list) => (window.lcp = list.getEntries().at(-1).startTime)).observe({ type: 'largest-contentful-paint', buffered: true }),
    });
    await page.goto(`${url}/#key=${key}`);
    await rows(page).first().waitFor();
    await settle(page);
    const footer = await page.locator('footer').first().innerText();
    const lcp = await page.evaluate(() => window.lcp);
    console.log(JSON.stringify({ lcp, units: Number(/([\d.,]+) read units/.exec(footer)[1]), requests: page.seen.requests.length }));
    await page.done();
  }
  await browser.close();
}
