import type { Query } from '../api/events.ts';
import { chips } from './filters.ts';
import type { Zone } from './zone.ts';

/** The forms in which a list can be downloaded. */
export const FORMS = {
  csv: { accept: 'text/csv', extension: 'csv' },
  ndjson: { accept: 'application/x-ndjson', extension: 'ndjson' },
  cloudevents: { accept: 'application/cloudevents-batch+json', extension: 'json' },
} as const;

export type Form = keyof typeof FORMS;

/** Joins the pages of a list into one file: CSV with one header row, CloudEvents in one array. */
export class Joiner {
  /** Events so far. */
  count = 0;
  private pages = 0;

  constructor(private readonly form: Form) {}

  /** Returns what a page adds to the file. */
  add(page: string): string {
    const first = this.pages++ === 0;
    switch (this.form) {
      case 'csv': {
        const body = first ? page : page.slice(endOfRecord(page));
        this.count += Math.max(0, records(page) - 1);
        // A byte order mark, without which Excel takes UTF-8 for the machine's code page.
        return first ? `\uFEFF${body}` : body;
      }
      case 'ndjson':
        this.count += page.split('\n').filter((line) => line !== '').length;
        return page === '' || page.endsWith('\n') ? page : `${page}\n`;
      case 'cloudevents': {
        const inside = page.trim().slice(1, -1).trim();
        const before = this.count;
        this.count += (JSON.parse(page) as unknown[]).length;
        if (first) return `[${inside}`;
        return inside === '' ? '' : `${before === 0 ? '' : ','}\n${inside}`;
      }
    }
  }

  /** Returns the end of the file. */
  end(): string {
    return this.form === 'cloudevents' && this.pages > 0 ? ']\n' : '';
  }
}

/** Returns where the first record of a CSV page ends. A line break between quotation marks belongs to its cell. */
function endOfRecord(csv: string): number {
  let isQuoted = false;
  for (let i = 0; i < csv.length; i++) {
    if (csv[i] === '"') isQuoted = !isQuoted;
    else if (csv[i] === '\n' && !isQuoted) return i + 1;
  }
  return csv.length;
}

function records(csv: string): number {
  let [isQuoted, count] = [false, 0];
  for (let i = 0; i < csv.length; i++) {
    if (csv[i] === '"') isQuoted = !isQuoted;
    else if (csv[i] === '\n' && !isQuoted) count++;
  }
  return csv === '' || csv.endsWith('\n') ? count : count + 1;
}

/**
 * Names a file after what it holds, in the times of a zone: `acme-events-vault-7-FAIL-2026-11-18T0800-1200.csv`. A whole day has one date
 * without times.
 */
export function fileName({ org, filters, span: { start } }: Pick<Query, 'org' | 'filters' | 'span'>, form: Form, end: number, zone: Zone): string {
  const isDays = start !== undefined && [start, end].every((at) => zone.startOfDay(at) === at);
  const text = (at: number) => new Date(zone.wall(at)).toISOString().slice(0, isDays ? 10 : 16).replace(':', '');
  const last = text(isDays ? end - 1 : end);
  const first = start === undefined ? last : text(start);
  const day = first.slice(0, 10);
  const time = first === last ? last : `${first}-${last.startsWith(day) ? last.slice(11) : last}`;
  const words = [org, 'events', ...chips(filters).map(({ value }) => value.slice(0, 40)), time];
  return `${words.map((word) => word.replace(/[^\p{L}\p{N}_.@-]+/gu, '_')).join('-')}.${FORMS[form].extension}`;
}
