// An API over a log that is the same each time: for a million events, and for answers that a real API gives rarely. Lists, counts, events,
// callers and tokens as the contract says; units as API.md says, for events of 250 bytes.
import { createServer } from 'node:http';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const EVENT_BYTES = 250;

/** A number in [0, 1) for each i and salt. */
function random(i, salt) {
  let x = Math.imul(i + 1, 0x9e3779b1) ^ Math.imul(salt + 1, 0x85ebca6b);
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return ((x ^ (x >>> 15)) >>> 0) / 2 ** 32;
}

const pick = (values, i, salt) => values[Math.floor(random(i, salt) * values.length)];

const TYPES = [...Array(40).fill('ACCESS'), ...Array(4).fill('CREATE'), ...Array(4).fill('backup.done'), 'BLOCK', 'login_failed'];
const MESSAGES = {
  ACCESS: ['Door 3 opened', 'Read of 14 objects', 'Session renewed', 'Shell opened by SSH'],
  BLOCK: ['Rate limit of 100/min exceeded', 'Address on the deny list', 'Card is not valid for door 3'],
  CREATE: ['Created from image web:4.2.1'],
  EXPIRE: ['Certificate ends in 30 days'],
  login_failed: ['Wrong password, attempt 3'],
  'backup.done': ['312 MB in 41 s'],
};
const CONTAINERS = ['web-1', 'web-2', 'db-1', 'vault-7', 'door-3', 'mail-relay'];
const ACTORS = ['joe', 'ada@acme.io', 'svc-backup', 'gatehouse', 'maria.k'];
const IPS = ['10.0.4.12', '10.0.4.17', '192.0.2.44', '2001:db8::7'];

export class Log {
  /** @param extra events besides those that are made up: hostile ones, or announced expiries */
  constructor(size, end, days, extra = []) {
    this.times = timesOf(size, end, days);
    this.extra = extra;
    this.end = end;
    this.days = days;
  }

  get size() {
    return this.times.length;
  }

  add(event) {
    this.extra.push({ event_id: `live-${this.extra.length}`, created: new Date().toISOString(), org_id: 'acme', ...event });
  }

  event(i) {
    const { type, at, isFail, ...event } = this.facts(i);
    return {
      event_id: `${at.toString(16).padStart(12, '0').replace(/^(.{8})(.{4})$/, '$1-$2')}-7000-8000-${i.toString(16).padStart(12, '0')}`,
      org_id: 'acme',
      ...event,
      timestamp: new Date(at).toISOString(),
      created: new Date(at + 200 + Math.floor(random(i, 10) * 900)).toISOString(),
      context: { door: 3, card: '4f-88-1c', attempt: isFail ? 3 : 1, policy: { name: 'office-hours', version: 12 }, user_agent: 'gate/2.8' },
    };
  }

  /** What the filters and the counts need to know of an event. */
  facts(i) {
    const burst = this.isBurst(i) && random(i, 4) < 0.35;
    const type = burst ? 'BLOCK' : pick(TYPES, i, 1);
    const isFail = burst || type === 'login_failed' || (type === 'BLOCK' && random(i, 2) < 0.3) || random(i, 3) < 0.002;
    const actor = random(i, 5) < 0.88 ? pick(ACTORS, i, 6) : undefined;
    const ip = random(i, 7) < 0.8 ? pick(IPS, i, 8) : undefined;
    const event = {
      type,
      at: this.times[i],
      isFail,
      container_id: burst ? 'vault-7' : pick(CONTAINERS, i, 9),
      event_type: type,
      status: isFail ? 'FAIL' : 'SUCCESS',
      message: pick(MESSAGES[type], i, 11),
      source: 'gatehouse',
    };
    if (actor) event.actor = { id: actor };
    if (ip) event.client_ip = ip;
    return event;
  }

  /** A Monday morning on which much was refused. */
  isBurst(i) {
    const at = this.times[i];
    this.monday ??= lastMonday(this.end) + 9 * HOUR;
    const { monday } = this;
    return at >= monday && at < monday + 3 * HOUR;
  }

