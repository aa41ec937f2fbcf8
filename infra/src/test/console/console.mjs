// Runs the cases: reads `{assets, pictures, all, only?, url?, org?, key?, readerKey?}` and prints a line of JSON for each case.
import { mkdirSync } from 'node:fs';
import { CASES } from './cases.mjs';
import { launch } from './browser.mjs';
import { Log } from './stub.mjs';

let input = '';
for await (const part of process.stdin) input += part;
const options = JSON.parse(input);
const logs = new Map();
const notes = [];
const world = {
  ...options,
  browser: await launch(),
  note: (text) => notes.push(text),
  /** A log that is the same each time, apart from its end. */
  log(size, days, extra = []) {
    const name = `${size} ${days}`;
    if (!logs.has(name)) logs.set(name, new Log(size, Date.now(), days));
    return Object.assign(Object.create(Log.prototype), logs.get(name), { extra });
  },
};
if (options.pictures) mkdirSync(options.pictures, { recursive: true });
const only = options.only && new RegExp(options.only);
const cases = CASES.filter((c) => (options.all || c.core) && (!c.real || options.url) && (!only || only.test(c.name)));
for (const { name, run } of cases) {
  const began = Date.now();
  let failure;
  try {
    await run(world);
  } catch (error) {
    failure = error.stack ?? String(error);
  }
  console.log(JSON.stringify({ name, ms: Date.now() - began, ...(failure ? { failure } : {}), notes: notes.splice(0) }));
}
await world.browser.close();
