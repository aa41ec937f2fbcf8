import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AuditEvent } from '../src/model/event.ts';
import { chips, filterParameters, haveCounters, NO_FILTERS, readTyped, withFilter, withoutFilter } from '../src/model/filters.ts';
import { suggest, withoutActor } from '../src/model/suggestions.ts';

test('a typed filter has a name, or is a word', () => {
  assert.deepEqual(readTyped('actor:joe'), { kind: 'filter', name: 'actor', value: 'joe' });
  assert.deepEqual(readTyped(' container_id: web-1 '), { kind: 'filter', name: 'container', value: 'web-1' });
  assert.deepEqual(readTyped('container:"org/repo x"'), { kind: 'filter', name: 'container', value: 'org/repo x' });
  assert.deepEqual(readTyped('ip:2001:db8::7'), { kind: 'filter', name: 'ip', value: '2001:db8::7' });
  assert.deepEqual(readTyped('"Wrong password"'), { kind: 'filter', name: 'text', value: 'Wrong password' });
  assert.deepEqual(readTyped('arn:aws:s3:::b'), { kind: 'word', value: 'arn:aws:s3:::b' });
  assert.deepEqual(readTyped('joe'), { kind: 'word', value: 'joe' });
  assert.deepEqual(readTyped('-actor:joe'), { kind: 'exclusion' });
  assert.deepEqual(readTyped('actor:'), { kind: 'nothing' });
  assert.deepEqual(readTyped('  '), { kind: 'nothing' });
});

test('types add up, other values replace', () => {
  let filters = withFilter(NO_FILTERS, 'type', 'ACCESS');
  filters = withFilter(withFilter(filters, 'type', 'BLOCK'), 'type', 'ACCESS');
  filters = withFilter(withFilter(filters, 'actor', 'joe'), 'actor', 'ada');
  assert.deepEqual(chips(filters), [
    { name: 'type', value: 'ACCESS, BLOCK' },
    { name: 'actor', value: 'ada' },
  ]);
  assert.deepEqual(filterParameters(filters), [['event_type', 'ACCESS'], ['event_type', 'BLOCK'], ['actor', 'ada']]);
  assert.deepEqual(chips(withoutFilter(filters, 'type')), [{ name: 'actor', value: 'ada' }]);
});

test('only types and statuses have counters', () => {
  assert.ok(haveCounters({ ...NO_FILTERS, type: ['ACCESS'], status: 'FAIL' }));
  assert.ok(!haveCounters({ ...NO_FILTERS, text: 'x' }));
});

const event = (actor: string, container: string): AuditEvent => ({
  event_id: `${actor}-${container}`,
  container_id: container,
  event_type: 'ACCESS',
  status: 'SUCCESS',
  timestamp: '2026-11-25T20:42:09.800Z',
  actor: { id: actor },
});

const known = {
  types: new Map([['ACCESS', 70], ['login_failed', 9]]),
  list: Object.assign([event('joe', 'web-1'), event('joe', 'web-2'), event('joanna', 'jobs')], { isWhole: true, isNewest: true, size: 3 }),
};

test('suggestions begin with what is known, and end with the text', () => {
  assert.deepEqual(suggest('jo', known, NO_FILTERS), [
    { name: 'actor', value: 'joe', seen: 2 },
    { name: 'actor', value: 'joanna', seen: 1 },
    { name: 'container', value: 'jobs', seen: 1 },
    { name: 'actor', value: 'jo' },
    { name: 'container', value: 'jo' },
    { name: 'text', value: 'jo' },
  ]);
  assert.deepEqual(suggest('fail', known, NO_FILTERS).slice(0, 2), [
    { name: 'type', value: 'login_failed', ever: 9 },
    { name: 'status', value: 'FAIL' },
  ]);
  assert.deepEqual(suggest('type:', known, NO_FILTERS)[0], { name: 'type', value: 'ACCESS', ever: 70, seen: 3 });
  assert.deepEqual(suggest('type:', { ...known, types: new Map([['login_failed', 90]]) }, NO_FILTERS).map(({ value }) => value), ['ACCESS', 'login_failed']);
  assert.deepEqual(suggest('status:f', known, NO_FILTERS), [{ name: 'status', value: 'FAIL' }]);
  assert.deepEqual(suggest('actor:joe', known, NO_FILTERS), [{ name: 'actor', value: 'joe', seen: 2 }]);
  assert.deepEqual(suggest('status:', known, NO_FILTERS).at(-1), { name: 'status', value: 'SUCCESS', seen: 3 });
  assert.equal(withoutActor({ ...known, list: Object.assign([{ ...event('joe', 'x'), actor: undefined }, event('joe', 'x')] as AuditEvent[], { isWhole: true, isNewest: true, size: 2 }) }), 1);
  assert.deepEqual(suggest('-x', known, NO_FILTERS), []);
});
