export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/**
 * A time zone. "Wall time" is what its clocks show, as milliseconds since 1970 on these clocks: 2026-03-29 02:30 in Berlin has the wall
 * time of 2026-03-29T02:30Z, although it never was.
 */
export class Zone {
  static readonly UTC = new Zone('UTC');

  /** The machine's zone; to ask for it takes a millisecond. */
  private static own: Zone | undefined;

  private readonly parts: Intl.DateTimeFormat;
  private readonly offsets = new Map<number, number>();

  private constructor(readonly name: string) {
    this.parts = new Intl.DateTimeFormat('en-US', {
      timeZone: name,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  }

  /** Returns the zone of an IANA name, or UTC if there is none of this name. */
  static of(name: string): Zone {
    if (name === 'UTC') return Zone.UTC;
    try {
      return new Zone(name);
    } catch {
      return Zone.UTC;
    }
  }

  static local(): Zone {
    Zone.own ??= Zone.of(Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC');
    return Zone.own;
  }

  /** Returns how far the zone's clocks are ahead of UTC, in milliseconds. */
  offset(at: number): number {
    if (this.name === 'UTC') return 0;
    // Clocks change at whole quarters of an hour.
    const quarter = Math.floor(at / (15 * MINUTE));
    let offset = this.offsets.get(quarter);
    if (offset === undefined) {
      offset = this.readOffset(quarter * 15 * MINUTE);
      this.offsets.set(quarter, offset);
    }
    return offset;
  }

  private readOffset(at: number): number {
    const shown: Record<string, number> = {};
    for (const { type, value } of this.parts.formatToParts(at)) shown[type] = Number(value);
    const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = shown;
    return Date.UTC(year, month - 1, day, hour, minute, second) - at;
  }

  wall(at: number): number {
    return at + this.offset(at);
  }

  /** Returns the first instant at which the clocks show this wall time, or, if they skip it, as much after the jump as it is after its start. */
  instant(wall: number): number {
    const before = this.offset(wall - DAY);
    const after = this.offset(wall + DAY);
    const first = wall - before;
    if (before === after || this.offset(first) === before) return first;
    const second = wall - after;
    return this.offset(second) === after ? second : first;
  }

  startOfDay(at: number): number {
    return this.instant(Math.floor(this.wall(at) / DAY) * DAY);
  }

  /** Returns the start of the day that is so many days after the day of this instant. */
  addDays(at: number, days: number): number {
    return this.instant((Math.floor(this.wall(at) / DAY) + days) * DAY);
  }

  /** Returns the next time after this one at which the clocks show a multiple of so many hours, a divisor of 24. */
  nextHours(at: number, hours: number): number {
    // Each hour is one, also when clocks are set back and show it twice.
    if (hours === 1) return (Math.floor(at / HOUR) + 1) * HOUR;
    return this.instant((Math.floor(this.wall(at) / HOUR / hours) + 1) * hours * HOUR);
  }

  /** Whether its offset is a whole number of hours throughout a range, as the API's counts by day require. */
  hasWholeHours(start: number, end: number): boolean {
    for (let at = start; at < end + DAY; at += DAY) {
      if (this.offset(Math.min(at, end)) % HOUR !== 0) return false;
    }
    return true;
  }
}
