import { DAY, HOUR, MINUTE, SECOND, type Zone } from './model/zone.ts';

type Format = (at: number) => string;

/** Writes numbers and times as people read them, in their language and the chosen zone. */
export class Formats {
  readonly number: (value: number) => string;
  /** Wednesday, 25 November 2026 */
  readonly day: Format;
  /** Wed 25 */
  readonly shortDay: Format;
  /** Mon, 23 Nov */
  readonly weekday: Format;
  /** 25 Nov 2026 */
  readonly date: Format;
  /** Nov 2026 */
  readonly month: Format;
  /** 20:42 */
  readonly minute: Format;
  /** 20:42:09 */
  readonly second: Format;

  private readonly relative: Intl.RelativeTimeFormat;

  constructor(
    readonly lang: string,
    readonly zone: Zone,
  ) {
    const number = new Intl.NumberFormat(lang, { maximumFractionDigits: 1 });
    this.number = (value) => number.format(value);
    this.day = this.format({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' });
    this.shortDay = this.format({ weekday: 'short', day: 'numeric' });
    this.weekday = this.format({ weekday: 'short', day: 'numeric', month: 'short' });
    this.date = this.format({ day: 'numeric', month: 'short', year: 'numeric' });
    this.month = this.format({ month: 'short', year: 'numeric' });
    this.minute = this.format({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
    this.second = this.format({ hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' });
    this.relative = new Intl.RelativeTimeFormat(lang, { numeric: 'always', style: 'short' });
  }

  private format(options: Intl.DateTimeFormatOptions): Format {
    const format = new Intl.DateTimeFormat(this.lang, { timeZone: this.zone.name, ...options });
    return (at) => format.format(at);
  }

  /** 25 Nov 2026 20:42 */
  moment(at: number): string {
    return `${this.date(at)} ${this.minute(at)}`;
  }

  private year(at: number): number {
    return new Date(this.zone.wall(at)).getUTCFullYear();
  }

  /**
   * Mon, 23 Nov, 12:00 – 14:00. Whole days are written without times, days of other years with the year, and seconds if the ends aren't
   * whole minutes.
   */
  span(start: number, end: number): string {
    const isDays = this.zone.startOfDay(start) === start && this.zone.startOfDay(end) === end;
    const last = isDays ? end - 1 : end;
    const isThisYear = this.year(start) === this.year(Date.now()) && this.year(last) === this.year(start);
    const day = isThisYear ? this.weekday : this.date;
    const isOneDay = this.zone.startOfDay(start) === this.zone.startOfDay(end - 1);
    if (isDays) return isOneDay ? day(start) : `${day(start)} – ${day(last)}`;
    const time = start % MINUTE === 0 && end % MINUTE === 0 ? this.minute : this.second;
    return `${day(start)}, ${time(start)} – ${isOneDay ? '' : `${day(end)}, `}${time(end)}`;
  }

  /** 11 min ago */
  ago(at: number, now: number): string {
    const passed = now - at;
    const [unit, length] = UNITS.find(([, ms]) => Math.abs(passed) >= ms) ?? ['second', SECOND];
    return this.relative.format(-Math.trunc(passed / length), unit);
  }

  /** The zone's name, short for those that people know: UTC, Berlin. */
  zoneName(): string {
    return this.zone.name.split('/').at(-1)!.replaceAll('_', ' ');
  }

  /** 0.4 s, 12 min */
  duration(ms: number): string {
    const [unit, length] = DURATIONS.find(([, size]) => ms >= size) ?? ['s', SECOND];
    return `${this.number(Math.round((ms / length) * 10) / 10)} ${unit}`;
  }
}

const UNITS: readonly (readonly [Intl.RelativeTimeFormatUnit, number])[] = [
  ['year', 365 * DAY],
  ['month', 30 * DAY],
  ['day', DAY],
  ['hour', HOUR],
  ['minute', MINUTE],
];

const DURATIONS: readonly (readonly [string, number])[] = [
  ['d', DAY],
  ['h', HOUR],
  ['min', MINUTE],
  ['s', SECOND],
];