  /** The index of the first event at or after a time. */
  first(at) {
    let [low, high] = [0, this.size];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.times[middle] < at) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function lastMonday(end) {
  const day = Math.floor(end / DAY) * DAY;
  return day - (((new Date(day).getUTCDay() + 6) % 7) || 7) * DAY;
}

/** Times with days and nights, and quiet weekends. */
function timesOf(size, end, days) {
  const hours = days * 24;
  const first = Math.floor(end / HOUR) * HOUR - (hours - 1) * HOUR;
  const weights = Array.from({ length: hours }, (_, i) => {
    const date = new Date(first + i * HOUR);
    const isWeekend = [0, 6].includes(date.getUTCDay());
    const isFuture = i === hours - 1 ? (end % HOUR) / HOUR : 1;
    return (isWeekend ? 0.27 : 1) * (0.35 + 0.65 * Math.exp(-(((date.getUTCHours() - 14) / 4.6) ** 2))) * (0.82 + 0.36 * random(i, 20)) * isFuture;
  });
  const sum = weights.reduce((a, b) => a + b, 0);
  const times = [];
  let [carried, i] = [0, 0];
  weights.forEach((weight, hour) => {
    carried += (weight / sum) * size;
    const count = hour === hours - 1 ? size - i : Math.floor(carried);
    carried -= count;
    const length = hour === hours - 1 ? end % HOUR || HOUR : HOUR;
    const own = Array.from({ length: count }, (_, n) => first + hour * HOUR + Math.floor(random(i + n, 21) * length));
    times.push(...own.sort((a, b) => a - b));
    i += count;
  });
  return Float64Array.from(times);
}

class Refusal extends Error {
  constructor(status, detail, headers = {}) {
    super(detail);
    this.status = status;
    this.headers = headers;
  }
}

/** @param options log; assets: the folder of the built console; fault: (path, query) => Refusal or nothing */
export function startStub({ log, assets, port = 0, fault = () => undefined, caller = {}, destinations = [] }) {
  const state = { log, fault, caller, destinations, requests: [], ended: new Set(), writes: 0 };
  const server = createServer((request, response) => {
    const url = new URL(request.url, 'http://x');
    state.requests.push({ method: request.method, path: url.pathname, query: url.search, origin: request.headers.origin ?? null });
    void answer(state, request, url, assets).then(
      ({ status = 200, headers = {}, body = '' }) => send(response, status, headers, body),
      (error) => {
        const status = error.status ?? 500;
        const problem = { type: 'about:blank', title: 'Problem', status, detail: error.message, message: error.message, request_id: '6a9e6f5c-2a0f-4f64-9a55-0d4f7a3f1c11' };
        send(response, status, { 'Content-Type': 'application/problem+json', ...error.headers }, JSON.stringify(problem));
      },
    );
  });
  return new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve({ server, state, url: `http://127.0.0.1:${server.address().port}` })));
}

function send(response, status, headers, body) {
  response.writeHead(status, {
    'Access-Control-Allow-Origin': '*',
    'Access-Control-Expose-Headers': 'X-Consumed-Read-Units, Next-Token, Link, Retry-After, x-amzn-RequestId',
    ...headers,
  });
  response.end(body);
}

async function answer(state, request, url, assets) {
  if (request.method === 'OPTIONS') {
    return { status: 204, headers: { 'Access-Control-Allow-Headers': 'authorization, content-type', 'Access-Control-Allow-Methods': 'GET, POST', 'Access-Control-Max-Age': '600' } };
  }
  const path = decodeURI(url.pathname);
  if (path === '/' || path.startsWith('/console/')) return asset(path, assets);
  const key = /^Bearer (.*)$/.exec(request.headers.authorization ?? '')?.[1];
  if (!key || state.ended.has(key) || !/^ce_/.test(key)) throw new Refusal(401, 'Unauthorized');
  const q = url.searchParams;
  const refused = await state.fault(path, q, request);
  if (refused) throw refused;
  if (path === '/caller') return json({ org_id: 'acme', rights: ['read'], key_id: 'v0123456789abcdef', expires: new Date(Date.now() + 3_120_000).toISOString(), ...state.caller }, 0);
  if (path === '/orgs/acme/viewer_tokens') {
    const token = `ce_v0123456789abcdef_${String(++state.writes).padStart(48, '0')}`;
    return { ...json({ token, expires: new Date(Date.now() + 3_600_000).toISOString() }, 0), status: 201 };
  }
  if (path === '/orgs/acme/destinations') return json({ destinations: state.destinations }, 1);
  if (path === '/orgs/acme/events') return list(state.log, q, request.headers.accept ?? '');
  if (path === '/orgs/acme/events/count') return count(state.log, q);
  const id = /\/events\/([^/]+)$/.exec(path)?.[1];
  const event = id && (state.log.extra.find((e) => e.event_id === id) ?? byId(state.log, id));
  if (!event) throw new Refusal(404, 'Not Found');
  return json(event, 1);
}

