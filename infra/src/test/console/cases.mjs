// What the console must do. Each case has a name, whether it is of the core, and a function that throws if it doesn't hold.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { faults, go, KEY, newPage, open, rows, settle, TOKEN } from './browser.mjs';
import { misplaced } from './layout.mjs';
import { openMenuItem, show, sizeOf, STATES } from './states.mjs';
import { Log, Refusal, startStub } from './stub.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const HOUR = 3_600_000;
const MILLION = 1_000_000;

/** In which looks `mvn verify` checks the accessibility of a state; on request, all states are checked in all looks. */
const CORE_LOOKS = { list: [[1440, ['light']]], detail: [[390, ['dark']]], key: [[390, ['light']]] };

/** @param world browser, assets, log(size, days), console: its sources, and with a real API url, org, key, readerKey */
export const CASES = [
  { name: 'a key in the address is used and forgotten', core: true, run: forgetsTheKey },
  { name: 'the first view of a million events costs at most 20 units and 2 static requests', core: true, run: firstViewIsCheap },
  { name: 'filters are typed, shown, removed, and kept in the address', core: true, run: filters },
  { name: 'pages down and up show each event once', core: true, run: (world) => pages(world, 8, 2_000) },
  { name: '200 pages of a million events show each once, in little memory', run: (world) => pages(world, 200, MILLION) },
  { name: 'bars add up to the total, and zoom by keyboard', core: true, run: histogram },
  { name: 'the day of a change of clocks has 23 or 25 hours', run: zones },
  { name: 'details step through the list, and filter', core: true, run: detail },
  { name: 'live shows each event once, late ones too, and rests when hidden', core: true, run: live },
  { name: 'live events are seen within four seconds', run: liveIsSoon },
  { name: 'downloads have all events in three forms, and can be cancelled', core: true, run: (world) => downloads(world, world.all ? 10_000 : 2_100) },
  { name: 'a cancelled download removes the file that was chosen', run: chosenFile },
  { name: 'everything works by keyboard alone', core: true, run: keyboard },
  { name: 'Tab reaches everything, visibly, and leaves the page again', run: tabs },
  { name: 'hostile events are shown as text', core: true, run: hostile },
  { name: 'what can go wrong is said, and mended', core: true, run: troubles },
  { name: 'a token that ended is asked for again, and nothing is lost', core: true, run: endedToken },
  { name: 'a link whose key was revoked says that it no longer works', core: true, run: revokedLink },
  { name: 'an embed at another origin works under its policy', core: true, run: embed },
  { name: 'an embed follows its own width', run: embedWidths },
  { name: 'a scope is fixed', run: scope },
  { name: 'fits 320 pixels, and keeps its picture in forced colours', core: true, run: reflow },
  { name: 'nothing is cut off at 320 pixels, at 200 %, and between', run: everyWidth },
  { name: 'texts that are 40 % longer fit, from left to right and from right to left', run: longTexts },
  { name: 'nothing moves if motion is to be reduced', run: stillness },
  { name: 'a slow processor is quick enough', run: slow },
  { name: 'pictures for the documents', run: pictures },
  ...Object.keys(STATES).map((state) => ({
    name: `axe finds nothing: ${state}`,
    core: state in CORE_LOOKS,
    run: (world) => accessible(world, state),
  })),
  { name: 'the real API: opens, lists, counts, follows, and takes back what was downloaded', core: true, real: true, run: realApi },
];

async function withStub(world, options, run) {
  const { size = 5_000, days = 7, width, height, theme, zone, prepare, reducedMotion, extra, ...rest } = options;
  const stub = await startStub({ log: world.log(size, days, extra), assets: world.assets, ...rest });
  const page = await newPage(world.browser, { width, height, theme, zone, prepare, reducedMotion });
  try {
    await run(page, stub);
    assert.deepEqual(await faults(page), [], 'errors, and refusals of the policy');
    assert.deepEqual(page.seen.requests.filter((url) => !/^(http:\/\/127\.0\.0\.1:|data:|blob:)/.test(url)), [], 'requests elsewhere');
  } catch (error) {
    if (world.pictures) await page.screenshot({ path: `${world.pictures}/failed-${Date.now()}.png` }).catch(() => undefined);
    throw error;
  } finally {
    await page.done();
    stub.server.closeAllConnections();
    stub.server.close();
  }
}

const text = (page, selector) => page.locator(selector).first().innerText();
const total = async (page) => Number((await text(page, '.sum .n')).replace(/\D/g, ''));
const hash = (page) => page.evaluate(() => location.hash);
const scrollTo = (page, top) => page.locator('ce-event-table .scroller').evaluate((scroller, y) => scroller.scrollTo(0, y), top);
const idsIn = (page) => rows(page).evaluateAll((all) => all.map((row) => row.dataset.id));

async function forgetsTheKey(world) {
  await withStub(world, {}, async (page, stub) => {
    await open(page, stub.url);
    const kept = await page.evaluate(() => JSON.stringify([location.href, document.title, { ...localStorage }, { ...sessionStorage }, history.state]));
    assert.ok(!kept.includes(KEY), kept);
    assert.ok(!page.seen.requests.some((url) => url.includes(KEY)));
    assert.ok(kept.includes('ce_v'), 'the token is kept for the tab');
    await page.reload();
    await rows(page).first().waitFor();
    await page.goBack().catch(() => undefined);
    assert.ok(!page.url().includes(KEY));
  });
}

async function firstViewIsCheap(world) {
  await withStub(world, { size: MILLION, days: 365 }, async (page, stub) => {
    await open(page, stub.url);
    await rows(page).first().waitFor();
    await settle(page);
    const units = Number(/([\d.,]+) read units/.exec(await text(page, 'footer'))[1]);
    assert.ok(units > 0 && units <= 20, `${units} units`);
    const paths = stub.state.requests.map(({ path }) => path);
    assert.equal(paths.filter((path) => path === '/' || path.startsWith('/console/')).length, 2);
    assert.ok(paths.length <= 8, paths.join(' '));
  });
}

async function filters(world) {
  await withStub(world, { size: 4_000 }, async (page, stub) => {
    await open(page, stub.url, '#/acme?range=7d');
    const before = await total(page);
    const box = page.getByRole('combobox');
    assert.match(await page.getByRole('button', { name: 'Failures' }).getAttribute('title'), /status is FAIL/);
    const menu = page.locator('ce-range-menu');
    await menu.getByRole('button', { name: /Last 7 days/ }).first().click();
    assert.equal(await menu.getByRole('group', { name: 'One day' }).getByRole('button').count(), 10, 'yesterday a week ago, too');
    await page.keyboard.press('Escape');
    await countedSuggestions(page, stub);
    await go(page, '#/acme?range=7d');
    await settle(page);
    await box.fill('status:fail');
    await page.keyboard.press('Enter');
    await settle(page);
    assert.match(await hash(page), /status=FAIL/);
    const failed = await total(page);
    assert.ok(failed > 0 && failed < before, `${failed} of ${before}`);
    assert.ok((await page.locator('tr.e:not(.fail)').count()) === 0);
    await box.fill('joe');
    await page.getByRole('option', { name: /actor joe/ }).first().click();
    await settle(page);
    assert.match(await hash(page), /status=FAIL&actor=joe/);
    const [request] = stub.state.requests.filter(({ path, query }) => path.endsWith('/events') && query.includes('actor=joe'));
    assert.match(request.query, /status=FAIL/);
    await page.getByRole('button', { name: 'Remove filter status FAIL' }).click();
    await settle(page);
    assert.doesNotMatch(await hash(page), /status/);
    await page.goBack();
    await page.goBack();
    await page.goBack();
    await settle(page);
    assert.equal(await total(page), before);
    await box.fill('-actor:joe');
    await page.getByText('can’t exclude').waitFor();
  });
}

