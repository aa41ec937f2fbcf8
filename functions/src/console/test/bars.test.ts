import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addBuckets, emptyBars, MOST_BARS, niceCeiling, planBars, planMinutes, summary, type CountBucket } from '../src/model/bars.ts';
import { dollars, formatDollars, unitsToRead } from '../src/model/cost.ts';
import { colourOf } from '../src/model/type-colour.ts';
import { DAY, HOUR, MINUTE, Zone } from '../src/model/zone.ts';

/** An event in each hour of UTC, or in each day of a zone, as the API counts them. */
function counted(start: number, end: number, interval: 'hour' | 'day', zone: Zone): CountBucket[] {
  const buckets: CountBucket[] = [];
  for (let at = Math.floor(start / HOUR) * HOUR; at < end; at += HOUR) {
    const bucket = interval === 'hour' ? at : zone.startOfDay(at);
    buckets.push({ start: new Date(bucket).toISOString(), status: at % (5 * HOUR) === 0 ? 'FAIL' : 'SUCCESS', count: 1 });
  }
  return buckets;
}

for (const name of ['UTC', 'Europe/Berlin', 'Asia/Kolkata', 'America/St_Johns', 'America/New_York']) {
  for (const days of [1, 2, 7, 30, 31, 90, 365, 2_000]) {
    test(`bars of ${days} days over a change of clocks add up to the total, in ${name}`, () => {
      const end = Date.UTC(2026, 3, 1, 20, 42);
      const start = Math.floor((end - days * DAY) / HOUR) * HOUR;
      const plan = planBars(start, end, Zone.of(name));
      assert.ok(plan.edges.length - 1 <= MOST_BARS, `${plan.edges.length - 1} bars`);
      plan.edges.forEach((edge, i) => assert.ok(i === 0 || edge > plan.edges[i - 1]!));
      const buckets = counted(start, end, plan.interval, plan.zone);
      const bars = emptyBars(plan.edges);
      addBuckets(bars, buckets);
      const { success, fail } = summary(bars);
      assert.equal(success + fail, buckets.length);
      assert.equal(plan.timezone !== null && plan.interval === 'day', plan.interval === 'day' && plan.zone.name !== 'UTC');
      assert.equal(plan.zone.name, ['Asia/Kolkata', 'America/St_Johns'].includes(name) ? 'UTC' : name);
    });
  }
}

test('days of a zone have 23 and 25 hours when clocks change', () => {
  const berlin = Zone.of('Europe/Berlin');
  const plan = planBars(Date.UTC(2026, 0, 1), Date.UTC(2026, 5, 1), berlin);
  const lengths = emptyBars(plan.edges).map((bar) => (bar.end - bar.start) / HOUR);
  assert.deepEqual([...new Set(lengths)].sort(), [23, 24]);
});

test('a week has bars of an hour, and a month of six', () => {
  const end = Date.UTC(2026, 10, 25, 20, 42);
  const hours = (days: number) => {
    const { edges } = planBars(end - days * DAY - 42 * MINUTE, end, Zone.UTC);
    return (edges[2]! - edges[1]!) / HOUR;
  };
  assert.deepEqual([hours(1), hours(7), hours(30)], [1, 1, 6]);
});

test('minutes cover short ranges', () => {
  const start = Date.UTC(2026, 10, 25, 9, 1);
  const edges = planMinutes(start, start + 3 * HOUR);
  assert.ok(edges[0]! <= start && edges.at(-1)! >= start + 3 * HOUR);
  assert.equal(edges[1]! - edges[0]!, 2 * MINUTE);
});

test('types with the most events come first', () => {
  const bars = emptyBars([0, HOUR]);
  addBuckets(bars, ['a', 'b', 'c', 'd', 'e'].map((type, i) => ({ start: '1970-01-01T00:00:00.000Z', event_type: type, count: i + 1 })));
  assert.deepEqual(summary(bars).types, ['e', 'd', 'c', 'b']);
});

test('a type keeps its colour, and other types take those that are left', () => {
  const types = ['ACCESS', 'CREATE', 'EXPIRE', 'BLOCK', 'login_failed', 'backup.done', 'x', 'y'];
  const colours = types.map(colourOf);
  assert.deepEqual(colours.slice(0, 4), [1, 2, 3, 4]);
  assert.deepEqual([...colours].sort(), [1, 2, 3, 4, 5, 6, 7, 8]);
  assert.ok(colourOf('z') > 4);
  assert.deepEqual(types.map(colourOf), colours);
});

test('scales end with round numbers that can be halved', () => {
  assert.deepEqual([0, 1, 3, 7, 11, 573, 937, 1_040].map(niceCeiling), [2, 2, 4, 8, 12, 600, 1_000, 1_200]);
});

test('money has two digits', () => {
  assert.equal(formatDollars(dollars({ requests: 6, units: 14.5 })), '$0.000026');
  assert.equal(formatDollars(0), '$0');
  assert.equal(formatDollars(0.0073), '$0.0073');
  assert.equal(formatDollars(12.3456), '$12.35');
  assert.equal(unitsToRead(84_700, { events: 100, units: 2.5 }), 2_118);
});
