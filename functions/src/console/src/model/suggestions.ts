import type { AuditEvent } from './event.ts';
import { nameBeingTyped, readTyped, type FilterName, type Filters } from './filters.ts';

/** A condition that the text in the filter box may mean. */
export interface Suggestion {
  readonly name: FilterName;
  readonly value: string;
  /** How many of the events that were read have the value, if it was found there. */
  readonly seen?: number;
  /** How many events of the type there are at all, by the counters. */
  readonly ever?: number;
}

const MOST = 8;

/** What is known about the values of the organisation. */
export interface KnownValues {
  /** How many events of a type there are at all. */
  readonly types: ReadonlyMap<string, number>;
  /** The events that were read. */
  readonly list: Iterable<AuditEvent> & {
    /** Whether these are all events of the view. */
    readonly isWhole: boolean;
    /** Whether the list begins with the newest event. */
    readonly isNewest: boolean;
    readonly size: number;
  };
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
    ...statuses(word, known),
    ...(/^[0-9a-f]*[.:][0-9a-f.:]+$/i.test(word) ? [{ name: 'ip' as const, value: word }] : []),
  ];
  const rest = exact.filter(({ name, value }) => !found.some((other) => other.name === name && other.value === value));
  return [...found.slice(0, MOST - 3), ...rest, { name: 'text', value: word }];
}

/** How many of the events that were read have no actor. */
export function withoutActor({ list }: KnownValues): number {
  let count = 0;
  for (const { actor } of list) if (!actor) count++;
  return count;
}

function suggestNamed(name: FilterName, start: string, known: KnownValues): Suggestion[] {
  const exact: Suggestion[] = start === '' ? [] : [{ name, value: start }];
  switch (name) {
    case 'status':
      return statuses(start, known);
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

function statuses(word: string, known: KnownValues): Suggestion[] {
  const start = word.toUpperCase();
  const counts = countValues('status', known);
  return (['FAIL', 'SUCCESS'] as const)
    .filter((status) => status.startsWith(start) || (status === 'FAIL' && start === 'FAILED'))
    .map((value) => ({ name: 'status', value, ...seenOf(counts, value) }));
}

/** Those that were read come first. */
function types(word: string, known: KnownValues): Suggestion[] {
  const counts = countValues('type', known);
  return [...new Set([...known.types.keys(), ...counts.keys()])]
    .filter((type) => contains(type, word))
    .map((value): Suggestion => ({ name: 'type', value, ever: known.types.get(value) ?? 0, ...seenOf(counts, value) }))
    .sort((a, b) => (b.seen ?? 0) - (a.seen ?? 0) || b.ever! - a.ever!);
}

function seen(name: 'actor' | 'container' | 'ip', word: string, known: KnownValues): Suggestion[] {
  return [...countValues(name, known)]
    .filter(([value]) => contains(value, word))
    .sort((a, b) => b[1] - a[1])
    .map(([value, count]) => ({ name, value, seen: count }));
}

function seenOf(counts: ReadonlyMap<string, number>, value: string): { seen?: number } {
  const count = counts.get(value);
  return count === undefined ? {} : { seen: count };
}

const VALUES = {
  actor: ({ actor }: AuditEvent) => actor?.id,
  container: ({ container_id: id }: AuditEvent) => id,
  ip: ({ client_ip: ip }: AuditEvent) => ip,
  type: ({ event_type: type }: AuditEvent) => type,
  status: ({ status }: AuditEvent) => status,
};

function countValues(name: keyof typeof VALUES, { list }: KnownValues): Map<string, number> {
  const counts = new Map<string, number>();
  for (const event of list) {
    const value = VALUES[name](event);
    if (value !== undefined) counts.set(value, (counts.get(value) ?? 0) + 1);
  }
  return counts;
}

function contains(value: string, word: string): boolean {
  return value.toLowerCase().includes(word.toLowerCase());
}
