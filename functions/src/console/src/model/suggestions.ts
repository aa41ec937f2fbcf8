import type { AuditEvent } from './event.ts';
import { nameBeingTyped, readTyped, type FilterName, type Filters } from './filters.ts';

/** A condition that the text in the filter box may mean. */
export interface Suggestion {
  readonly name: FilterName;
  readonly value: string;
  /** How many of the loaded events have the value, if it was found there. */
  readonly seen?: number;
  /** How many events of the type there are at all, by the counters. */
  readonly ever?: number;
}

const MOST = 8;

/** What is known about the values of the organisation. */
export interface KnownValues {
  readonly types: ReadonlyMap<string, number>;
  readonly events: Iterable<AuditEvent>;
}

/** Suggests conditions for a text: known values first, then exactly what was typed. */
export function suggest(input: string, known: KnownValues, filters: Filters): Suggestion[] {
  const typed = readTyped(input);
  const named = nameBeingTyped(input);
  if (named) return suggestNamed(named.name, named.start, known).slice(0, MOST);
  if (typed.kind === 'filter') return [{ name: typed.name, value: typed.value }];
  if (typed.kind !== 'word') return [];
  const word = typed.value;
  const exact = (['actor', 'container'] as const).map((name) => ({ name, value: word }));
  const found = [
    ...types(word, known).filter(({ value }) => !filters.type.includes(value)).slice(0, 3),
    ...seen('actor', word, known).slice(0, 3),
    ...seen('container', word, known).slice(0, 3),
    ...statuses(word),
    ...(/^[0-9a-f]*[.:][0-9a-f.:]+$/i.test(word) ? [{ name: 'ip' as const, value: word }] : []),
  ];
  const rest = exact.filter(({ name, value }) => !found.some((other) => other.name === name && other.value === value));
  return [...found.slice(0, MOST - 3), ...rest, { name: 'text', value: word }];
}

function suggestNamed(name: FilterName, start: string, known: KnownValues): Suggestion[] {
  const exact: Suggestion[] = start === '' ? [] : [{ name, value: start }];
  switch (name) {
    case 'status':
      return statuses(start);
    case 'type': {
      const found = types(start, known);
      return found.some(({ value }) => value === start) ? found : [...found.slice(0, MOST - 1), ...exact];
    }
    case 'actor':
    case 'container':
    case 'ip': {
      const found = seen(name, start, known);
      return found.some(({ value }) => value === start) ? found : [...found.slice(0, MOST - 1), ...exact];
    }
    case 'source':
    case 'text':
      return exact;
  }
}

function statuses(word: string): Suggestion[] {
  const start = word.toUpperCase();
  return (['FAIL', 'SUCCESS'] as const)
    .filter((status) => status.startsWith(start) || (status === 'FAIL' && start === 'FAILED'))
    .map((value) => ({ name: 'status', value }));
}

function types(word: string, known: KnownValues): Suggestion[] {
  return [...known.types]
    .filter(([type]) => contains(type, word))
    .sort((a, b) => b[1] - a[1])
    .map(([value, ever]) => ({ name: 'type', value, ever }));
}

function seen(name: 'actor' | 'container' | 'ip', word: string, known: KnownValues): Suggestion[] {
  const counts = new Map<string, number>();
  for (const event of known.events) {
    const value = name === 'actor' ? event.actor?.id : name === 'container' ? event.container_id : event.client_ip;
    if (value !== undefined && contains(value, word)) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return [...counts].sort((a, b) => b[1] - a[1]).map(([value, count]) => ({ name, value, seen: count }));
}

function contains(value: string, word: string): boolean {
  return value.toLowerCase().includes(word.toLowerCase());
}
