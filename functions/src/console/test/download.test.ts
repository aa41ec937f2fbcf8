import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileName, Joiner, type Form } from '../src/model/download.ts';
import { NO_FILTERS, type Filters } from '../src/model/filters.ts';
import { DAY, HOUR, MINUTE, Zone } from '../src/model/zone.ts';

function join(form: Form, pages: string[]): { text: string; count: number } {
  const joiner = new Joiner(form);
  const text = pages.map((page) => joiner.add(page)).join('') + joiner.end();
  return { text, count: joiner.count };
}

test('CSV has one header row, and a byte order mark', () => {
  const pages = ['id,message\r\n1,a\r\n2,"b\r\nc"\r\n', 'id,message\r\n', 'id,message\r\n3,d\r\n'];
  assert.deepEqual(join('csv', pages), { text: '\uFEFFid,message\r\n1,a\r\n2,"b\r\nc"\r\n3,d\r\n', count: 3 });
});

test('a header row may itself have line breaks between quotation marks', () => {
  assert.deepEqual(join('csv', ['"a\n","b"\r\n1,2\r\n', '"a\n","b"\r\n3,4\r\n']).text, '\uFEFF"a\n","b"\r\n1,2\r\n3,4\r\n');
});

test('NDJSON pages follow one another', () => {
  assert.deepEqual(join('ndjson', ['{"a":1}\n{"a":2}', '', '{"a":3}\n']), { text: '{"a":1}\n{"a":2}\n{"a":3}\n', count: 3 });
});

test('CloudEvents are one array, whichever pages are empty', () => {
  for (const pages of [['[{"id":"1"},{"id":"]"}]', '[]', '[{"id":"3"}]'], ['[]', '[{"id":"1"},{"id":"]"}]', '[{"id":"3"}]'], ['[ {"id":"1"} , {"id":"]"}]\n', '[{"id":"3"}]', ' [ ] ']]) {
    const { text, count } = join('cloudevents', pages);
    assert.deepEqual(JSON.parse(text), [{ id: '1' }, { id: ']' }, { id: '3' }]);
    assert.equal(count, 3);
  }
  assert.deepEqual(JSON.parse(join('cloudevents', ['[]']).text), []);
});

test('files are named after what they hold, in the zone that is shown', () => {
  const day = Date.UTC(2026, 10, 30);
  const name = (start: number | undefined, end: number, filters: Partial<Filters> = {}, zone = Zone.UTC) =>
    fileName({ org: 'acme:eu', filters: { ...NO_FILTERS, ...filters }, span: start === undefined ? {} : { start } }, 'csv', end, zone);
  assert.equal(name(day, day + DAY), 'acme_eu-events-2026-11-30.csv');
  assert.equal(name(day - 7 * DAY, day + DAY), 'acme_eu-events-2026-11-23-2026-11-30.csv');
  assert.equal(name(day + 8 * HOUR + 3 * MINUTE, day + 9 * HOUR + 3 * MINUTE), 'acme_eu-events-2026-11-30T0803-0903.csv');
  assert.equal(name(day + 8 * HOUR, day + 33 * HOUR), 'acme_eu-events-2026-11-30T0800-2026-12-01T0900.csv');
  assert.equal(name(undefined, day + 9 * HOUR), 'acme_eu-events-2026-11-30T0900.csv');
  assert.equal(name(day - HOUR, day + 23 * HOUR, {}, Zone.of('Europe/Berlin')), 'acme_eu-events-2026-11-30.csv');
  const filters = { container: 'org/repo x', actor: 'ada@acme.io', status: 'FAIL' as const };
  assert.equal(name(day, day + DAY, filters), 'acme_eu-events-FAIL-org_repo_x-ada@acme.io-2026-11-30.csv');
});