function byId(log, id) {
  const i = parseInt(id.split('-').at(-1), 16);
  const event = i < log.size ? log.event(i) : undefined;
  return event?.event_id === id ? event : undefined;
}

function asset(path, assets) {
  const file = path === '/' ? 'index.html' : path.slice('/console/'.length);
  const full = join(assets, file);
  if (!/^[\w.-]+$/.test(file) || !existsSync(full)) throw new Refusal(404, 'Not Found');
  const body = readFileSync(full, 'utf8').replaceAll('{base}', '');
  if (path !== '/') return { headers: { 'Content-Type': 'text/javascript; charset=utf-8', 'Cross-Origin-Resource-Policy': 'cross-origin' }, body };
  const policy =
    "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types lit-html";
  return { headers: { 'Content-Type': 'text/html; charset=utf-8', 'Content-Security-Policy': policy }, body };
}

function json(body, units) {
  return { headers: { 'Content-Type': 'application/json', 'X-Consumed-Read-Units': String(units) }, body: JSON.stringify(body) };
}

function matcher(q) {
  const types = new Set(q.getAll('event_type'));
  const [status, container, actor, source, ip, text] = ['status', 'container_id', 'actor', 'source', 'client_ip', 'q'].map((name) => q.get(name));
  const isFree = types.size === 0 && [status, container, actor, source, ip, text].every((value) => value === null);
  return isFree
    ? null
    : (event) =>
        (types.size === 0 || types.has(event.event_type)) &&
        (status === null || event.status === status) &&
        (container === null || event.container_id === container) &&
        (actor === null || event.actor?.id === actor) &&
        (source === null || event.source === source) &&
        (ip === null || event.client_ip === ip) &&
        (text === null || (event.message ?? '').toLowerCase().includes(text.toLowerCase()));
}

function spanOf(log, q) {
  const start = q.has('start') ? Date.parse(q.get('start')) : -Infinity;
  const end = q.has('end') ? Date.parse(q.get('end')) : Date.now() + 300_000;
  return { start, end, low: log.first(start), high: log.first(end) };
}

/** Events of the span in an order, from a position `time:id` on. */
function* walk(log, q, isAscending, from) {
  const { start, end, low, high } = spanOf(log, q);
  const extra = log.extra
    .filter((e) => Date.parse(e.timestamp) >= start && Date.parse(e.timestamp) < end)
    .sort((a, b) => (isAscending ? 1 : -1) * (Date.parse(a.timestamp) - Date.parse(b.timestamp)));
  const after = from === null ? null : Number(from);
  let i = isAscending ? (after === null ? low : Math.max(low, log.first(after + 1))) : (after === null ? high : Math.min(high, log.first(after))) - 1;
  const rest = extra.filter((e) => after === null || (isAscending ? Date.parse(e.timestamp) > after : Date.parse(e.timestamp) < after));
  for (;;) {
    const at = isAscending ? (i < high ? log.times[i] : Infinity) : i >= low ? log.times[i] : -Infinity;
    const next = rest[0] ? Date.parse(rest[0].timestamp) : isAscending ? Infinity : -Infinity;
    if (!Number.isFinite(at) && !Number.isFinite(next)) return;
    if (isAscending ? next <= at : next >= at) yield rest.shift();
    else {
      yield log.event(i);
      i += isAscending ? 1 : -1;
    }
  }
}

function list(log, q, accept) {
  const isAscending = q.get('order') === 'asc';
  const limit = Number(q.get('limit') ?? 50);
  const matches = matcher(q);
  const fields = q.get('fields')?.split(',');
  const isIndexed = q.has('container_id') || q.has('actor') || q.get('status') === 'FAIL' || q.has('event_type');
  const most = (512 * 8192) / EVENT_BYTES;
  const events = [];
  let [read, next, last] = [0, null, null];
  for (const event of walk(log, q, isAscending, q.get('next_token'))) {
    const at = Date.parse(event.timestamp);
    // A page ends between two times, so that the time is the whole token.
    if ((events.length >= limit || read >= most) && at !== last) {
      next = String(last);
      break;
    }
    last = at;
    const isMatch = !matches || matches(event);
    if (isMatch || !isIndexed) read++;
    if (isMatch) events.push(fields ? Object.fromEntries(Object.entries(event).filter(([name]) => fields.includes(name))) : event);
  }
  const headers = { 'X-Consumed-Read-Units': String(Math.max(0.5, Math.ceil((read * EVENT_BYTES) / 4096) / 2)), ...(next ? { 'Next-Token': next } : {}) };
  if (accept.includes('ndjson')) return { headers: { ...headers, 'Content-Type': 'application/x-ndjson' }, body: events.map((e) => `${JSON.stringify(e)}\n`).join('') };
  if (accept.includes('csv')) return { headers: { ...headers, 'Content-Type': 'text/csv' }, body: csv(events) };
  if (accept.includes('cloudevents')) return { headers: { ...headers, 'Content-Type': 'application/cloudevents-batch+json' }, body: JSON.stringify(events.map((e) => ({ specversion: '1.0', id: e.event_id, source: '/orgs/acme', type: e.event_type }))) };
  return { headers: { ...headers, 'Content-Type': 'application/json' }, body: JSON.stringify({ events, ...(next ? { next_token: next } : {}) }) };
}