/** The head of a column suggests its values, with their counts in all of a small view. */
async function countedSuggestions(page, stub) {
  await page.getByRole('columnheader', { name: 'Actor' }).getByRole('button').click();
  await page.getByRole('option', { name: /\d of the newest 100/ }).first().waitFor();
  await page.keyboard.press('Escape');
  await go(page, '#/acme?range=24h');
  await settle(page);
  const size = await total(page);
  assert.ok(size > 100 && size <= 1_000, `${size} events`);
  await page.getByRole('columnheader', { name: 'Actor' }).getByRole('button').click();
  assert.equal(await page.locator('ce-filter-bar input:focus').inputValue(), 'actor:');
  await page.getByRole('option', { name: /^no actor \d+ events$/ }).waitFor();
  const start = new URLSearchParams(stub.state.requests.findLast(({ path }) => path.endsWith('/events')).query).get('start');
  const actors = new Map();
  for (let i = stub.state.log.size - 1; i >= stub.state.log.first(Date.parse(start)); i--) {
    const id = stub.state.log.event(i).actor?.id ?? '';
    actors.set(id, (actors.get(id) ?? 0) + 1);
  }
  const none = actors.get('');
  actors.delete('');
  const expected = [...actors].sort((a, b) => b[1] - a[1]).map(([id, count]) => `actor ${id} ${count} events`);
  const shown = (await page.getByRole('option').allInnerTexts()).map((option) => option.replaceAll(/\s+/g, ' '));
  assert.deepEqual(shown, [...expected, `no actor ${none} events`]);
  await page.keyboard.press('Escape');
}

async function pages(world, count, size) {
  await withStub(world, { size, days: 365 }, async (page, stub) => {
    await open(page, stub.url, '#/acme?range=all');
    const before = await heap(page);
    const scroller = page.locator('ce-event-table .scroller');
    let most = 0;
    for (let n = 1; n < count; n++) {
      await scroller.evaluate(async (element) => {
        const table = element.getRootNode().host;
        const loaded = table.pages.length;
        const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
        while (table.pages.length === loaded) {
          element.scrollTo(0, element.scrollHeight);
          await frame();
        }
      });
      if (n % 20 === 0) most = Math.max(most, await nodes(page));
    }
    const order = await page.locator('ce-event-table').evaluate((table) => table.pages.flatMap((p) => p.ids));
    assert.equal(new Set(order).size, order.length, 'each id once');
    assert.ok(order.length >= count * 100, `${order.length}`);
    // Up again, by less than a screen's margin at a time.
    const up = await scroller.evaluate(async (element) => {
      const table = element.getRootNode().host;
      const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      const seen = new Set();
      for (;;) {
        do await frame();
        while (table.loading);
        await frame();
        const ids = [...table.renderRoot.querySelectorAll('tr.e')].map((row) => row.dataset.id);
        if (new Set(ids).size < ids.length) throw new Error('a row is shown twice');
        ids.forEach((id) => seen.add(id));
        if (element.scrollTop === 0) return [...seen];
        element.scrollTop = Math.max(0, element.scrollTop - 2_400);
      }
    });
    const seen = new Set(up);
    assert.deepEqual(order.filter((id) => !seen.has(id)), [], 'missed on the way up');
    most = Math.max(most, await nodes(page));
    assert.ok(most <= 12_000, `${most} nodes`);
    const lists = stub.state.requests.filter(({ path }) => path.endsWith('/events'));
    assert.ok(lists.length <= count * 2 + 3, `${lists.length} lists`);
    const after = await heap(page);
    world.note(`${count} pages: ${most} nodes, ${before} MB of heap before and ${after} MB after`);
    assert.ok(after <= 80, `${after} MB of heap`);
  });
}

/** Megabytes of the heap that are in use. */
async function heap(page) {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  await session.detach();
  return Math.round(usedSize / 1e5) / 10;
}

const nodes = (page) =>
  page.evaluate(() => {
    let count = 0;
    const walk = (root) => {
      for (const element of root.querySelectorAll('*')) {
        count++;
        if (element.shadowRoot) walk(element.shadowRoot);
      }
    };
    walk(document);
    return count;
  });

async function tableOfBars(page, part = 'tbody') {
  await page.getByRole('button', { name: 'Show as table' }).click();
  const bars = await page.locator(`ce-histogram dialog ${part} tr`).evaluateAll((all) => all.map((row) => [...row.cells].map((cell) => cell.innerText)));
  await page.getByRole('button', { name: 'Close', exact: true }).click();
  return bars;
}

const numbers = (bars) => bars.reduce((sum, [, success, fail]) => sum + Number(success.replace(/\D/g, '')) + Number(fail.replace(/\D/g, '')), 0);

async function histogram(world) {
  await withStub(world, { size: 20_000 }, async (page, stub) => {
    await open(page, stub.url, '#/acme?range=7d');
    assert.equal(numbers(await tableOfBars(page)), await total(page));
    const slider = page.getByRole('slider');
    await slider.focus();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('PageDown');
    await page.keyboard.press('Shift+ArrowLeft');
    await page.keyboard.press('Shift+ArrowLeft');
    const said = await slider.getAttribute('aria-valuetext');
    assert.match(said, /\d+:00 – .*UTC: [\d,]+ Success, [\d,]+ Fail/);
    const [success, fail] = [...said.matchAll(/([\d,]+) (?:Success|Fail)/g)].map((m) => Number(m[1].replace(/\D/g, '')));
    await page.keyboard.press('Enter');
    await settle(page);
    assert.match(decodeURIComponent(await hash(page)), /range=2.*\/2/);
    assert.equal(await total(page), success + fail);
    await page.goBack();
    await settle(page);
    const box = await page.locator('svg.chart').boundingBox();
    await page.mouse.move(box.x + box.width * 0.4, box.y + 60);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.5, box.y + 60, { steps: 3 });
    await page.mouse.up();
    await settle(page);
    assert.match(decodeURIComponent(await hash(page)), /range=2.*\/2/);
    await page.getByRole('button', { name: 'Zoom out' }).click();
    await settle(page);
    await go(page, '#/acme?range=all');
    await settle(page);
    await page.locator('svg.chart').click({ position: { x: box.width * 0.5, y: 60 }, modifiers: ['Alt'] });
    await settle(page);
    assert.match(await hash(page), /at=/);
    await page.getByRole('button', { name: 'Load newer' }).click();
    await settle(page);
    const order = await page.locator('ce-event-table').evaluate((table) => table.pages.flatMap((p) => p.events.map((e) => e.timestamp)));
    assert.deepEqual(order, [...order].sort().reverse());
    await typesOfBars(page);
  });
}

