import { DAY, HOUR, type Zone } from './zone.ts';

/** What a view covers. `null` in a view: the smallest preset that holds the newest events. */
export type Range =
  | { readonly kind: 'last'; readonly preset: Preset }
  | { readonly kind: 'between'; readonly start: number; readonly end: number }
  | { readonly kind: 'all' };

export const PRESETS = { '24h': DAY, '7d': 7 * DAY, '30d': 30 * DAY, '90d': 90 * DAY } as const;
export type Preset = keyof typeof PRESETS;

/** A range at a moment. Without `start`, it begins with the first event; without `end`, it ends now and grows. */
export interface Span {
  readonly start?: number;
  readonly end?: number;
}

/** A preset begins with a whole hour: the API counts whole hours without reading events. */
export function spanOf(range: Range, now: number): Span {
  switch (range.kind) {
    case 'last':
      return { start: Math.floor((now - PRESETS[range.preset]) / HOUR) * HOUR };
    case 'between':
      return { start: range.start, end: range.end };
    case 'all':
      return {};
  }
}

/** Returns the smallest preset that holds a time, otherwise all. */
export function rangeHolding(at: number, now: number): Range {
  for (const preset of Object.keys(PRESETS) as Preset[]) {
    if (at >= now - PRESETS[preset]) return { kind: 'last', preset };
  }
  return { kind: 'all' };
}

/** Moves a range by its own length, to the past (-1) or the future (1). */
export function shifted(range: Range, by: -1 | 1, now: number): Range {
  const { start, end = now } = spanOf(range, now);
  if (start === undefined) return range;
  return { kind: 'between', start: start + by * (end - start), end: end + by * (end - start) };
}

/** Doubles a range around its middle. Beyond half a year, it becomes all. */
export function widened(range: Range, now: number): Range {
  const { start, end = now } = spanOf(range, now);
  if (start === undefined || end - start > 180 * DAY) return { kind: 'all' };
  const half = Math.max(HOUR / 2, Math.ceil((end - start) / 2 / HOUR) * HOUR);
  if (end + half >= now) return { kind: 'between', start: start - 2 * half, end };
  return { kind: 'between', start: start - half, end: end + half };
}

/**
 * Reads the two ends as people fill them in: dates, each with a time or without. An end without a time includes its day.
 *
 * @returns null if a date is missing or the end isn't after the start
 */
export function between(from: string, fromTime: string, to: string, toTime: string, zone: Zone): Range | null {
  const start = wallTime(from, fromTime || '00:00');
  const end = wallTime(to || from, toTime || '00:00');
  if (start === null || end === null) return null;
  const range = {
    kind: 'between' as const,
    start: zone.instant(start),
    end: toTime ? zone.instant(end) : zone.addDays(zone.instant(end), 1),
  };
  return range.end > range.start ? range : null;
}

function wallTime(date: string, time: string): number | null {
  const at = Date.parse(`${date}T${time}Z`);
  return Number.isNaN(at) ? null : at;
}
