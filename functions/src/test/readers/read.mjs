// Reads a page in each of its forms and prints what it read: for each event its id, container, message and context.text.
import { readFileSync } from 'node:fs';
import { DuckDBInstance } from '@duckdb/node-api';
import Papa from 'papaparse';

const [directory, reader] = process.argv.slice(2);
const text = (form) => readFileSync(`${directory}/page.${form}`, 'utf8');
const row = (event) => [event.event_id, event.container_id, event.message ?? null, event.context.text];
const csvRow = (cells) => [cells.event_id, cells.container_id, cells.message, JSON.parse(cells.context).text];

const node = () => ({
  json: JSON.parse(text('json')).events.map(row),
  ndjson: text('ndjson').trimEnd().split('\n').map((line) => row(JSON.parse(line))),
  cloudevents: JSON.parse(text('cloudevents'))
    .map((event) => [event.id, event.subject, event.message ?? null, event.data.text]),
});

const papaparse = () => {
  const { data, errors } = Papa.parse(text('csv'), { header: true, skipEmptyLines: true });
  if (errors.length) {
    throw new Error(JSON.stringify(errors));
  }
  return { csv: data.map(csvRow) };
};

const duckdb = async () => {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  // In hexadecimal, because the binding decodes each text as if it were a file: without a byte order mark.
  const columnsRead = ['event_id', 'container_id', 'message', "context->>'$.text'"].map((text) => `hex(encode(${text}))`);
  const rows = async (from) =>
    (await connection.runAndReadAll(`SELECT ${columnsRead} FROM ${from}`)).getRows()
      // It takes a quoted empty cell for a missing one.
      .map((row) => row.map((hex) => Buffer.from(hex ?? '', 'hex').toString()));
  // Without `columns` it would refuse the names of `context` that differ in their case only.
  const columns = "{event_id: 'VARCHAR', container_id: 'VARCHAR', message: 'VARCHAR', context: 'JSON'}";
  return {
    ndjson: await rows(`read_json('${directory}/page.ndjson', columns = ${columns})`),
    csv: await rows(`read_csv('${directory}/page.csv', all_varchar = true)`),
  };
};

console.log(JSON.stringify(await { node, papaparse, duckdb }[reader]()));
