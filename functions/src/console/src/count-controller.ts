import type { CountAnswer, EventsApi, Query } from './api/events.ts';
import type { DayCounts } from './ui/event-table.ts';
import { addBuckets, addEvents, emptyBars, planBars, planMinutes, type Bar, type BarPlan } from './model/bars.ts';
import { unitsToRead } from './model/cost.ts';
import { compareTimes, millis, type AuditEvent } from './model/event.ts';
import type { EventList } from './model/event-list.ts';
import { haveCounters, NO_FILTERS, type Filters } from './model/filters.ts';
import { HOUR, type Zone } from './model/zone.ts';

/** Without counters, so many events are counted without asking. */
const COUNTED_UNASKED = 20_000;
const MINUTE_BARS_BELOW = 6 * HOUR;

/** Where the bars come from. */
export type CountState =
  | { readonly kind: 'none' }
  | { readonly kind: 'counting'; readonly counted: number }
  /** From a count: exact. */
  | { readonly kind: 'counted' }
  /** From the loaded events, which are all there are. */
  | { readonly kind: 'complete' }
  /** From the loaded events. Counting all would read up to so many; null if that isn't known. */
  | { readonly kind: 'offered'; readonly events: number | null; readonly units: number | null }
  | { readonly kind: 'failed'; readonly error: unknown };

/** What a histogram is about. */
export interface CountRequest {
  readonly query: Query;
  readonly zone: Zone;
  readonly split: 'status' | 'type';
  /** Whether the token sees a part of the organisation, whose total isn't known then. */
  readonly isScoped: boolean;
}

/** Counts the events of a range over time, and asks first if that is dear. */
export class CountController {
  bars: Bar[] = [];
  state: CountState = { kind: 'none' };
  plan: BarPlan | null = null;
  /** Events of the range without the filters that have no counters, if that was counted. */
  unfiltered: number | null = null;

  private request: CountRequest | null = null;
  private list: EventList | null = null;
  private asOf: string | null = null;
  private dayCounts: { bars: readonly Bar[]; zone: Zone; state: CountState; days: DayCounts } | undefined;
  private aborter = new AbortController();

  constructor(
    private readonly api: EventsApi,
    private readonly changed: () => void,
  ) {}

  get total(): number | null {
    if (this.state.kind !== 'counted' && this.state.kind !== 'complete') return null;
    return this.bars.reduce((sum, bar) => sum + bar.success + bar.fail, 0);
  }

  /**
   * Shows another count.
   *
   * @param firstPage the list that is shown beside it, once its first page is loaded
   */
  async show(request: CountRequest, firstPage: Promise<EventList | null>): Promise<void> {
    this.aborter.abort();
    this.aborter = new AbortController();
    const { signal } = this.aborter;
    this.request = request;
    this.unfiltered = null;
    this.list = null;
    this.state = { kind: 'counting', counted: 0 };
    this.changed();
    try {
      if (!request.isScoped && haveCounters(request.query.filters)) {
        await this.count(signal);
      } else {
        this.list = await firstPage;
        if (!signal.aborted && this.list) await this.offer(request, this.list, signal);
      }
    } catch (error) {
      if (!signal.aborted) this.fail(error);
    }
  }

  private fail(error: unknown): void {
    // Those of the range before would be taken for this one's.
    this.bars = [];
    this.state = { kind: 'failed', error };
    this.changed();
  }

  clear(): void {
    this.aborter.abort();
    this.bars = [];
    this.state = { kind: 'none' };
  }

  /** Counts, whatever it costs. */
  async countAll(): Promise<void> {
    const { signal } = this.aborter;
    try {
      await this.count(signal);
    } catch (error) {
      if (!signal.aborted) this.fail(error);
    }
  }

  private async offer(request: CountRequest, list: EventList, signal: AbortSignal): Promise<void> {
    const { query, isScoped } = request;
    this.showLoaded();
    if (list.isComplete || isScoped) return;
    this.changed();
    const counted: Filters = { ...NO_FILTERS, type: query.filters.type, status: query.filters.status };
    const { count } = await this.api.count({ ...query, filters: counted }, [], { signal });
    this.unfiltered = count;
    if (count <= COUNTED_UNASKED) return this.count(signal);
    this.state = { kind: 'offered', events: count, units: unitsToRead(count, list.read) };
    this.changed();
  }

