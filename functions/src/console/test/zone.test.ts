import assert from 'node:assert/strict';
import { test } from 'node:test';
import { between } from '../src/model/range.ts';
import { DAY, HOUR, Zone } from '../src/model/zone.ts';

const at = (text: string) => Date.parse(text);

for (const [zone, day, hours] of [
  ['Europe/Berlin', '2026-03-29T12:00Z', 23],
  ['Europe/Berlin', '2026-10-25T12:00Z', 25],
  ['Europe/Berlin', '2026-06-01T12:00Z', 24],
  ['America/St_Johns', '2026-03-08T15:00Z', 23],
  ['America/St_Johns', '2026-11-01T15:00Z', 25],
  ['Asia/Kolkata', '2026-03-29T12:00Z', 24],
  ['America/Havana', '2026-03-08T16:00Z', 23],
  ['America/Havana', '2026-11-01T16:00Z', 25],
  ['Australia/Lord_Howe', '2026-04-05T04:00Z', 24.5],
  ['UTC', '2026-03-29T12:00Z', 24],
] as const) {
  test(`${day} has ${hours} hours in ${zone}`, () => {
    const z = Zone.of(zone);
    const start = z.startOfDay(at(day));
    assert.equal((z.addDays(start, 1) - start) / HOUR, hours);
    assert.equal(z.startOfDay(z.addDays(start, 1) - 1), start);
    assert.equal(z.startOfDay(start), start);
  });
}

test('a wall time that the clocks skip is as much after the jump', () => {
  const berlin = Zone.of('Europe/Berlin');
  assert.equal(berlin.instant(at('2026-03-29T02:30Z')), at('2026-03-29T01:30Z'));
});

test('a wall time that the clocks show twice is the first one', () => {
  const berlin = Zone.of('Europe/Berlin');
  assert.equal(berlin.instant(at('2026-10-25T02:30Z')), at('2026-10-25T00:30Z'));
});

test('steps of two hours cover a day on which clocks change, each ending where the next begins', () => {
  const berlin = Zone.of('Europe/Berlin');
  for (const [day, steps] of [['2026-03-29T12:00Z', 12], ['2026-10-25T12:00Z', 12]] as const) {
    const start = berlin.startOfDay(at(day));
    const end = berlin.addDays(start, 1);
    const edges = [start];
    while (edges.at(-1)! < end) edges.push(berlin.nextHours(edges.at(-1)!, 2));
    assert.equal(edges.at(-1), end);
    assert.equal(edges.length - 1, steps);
  }
});

test('only zones that are whole hours off can be counted by day', () => {
  const [start, end] = [at('2026-03-01T00:00Z'), at('2026-04-30T00:00Z')];
  assert.ok(Zone.of('Europe/Berlin').hasWholeHours(start, end));
  assert.ok(!Zone.of('Asia/Kolkata').hasWholeHours(start, end));
  assert.ok(!Zone.of('America/St_Johns').hasWholeHours(start, end));
});

test('an unknown zone is UTC', () => assert.equal(Zone.of('Nowhere/Land').name, 'UTC'));

test('an end without a time includes its day, in the zone', () => {
  const berlin = Zone.of('Europe/Berlin');
  assert.deepEqual(between('2026-03-29', '', '2026-03-29', '', berlin), {
    kind: 'between',
    start: at('2026-03-28T23:00Z'),
    end: at('2026-03-29T22:00Z'),
  });
  assert.deepEqual(between('2026-11-23', '06:00', '', '12:00', Zone.UTC), {
    kind: 'between',
    start: at('2026-11-23T06:00Z'),
    end: at('2026-11-23T12:00Z'),
  });
  assert.equal(between('2026-11-23', '', '2026-11-22', '', Zone.UTC), null);
  assert.equal(between('', '', '', '', Zone.UTC), null);
});

test('offsets are right around the change of clocks, to the hour', () => {
  const berlin = Zone.of('Europe/Berlin');
  assert.equal(berlin.offset(at('2026-03-29T00:59:59Z')), HOUR);
  assert.equal(berlin.offset(at('2026-03-29T01:00Z')), 2 * HOUR);
  assert.equal(berlin.wall(at('1969-12-31T23:30Z')), HOUR / 2);
  assert.equal(Zone.of('Asia/Kolkata').startOfDay(at('2026-11-25T12:00Z')) % DAY, 18.5 * HOUR);
});
