import type { EventsApi, Query } from './api/events.ts';
import { compareTimes, millis, type AuditEvent } from './model/event.ts';
import { EventList, type FetchPage } from './model/event-list.ts';
import { rangeHolding, type Range } from './model/range.ts';
import { MINUTE } from './model/zone.ts';

/** How far back a live request looks, so that events that are stored late aren't missed. */
const OVERLAP = MINUTE;
/** Pages of new events that one live request reads before it gives up and begins again at the top. */
const MOST_LIVE_PAGES = 5;
/** Events that wait while somebody reads; with more, the list begins anew. */
const MOST_PENDING = 2_000;

/** Loads the list that is shown, and keeps it up to date. */
export class ListController {
  list: EventList | null = null;
  isLoading = false;
  error: unknown = null;
  /** New events that aren't shown yet, because somebody reads further down. */
  pending: readonly AuditEvent[] = [];
  /** What came live at last, for a short highlight. */
  fresh: ReadonlySet<string> = new Set();

  private query: Query | null = null;
  private aborter = new AbortController();

  constructor(
    private readonly api: EventsApi,
    private readonly changed: () => void,
  ) {}

  /**
   * Shows another list.
   *
   * @param at where to begin, if not at the newest event
   * @returns the range of a list that began without one; undefined if it was replaced meanwhile
   */
  async show(query: Query, at: number | null, isAutomatic: boolean): Promise<Range | null | undefined> {
    this.aborter.abort();
    this.aborter = new AbortController();
    this.query = query;
    const list = new EventList(this.fetcher(query), query.span, query.list === 'expiring' ? 'asc' : 'desc', at);
    this.list = list;
    this.pending = [];
    this.fresh = new Set();
    await this.load(() => list.loadOlder());
    // A jump shows what is around it.
    if (at !== null && this.list === list && !this.error) await this.load(() => list.loadNewer());
    if (this.list !== list) return undefined;
    if (!isAutomatic) return null;
    const bottom = list.bottom();
    return rangeHolding(bottom === undefined ? Date.now() : millis(bottom), Date.now());
  }

  private fetcher(query: Query): FetchPage {
    const { signal } = this.aborter;
    return (walk, limit, token) => this.api.page({ ...query, span: walk.span }, { order: walk.order, limit, token }, { signal });
  }

  async older(): Promise<void> {
    const { list } = this;
    if (list?.hasOlder && !this.isLoading) await this.load(() => list.loadOlder());
  }

  /** Loads all that is below, page by page, unless something fails. */
  async rest(): Promise<void> {
    const { list } = this;
    while (list?.hasOlder && this.list === list && !this.error && !list.isPaused) {
      await (this.isLoading ? new Promise((resolve) => setTimeout(resolve, 50)) : this.older());
    }
  }

  async newer(): Promise<void> {
    const { list } = this;
    if (list?.hasNewer && !this.isLoading) await this.load(() => list.loadNewer());
  }

  /** Loads what was released and is seen again, and releases what is far away. */
  async see(first: number, last: number): Promise<void> {
    const { list } = this;
    if (!list) return;
    list.release(first, last);
    const missing = list.pages.slice(first, last + 1).filter((page) => page.events === null);
    if (missing.length > 0) await this.load(async () => void (await Promise.all(missing.map(({ key }) => list.refill(key)))));
  }

  private async load(task: () => Promise<void>): Promise<void> {
    const { signal } = this.aborter;
    this.isLoading = true;
    this.error = null;
    this.changed();
    try {
      await task();
    } catch (error) {
      if (!signal.aborted) this.error = error;
    } finally {
      if (!signal.aborted) {
        this.isLoading = false;
        this.changed();
      }
    }
  }

  /**
   * Asks for new events.
   *
   * @param mayInsert whether they may be shown at once
   * @returns the new ones; null if there were so many that the list has to begin anew
   */
  async askLive(mayInsert: () => boolean): Promise<readonly AuditEvent[] | null> {
    const { list, query } = this;
    if (!list || !query || this.isLoading) return [];
    const { signal } = this.aborter;
    const newest = this.pending[0] ? millis(this.pending[0].timestamp) : (list.newest() ?? Date.now());
    const span = { start: Math.max(query.span.start ?? 0, newest - OVERLAP) };
    const found: AuditEvent[] = [];
    let token: string | null = null;
    for (let page = 0; page === 0 || token !== null; page++) {
      if (page === MOST_LIVE_PAGES) return null;
      const answer = await this.api.page({ ...query, span }, { order: 'desc', limit: 100, token }, { signal, once: true });
      found.push(...answer.events);
      token = answer.next;
    }
    if (signal.aborted) return [];
    const waiting = new Set(this.pending.map(({ event_id: id }) => id));
    const unknown = found.filter(({ event_id: id }) => !waiting.has(id) && !list.knows(id));
    if (unknown.length === 0) return [];
    if (this.pending.length + unknown.length > MOST_PENDING) return null;
    this.pending = [...unknown, ...this.pending].sort((a, b) => compareTimes(b.timestamp, a.timestamp));
    if (mayInsert()) this.showPending();
    this.changed();
    return unknown;
  }

  showPending(): void {
    this.fresh = new Set(this.list?.insert(this.pending).map(({ event_id: id }) => id));
    this.pending = [];
    this.changed();
  }
}