/** With its types, the chart has all events once, in the colours of the list. */
async function typesOfBars(page) {
  await go(page, '#/acme?range=7d&status=FAIL&split=type');
  await settle(page);
  const legend = page.locator('ce-histogram .types > span');
  assert.equal(await page.locator('rect.failed').count(), 0, 'no failure twice');
  const counts = await legend.locator('em').evaluateAll((all) => all.map((em) => Number(em.innerText.replace(/\D/g, ''))));
  assert.equal(counts.reduce((sum, count) => sum + count, 0), await total(page));
  const names = await legend.locator('bdi').allInnerTexts();
  const [head] = await tableOfBars(page, 'thead');
  assert.deepEqual(head.slice(1, 1 + names.length), names);
  const columns = (await tableOfBars(page)).map(([, ...cells]) => cells.map((cell) => Number(cell.replace(/\D/g, ''))));
  assert.deepEqual(counts.map((_, i) => columns.reduce((sum, cells) => sum + cells[i], 0)), counts);
  const swatch = await legend.filter({ hasText: 'BLOCK' }).locator('.sw').evaluate((i) => getComputedStyle(i).backgroundColor);
  const mark = await page.locator('tr.e .type', { hasText: 'BLOCK' }).first().evaluate((span) => getComputedStyle(span, '::before').backgroundColor);
  assert.equal(swatch, mark, 'a type has one colour');
}

async function zones(world) {
  for (const [zone, range, expected] of [
    ['Europe/Berlin', '2026-03-20T00:00:00Z/2026-04-10T00:00:00Z', 'Berlin'],
    ['Europe/Berlin', '2025-12-20T00:00:00Z/2026-04-10T00:00:00Z', 'Berlin'],
    ['Asia/Kolkata', '2026-03-20T00:00:00Z/2026-04-10T00:00:00Z', 'hours of UTC'],
    ['America/St_Johns', '2026-03-01T00:00:00Z/2026-04-10T00:00:00Z', 'days of UTC'],
  ]) {
    await withStub(world, { size: 100_000, days: 365, zone }, async (page, stub) => {
      await open(page, stub.url, `#/acme?range=${encodeURIComponent(range)}`);
      const bars = await tableOfBars(page);
      assert.equal(numbers(bars), await total(page));
      assert.ok((await total(page)) > 1_000);
      const shown = await page.locator('ce-histogram').evaluate((element) => element.bars.map((bar) => (bar.end - bar.start) / 3_600_000));
      if (expected === 'Berlin') assert.ok(range.startsWith('2025') ? shown.includes(23) : shown.some((hours) => hours !== shown[2]), shown.join());
      else await page.getByText(`Bars are ${expected}`).waitFor();
    });
  }
}

async function detail(world) {
  await withStub(world, {}, async (page, stub) => {
    await open(page, stub.url, '#/acme?range=7d');
    await rows(page).nth(2).click();
    const aside = page.getByRole('complementary', { name: 'Event details' });
    await aside.locator('li').nth(3).waitFor();
    const id = (await idsIn(page))[2];
    await aside.getByText(id).waitFor();
    assert.match(await hash(page), new RegExp(`event=${id}`));
    await page.keyboard.press('j');
    await aside.getByText((await idsIn(page))[3]).waitFor();
    assert.equal(await page.locator('tr.e[aria-current]').getAttribute('data-id'), (await idsIn(page))[3]);
    await page.keyboard.press('k');
    await aside.getByText(id).waitFor();
    const container = await aside.locator('dd').first().locator('.value').innerText();
    await aside.locator('dd').first().hover();
    await aside.getByRole('button', { name: `Only container ${container}` }).click();
    await settle(page);
    assert.match(await hash(page), new RegExp(`container=${container}`));
    await page.getByRole('heading', { name: container }).waitFor();
    await aside.getByRole('link', { name: container }).waitFor();
    await page.keyboard.press('Escape');
    assert.equal(await aside.count(), 0);
    const row = page.locator('tr.e', { has: page.locator('td.c-actor bdi:not(.ms)') }).first();
    const at = await row.getAttribute('data-at');
    const actor = await row.locator('td.c-actor').innerText();
    await row.click();
    await aside.locator('ol[aria-busy=false]').waitFor();
    assert.equal(await aside.getByRole('button', { name: 'Same actor' }).getAttribute('aria-pressed'), 'true');
    const headings = await aside.locator('h3').allInnerTexts();
    assert.ok(headings[0].startsWith('Around it') && headings[1].startsWith('Context'), headings.join());
    await aside.locator('dd').first().hover();
    await aside.getByRole('button', { name: `The hour before: everything at ${container}` }).waitFor();
    await aside.getByText(`The hour before: everything by ${actor}`).click();
    await settle(page);
    const [from, to] = [at - HOUR, Number(at)].map((time) => new Date(time).toISOString());
    assert.ok(decodeURIComponent(await hash(page)).includes(`range=${from}/${new Date(Number(at) + 1).toISOString()}&actor=${actor}`), await hash(page));
    assert.ok((await text(page, 'ce-range-menu .label')).includes(`${from.slice(11, 19)} – ${to.slice(11, 19)}`));
    assert.match(await text(page, 'tr.day'), /· \d+ events?, \d+ failed/, 'also where the loaded events are drawn by minutes');
    await page.keyboard.press('Escape');
    // A link to an event that isn't in the list opens it, too.
    const other = stub.state.log.event(7);
    await go(page, `#/acme?range=24h&event=${other.event_id}`);
    await aside.getByText(other.event_id).waitFor();
    await go(page, '#/acme?range=24h&event=unknown');
    await aside.getByText('doesn’t exist').waitFor();
  });
}

const liveEvent = (n, ago) => ({ container_id: 'web-1', event_type: 'ACCESS', status: 'SUCCESS', timestamp: new Date(Date.now() - ago).toISOString(), message: `new ${n}` });