/** The columns, in the contract's order of `ListedEvent`. */
const MEMBERS = [
  'event_id', 'org_id', 'container_id', 'event_type', 'status', 'timestamp', 'created', 'actor', 'message', 'context', 'client_ip', 'source',
  'idempotency_key', 'expires', 'attributes',
];

/** CSV as the contract describes it, apart from formulas, which this log doesn't have. */
function csv(events) {
  const textOf = (value) => (typeof value === 'object' ? JSON.stringify(value) : value);
  const cell = (text) => (text === undefined ? '' : /^$|^ | $|[",;|\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const rows = events.map((event) => MEMBERS.map((member) => cell(textOf(event[member]))));
  return [MEMBERS, ...rows].map((cells) => `${cells.join(',')}\r\n`).join('');
}

function count(log, q) {
  const matches = matcher(q);
  const interval = q.get('interval');
  const groups = q.getAll('group_by');
  const zone = q.get('timezone');
  const totals = new Map();
  let total = 0;
  const hasCounters = [...q.keys()].every((name) => ['start', 'end', 'interval', 'group_by', 'timezone', 'event_type', 'status', 'next_token'].includes(name));
  const days = new Map();
  const [byType, byStatus] = [groups.includes('event_type'), groups.includes('status')];
  const { start, end, low, high } = spanOf(log, q);
  function* counted() {
    for (const event of log.extra) {
      const at = Date.parse(event.timestamp);
      if (at >= start && at < end) yield { ...event, at };
    }
    for (let i = low; i < high; i++) yield log.facts(i);
  }
  for (const event of counted()) {
    const { at } = event;
    if (matches && !matches(event)) continue;
    total++;
    if (!interval && groups.length === 0) continue;
    const bucket = interval === 'hour' ? Math.floor(at / HOUR) * HOUR : interval === 'day' ? dayOf(at, zone, days) : '';
    const name = `${bucket}\n${byType ? event.event_type : ''}\n${byStatus ? event.status : ''}`;
    totals.set(name, (totals.get(name) ?? 0) + 1);
  }
  const buckets = [...totals].map(([name, number]) => {
    const [bucket, type, status] = name.split('\n');
    return { ...(bucket ? { start: new Date(Number(bucket)).toISOString() } : {}), ...(type ? { event_type: type } : {}), ...(status ? { status } : {}), count: number };
  });
  const units = hasCounters ? 4.5 : Math.ceil((total * EVENT_BYTES) / 8192);
  return json({ count: total, as_of: new Date(log.end).toISOString(), ...(interval || groups.length ? { buckets } : {}) }, units);
}

/** The first instant of a day, found hour by hour. */
function dayOf(at, zone, known) {
  if (!zone) return Math.floor(at / DAY) * DAY;
  const hour = Math.floor(at / HOUR) * HOUR;
  let day = known.get(hour);
  if (day === undefined) {
    const format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' });
    const name = format.format(hour);
    day = hour;
    while (format.format(day - HOUR) === name) day -= HOUR;
    known.set(hour, day);
  }
  return day;
}

export { Refusal };

// Run by hand: `node stub.mjs <folder of the console> [port] [events] [days]`
if (process.argv[1]?.endsWith('stub.mjs')) {
  const [assets, port = '3100', size = '84701', days = '7'] = process.argv.slice(2);
  const { url } = await startStub({ log: new Log(Number(size), Date.now(), Number(days)), assets, port: Number(port) });
  console.log(`${url}/#key=ce_acmereader_local`);
}
