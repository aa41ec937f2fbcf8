import { NO_FILTERS, type Filters } from './filters.ts';
import { PRESETS, type Preset, type Range } from './range.ts';

/** What people look at: the state that a link keeps. */
export interface View {
  /** The organisation, once it is known. */
  readonly org: string | null;
  readonly list: 'events' | 'expiring' | 'destinations';
  readonly range: Range | null;
  readonly filters: Filters;
  readonly split: 'status' | 'type';
  /** The time to which the list jumped, in milliseconds. */
  readonly at: number | null;
  /** The event whose details are open. */
  readonly event: string | null;
}

export const FIRST_VIEW: View = {
  org: null,
  list: 'events',
  range: null,
  filters: NO_FILTERS,
  split: 'status',
  at: null,
  event: null,
};

/**
 * Reads a view from a URL's fragment: `#/acme?range=7d&status=FAIL`. What it doesn't understand is left out, so that an old link still
 * opens.
 */
export function parseView(fragment: string): View {
  const [path = '', query = ''] = split(fragment.replace(/^#?\/?/, ''), '?');
  const q = new URLSearchParams(query);
  const status = q.get('status');
  const list = q.get('list');
  return {
    org: decoded(path.replace(/\/$/, '')) || null,
    list: list === 'expiring' || list === 'destinations' ? list : 'events',
    range: parseRange(q.get('range')),
    filters: {
      type: q.getAll('type'),
      status: status === 'FAIL' || status === 'SUCCESS' ? status : null,
      container: q.get('container'),
      actor: q.get('actor'),
      source: q.get('source'),
      ip: q.get('ip'),
      text: q.get('text'),
    },
    split: q.get('split') === 'type' ? 'type' : 'status',
    at: parseTime(q.get('at')),
    event: q.get('event'),
  };
}

/** Writes a view as a fragment, without what is the default. */
export function formatView(view: View): string {
  const q = new URLSearchParams();
  const set = (name: string, value: string | null) => value !== null && q.set(name, value);
  const { filters } = view;
  if (view.list !== 'events') set('list', view.list);
  set('range', view.range && formatRange(view.range));
  for (const type of filters.type) q.append('type', type);
  set('status', filters.status);
  set('container', filters.container);
  set('actor', filters.actor);
  set('source', filters.source);
  set('ip', filters.ip);
  set('text', filters.text);
  if (view.split === 'type') set('split', 'type');
  set('at', view.at === null ? null : new Date(view.at).toISOString());
  set('event', view.event);
  const query = q.toString();
  return `#/${encodeURIComponent(view.org ?? '').replaceAll('%3A', ':')}${query && `?${query}`}`;
}

function formatRange(range: Range): string {
  switch (range.kind) {
    case 'last':
      return range.preset;
    case 'all':
      return 'all';
    case 'between':
      return `${new Date(range.start).toISOString()}/${new Date(range.end).toISOString()}`;
  }
}

function parseRange(text: string | null): Range | null {
  if (text === null) return null;
  if (text === 'all') return { kind: 'all' };
  if (Object.hasOwn(PRESETS, text)) return { kind: 'last', preset: text as Preset };
  const [from = '', to = ''] = split(text, '/');
  const [start, end] = [parseTime(from), parseTime(to)];
  return start !== null && end !== null && start < end ? { kind: 'between', start, end } : null;
}

function parseTime(text: string | null): number | null {
  const at = text === null ? NaN : Date.parse(text);
  return Number.isNaN(at) ? null : at;
}

function split(text: string, at: string): [string, string] {
  const i = text.indexOf(at);
  return i < 0 ? [text, ''] : [text.slice(0, i), text.slice(i + 1)];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
