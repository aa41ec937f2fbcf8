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

/** Names a file: `acme-events-2026-11-18-2026-11-25.csv`. */
export function fileName(org: string, form: Form, start: number | undefined, end: number): string {
  const day = (at: number) => new Date(at).toISOString().slice(0, 10);
  const from = start === undefined ? '' : `${day(start)}-`;
  return `${org.replace(/[^\w.-]/g, '_')}-events-${from}${day(end)}.${FORMS[form].extension}`;
}