/** The page's clock is put forward from one request to the next. */
async function live(world) {
  await withStub(world, { size: 400 }, async (page, stub) => {
    await page.clock.install();
    await open(page, stub.url, '#/acme?range=24h');
    await page.getByRole('button', { name: 'Live' }).click();
    await page.getByText(/Live: asked/).waitFor();
    const comes = async (locator) => {
      for (let n = 0; n < 30 && (await locator.count()) === 0; n++) {
        await page.clock.fastForward(31_000);
        await locator.waitFor({ timeout: 1_000 }).catch(() => undefined);
      }
      await locator.waitFor();
    };
    stub.state.log.add(liveEvent(1, 0));
    stub.state.log.add(liveEvent(2, 30_000));
    await comes(page.getByText('new 1', { exact: true }));
    await comes(page.getByText('new 2', { exact: true }));
    stub.state.log.add(liveEvent(3, 0));
    await comes(page.getByText('new 3', { exact: true }));
    for (const n of [1, 2, 3]) assert.equal(await page.getByText(`new ${n}`, { exact: true }).count(), 1);
    const order = await page.locator('tr.e').evaluateAll((all) => all.map((row) => Number(row.dataset.at)));
    assert.deepEqual(order, [...order].sort((a, b) => b - a));
    await scrollTo(page, 900);
    stub.state.log.add(liveEvent(4, 0));
    const paused = page.getByRole('button', { name: /Paused while you read · 1 new event/ });
    await comes(paused);
    await paused.click();
    await page.getByText('new 4', { exact: true }).waitFor();
    await page.evaluate(() => {
      Object.defineProperty(document, 'hidden', { configurable: true, get: () => true });
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await page.getByText('Live rests while the page is hidden').waitFor();
    // What was asked before has arrived once this has.
    const asked = async () => {
      await page.evaluate(() => fetch('console/container-events.js'));
      return stub.state.requests.filter(({ path }) => path.endsWith('/events')).length;
    };
    const before = await asked();
    await page.clock.fastForward(120_000);
    assert.equal(await asked(), before, 'a hidden page asks nothing');
    await page.evaluate(() => {
      delete document.hidden;
      document.dispatchEvent(new Event('visibilitychange'));
    });
    await page.getByText(/Live: asked/).waitFor();
    await page.getByRole('button', { name: 'Live' }).click();
    assert.match(await hash(page), /range=24h/);
  });
}

async function liveIsSoon(world) {
  await withStub(world, { size: 400 }, async (page, stub) => {
    await open(page, stub.url, '#/acme?range=24h');
    await page.getByRole('button', { name: 'Live' }).click();
    await page.getByText(/Live: asked/).waitFor();
    const times = [];
    for (let n = 0; n < 8; n++) {
      const began = Date.now();
      stub.state.log.add(liveEvent(n, n % 2 ? 30_000 : 0));
      await page.getByText(`new ${n}`, { exact: true }).waitFor();
      times.push(Date.now() - began);
    }
    const slowest = Math.max(...times);
    world.note(`live events were seen after at most ${slowest} ms`);
    if (world.isQuiet) assert.ok(slowest <= 4_000, `${slowest} ms`);
  });
}

async function downloads(world, size) {
  await withStub(world, { size }, async (page, stub) => {
    await open(page, stub.url, '#/acme?range=all');
    const expected = await total(page);
    assert.equal(expected, size);
    const shown = size.toLocaleString('en');
    const all = new Set(Array.from({ length: stub.state.log.size }, (_, i) => stub.state.log.event(i).event_id));
    await openMenuItem(page, 'Download…');
    for (const [form, extension, read] of [
      ['CSV', 'csv', (text) => { assert.equal(text.slice(1, text.indexOf('\r\n')), columns(world)); return text.trim().split('\r\n').slice(1).map((line) => line.split(',')[0]); }],
      ['NDJSON', 'ndjson', (text) => text.trim().split('\n').map((line) => JSON.parse(line).event_id)],
      ['CloudEvents', 'json', (text) => JSON.parse(text).map(({ id }) => id)],
    ]) {
      await page.getByRole('button', { name: form, exact: true }).click();
      const saved = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Save as a file' }).click();
      const file = await saved;
      const name = file.suggestedFilename();
      assert.match(name, new RegExp(`^acme-events-[\\dT-]+\\.${extension}$`));
      const found = read(readFileSync(await file.path(), 'utf8'));
      assert.equal(found.length, expected);
      assert.deepEqual(new Set(found), all);
      await page.getByText(`Saved ${name} · ${shown} of ${shown}`).waitFor();
      assert.equal(await page.locator('ce-download-dialog .primary:focus').innerText(), 'Close');
    }
    await page.getByRole('button', { name: 'CSV', exact: true }).click();
    let asked = 0;
    let goOn;
    const gate = new Promise((resolve) => (goOn = resolve));
    stub.state.fault = (path) => (path.endsWith('/events') && ++asked > 1 ? gate : undefined);
    let isSaved = false;
    page.once('download', () => (isSaved = true));
    await page.getByRole('button', { name: 'Save as a file' }).click();
    await page.getByText(`1,000 of ${shown}`).waitFor();
    assert.equal(await page.getByRole('progressbar').evaluate(({ value, max }) => value / max), 1_000 / size);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.getByText('Close', { exact: true }).locator('visible=true').waitFor();
    goOn();
    await settle(page);
    assert.ok(!isSaved && asked === 2, 'a cancelled download leaves no file');
  });
}

/** The header row of a list as CSV: the contract's members of `ListedEvent`. */
function columns(world) {
  const contract = readFileSync(join(world.console, '../main/resources/openapi.yaml'), 'utf8');
  const [, members] = /\n    ListedEvent:\n.*?\n      properties:\n(.*?)\n    \S/s.exec(contract);
  return [...members.matchAll(/^ {8}(\w+):/gm)].map(([, name]) => name).join();
}

async function chosenFile(world) {
  const prepare = () => {
    const file = { written: '', end: '', isRemoved: false };
    const writable = { write: async (text) => (file.written += text), close: async () => (file.end = 'closed'), abort: async () => (file.end = 'aborted') };
    window.showSaveFilePicker = async ({ suggestedName }) => ({ name: 'own.ndjson', createWritable: async () => Object.assign(file, { suggestedName }) && writable, remove: async () => (file.isRemoved = true) });
    window.chosen = file;
  };
  await withStub(world, { size: 1_500, prepare }, async (page, stub) => {
    const file = () => page.evaluate(() => window.chosen);
    await open(page, stub.url, '#/acme?range=all');
    await openMenuItem(page, 'Download…');
    await page.getByRole('button', { name: 'NDJSON' }).click();
    await page.getByRole('button', { name: 'Save as a file' }).click();
    await page.getByText('Saved own.ndjson · 1,500 of 1,500').waitFor();
    const { written, end, suggestedName } = await file();
    assert.deepEqual([written.trim().split('\n').length, end, suggestedName.split('.')[1]], [1_500, 'closed', 'ndjson']);
    await page.getByRole('button', { name: 'NDJSON' }).click();
    let asked = 0;
    stub.state.fault = (path) => (path.endsWith('/events') && ++asked > 1 ? new Promise(() => undefined) : undefined);
    await page.getByRole('button', { name: 'Save as a file' }).click();
    await page.getByText('1,000 of 1,500').waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.waitForFunction(() => window.chosen.isRemoved);
    assert.equal((await file()).end, 'aborted');
  });
}

/** Presses Tab until something has the focus. */
async function tabTo(page, role, name) {
  for (let n = 0; n < 80; n++) {
    await page.keyboard.press('Tab');
    const isThere = await page.getByRole(role, { name }).first().evaluate((element) => element.matches(':focus')).catch(() => false);
    if (!isThere) continue;
    const outline = await page.getByRole(role, { name }).first().evaluate((element) => {
      const style = getComputedStyle(element);
      const box = getComputedStyle(element.closest('.search') ?? element);
      return style.outlineStyle !== 'none' || box.boxShadow !== 'none';
    });
    assert.ok(outline, `the focus on ${name} is visible`);
    return;
  }
  assert.fail(`Tab never reaches ${name}`);
}

async function keyboard(world) {
  await withStub(world, { size: 900 }, async (page, stub) => {
    await page.goto(stub.url);
    await page.getByLabel('API key').waitFor();
    assert.equal(await page.getByText('No events').count(), 0, 'nobody knows yet');
    await page.keyboard.type(KEY);
    await page.keyboard.press('Enter');
    await rows(page).first().waitFor();
    await settle(page);
    await page.keyboard.press('/');
    await page.keyboard.type('status:fail');
    await page.keyboard.press('Enter');
    await settle(page);
    assert.match(await hash(page), /status=FAIL/);
    await tabTo(page, 'slider', /Events by time/);
    await page.keyboard.press('End');
    await page.keyboard.press('Shift+Home');
    await page.keyboard.press('Enter');
    await settle(page);
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.getByRole('complementary').waitFor();
    await page.keyboard.press('Escape');
    assert.equal(await page.getByRole('complementary').count(), 0);
    assert.equal(await page.locator('tr.e a:focus').count(), 1, 'the focus is where it was');
    await page.reload();
    await rows(page).first().waitFor();
    await tabTo(page, 'button', 'Skip to events');
    await tabTo(page, 'button', 'Download…');
    await page.keyboard.press('Enter');
    const saved = page.waitForEvent('download');
    await tabTo(page, 'button', 'Save as a file');
    await page.keyboard.press('Enter');
    await saved;
    await page.keyboard.press('Escape');
    await tabTo(page, 'button', 'Keyboard shortcuts');
    await page.keyboard.press('Enter');
    await page.getByLabel(/without Ctrl/).uncheck();
    await page.keyboard.press('Escape');
    await page.keyboard.press('l');
    assert.equal(await page.getByRole('button', { name: 'Live' }).getAttribute('aria-pressed'), 'false');
  });
}

async function tabs(world) {
  await withStub(world, { size: 20 }, async (page, stub) => {
    await open(page, stub.url, '#/acme?range=7d');
    const reached = [];
    const focused = () =>
      page.evaluate(() => {
        let element = document.activeElement;
        while (element.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
        const { outlineStyle, outlineWidth } = getComputedStyle(element);
        const hasRing = (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || getComputedStyle(element.closest('.search') ?? element).boxShadow !== 'none';
        const { width, height } = element.getBoundingClientRect();
        const name = element.getAttribute('aria-label') ?? element.textContent.trim() ?? element.localName;
        return { name, isBody: element === document.body, isVisible: hasRing && width > 0 && height > 0 };
      });
    for (let n = 0; n < 120; n++) {
      await page.keyboard.press('Tab');
      const { name, isBody, isVisible } = await focused();
      if (isBody || reached[0] === name) break;
      assert.ok(isVisible, `the focus on ${name} is visible`);
      reached.push(name);
    }
    assert.ok(reached.length < 120, 'Tab leaves the page');
    const expected = ['Skip to events', 'All', 'Failures', 'Expiring next', 'Destinations', 'Live', 'Local', 'UTC', 'Another zone', 'Download…', '?', 'Copy link', 'Show as table', 'Zoom out', 'Status', 'Type', 'Container', 'Actor', 'IP address'];
    for (const name of expected) assert.ok(reached.some((other) => other === name || (name === '?' && other === 'Keyboard shortcuts')), `Tab reaches ${name}: ${reached.join(' | ')}`);
    assert.equal(reached.filter((name) => /^\d\d:\d\d:\d\d/.test(name)).length, 20, 'each event');
  });
}

const HOSTILE = '<img src=x onerror="window.broken=1"><script>window.broken=1</script>';

async function hostile(world) {
  const at = (n) => new Date(Date.now() - n * 1_000).toISOString();
  const extra = [
    { event_id: 'h1', container_id: HOSTILE, event_type: HOSTILE.slice(0, 128), status: 'FAIL', timestamp: at(1), message: HOSTILE, actor: { id: HOSTILE.slice(0, 200) }, context: { [HOSTILE]: HOSTILE, url: 'javascript:window.broken=1' } },
    { event_id: 'h2', container_id: 'javascript:window.broken=1', event_type: 'x', status: 'SUCCESS', timestamp: at(2), message: `\u202Egnp.exe ${'long '.repeat(800)}` },
    { event_id: 'h3', container_id: 'c', event_type: '${window.broken=1}', status: 'SUCCESS', timestamp: at(3), message: '{{window.broken=1}}', context: { big: 'x'.repeat(32_000) } },
    { event_id: 'h4', container_id: `${'ж'.repeat(250)}`, event_type: '‮abc', status: 'SUCCESS', timestamp: at(4), actor: { id: 'اَلْعَرَبِيَّةُ', name: HOSTILE } },
  ];
  await withStub(world, { size: 50, extra }, async (page, stub) => {
    await open(page, stub.url, '#/acme?range=24h');
    assert.equal(await page.locator('tr.e').first().locator('td.message').innerText(), HOSTILE);
    for (const n of [0, 1, 2, 3]) {
      await rows(page).nth(n).click();
      await page.getByRole('complementary').getByText(`h${n + 1}`, { exact: true }).waitFor();
      await page.getByRole('complementary').locator('ol[aria-busy=false]').waitFor();
    }
    for (const link of await page.locator('a').evaluateAll((all) => all.map((a) => a.getAttribute('href')))) assert.match(link, /^#/);
    await go(page, `#/acme?range=24h&text=${encodeURIComponent(HOSTILE)}&event=h1`);
    await settle(page);
    assert.equal(await page.evaluate(() => window.broken), undefined);
    assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= 1440);
  });
}

async function troubles(world) {
  await withStub(world, { size: 900 }, async (page, stub) => {
    await open(page, stub.url, '#/acme?range=24h');
    const fail = (status, detail, headers) => (stub.state.fault = (path) => (path.endsWith('/events') ? new Refusal(status, detail, headers) : undefined));
    const range = (name) => go(page, `#/acme?range=${name}`);
    fail(503, 'Busy', { 'Retry-After': '1' });
    await range('7d');
    await page.getByText(/Asking again in/).waitFor();
    stub.state.fault = () => undefined;
    await rows(page).first().waitFor();
    await page.getByText('Up to date').waitFor();
    fail(500, 'The service failed');
    await range('30d');
    await page.getByRole('alert').getByText('6a9e6f5c-2a0f-4f64-9a55-0d4f7a3f1c11').waitFor();
    stub.state.fault = () => undefined;
    await page.getByRole('button', { name: 'Try again' }).click();
    await rows(page).first().waitFor();
    assert.equal(await page.getByRole('alert').locator('visible=true').count(), 0);
    stub.state.fault = () => new Refusal(500, 'The service failed');
    await range('24h');
    await page.getByText('The events can’t be counted now.').waitFor();
    await page.getByRole('alert').waitFor();
    for (const claim of ['No events in this range', 'Up to date', 'Load older']) assert.equal(await page.getByText(claim).count(), 0, claim);
    fail(403, 'Outside of the scope');
    await range('90d');
    await page.getByText('doesn’t open this').waitFor();
    stub.state.fault = () => undefined;
    await page.context().setOffline(true);
    await range('24h');
    await page.getByText('can’t be reached').first().waitFor();
    await page.context().setOffline(false);
    await page.getByRole('button', { name: 'Try again' }).click();
    await rows(page).first().waitFor();
    await go(page, '#/acme?range=24h&container=nowhere&status=FAIL');
    await page.getByText('No event matches').waitFor();
    await page.getByRole('button', { name: 'Remove container nowhere' }).click();
    await rows(page).first().waitFor();
    await go(page, '#/acme?range=2020-01-01T00:00:00Z/2020-01-02T00:00:00Z');
    await page.getByText('No events in this range').first().waitFor();
    await page.getByRole('button', { name: 'Show the newest events' }).click();
    await rows(page).first().waitFor();
    page.seen.errors = page.seen.errors.filter((error) => !/ERR_INTERNET_DISCONNECTED/.test(error));
  });
}

async function endedToken(world) {
  await withStub(world, { size: 900 }, async (page, stub) => {
    await open(page, stub.url, '#/acme?range=7d&status=FAIL');
    const before = await idsIn(page);
    const token = await page.evaluate(() => Object.values({ ...sessionStorage })[0]);
    stub.state.ended.add(token);
    await page.getByRole('combobox').fill('type:BLOCK');
    await page.keyboard.press('Enter');
    await page.getByText('Your token has ended').waitFor();
    assert.ok((await hash(page)).includes('type=BLOCK'));
    await page.getByLabel('API key').fill('nonsense');
    await page.getByRole('button', { name: 'Open', exact: true }).click();
    await page.getByText('not valid').waitFor();
    await page.getByLabel('API key').fill(KEY);
    await page.getByRole('button', { name: 'Open', exact: true }).click();
    await page.locator('tr.e').first().waitFor();
    await settle(page);
    assert.ok((await idsIn(page)).length < before.length);
    assert.match(await hash(page), /status=FAIL/);
  });
}

/** A token is refused from when its key is revoked. Its reader has no key to enter. */
async function revokedLink(world) {
  await withStub(world, { size: 900 }, async (page, stub) => {
    await page.goto(`${stub.url}/#token=${TOKEN}`);
    await rows(page).first().waitFor();
    await settle(page);
    assert.equal(await page.getByLabel('API key').locator('visible=true').count(), 0, 'nobody is asked for a key');
    stub.state.ended.add(TOKEN);
    await page.getByRole('button', { name: 'Failures' }).click();
    await page.getByText('This link no longer works').waitFor();
    assert.match(await hash(page), /status=FAIL/);
    await go(page, `#token=${TOKEN.replace('f'.repeat(8), '0'.repeat(8))}`);
    await rows(page).first().waitFor();
    await page.getByLabel('API key').waitFor({ state: 'hidden' });
    await show(page, stub, 'link');
    assert.equal(await page.getByText('This key is not valid').count(), 0);
  });
}

/** Serves a page of another origin. */
async function startHost(html, headers = {}) {
  const server = createServer((request, response) => response.writeHead(200, { 'Content-Type': 'text/html', ...headers }).end(html));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function embed(world) {
  const stub = await startStub({ log: world.log(900, 7), assets: world.assets });
  const policy = `default-src 'none'; script-src ${stub.url} 'nonce-host'; connect-src ${stub.url}; style-src 'nonce-host'; require-trusted-types-for 'script'; trusted-types lit-html`;
  const html = `<!doctype html><html lang="en"><title>Host</title><style nonce="host">* { color: rgb(255, 0, 0); font-size: 40px } table { display: none }</style>
    <main><p id="own">Host</p><container-events actor="joe" views="all failures" hide-cost></container-events></main>
    <script type="module" nonce="host" src="${stub.url}/console/container-events.js"></script>
    <script type="module" nonce="host">
      const element = document.querySelector('container-events');
      window.asked = 0;
      window.changes = [];
      element.addEventListener('view-change', (event) => window.changes.push(event.detail.fragment));
      element.addEventListener('event-select', (event) => (window.selected = event.detail.event_id));
      await customElements.whenDefined('container-events');
      element.getToken = async () => 'ce_v0123456789abcdef_' + String(++window.asked).padStart(48, '0');
    </script></html>`;
  const host = await startHost(html, { 'Content-Security-Policy': policy });
  const page = await newPage(world.browser);
  try {
    await page.goto(`${host.url}/page?own=1#own`);
    await rows(page).first().waitFor();
    await settle(page);
    assert.equal(await page.locator('tr.e').first().evaluate((row) => getComputedStyle(row).fontSize), '14px', 'styles of the host stay out');
    assert.equal(await page.locator('#own').evaluate((p) => getComputedStyle(p).color), 'rgb(255, 0, 0)', 'and ours in');
    assert.ok(page.url().endsWith('?own=1#own'), 'the address is the host’s');
    assert.ok(stub.state.requests.filter(({ path, method }) => path === '/orgs/acme/events' && method === 'GET').every(({ query }) => query.includes('actor=joe')));
    assert.equal(await page.getByRole('button', { name: /Remove filter actor/ }).count(), 0);
    assert.equal(await page.getByText('read units').count(), 0);
    await rows(page).first().click();
    assert.equal(await page.evaluate(() => window.selected), (await idsIn(page))[0]);
    assert.ok((await page.evaluate(() => window.changes)).length > 0);
    stub.state.ended.add('ce_v0123456789abcdef_' + '1'.padStart(48, '0'));
    await page.getByRole('button', { name: 'Failures' }).click();
    await page.waitForFunction(() => window.asked === 2);
    await settle(page);
    assert.deepEqual(await faults(page), []);
    assert.deepEqual(await page.evaluate(() => [{ ...localStorage }, { ...sessionStorage }].map((s) => Object.values(s).join())).then((all) => all.filter((s) => s.includes('ce_v'))), [], 'an embed keeps no token');
  } finally {
    await page.done();
    host.close();
    stub.server.closeAllConnections();
    stub.server.close();
  }
}

async function embedWidths(world) {
  await withStub(world, { size: 900 }, async (page, stub) => {
    const html = `<!doctype html><html lang="en"><title>Host</title><body>
      <div id="frame" style="width:400px"><container-events token="${TOKEN}"></container-events></div>
      <script type="module" src="${stub.url}/console/container-events.js"></script>`;
    const host = await startHost(html);
    try {
      await page.goto(host.url);
      await rows(page).first().waitFor();
      await settle(page);
      const column = page.locator('ce-event-table thead th.c-type');
      const right = (locator) => locator.evaluate((element) => element.getBoundingClientRect().right);
      assert.ok((await column.evaluate((th) => getComputedStyle(th.closest('thead')).position)) === 'absolute', 'two lines for each event');
      await page.getByRole('button', { name: 'More' }).click();
      assert.deepEqual(await misplaced(page), []);
      await page.keyboard.press('Escape');
      await rows(page).first().click();
      const detail = page.getByRole('complementary');
      await detail.waitFor();
      const [element, sheet] = await Promise.all([page.locator('container-events').boundingBox(), detail.boundingBox()]);
      assert.ok(sheet.x >= element.x && sheet.y >= element.y && sheet.width <= 400 && sheet.y + sheet.height <= element.y + element.height + 1, JSON.stringify({ element, sheet }));
      for (const width of [400, 560, 820, 900, 1200]) {
        await page.locator('#frame').evaluate((frame, to) => (frame.style.width = `${to}px`), width);
        await settle(page);
        assert.deepEqual(await misplaced(page), [], `${width} pixels`);
        assert.ok((await right(detail)) <= (await right(page.locator('#frame'))) + 1);
      }
      assert.equal(await column.evaluate((th) => getComputedStyle(th.closest('thead')).position), 'static', 'columns');
    } finally {
      host.close();
    }
  });
}

async function scope(world) {
  await withStub(world, { caller: { container_id: 'vault-7' } }, async (page, stub) => {
    await open(page, stub.url, '#/acme?range=7d');
    const lists = stub.state.requests.filter(({ path }) => path === '/orgs/acme/events');
    assert.ok(lists.length > 0 && lists.every(({ query }) => query.includes('container_id=vault-7')));
    assert.equal(await page.getByRole('button', { name: 'Remove filter container vault-7' }).count(), 0);
    assert.equal(await page.getByRole('button', { name: 'Destinations' }).count(), 0);
    await page.getByRole('button', { name: 'Count all' }).click();
    await settle(page);
    assert.ok((await total(page)) > 100);
  });
}

async function reflow(world) {
  await withStub(world, { size: 300, width: 320, height: 640 }, async (page, stub) => {
    for (const state of ['list', 'detail']) {
      await show(page, stub, state);
      assert.deepEqual(await misplaced(page), [], state);
    }
    await show(page, stub, 'list');
    const chart = page.locator('svg.chart');
    const { width } = await chart.boundingBox();
    for (const part of [0.2, 0.5, 0.6, 0.9]) {
      await chart.hover({ position: { x: width * part, y: 60 } });
      await page.locator('.tip').waitFor();
      assert.deepEqual(await misplaced(page), [], `the tip at ${part}`);
    }
  });
  await withStub(world, { size: 300 }, async (page, stub) => {
    await open(page, stub.url, '#/acme?range=7d');
    await page.locator('svg.chart').hover({ position: { x: 900, y: 60 } });
    await page.setViewportSize({ width: 320, height: 640 });
    await settle(page);
    assert.deepEqual(await misplaced(page), [], 'after a resize');
    await page.emulateMedia({ forcedColors: 'active' });
    const fill = await page.locator('rect.success').first().evaluate((rect) => getComputedStyle(rect).fill);
    assert.notEqual(fill, 'rgba(0, 0, 0, 0)');
  });
}

/** 640 by 400 pixels are what a window of 1280 by 800 has at 200 %. */
async function everyWidth(world) {
  for (const state of ['list', 'detail', 'types', 'price', 'suggest', 'range', 'empty', 'busy', 'ended', 'destinations', 'export', 'keys', 'head']) {
    await withStub(world, { size: sizeOf(state) }, async (page, stub) => {
      await show(page, stub, state);
      for (const [width, height] of [[1440, 900], [1241, 800], [1240, 800], [1000, 800], [821, 800], [640, 400], [390, 844], [320, 640]]) {
        await page.setViewportSize({ width, height });
        await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
        assert.deepEqual(await misplaced(page), [], `${state} at ${width} × ${height}`);
      }
    });
  }
}

async function longTexts(world) {
  const assets = `${world.assets}-long`;
  execFileSync(process.execPath, [join(world.console, 'build.mjs'), assets, '--pseudo'], { stdio: 'ignore' });
  const inside = (page, run) => page.locator('container-events').evaluate(run);
  const opened = {
    '#/acme?range=7d': () => undefined,
    '#/acme?range=7d&split=type': () => undefined,
    '#/acme?range=7d&text=opened': () => undefined,
    '#/acme?range=7d&status=FAIL&container=nowhere': () => undefined,
    '#/acme?list=destinations': () => undefined,
    '#/acme?range=7d&event={id}': () => undefined,
    '#/acme?range=7d&status=FAIL': ({ shadowRoot }) => shadowRoot.querySelector('ce-download-dialog').show(),
    '#/acme?range=24h': ({ shadowRoot }) => shadowRoot.querySelector('ce-keys-dialog').show(),
    '#/acme?range=30d': ({ shadowRoot }) => (shadowRoot.querySelector('ce-range-menu').renderRoot.querySelector('ce-menu').open = true),
    '#/acme?range=90d': ({ shadowRoot }) => shadowRoot.querySelector('ce-header').renderRoot.querySelectorAll('ce-menu').forEach((menu) => (menu.open = menu.checkVisibility())),
  };
  await withStub({ ...world, assets }, { size: 25_000 }, async (page, stub) => {
    for (const [view, run] of Object.entries(opened)) {
      await open(page, stub.url, view.replace('{id}', stub.state.log.event(24_999).event_id));
      await inside(page, run);
      for (const dir of ['ltr', 'rtl']) {
        for (const [width, height] of [[1440, 900], [1000, 800], [390, 844]]) {
          await page.evaluate((to) => (document.documentElement.dir = to), dir);
          await page.setViewportSize({ width: width + 1, height });
          await page.setViewportSize({ width, height });
          await settle(page);
          assert.deepEqual(await misplaced(page), [], `${view} ${dir} at ${width} pixels`);
        }
      }
      await page.setViewportSize({ width: 1440, height: 900 });
    }
  });
}

async function stillness(world) {
  for (const reducedMotion of ['no-preference', 'reduce']) {
    await withStub(world, { size: 400, reducedMotion }, async (page, stub) => {
      const moves = (locator) => locator.first().evaluate((element) => element.getAnimations().length > 0);
      let goOn;
      const gate = new Promise((resolve) => (goOn = resolve));
      await open(page, stub.url, '#/acme?range=24h');
      stub.state.fault = (path) => (path.endsWith('/events') ? gate : undefined);
      await go(page, '#/acme?range=7d');
      assert.equal(await moves(page.locator('.skeleton i')), reducedMotion !== 'reduce', 'while it loads');
      goOn();
      await settle(page);
      stub.state.log.add(liveEvent(1, 0));
      await page.getByRole('button', { name: 'Live' }).click();
      assert.equal(await moves(page.locator('tr.new td')), reducedMotion !== 'reduce', 'when an event comes live');
    });
  }
}

async function slow(world) {
  await withStub(world, { size: MILLION, days: 365 }, async (page, stub) => {
    await open(page, stub.url);
    const session = await page.context().newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate: 4 });
    await page.addInitScript(() => {
      window.vitals = { fcp: 0, lcp: 0, cls: 0, tasks: [] };
      const observe = (type, take) => new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
      observe('paint', ({ name, startTime }) => name === 'first-contentful-paint' && (window.vitals.fcp = startTime));
      observe('largest-contentful-paint', ({ startTime }) => (window.vitals.lcp = startTime));
      observe('layout-shift', ({ hadRecentInput, value }) => hadRecentInput || (window.vitals.cls += value));
      observe('longtask', ({ startTime, duration }) => window.vitals.tasks.push({ startTime, duration }));
    });
    await page.reload();
    await silence(stub);
    const { fcp, lcp, cls, tasks } = await page.evaluate(() => window.vitals);
    // The total blocking time, as Lighthouse has it: what comes after 50 ms of a task, from the first contentful paint until all is quiet.
    const blocked = tasks.reduce((sum, { startTime, duration }) => sum + Math.max(0, startTime + duration - Math.max(startTime, fcp) - 50), 0);
    const key = await page.evaluate(async () => {
      const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      const times = [];
      for (let n = 0; n < 10; n++) {
        const began = performance.now();
        document.dispatchEvent(new KeyboardEvent('keydown', { key: 'j', bubbles: true, composed: true }));
        await frame();
        times.push(performance.now() - began);
      }
      return times.sort((a, b) => a - b)[5];
    });
    const more = await page.evaluate(nextPages);
    world.note(
      `at a quarter of the processor's speed: LCP ${Math.round(lcp)} ms, CLS ${cls.toFixed(3)}, blocked ${Math.round(blocked)} ms, j ${Math.round(key)} ms, 100 rows ${Math.round(more)} ms`,
    );
    assert.ok(cls <= 0.02, `CLS ${cls}`);
    if (world.isQuiet) {
      assert.ok(lcp <= 1_200, `LCP ${lcp} ms`);
      assert.ok(blocked <= 200, `blocked for ${blocked} ms: ${tasks.map(({ startTime, duration }) => `${Math.round(duration)} at ${Math.round(startTime)}`).join(', ')}`);
      assert.ok(key <= 100, `a key takes ${key} ms`);
      assert.ok(more <= 250, `100 more rows take ${more} ms`);
    }
  });
}

/** Waits for five seconds without a request. Unlike a locator, this runs nothing in the page, which would count as the page's own work. */
async function silence({ state }) {
  for (let seen = -1, quiet = 0; quiet < 5; quiet = state.requests.length === seen ? quiet + 1 : 0) {
    seen = state.requests.length;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  }
}

/** Runs in the page: scrolls down through five pages. Returns the median of the times from a page's answer until all its rows are painted. */
async function nextPages() {
  const { shadowRoot } = document.querySelector('container-events').shadowRoot.querySelector('ce-event-table');
  const [scroller, table] = [shadowRoot.querySelector('.scroller'), shadowRoot.querySelector('table')];
  const pause = (ms = 0) => new Promise((resolve) => setTimeout(resolve, ms));
  const frame = () => new Promise(requestAnimationFrame);
  const answers = () => performance.getEntriesByType('resource').filter(({ name }) => /\/events\?/.test(name));
  const times = [];
  while (times.length < 5) {
    const [before, pages] = [answers().length, table.tBodies.length];
    const isDrawn = () => table.tBodies.length > pages && table.tBodies[pages].rows.length >= 99 && !table.tBodies[pages].querySelector('.spacer');
    for (; answers().length === before; await pause(50)) {
      scroller.scrollBy(0, 100);
      await frame();
    }
    do await frame();
    while (!isDrawn());
    await pause();
    times.push(performance.now() - answers().at(-1).responseEnd);
    await pause(500);
  }
  return times.sort((a, b) => a - b)[2];
}

async function accessible(world, state) {
  const looks = world.all ? [1440, 390].map((width) => [width, ['light', 'dark']]) : CORE_LOOKS[state];
  for (const [width, themes] of looks) {
    await withStub(world, { size: sizeOf(state), width, theme: themes[0], height: width === 390 ? 844 : 900 }, async (page, stub) => {
      await show(page, stub, state);
      // The policy of the page forbids to evaluate what isn't its own; the debugger may.
      await page.evaluate(axe);
      for (const theme of themes) {
        await page.emulateMedia({ colorScheme: theme });
        const { violations } = await page.evaluate(() =>
          window.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'], resultTypes: ['violations'] }),
        );
        const found = violations.map(({ id, nodes }) => `${id}: ${nodes.slice(0, 4).map((node) => `${node.target.flat(3).join(' ')} ${node.any[0]?.message ?? ''}`).join(' | ')}`);
        assert.deepEqual(found, [], `${state} at ${width} pixels, ${theme}`);
      }
      page.seen.errors = page.seen.errors.filter((error) => !/ERR_INTERNET_DISCONNECTED|Failed to load/.test(error));
    });
  }
}

/** What CONSOLE.md and README show: copy the pictures to .github when the console has changed. */
async function pictures(world) {
  for (const [name, theme, width, height] of [['console', 'light', 1280, 720], ['console-dark', 'dark', 1280, 720], ['console-phone', 'light', 390, 760]]) {
    await withStub(world, { size: 84_701, days: 14, theme, width, height }, async (page, stub) => {
      await open(page, stub.url, '#/acme?range=7d');
      if (width > 800) {
        await page.locator('tr.e.fail').first().click();
        await page.locator('ce-event-detail li').nth(3).waitFor();
      }
      await settle(page);
      if (world.pictures) await page.screenshot({ path: `${world.pictures}/${name}.png` });
    });
  }
}

/** @param world with url, key, readerKey and org of an API */
async function realApi(world) {
  const api = (path, options = {}) => fetch(`${world.url}/orgs/${world.org}${path}`, { ...options, headers: { Authorization: `Bearer ${world.key}`, ...options.headers } });
  const container = `console-${Date.now()}`;
  const events = Array.from({ length: 230 }, (_, n) => ({
    container_id: container,
    event_type: n % 5 === 0 ? 'BLOCK' : 'ACCESS',
    status: n % 10 === 0 ? 'FAIL' : 'SUCCESS',
    timestamp: new Date(Date.now() - (n + 1) * 60_000).toISOString(),
    actor: { id: n % 2 ? 'joe' : 'ada@example.com' },
    message: `Door ${n}`,
    context: { n },
  }));
  const stored = await api('/events', { method: 'POST', body: JSON.stringify({ events }) });
  assert.equal(stored.status, 200, await stored.text());
  const page = await newPage(world.browser);
  try {
    await page.goto(`${world.url}/#key=${world.readerKey}`);
    await rows(page).first().waitFor();
    await go(page, `#/${world.org}?range=24h&container=${container}`);
    await page.getByText('Door 0', { exact: true }).waitFor();
    await page.waitForFunction(() => /^230$/.test(document.querySelector('container-events').shadowRoot.querySelector('.sum .n').innerText));
    await settle(page);
    await rows(page).nth(1).click();
    await page.getByRole('complementary').getByText('"n"').waitFor();
    await page.keyboard.press('Escape');
    await openMenuItem(page, 'Download…');
    const save = async (form) => {
      await page.getByRole('button', { name: form, exact: true }).click();
      const saved = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Save as a file' }).click();
      return readFileSync(await (await saved).path(), 'utf8');
    };
    const sendAgain = async (type, body) => (await api('/events', { method: 'POST', headers: { 'Content-Type': type }, body })).json();
    assert.equal((await save('CSV')).split('\r\n')[0], `\uFEFF${columns(world)}`);
    const lines = (await save('NDJSON')).trim().split('\n');
    assert.equal(lines.length, 230);
    const copies = lines.map((line) => {
      const { event_id: id, org_id: org, created, ...event } = JSON.parse(line);
      return JSON.stringify({ ...event, container_id: `${container}-copy` });
    });
    const answer = await sendAgain('application/x-ndjson', copies.join('\n'));
    assert.equal(answer.accepted, 230, JSON.stringify(answer).slice(0, 300));
    const cloudEvents = JSON.parse(await save('CloudEvents'));
    const second = await sendAgain('application/cloudevents-batch+json', JSON.stringify(cloudEvents.map((event) => ({ ...event, subject: `${container}-third` }))));
    assert.equal(second.accepted, 230, JSON.stringify(second).slice(0, 300));
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Live' }).click();
    await page.getByText(/Live: asked/).waitFor();
    const seen = [];
    for (let n = 0; n < (world.all ? 20 : 1); n++) {
      const began = Date.now();
      await api(`/containers/${container}/events`, { method: 'POST', body: JSON.stringify({ event_type: 'ACCESS', status: 'SUCCESS', message: `came live ${n}` }) });
      await page.getByText(`came live ${n}`, { exact: true }).waitFor();
      seen.push(Date.now() - began);
    }
    seen.sort((a, b) => a - b);
    world.note(`the real API: of ${seen.length} live events, 95 % were seen within ${seen[Math.ceil(seen.length * 0.95) - 1]} ms`);
    const year = page.waitForResponse((response) => response.url().includes('/events/count'));
    await go(page, `#/${world.org}?range=${new Date(Date.now() - 365 * 24 * HOUR).toISOString()}/${new Date(Date.now() + HOUR).toISOString()}`);
    const units = Number(await (await year).headerValue('x-consumed-read-units'));
    assert.ok(units > 0 && units <= 12, `the bars of a year consume ${units} units`);
    assert.deepEqual(await faults(page), []);
  } finally {
    await page.done();
  }
}
