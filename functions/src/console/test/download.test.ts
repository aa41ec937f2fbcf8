import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileName, Joiner, type Form } from '../src/model/download.ts';

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

test('files are named after organisation and days', () => {
  assert.equal(fileName('acme:eu', 'csv', Date.UTC(2026, 10, 18), Date.UTC(2026, 10, 25)), 'acme_eu-events-2026-11-18-2026-11-25.csv');
  assert.equal(fileName('acme', 'cloudevents', undefined, Date.UTC(2026, 10, 25)), 'acme-events-2026-11-25.json');
});
