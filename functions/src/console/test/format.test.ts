import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Formats } from '../src/format.ts';
import { DAY, HOUR, MINUTE, Zone } from '../src/model/zone.ts';

const formats = new Formats('en-GB', Zone.UTC);
const year = new Date().getUTCFullYear();

test('a span of another year names the year', () => {
  const day = Date.UTC(2020, 0, 1);
  assert.equal(formats.span(day, day + DAY), '1 Jan 2020');
  assert.equal(formats.span(day, day + 2 * DAY), '1 Jan 2020 – 2 Jan 2020');
});

test('whole days are written without times, parts of them with times', () => {
  const day = Date.UTC(year, 2, 2);
  assert.doesNotMatch(formats.span(day, day + DAY), /\d:\d|–/);
  assert.match(formats.span(day + 6 * HOUR, day + 12 * HOUR), /2 Mar, 06:00 – 12:00$/);
  assert.match(formats.span(day + 6 * HOUR, day + 30 * HOUR), /2 Mar, 06:00 – .*3 Mar, 06:00$/);
});

test('a span that isn’t of whole minutes has seconds', () => {
  const at = Date.UTC(year, 2, 2, 9, 3, 29, 412);
  assert.match(formats.span(at - HOUR, at + 1), /2 Mar, 08:03:29 – 09:03:29$/);
  assert.match(formats.span(at - DAY, at + 1), /1 Mar, 09:03:29 – .*2 Mar, 09:03:29$/);
});

test('times that passed have the largest unit that fits', () => {
  const now = Date.UTC(year, 2, 2);
  assert.equal(formats.ago(now - 11 * MINUTE, now), '11 min ago');
  assert.equal(formats.ago(now - 3 * DAY, now), '3 days ago');
  assert.equal(formats.duration(412), '0.4 s');
  assert.equal(formats.duration(90 * MINUTE), '1.5 h');
});
