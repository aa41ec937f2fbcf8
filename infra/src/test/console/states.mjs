// The states in which people see the console: for pictures, and for axe.
import { go, open, settle, TOKEN } from './browser.mjs';
import { Refusal } from './stub.mjs';

const WEEK = '#/acme?range=7d';

/** Each state prepares the stub, opens a page, and brings it there. */
export const STATES = {
  list: (page, stub) => open(page, stub.url, WEEK),
  detail: async (page, stub) => {
    await open(page, stub.url, `${WEEK}&status=FAIL`);
    await page.locator('tr.e').nth(3).click();
    await page.locator('ce-event-detail li').nth(2).waitFor();
  },
  brush: async (page, stub) => {
    await open(page, stub.url, WEEK);
    const box = await page.locator('svg.chart').boundingBox();
    await page.mouse.move(box.x + box.width * 0.5, box.y + 60);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.6, box.y + 70, { steps: 4 });
  },
  types: (page, stub) => open(page, stub.url, `${WEEK}&split=type`),
  suggest: async (page, stub) => {
    await open(page, stub.url, WEEK);
    await page.getByRole('combobox').click();
    await page.keyboard.type('jo');
    await page.getByRole('option').first().waitFor();
  },
  range: async (page, stub) => {
    await open(page, stub.url, WEEK);
    await page.getByRole('button', { name: /Last 7 days/ }).click();
  },
  price: (page, stub) => open(page, stub.url, `${WEEK}&text=opened`),
  empty: (page, stub) => open(page, stub.url, `${WEEK}&status=FAIL&container=nowhere`),
  'empty-range': (page, stub) => open(page, stub.url, '#/acme?range=2020-01-01T00:00:00Z/2020-01-02T00:00:00Z'),
  head: (page, stub) => open(page, stub.url, `${WEEK}&container=vault-7`),
  key: async (page, stub) => {
    await page.goto(`${stub.url}/`);
    await page.getByLabel('API key').waitFor();
  },
  refused: async (page, stub) => {
    await page.goto(`${stub.url}/`);
    await page.getByLabel('API key').fill('nonsense');
    await page.getByRole('button', { name: 'Open' }).click();
    await page.getByText('not valid').waitFor();
  },
  link: async (page, stub) => {
    stub.state.ended.add(TOKEN);
    await page.goto(`${stub.url}/#token=${TOKEN}`);
    await page.getByText('This link no longer works').waitFor();
  },
  ended: async (page, stub) => {
    await open(page, stub.url, WEEK);
    stub.state.fault = (path, q, request) => (request.headers.authorization.includes('ce_v') ? new Refusal(401, 'Unauthorized') : undefined);
    await go(page, '#/acme?range=24h');
    await page.getByText('Your token has ended').waitFor();
  },
  busy: async (page, stub) => {
    await open(page, stub.url, WEEK);
    stub.state.fault = (path) => (path.endsWith('/events') ? new Refusal(503, 'The table takes no more at the moment', { 'Retry-After': '30' }) : undefined);
    await go(page, '#/acme?range=24h');
    await page.getByText(/Asking again in/).waitFor();
  },
  failed: async (page, stub) => {
    await open(page, stub.url, WEEK);
    stub.state.fault = () => new Refusal(500, 'The service failed');
    await go(page, '#/acme?range=24h');
    await page.getByRole('alert').waitFor();
  },
  forbidden: async (page, stub) => {
    stub.state.fault = (path) => (path.endsWith('/destinations') ? new Refusal(403, 'The token may not do this') : undefined);
    await open(page, stub.url, '#/acme?list=destinations');
    await page.getByRole('alert').waitFor();
  },
  offline: async (page, stub) => {
    await open(page, stub.url, WEEK);
    await page.context().setOffline(true);
    await go(page, '#/acme?range=24h');
    await page.getByRole('alert').waitFor();
  },
  destinations: async (page, stub) => {
    await open(page, stub.url, '#/acme?list=destinations');
    await page.getByText('siem.example.com').waitFor();
  },
  live: async (page, stub) => {
    await open(page, stub.url, WEEK);
    await page.getByRole('button', { name: 'Live' }).click();
    await page.getByText(/Live: asked/).waitFor();
  },
  export: async (page, stub) => {
    await open(page, stub.url, `${WEEK}&status=FAIL`);
    await openMenuItem(page, 'Download…');
    await page.getByRole('button', { name: 'Save as a file' }).waitFor();
  },
  keys: async (page, stub) => {
    await open(page, stub.url, WEEK);
    await page.keyboard.press('?');
    await page.getByRole('heading', { name: 'Keyboard shortcuts' }).waitFor();
  },
  table: async (page, stub) => {
    await open(page, stub.url, '#/acme?range=24h');
    await page.getByRole('button', { name: 'Show as table' }).click();
  },
};

/** How many events a state needs: few are enough for most. */
export function sizeOf(state) {
  return { price: 25_000, detail: 400, export: 400 }[state] ?? 60;
}

/** On a phone, some buttons are in a menu. */
export async function openMenuItem(page, name) {
  const button = page.getByRole('button', { name, exact: true }).locator('visible=true');
  if ((await button.count()) === 0) await page.getByRole('button', { name: 'More' }).click();
  await button.first().click();
}

/** Brings a page of the stub into a state. */
export async function show(page, stub, name) {
  stub.state.fault = () => undefined;
  stub.state.ended.clear();
  stub.state.destinations = [
    { destination_id: 'dst_5b1f0c9e8d7a6b5c4d3e2f10', kind: 'splunk', host: 'siem.example.com', state: 'active', lag: '0', last_success: '2026-11-30T20:00:00.000Z' },
    { destination_id: 'dst_0c9e8d7a6b5c4d3e2f105b1f', kind: 'https', host: 'hooks.example.com', state: 'failing', lag: '1204', last_success: '2026-11-30T08:00:00.000Z', last_failure: '2026-11-30T20:01:00.000Z', error: 'status 503: maintenance' },
  ];
  await STATES[name](page, stub);
  if (!['busy', 'brush', 'ended'].includes(name)) await settle(page);
}
