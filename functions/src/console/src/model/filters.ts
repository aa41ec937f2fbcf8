import type { Status } from './event.ts';

/** What an event must match. An empty list or null matches everything. */
export interface Filters {
  readonly type: readonly string[];
  readonly status: Status | null;
  readonly container: string | null;
  readonly actor: string | null;
  readonly source: string | null;
  readonly ip: string | null;
  readonly text: string | null;
}

export const NO_FILTERS: Filters = {
  type: [],
  status: null,
  container: null,
  actor: null,
  source: null,
  ip: null,
  text: null,
};

export type FilterName = keyof Filters;
export const FILTER_NAMES = Object.keys(NO_FILTERS) as readonly FilterName[];

/** A condition as a chip shows it. */
export interface Chip {
  readonly name: FilterName;
  readonly value: string;
}

export function chips(filters: Filters): Chip[] {
  return FILTER_NAMES.flatMap((name) => {
    const value = filters[name];
    if (value === null || value.length === 0) return [];
    return [{ name, value: typeof value === 'string' ? value : value.join(', ') }];
  });
}

/** Adds a condition. Types add up, any other value replaces the one before. */
export function withFilter(filters: Filters, name: FilterName, value: string): Filters {
  switch (name) {
    case 'type':
      return filters.type.includes(value) ? filters : { ...filters, type: [...filters.type, value] };
    case 'status':
      return { ...filters, status: value.toUpperCase() === 'FAIL' ? 'FAIL' : 'SUCCESS' };
    default:
      return { ...filters, [name]: value };
  }
}

export function withoutFilter(filters: Filters, name: FilterName): Filters {
  return { ...filters, [name]: NO_FILTERS[name] };
}

/** Whether the API's counters answer a count with these filters, so that it reads no events. */
export function haveCounters(filters: Filters): boolean {
  return chips(filters).every(({ name }) => name === 'type' || name === 'status');
}

/** The filters as parameters of the API. */
export function filterParameters(filters: Filters): [string, string][] {
  const parameters: [string, string | null][] = [
    ...filters.type.map((type): [string, string] => ['event_type', type]),
    ['status', filters.status],
    ['container_id', filters.container],
    ['actor', filters.actor],
    ['source', filters.source],
    ['client_ip', filters.ip],
    ['q', filters.text],
  ];
  return parameters.filter((pair): pair is [string, string] => pair[1] !== null);
}

/** What a text in the filter box means. */
export type Typed =
  | { readonly kind: 'filter'; readonly name: FilterName; readonly value: string }
  | { readonly kind: 'word'; readonly value: string }
  | { readonly kind: 'exclusion' }
  | { readonly kind: 'nothing' };

const ALIASES: Readonly<Record<string, FilterName>> = {
  type: 'type',
  event_type: 'type',
  status: 'status',
  container: 'container',
  container_id: 'container',
  actor: 'actor',
  source: 'source',
  ip: 'ip',
  client_ip: 'ip',
  text: 'text',
  message: 'text',
  q: 'text',
};

/** Reads `actor:joe`, `container:"org/repo x"`, `"some text"`, or a bare word. */
export function readTyped(input: string): Typed {
  const text = input.trim();
  if (text === '') return { kind: 'nothing' };
  if (/^-\S/.test(text)) return { kind: 'exclusion' };
  const named = /^([a-z_]+):\s*(.*)$/is.exec(text);
  const name = named && ALIASES[named[1]!.toLowerCase()];
  if (named && name) {
    const value = unquoted(named[2]!);
    return value === '' ? { kind: 'nothing' } : { kind: 'filter', name, value };
  }
  if (/^".*"$/s.test(text)) {
    const value = unquoted(text);
    return value === '' ? { kind: 'nothing' } : { kind: 'filter', name: 'text', value };
  }
  return { kind: 'word', value: text };
}

function unquoted(text: string): string {
  return /^".*"$/s.test(text) ? text.slice(1, -1) : text.replace(/^"/, '');
}

/** Returns the filter whose values are being typed: `type` for `type:AC`. */
export function nameBeingTyped(input: string): { readonly name: FilterName; readonly start: string } | null {
  const named = /^\s*([a-z_]+):\s*"?(.*?)"?$/is.exec(input);
  const name = named && ALIASES[named[1]!.toLowerCase()];
  return named && name ? { name, start: named[2]! } : null;
}
