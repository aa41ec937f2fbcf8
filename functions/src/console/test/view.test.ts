import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NO_FILTERS } from '../src/model/filters.ts';
import { rangeHolding, shifted, spanOf, widened } from '../src/model/range.ts';
import { FIRST_VIEW, formatView, parseView, type View } from '../src/model/view.ts';
import { DAY, HOUR } from '../src/model/zone.ts';

const FULL: View = {
  org: 'acme:eu',
  list: 'events',
  range: { kind: 'between', start: Date.UTC(2026, 10, 23, 6), end: Date.UTC(2026, 10, 23, 12) },
  filters: {
    type: ['ACCESS', 'login failed & more'],
    status: 'FAIL',
    container: 'org/repo x',
    actor: 'jörg@example.com',
    source: 'gate#1',
    ip: '2001:db8::7',
    text: '100% "sure" = +1',
  },
  split: 'type',
  at: Date.UTC(2026, 10, 23, 9, 1, 2, 3),
  event: '018be24d-5200-7c42-b3b5-99455a9dc4c7',
};

test('a link keeps the whole view', () => assert.deepEqual(parseView(formatView(FULL)), FULL));

test('the first view is a short link', () => {
  assert.equal(formatView({ ...FIRST_VIEW, org: 'acme' }), '#/acme');
  assert.deepEqual(parseView('#/acme'), { ...FIRST_VIEW, org: 'acme' });
  assert.deepEqual(parseView(''), FIRST_VIEW);
});

test('what a link has that makes no sense is left out', () => {
  assert.deepEqual(parseView('#/%E0%A4%A?range=3y&status=maybe&at=never&list=things&split=colour&x=1'), FIRST_VIEW);
  assert.equal(parseView('#/acme?range=2026-11-24T00:00Z/2026-11-23T00:00Z').range, null);
});

test('presets begin with a whole hour', () => {
  const now = Date.UTC(2026, 10, 25, 20, 42, 11);
  assert.deepEqual(spanOf({ kind: 'last', preset: '7d' }, now), { start: Date.UTC(2026, 10, 18, 20) });
  assert.deepEqual(spanOf({ kind: 'all' }, now), {});
});

test('the first range is the smallest that holds the events', () => {
  const now = Date.now();
  assert.deepEqual(rangeHolding(now - HOUR, now), { kind: 'last', preset: '24h' });
  assert.deepEqual(rangeHolding(now - 6 * DAY, now), { kind: 'last', preset: '7d' });
  assert.deepEqual(rangeHolding(now - 1_000 * DAY, now), { kind: 'all' });
});

test('a range moves by its length, and widens around its middle', () => {
  const now = Date.UTC(2026, 10, 30);
  const [start, end] = [Date.UTC(2026, 10, 23, 6), Date.UTC(2026, 10, 23, 12)];
  const range = { kind: 'between', start, end } as const;
  assert.deepEqual(shifted(range, -1, now), { kind: 'between', start: start - 6 * HOUR, end: start });
  assert.deepEqual(shifted({ kind: 'all' }, 1, now), { kind: 'all' });
  assert.deepEqual(widened(range, now), { kind: 'between', start: start - 3 * HOUR, end: end + 3 * HOUR });
  assert.deepEqual(widened({ kind: 'between', start: now - 200 * DAY, end: now }, now), { kind: 'all' });
  assert.deepEqual(NO_FILTERS.type, []);
});
