import { compareTimes, millis, type AuditEvent } from './event.ts';
import type { Span } from './range.ts';

export const PAGE_SIZE = 100;
/** Pages whose events are kept. Others keep their ids, and are fetched again when they are seen. */
const KEPT_PAGES = 100;
/** Empty pages that are passed over before the list asks whether to go on. */
const EMPTY_PAGES = 4;

/** A page of the list, in the order in which it is shown. */
export interface Page {
  /** Identifies the page for as long as the list lives. */
  readonly key: number;
  /** Null if they were released. */
  readonly events: readonly AuditEvent[] | null;
  readonly ids: readonly string[];
  /** How to fetch it again; null for events that came live, which are never released. */
  readonly source: { readonly walk: Walk; readonly token: string | null } | null;
}

/** The fetching of pages in one direction. */
export interface Walk {
  readonly order: 'asc' | 'desc';
  readonly span: Span;
  /** The token of the next page. */
  next: string | null;
  isDone: boolean;
}

export interface FetchedPage {
  readonly events: readonly AuditEvent[];
  readonly next: string | null;
  readonly units: number;
}

/** Fetches a page; without a token, the first one. */
export type FetchPage = (walk: Walk, limit: number, token: string | null) => Promise<FetchedPage>;

/**
 * The events that are loaded, in the order in which they are shown: pages below one another. From where it begins, it grows in both
 * directions. Each event is in it once, whatever is stored meanwhile.
 */
export class EventList {
  pages: readonly Page[] = [];
  /** What the pages cost, and how many events they had: the price of reading an event. */
  read = { events: 0, units: 0 };
  /** Whether the last load passed over so many empty pages that going on is the user's decision. */
  isPaused = false;

  private down: Walk;
  private readonly up: Walk | null;
  private readonly known = new Set<string>();
  private keys = 0;

  /**
   * @param order  of what is shown, from top to bottom
   * @param at     where to begin, in milliseconds, if not at the top of the span
   */
  constructor(
    private readonly fetchPage: FetchPage,
    span: Span,
    private readonly order: 'asc' | 'desc',
    at: number | null = null,
  ) {
    this.down = { order, span: at === null ? span : { ...span, end: at + 1 }, next: null, isDone: false };
    this.up = at === null ? null : { order: 'asc', span: { ...span, start: at + 1 }, next: null, isDone: false };
  }

  get hasOlder(): boolean {
    return !this.down.isDone;
  }

  get hasNewer(): boolean {
    return this.up !== null && !this.up.isDone;
  }

  get isComplete(): boolean {
    return !this.hasOlder && !this.hasNewer;
  }

  /** Whether it has all events, none of them released. */
  get isWhole(): boolean {
    return this.isComplete && this.pages.every(({ events }) => events);
  }

  /** Whether it begins with the newest event. */
  get isNewest(): boolean {
    return this.order === 'desc' && !this.hasNewer;
  }

  get size(): number {
    return this.known.size;
  }

  [Symbol.iterator](): Iterator<AuditEvent> {
    return this.events();
  }

  *events(): Generator<AuditEvent> {
    for (const page of this.pages) yield* page.events ?? [];
  }

  /** Loads the next page at the bottom. */
  async loadOlder(): Promise<void> {
    const page = await this.advance(this.down);
    if (page) this.pages = [...this.pages, page];
  }

  /** Loads the next page at the top. */
  async loadNewer(): Promise<void> {
    const page = this.up && (await this.advance(this.up));
    if (page) this.pages = [page, ...this.pages];
  }

  /** Lets the list end at a time, which was chosen only after its first page. */
  narrow(start: number): void {
    const bottom = this.bottom();
    if (this.down.isDone || bottom === undefined) return;
    this.down = { order: this.order, span: { start, end: millis(bottom) + 1 }, next: null, isDone: false };
  }

  private async advance(walk: Walk): Promise<Page | null> {
    this.isPaused = false;
    for (let empty = 0; !walk.isDone; empty++) {
      if (empty === EMPTY_PAGES) {
        this.isPaused = true;
        return null;
      }
      const token = walk.next;
      const { events, next, units } = await this.fetchPage(walk, PAGE_SIZE, token);
      this.read = { events: this.read.events + events.length, units: this.read.units + units };
      walk.next = next;
      walk.isDone = next === null;
      const fresh = this.adopt(events);
      if (fresh.length > 0) return this.page(walk.order === this.order ? fresh : fresh.reverse(), { walk, token });
    }
    return null;
  }

