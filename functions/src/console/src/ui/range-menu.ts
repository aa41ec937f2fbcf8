import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { Formats } from '../format.ts';
import { en } from '../messages.en.ts';
import { between, PRESETS, spanOf, type Preset, type Range } from '../model/range.ts';
import { icons } from './icons.ts';
import './menu.ts';
import type { Menu } from './menu.ts';
import { base } from './styles.ts';

export class RangeEvent extends CustomEvent<Range> {
  constructor(range: Range) {
    super('range', { detail: range });
  }
}

/** Chooses the range: a preset, one of the last days, or from and to. */
@customElement('ce-range-menu')
export class RangeMenu extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host { --menu-height: 36px; flex: none; }
      .panel-in { width: min(330px, calc(100cqi - 44px)); }
      .list { display: grid; grid-template-columns: 1fr 1fr; gap: 2px; }
      .list button { border: 0; background: none; text-align: start; padding: 5px 8px; min-height: 30px; border-radius: 6px; cursor: pointer; }
      .list button:hover { background: var(--hover); }
      .list button[aria-pressed='true'] { background: var(--accent-soft); color: var(--accent); font-weight: 600; }
      .label { display: inline-flex; gap: 6px; align-items: center; }
      .head { font-size: 12px; font-weight: 600; color: var(--dim); margin: 10px 8px 4px; }
      form { display: grid; grid-template-columns: auto minmax(0, 1.25fr) minmax(0, 1fr); gap: 6px; align-items: center; padding: 0 8px 4px; font-size: 13px; }
      form p { grid-column: 1 / -1; margin: 2px 0; color: var(--dim); font-size: 12.5px; }
      form p.error { color: var(--bad-ink); }
      form .btn { grid-column: 1 / -1; justify-content: center; }
      .inp { height: 32px; padding: 0 6px; min-width: 0; }
    `,
  ];

  @property({ attribute: false }) range: Range | null = null;
  @property({ attribute: false }) formats!: Formats;

  @state() private isWrong = false;
  @query('ce-menu') private readonly menu!: Menu;

  /** What the range is called: Last 7 days; 23 Nov 2026 06:00 – 12:00. */
  static label(range: Range | null, formats: Formats): string {
    if (range === null || range.kind === 'all') return en.allTime;
    if (range.kind === 'last') return en.ranges[range.preset];
    return formats.span(range.start, range.end);
  }

  private choose(range: Range): void {
    this.isWrong = false;
    this.menu.close();
    this.dispatchEvent(new RangeEvent(range));
  }

  private day(ago: number): Range & { kind: 'between' } {
    const start = this.formats.zone.addDays(Date.now(), -ago);
    return { kind: 'between', start, end: this.formats.zone.addDays(start, 1) };
  }

  private onSubmit(event: SubmitEvent): void {
    event.preventDefault();
    const value = (name: string) => new FormData(event.target as HTMLFormElement).get(name) as string;
    const range = between(value('from'), value('from-time'), value('to'), value('to-time'), this.formats.zone);
    if (range) this.choose(range);
    else this.isWrong = true;
  }

  protected override render(): TemplateResult {
    const { range, formats } = this;
    const isPreset = (preset: Preset) => range?.kind === 'last' && range.preset === preset;
    const isDay = (day: Range & { kind: 'between' }) =>
      range?.kind === 'between' && range.start === day.start && range.end === day.end;
    // On a Tuesday, the Monday of last week is eight days ago.
    const days = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].map((ago) => ({ ago, ...this.day(ago) }));
    const name = (ago: number, start: number) => {
      if (ago > 1) return formats.weekday(start);
      return ago === 0 ? en.today(formats.shortDay(start)) : en.yesterday(formats.shortDay(start));
    };
    return html`<ce-menu end>
      <span slot="button" class="label">${icons.clock} ${RangeMenu.label(range, formats)} ▾</span>
      <div class="panel-in">
      <div class="list" role="group" aria-label=${en.range}>
        ${(Object.keys(PRESETS) as Preset[]).map(
          (preset) => html`<button aria-pressed=${isPreset(preset)} @click=${() => this.choose({ kind: 'last', preset })}>
            ${en.ranges[preset]}
          </button>`,
        )}
        <button aria-pressed=${range?.kind === 'all'} @click=${() => this.choose({ kind: 'all' })}>${en.allTime}</button>
      </div>
      <p class="head" id="days">${en.oneDay}</p>
      <div class="list" role="group" aria-labelledby="days">
        ${days.map(
          (day) => html`<button aria-pressed=${isDay(day)} @click=${() => this.choose(this.day(day.ago))}>
            ${name(day.ago, day.start)}
          </button>`,
        )}
      </div>
      <p class="head">${en.range}</p>
      <form @submit=${this.onSubmit}>
        ${this.ends()}
        <p>${en.wholeDays(formats.zoneName())}</p>
        ${this.isWrong ? html`<p class="error" role="alert">${en.badRange}</p>` : nothing}
        <button class="btn primary">${en.apply}</button>
      </form>
      </div>
    </ce-menu>`;
  }

  private ends(): TemplateResult {
    const { zone } = this.formats;
    const now = Date.now();
    const { start = now, end = now } = this.range ? spanOf(this.range, now) : {};
    const wall = (at: number) => new Date(zone.wall(at)).toISOString();
    const endsAtMidnight = zone.startOfDay(end) === end;
    return html`<label for="from">${en.fromDate.split(',')[0]}</label>
      <input class="inp" type="date" id="from" name="from" aria-label=${en.fromDate} .value=${wall(start).slice(0, 10)} required />
      <input class="inp" type="time" name="from-time" aria-label=${en.fromTime} .value=${wall(start).slice(11, 16)} />
      <label for="to">${en.toDate.split(',')[0]}</label>
      <input class="inp" type="date" id="to" name="to" aria-label=${en.toDate} .value=${wall(endsAtMidnight ? end - 1 : end).slice(0, 10)} required />
      <input class="inp" type="time" name="to-time" aria-label=${en.toTime} .value=${endsAtMidnight ? '' : wall(end).slice(11, 16)} />`;
  }
}
