import { millis, type AuditEvent, type Status } from './event.ts';
import { DAY, HOUR, MINUTE, Zone } from './zone.ts';

/** A part of a count, as the API returns it. */
export interface CountBucket {
  readonly start?: string;
  readonly status?: Status;
  readonly event_type?: string;
  readonly count: number;
}

/** A bar of the histogram. */
export interface Bar {
  readonly start: number;
  readonly end: number;
  success: number;
  fail: number;
  /** Events of each type, successful and failed, if the count is split by type. */
  readonly types: Map<string, number>;
}

/** How a range is counted and drawn. */
export interface BarPlan {
  readonly interval: 'hour' | 'day';
  /** The zone of the days that the API counts; null for UTC. */
  readonly timezone: string | null;
  /** The zone whose hours or days the bars are: UTC if the chosen zone isn't whole hours off. */
  readonly zone: Zone;
  /** The beginnings of the bars, and the end of the last one. */
  readonly edges: readonly number[];
}

export const MOST_BARS = 200;
const STEPS_OF_HOURS = [1, 2, 3, 6, 12, 24];
const STEPS_OF_DAYS = [1, 2, 7, 14, 28, 91, 182, 364];
const STEPS_OF_MINUTES = [1, 2, 5, 10, 15, 30];

/** Plans at most [MOST_BARS] bars. Up to 31 days are counted by hour and summed here, because that costs the API no more. */
export function planBars(start: number, end: number, chosen: Zone): BarPlan {
  const zone = chosen.hasWholeHours(start, end) ? chosen : Zone.UTC;
  if (end - start <= 31 * DAY + HOUR) {
    const hours = STEPS_OF_HOURS.find((step) => (end - start) / HOUR / step <= MOST_BARS - 2) ?? 24;
    return { interval: 'hour', timezone: null, zone, edges: edges(start, end, (at) => zone.nextHours(at, hours)) };
  }
  const days = STEPS_OF_DAYS.find((step) => (end - start) / DAY / step <= MOST_BARS - 2) ?? 3640;
  const first = zone.startOfDay(start);
  return {
    interval: 'day',
    timezone: zone.name === 'UTC' ? null : zone.name,
    zone,
    edges: edges(first, end, (at) => zone.addDays(at, days)),
  };
}

/** Plans bars of minutes, for ranges whose events are all loaded. */
export function planMinutes(start: number, end: number): readonly number[] {
  const minutes = STEPS_OF_MINUTES.find((step) => (end - start) / MINUTE / step <= 120) ?? 60;
  const step = minutes * MINUTE;
  return edges(Math.floor(start / step) * step, end, (at) => at + step);
}

function edges(start: number, end: number, next: (at: number) => number): number[] {
  const result = [start];
  for (let at = start; at < end || result.length === 1; ) {
    at = next(at);
    result.push(at);
  }
  return result;
}

export function emptyBars(edges: readonly number[]): Bar[] {
  return edges.slice(0, -1).map((start, i) => ({ start, end: edges[i + 1]!, success: 0, fail: 0, types: new Map() }));
}

/** Adds buckets of a count, of which an unsplit part counts as successful. */
export function addBuckets(bars: Bar[], buckets: readonly CountBucket[]): void {
  for (const { start, status, event_type: type, count } of buckets) {
    const bar = start === undefined ? undefined : barAt(bars, millis(start));
    if (!bar) continue;
    if (status === 'FAIL') bar.fail += count;
    else bar.success += count;
    if (type !== undefined) bar.types.set(type, (bar.types.get(type) ?? 0) + count);
  }
}

export function addEvents(bars: Bar[], events: Iterable<AuditEvent>): void {
  for (const event of events) {
    const bar = barAt(bars, millis(event.timestamp));
    if (!bar) continue;
    if (event.status === 'FAIL') bar.fail++;
    else bar.success++;
    bar.types.set(event.event_type, (bar.types.get(event.event_type) ?? 0) + 1);
  }
}

/** Returns the bar of an instant. A bucket that begins before the first bar belongs to it: ranges begin within their first hour. */
export function barAt(bars: readonly Bar[], at: number): Bar | undefined {
  return bars[barIndexAt(bars, at)];
}

export function barIndexAt(bars: readonly Bar[], at: number): number {
  let [low, high] = [0, bars.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (bars[middle]!.start <= at) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Totals of bars, and the types with the most events, at most four. */
export function summary(bars: readonly Bar[]): { success: number; fail: number; types: string[] } {
  const totals = new Map<string, number>();
  let [success, fail] = [0, 0];
  for (const bar of bars) {
    success += bar.success;
    fail += bar.fail;
    for (const [type, count] of bar.types) totals.set(type, (totals.get(type) ?? 0) + count);
  }
  const types = [...totals].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1)).map(([type]) => type);
  return { success, fail, types: types.slice(0, 4) };
}

/** Rounds up to a short number of which the half is a short number, too. */
export function niceCeiling(value: number): number {
  if (value <= 2) return 2;
  const power = 10 ** Math.floor(Math.log10(value));
  const digit = [1, 1.2, 1.6, 2, 3, 4, 5, 6, 8].find((d) => value <= d * power) ?? 10;
  return 2 * Math.ceil((digit * power) / 2);
}
