import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AuditEvent } from '../src/model/event.ts';
import { EventList, type FetchPage } from '../src/model/event-list.ts';

const T0 = Date.UTC(2026, 10, 25);

function event(n: number): AuditEvent {
  return { event_id: `e${n}`, container_id: 'c', event_type: 'ACCESS', status: 'SUCCESS', timestamp: new Date(T0 + n * 1_000).toISOString() };
}

/** A log as the API lists it: a token is the last event of a page. */
class Log {
  requests = 0;
  constructor(public events: AuditEvent[]) {}

  readonly fetch: FetchPage = (walk, limit, token) => {
    this.requests++;
    const { start = -Infinity, end = Infinity } = walk.span;
    const sorted = this.events
      .filter((e) => Date.parse(e.timestamp) >= start && Date.parse(e.timestamp) < end)
      .sort((a, b) => (walk.order === 'asc' ? 1 : -1) * (Date.parse(a.timestamp) - Date.parse(b.timestamp)));
    const after = token === null ? 0 : sorted.findIndex((e) => (walk.order === 'asc' ? e.timestamp > token : e.timestamp < token));
    const events = after < 0 ? [] : sorted.slice(after, after + limit);
    const hasMore = after >= 0 && after + limit < sorted.length;
    return Promise.resolve({ events, next: hasMore ? events.at(-1)!.timestamp : null, units: events.length / 40 });
  };
}

const ids = (list: EventList) => [...list.events()].map((e) => e.event_id);
const range = (from: number, to: number) => Array.from({ length: Math.abs(from - to) + 1 }, (_, i) => `e${from + Math.sign(to - from) * i}`);

test('reads a log to its end, each event once', async () => {
  const list = new EventList(new Log(range(0, 949).map((_, n) => event(n))).fetch, {}, 'desc');
  while (list.hasOlder) await list.loadOlder();
  assert.deepEqual(ids(list), range(949, 0));
  assert.ok(list.isComplete);
});

test('a jump grows in both directions', async () => {
  const list = new EventList(new Log(range(0, 949).map((_, n) => event(n))).fetch, {}, 'desc', T0 + 500_000);
  await list.loadOlder();
  assert.equal(ids(list)[0], 'e500');
  while (list.hasNewer) await list.loadNewer();
  while (list.hasOlder) await list.loadOlder();
  assert.deepEqual(ids(list), range(949, 0));
});

test('200 pages down and up: every id once, though far pages are released', async () => {
  const log = new Log(range(0, 19_999).map((_, n) => event(n)));
  const list = new EventList(log.fetch, {}, 'desc');
  for (let page = 0; page < 200; page++) {
    await list.loadOlder();
    list.release(Math.max(0, page - 3), page);
  }
  assert.equal(list.size, 20_000);
  assert.ok(list.pages.filter(({ events }) => events).length <= 110);
  const seen: string[] = [];
  for (let page = 199; page >= 0; page--) {
    list.release(page, page + 3);
    await list.refill(list.pages[page]!.key);
    seen.push(...list.pages[page]!.events!.map((e) => e.event_id).reverse());
  }
  assert.deepEqual(seen, range(0, 19_999));
});

test('an event that arrives late while pages are released is neither lost nor shown twice', async () => {
  const log = new Log(range(0, 14_999).map((_, n) => event(2 * n)));
  const list = new EventList(log.fetch, {}, 'desc');
  for (let page = 0; page < 150; page++) await list.loadOlder();
  list.release(140, 149);
  assert.equal(list.pages[5]!.events, null);
  log.events.push(event(2 * 14_999 - 2 * 520 - 1));
  const before = list.pages[5]!.ids;
  await list.refill(list.pages[5]!.key);
  assert.deepEqual(list.pages[5]!.ids, before);
});

test('new events come on top, late ones where they belong, known ones never', async () => {
  const log = new Log([1, 2, 3, 5, 6].map(event));
  const list = new EventList(log.fetch, {}, 'desc');
  await list.loadOlder();
  assert.deepEqual(list.insert([event(8), event(7), event(6), event(4)]).map((e) => e.event_id).sort(), ['e4', 'e7', 'e8']);
  assert.deepEqual(ids(list), range(8, 1));
  list.insert([event(9), event(7)]);
  assert.deepEqual(ids(list), range(9, 1));
  assert.equal(list.pages.length, 2);
});

test('an event older than what is loaded comes with its page', async () => {
  const log = new Log(range(0, 249).map((_, n) => event(n)));
  const list = new EventList(log.fetch, {}, 'desc');
  await list.loadOlder();
  list.insert([event(10)]);
  while (list.hasOlder) await list.loadOlder();
  assert.deepEqual(ids(list), range(249, 0));
});

test('reads on over empty pages, then asks', async () => {
  let pages = 0;
  const list = new EventList(() => Promise.resolve({ events: ++pages === 6 ? [event(1)] : [], next: pages === 6 ? null : 't', units: 512 }), {}, 'desc');
  await list.loadOlder();
  assert.ok(list.isPaused);
  assert.equal(list.read.units, 4 * 512);
  await list.loadOlder();
  assert.deepEqual(ids(list), ['e1']);
});

test('a list that is narrowed later ends there, each event once', async () => {
  const list = new EventList(new Log(range(0, 949).map((_, n) => event(n))).fetch, {}, 'desc');
  await list.loadOlder();
  list.narrow(T0 + 500_000);
  while (list.hasOlder) await list.loadOlder();
  assert.deepEqual(ids(list), range(949, 500));
});

test('neighbours are above and below', async () => {
  const list = new EventList(new Log([1, 2, 3].map(event)).fetch, {}, 'desc');
  await list.loadOlder();
  assert.equal(list.neighbour('e2', 1)?.event_id, 'e1');
  assert.equal(list.neighbour('e2', -1)?.event_id, 'e3');
  assert.equal(list.neighbour(null, 1)?.event_id, 'e3');
  assert.equal(list.neighbour('e3', -1), undefined);
});