  private adopt(events: readonly AuditEvent[]): AuditEvent[] {
    return events.filter(({ event_id: id }) => !this.known.has(id) && this.known.add(id));
  }

  private page(events: readonly AuditEvent[], source: Page['source']): Page {
    return { key: this.keys++, events, ids: events.map(({ event_id: id }) => id), source };
  }

  /** Releases the events of pages far from those that are seen. */
  release(first: number, last: number): void {
    const spare = Math.max(0, Math.floor((KEPT_PAGES - (last - first + 1)) / 2));
    if (this.pages.length <= KEPT_PAGES) return;
    this.pages = this.pages.map((page, i) =>
      page.events && page.source && (i < first - spare || i > last + spare) ? { ...page, events: null } : page,
    );
  }

  /** Fetches the events of a released page again. Those that were erased or removed meanwhile are missing then. */
  async refill(key: number): Promise<void> {
    const page = this.pages.find((p) => p.key === key);
    if (!page?.source || page.events) return;
    const { walk, token } = page.source;
    const ids = new Set(page.ids);
    // Events that arrived late move others to the next page.
    const { events } = await this.fetchPage(walk, PAGE_SIZE + 50, token);
    const own = events.filter(({ event_id: id }) => ids.has(id));
    this.replace(key, walk.order === this.order ? own : own.reverse());
  }

  /**
   * Adds events that have just been stored, each where it belongs; those that are known already are left out.
   *
   * @returns the added ones
   */
  insert(events: readonly AuditEvent[]): readonly AuditEvent[] {
    const fresh = this.adopt(events);
    const newest = this.pages.find((page) => page.events?.length)?.events?.[0];
    const onTop = fresh.filter((event) => !newest || compareTimes(event.timestamp, newest.timestamp) >= 0);
    for (const late of fresh.filter((event) => !onTop.includes(event))) this.insertLate(late);
    if (onTop.length > 0) {
      const sorted = onTop.sort((a, b) => compareTimes(b.timestamp, a.timestamp));
      const [top] = this.pages;
      if (top && !top.source && top.ids.length < PAGE_SIZE) this.replace(top.key, [...sorted, ...(top.events ?? [])]);
      else this.pages = [this.page(sorted, null), ...this.pages];
    }
    return fresh;
  }

  private insertLate(event: AuditEvent): void {
    for (const page of this.pages) {
      const { events } = page;
      const last = events?.at(-1);
      if (!events || !last || compareTimes(event.timestamp, last.timestamp) < 0) continue;
      const i = events.findIndex((other) => compareTimes(other.timestamp, event.timestamp) <= 0);
      this.replace(page.key, events.toSpliced(i, 0, event));
      return;
    }
    // Older than what is loaded: it comes with its page.
    this.known.delete(event.event_id);
  }

  private replace(key: number, events: readonly AuditEvent[]): void {
    this.pages = this.pages.map((page) =>
      page.key === key ? { ...page, events, ids: events.map(({ event_id: id }) => id) } : page,
    );
  }

  knows(id: string): boolean {
    return this.known.has(id);
  }

  find(id: string): AuditEvent | undefined {
    for (const event of this.events()) if (event.event_id === id) return event;
    return undefined;
  }

  /** Returns the event below (1) or above (-1) another one, or the first if there is no other. */
  neighbour(id: string | null, by: 1 | -1): AuditEvent | undefined {
    const events = [...this.events()];
    const i = events.findIndex((event) => event.event_id === id);
    return i < 0 ? events[0] : events[i + by];
  }

  /** The time of the newest event, in milliseconds. */
  newest(): number | undefined {
    const first = this.pages.find((page) => page.events?.length)?.events?.[0];
    return first && millis(first.timestamp);
  }

  /** The time of the last event at the bottom. */
  bottom(): string | undefined {
    return this.pages.findLast((page) => page.events?.length)?.events?.at(-1)?.timestamp;
  }
}