  private async count(signal: AbortSignal): Promise<void> {
    const { query, zone, split } = this.request!;
    const plan = await this.planned(query, zone, signal);
    if (signal.aborted) return;
    this.plan = plan;
    this.state = { kind: 'counting', counted: 0 };
    const groups = split === 'type' ? ['event_type', 'status'] : ['status'];
    const how: [string, string][] = [['interval', plan.interval], ...groups.map((group): [string, string] => ['group_by', group])];
    if (plan.interval === 'day' && plan.timezone) how.push(['timezone', plan.timezone]);
    const answer: CountAnswer = await this.api.count(query, how, { signal }, (counted) => {
      if (signal.aborted) return;
      this.state = { kind: 'counting', counted };
      this.changed();
    });
    if (signal.aborted) return;
    const bars = emptyBars(plan.edges);
    addBuckets(bars, answer.buckets);
    this.bars = bars;
    this.asOf = answer.asOf;
    this.state = { kind: 'counted' };
    this.changed();
  }

  /** Plans the bars. Without a start, they begin with the first event. */
  private async planned(query: Query, zone: Zone, signal: AbortSignal): Promise<BarPlan> {
    const end = query.span.end ?? Date.now();
    let { start } = query.span;
    if (start === undefined) {
      const first = await this.api.page({ ...query, filters: NO_FILTERS }, { order: 'asc', limit: 1 }, { signal });
      start = Math.floor(Math.min(millis(first.events[0]?.timestamp ?? new Date(end - HOUR).toISOString()), end - HOUR) / HOUR) * HOUR;
    }
    return planBars(start, end, zone);
  }

  /** Draws the loaded events. */
  private showLoaded(): void {
    const { request, list } = this;
    if (!request || !list) return;
    const events = [...list.events()];
    const end = request.query.span.end ?? Date.now();
    const oldest = events.at(-1);
    const start = request.query.span.start ?? (oldest ? Math.floor(millis(oldest.timestamp) / HOUR) * HOUR : end - HOUR);
    const isShort = end - start < MINUTE_BARS_BELOW;
    this.plan = isShort ? null : planBars(start, end, request.zone);
    this.bars = emptyBars(this.plan?.edges ?? planMinutes(start, end));
    addEvents(this.bars, events);
    this.state = list.isComplete ? { kind: 'complete' } : this.state.kind === 'offered' ? this.state : { kind: 'offered', events: null, units: null };
    this.changed();
  }

  /** Draws events that were loaded or came live since. */
  grow(fresh: readonly AuditEvent[]): void {
    if (this.list && (this.state.kind === 'offered' || this.state.kind === 'complete')) return this.showLoaded();
    if (this.state.kind !== 'counted' || fresh.length === 0) return;
    const { asOf } = this;
    const uncounted = fresh.filter(({ created }) => !asOf || !created || compareTimes(created, asOf) > 0);
    if (uncounted.length === 0) return;
    const bars = [...this.bars];
    for (let last = bars.at(-1); last && last.end <= Date.now(); last = bars.at(-1)) {
      bars.push({ start: last.end, end: last.end + (last.end - last.start), success: 0, fail: 0, types: new Map() });
    }
    addEvents(bars, uncounted);
    this.bars = bars;
    this.changed();
  }

  /** What the bars say about each day of a zone; nothing if a bar has several days or isn't of the zone. */
  days(zone: Zone): DayCounts {
    // The table compares it with what it has shown.
    if (this.dayCounts?.bars !== this.bars || this.dayCounts.zone !== zone || this.dayCounts.state !== this.state) {
      this.dayCounts = { bars: this.bars, zone, state: this.state, days: this.daysOf(zone) };
    }
    return this.dayCounts.days;
  }

  private daysOf(zone: Zone): DayCounts {
    const days = new Map<number, { count: number; fail: number }>();
    const { total, plan } = this;
    // Bars of minutes have no plan, and are of any zone.
    if (total === null || (plan !== null && plan.zone !== zone)) return days;
    for (const bar of this.bars) {
      const day = zone.startOfDay(bar.start);
      if (bar.end > zone.addDays(day, 1)) return new Map();
      const { count, fail } = days.get(day) ?? { count: 0, fail: 0 };
      days.set(day, { count: count + bar.success + bar.fail, fail: fail + bar.fail });
    }
    return days;
  }
}
