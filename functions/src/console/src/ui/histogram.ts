import { css, html, LitElement, nothing, svg, type PropertyValues, type SVGTemplateResult, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import type { Formats } from '../format.ts';
import { en } from '../messages.en.ts';
import { barIndexAt, niceCeiling, summary, type Bar } from '../model/bars.ts';
import { colourOf } from '../model/type-colour.ts';
import { DAY, HOUR, MINUTE } from '../model/zone.ts';
import { base, dialogStyles, typeStyles } from './styles.ts';

/** Zoom in to what was selected. */
export class ZoomEvent extends CustomEvent<{ start: number; end: number }> {
  constructor(start: number, end: number) {
    super('zoom', { detail: { start, end } });
  }
}

/** How the chart's values become heights. */
interface Scale {
  /** Where the upper lane ends and the one of failures begins. */
  readonly base: number;
  readonly y: (value: number) => number;
  /** The height of so many failures. */
  readonly failed: (count: number) => number;
}

/** What a bar is divided into: successes and failures, or types. */
interface Part {
  readonly label: string;
  /** The class of its colour. */
  readonly look: string;
  readonly of: (bar: Bar) => number;
}

const STATUSES: readonly Part[] = [
  { label: en.success, look: 'success', of: (bar) => bar.success },
  { label: en.fail, look: 'fail', of: (bar) => bar.fail },
];

/** Let the list jump to a time. */
export class JumpEvent extends CustomEvent<number> {
  constructor(at: number) {
    super('jump', { detail: at });
  }
}

const HEIGHT = 140;
const AXIS = 20;
const TOP = 30;
/** The lane of failures beside one of successes. Its bars are filled if they are higher than so many pixels. */
const FAIL_LANE = 30;
const VISIBLE = 3;
const LEFT = 38;
/** The most that the tip is wide. */
const TIP = 230;

type Series = 'success' | 'fail';

/** Events over time, in two lanes, successes up and failures down on a scale of their own; or in one, with their types. */
@customElement('ce-histogram')
export class Histogram extends LitElement {
  static override readonly styles = [
    base,
    typeStyles,
    dialogStyles,
    css`
      :host { display: block; position: relative; min-width: 0; }
      .plot { position: relative; padding: 8px 12px 2px 8px; }
      .top {
        position: absolute; inset-block-start: 6px; inset-inline: ${LEFT + 8}px 10px; display: flex; gap: 6px 16px; z-index: 2; pointer-events: none;
        justify-content: flex-end;
      }
      .tools { display: flex; gap: 6px; align-items: center; flex: none; pointer-events: auto; }
      .types { display: flex; gap: 12px; align-items: center; flex: 1; min-width: 0; font-size: 12.5px; white-space: nowrap; }
      .types span { display: inline-flex; gap: 5px; align-items: center; min-width: 0; }
      .types span:last-child { flex: none; }
      .types em { font-style: normal; color: var(--dim); }
      .types bdi, .tip bdi { overflow: hidden; text-overflow: ellipsis; }
      .note { font-size: 12px; color: var(--dim); }
      svg.chart { display: block; width: 100%; height: ${HEIGHT}px; cursor: crosshair; touch-action: pan-y; border-radius: 6px; user-select: none; }
      svg.chart:focus:not(:focus-visible) { outline: none; }
      svg.chart.loading { opacity: 0.4; }
      text { font: 11px var(--font); fill: var(--faint); }
      text.fail { fill: var(--bad-ink); }
      .grid { stroke: var(--line2); }
      .success { --c: var(--ok); }
      .kind { fill: var(--c); }
      .failed { fill: url(#hatch); }
      .few { fill: var(--bad); opacity: 0.32; }
      .hatch { fill: var(--bad); }
      .hatch-line { fill: color-mix(in srgb, var(--bad) 45%, var(--panel)); }
      .cursor { fill: color-mix(in srgb, var(--accent) 12%, transparent); }
      .brush { fill: color-mix(in srgb, var(--accent) 16%, transparent); stroke: var(--accent); }
      .here { fill: var(--accent); }
      .tip {
        position: absolute; inset-block-start: 34px; pointer-events: none; background: var(--raise); border: 1px solid var(--line);
        box-shadow: var(--shadow); border-radius: 8px; padding: 7px 10px; font-size: 12.5px; z-index: 5; width: max-content;
        max-width: min(${TIP}px, 100%);
      }
      .tip b { display: block; font-weight: 600; }
      .tip div { display: flex; gap: 8px; align-items: center; color: var(--dim); }
      .tip div b { margin-inline-start: auto; color: var(--ink); }
      .tip p { margin: 2px 0 0; color: var(--dim); }
      .sw { width: 11px; height: 11px; border-radius: 3px; background: var(--c); flex: none; }
      .sw.fail { background: repeating-linear-gradient(45deg, var(--bad) 0 3px, color-mix(in srgb, var(--bad) 60%, var(--panel)) 3px 5px); }
      .none { position: absolute; inset: 50px 0 auto; text-align: center; color: var(--dim); pointer-events: none; }
      dialog { width: min(720px, calc(100vw - 32px)); }
      table { border-collapse: collapse; width: 100%; font-size: 13px; }
      th, td { text-align: end; padding: 3px 8px; border-bottom: 1px solid var(--line2); font-weight: 400; }
      th:first-child { text-align: start; }
      thead th { font-weight: 600; color: var(--dim); overflow-wrap: anywhere; }
      @container (min-width: 821px) { thead th { min-width: 88px; } }
      @container (max-width: 820px) { .top { position: static; flex-wrap: wrap; margin-bottom: 4px; } .types { flex: 1 0 100%; flex-wrap: wrap; gap: 0 12px; } .tools { flex: initial; flex-wrap: wrap; justify-content: flex-end; } }
      @media (forced-colors: active) { .kind { fill: CanvasText; } .failed, .few { fill: Mark; opacity: 1; } }
    `,
  ];

  @property({ attribute: false }) bars: readonly Bar[] = [];
  @property({ attribute: false }) formats!: Formats;
  @property() split: 'status' | 'type' = 'status';
  @property({ type: Boolean }) loading = false;
  /** Whether the bars are what there is: nothing was counted before a token is there, or if that failed. */
  @property({ type: Boolean }) counted = false;
  /** Whether the range can be widened. */
  @property({ type: Boolean }) zoomable = true;
  /** What the bars are, if not what their edges say. */
  @property() note = '';
  @property({ attribute: false }) leftOut: ReadonlySet<Series> = new Set();
  /** From when to when the list shows events. */
  @property({ attribute: false }) shown: { readonly start: number; readonly end: number } | null = null;

  @state() private width = 0;
  @state() private cursor = -1;
  @state() private anchor: number | null = null;
  @state() private isTabled = false;
  @query('svg.chart') private readonly chart!: SVGSVGElement;
  @query('dialog') private readonly dialog!: HTMLDialogElement;

  private readonly sizes = new ResizeObserver(([entry]) => (this.width = entry!.contentRect.width));

  override disconnectedCallback(): void {
    this.sizes.disconnect();
    super.disconnectedCallback();
  }

  protected override firstUpdated(): void {
    this.sizes.observe(this.chart);
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('bars')) {
      this.cursor = Math.min(this.cursor, this.bars.length - 1);
      this.anchor = null;
    }
  }

  private x(i: number): number {
    return LEFT + ((this.width - LEFT) * i) / Math.max(1, this.bars.length);
  }

  private xOf(at: number): number {
    const { bars } = this;
    const i = barIndexAt(bars, at);
    const { start, end } = bars[i]!;
    return this.x(i + Math.min(1, Math.max(0, (at - start) / (end - start))));
  }

  /** The first and the last bar of the selection, or the bar under the cursor. */
  private get selection(): readonly Bar[] {
    if (this.cursor < 0) return [];
    const anchor = this.anchor ?? this.cursor;
    return this.bars.slice(Math.min(anchor, this.cursor), Math.max(anchor, this.cursor) + 1);
  }

  private barAtPointer(event: PointerEvent | MouseEvent): number {
    const box = this.chart.getBoundingClientRect();
    const part = (event.clientX - box.left - LEFT) / (box.width - LEFT);
    return Math.min(this.bars.length - 1, Math.max(0, Math.floor(part * this.bars.length)));
  }

  private onPointerDown(event: PointerEvent): void {
    if (event.button !== 0 || this.bars.length === 0) return;
    this.cursor = this.barAtPointer(event);
    this.anchor = this.cursor;
    this.chart.setPointerCapture(event.pointerId);
  }

  private onPointerMove(event: PointerEvent): void {
    if (this.bars.length > 0) this.cursor = this.barAtPointer(event);
  }

  private onPointerUp(event: PointerEvent): void {
    if (this.anchor === null) return;
    const { selection } = this;
    if (event.altKey) this.jump();
    else if (this.anchor !== this.cursor || event.pointerType !== 'touch') this.zoom(selection);
    this.anchor = null;
  }

  private onPointerLeave(): void {
    if (this.anchor === null) this.cursor = -1;
  }

  private onKey(event: KeyboardEvent): void {
    const { bars } = this;
    if (bars.length === 0) return;
    const day = Math.max(1, Math.round(DAY / (bars[0]!.end - bars[0]!.start)));
    const steps: Record<string, number> = { ArrowLeft: -1, ArrowRight: 1, ArrowDown: -1, ArrowUp: 1, PageUp: -day, PageDown: day };
    const step = { ...steps, Home: -bars.length, End: bars.length }[event.key];
    if (step !== undefined) {
      if (event.shiftKey) this.anchor ??= this.cursor;
      else this.anchor = null;
      this.cursor = Math.min(bars.length - 1, Math.max(0, (this.cursor < 0 ? bars.length - 1 : this.cursor) + step));
    } else if (event.key === 'Enter') {
      if (event.altKey) this.jump();
      else this.zoom(this.selection);
    } else if (event.key === 'Escape' && (this.anchor !== null || this.cursor >= 0)) {
      this.anchor = null;
      this.cursor = -1;
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  private zoom(selection: readonly Bar[]): void {
    const [first, last] = [selection[0], selection.at(-1)];
    if (first && last) this.dispatchEvent(new ZoomEvent(first.start, last.end));
    this.cursor = -1;
  }

  private jump(): void {
    const bar = this.bars[this.cursor];
    if (bar) this.dispatchEvent(new JumpEvent(bar.end - 1));
  }

  private emit(name: 'zoom-out' | 'split'): void {
    this.dispatchEvent(new CustomEvent(name));
  }

  private get parts(): readonly Part[] {
    if (this.split === 'status') return STATUSES;
    const parts = summary(this.bars).types.map((type): Part => ({ label: type, look: `t${colourOf(type)}`, of: (bar) => bar.types.get(type) ?? 0 }));
    const others = (bar: Bar) => bar.success + bar.fail - sum(parts, ({ of }) => of(bar));
    return this.bars.some((bar) => others(bar) > 0) ? [...parts, { label: en.other, look: 't0', of: others }] : parts;
  }

  /** The number of a part's events, as people read it. */
  private count(bars: readonly Bar[], { of }: Part): string {
    return this.formats.number(sum(bars, of));
  }

  private label(bars: readonly Bar[]): string {
    const [first, last] = [bars[0], bars.at(-1)];
    return first && last ? `${this.formats.span(first.start, last.end)} ${this.formats.zoneName()}` : '';
  }

  private valueText(): string {
    const { selection } = this;
    if (selection.length === 0) return en.noBars;
    return `${this.label(selection)}: ${this.parts.map((part) => `${this.count(selection, part)} ${part.label}`).join(', ')}`;
  }

  protected override render(): TemplateResult {
    const { bars } = this;
    const isEmpty = bars.every((bar) => bar.success + bar.fail === 0);
    return html`<div class="plot">
      <div class="top">
        ${this.split === 'type' ? this.typeLegend() : nothing}
        <div class="tools">
          ${this.note ? html`<span class="note">${this.note}</span>` : nothing}
          <button class="btn small quiet" @click=${this.showTable} ?disabled=${isEmpty}>${en.asTable}</button>
          <button class="btn small" ?disabled=${!this.zoomable} @click=${() => this.emit('zoom-out')}>${en.zoomOut}</button>
          <span class="seg small" role="group" aria-label=${en.splitBy}>
            <button aria-pressed=${this.split === 'status'} @click=${() => this.emit('split')}>${en.byStatus}</button>
            <button aria-pressed=${this.split === 'type'} @click=${() => this.emit('split')}>${en.byType}</button>
          </span>
        </div>
      </div>
      <svg
        class="chart ${this.loading ? 'loading' : ''}"
        part="chart"
        role="slider"
        tabindex="0"
        aria-label=${en.chartHelp}
        aria-valuemin="0"
        aria-valuemax=${Math.max(0, bars.length - 1)}
        aria-valuenow=${Math.max(0, this.cursor)}
        aria-valuetext=${this.valueText()}
        viewBox="0 0 ${this.width || 600} ${HEIGHT}"
        @pointerdown=${this.onPointerDown}
        @pointermove=${this.onPointerMove}
        @pointerup=${this.onPointerUp}
        @pointercancel=${() => (this.anchor = null)}
        @pointerleave=${this.onPointerLeave}
        @keydown=${this.onKey}
        @blur=${() => (this.cursor = -1)}
      >
        ${this.width > 0 && bars.length > 0 ? this.drawing() : nothing}
      </svg>
      ${isEmpty && this.counted ? html`<div class="none">${en.noBars}</div>` : nothing}
      ${this.cursor >= 0 && !isEmpty ? this.tip() : nothing} ${this.table()}
    </div>`;
  }

  private showTable(): void {
    this.isTabled = true;
    void this.updateComplete.then(() => this.dialog.showModal());
  }

  private typeLegend(): TemplateResult {
    return html`<div class="types">
      ${this.parts.map((part) => html`<span><i class="sw ${part.look}"></i><bdi>${part.label}</bdi> <em>${this.count(this.bars, part)}</em></span>`)}
    </div>`;
  }

  private drawing(): SVGTemplateResult {
    const { bars, formats } = this;
    const showsFailures = this.split === 'status' && !this.leftOut.has('fail') && bars.some((bar) => bar.fail > 0);
    const showsUpper = bars.some((bar) => this.upper(bar) > 0);
    const most = niceCeiling(Math.max(...bars.map((bar) => this.upper(bar))));
    const mostFailed = niceCeiling(Math.max(...bars.map((bar) => bar.fail)));
    // Failures alone have all the room.
    const base = showsFailures ? (showsUpper ? HEIGHT - AXIS - FAIL_LANE : TOP) : HEIGHT - AXIS;
    const lane = HEIGHT - AXIS - base - 2;
    const scale: Scale = {
      base,
      y: (value) => TOP + (base - TOP) * (1 - value / most),
      failed: (count) => (showsFailures ? (lane * count) / mostFailed : 0),
    };
    const upper = this.parts.filter(({ look }) => look !== 'fail');
    const grid = showsUpper ? [0, most / 2, most] : [];
    return svg`
      <defs>
        <pattern id="hatch" width="4" height="4" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <rect class="hatch" width="4" height="4"></rect><rect class="hatch-line" width="1.2" height="4"></rect>
        </pattern>
      </defs>
      ${grid.map(
        (value) => svg`<line class="grid" x1=${LEFT} x2=${this.width} y1=${scale.y(value)} y2=${scale.y(value)}></line>
          <text x=${LEFT - 6} y=${scale.y(value) + 4} text-anchor="end">${short(value)}</text>`,
      )}
      ${showsFailures ? svg`<text class="fail" x=${LEFT - 6} y=${HEIGHT - AXIS + 2} text-anchor="end">${short(mostFailed)}</text>` : nothing}
      ${guard([bars, formats, this.width, this.split, this.leftOut], () => [this.axis(), bars.map((bar, i) => this.bar(bar, i, scale, upper))])}
      ${this.shown ? this.mark(this.shown) : nothing}
      ${this.cursor >= 0 ? this.highlight() : nothing}
      <title>${formats.span(bars[0]!.start, bars.at(-1)!.end)}</title>`;
  }

  /** What the upper lane shows of a bar: successes, or all types. */
  private upper(bar: Bar): number {
    if (this.split === 'type') return bar.success + bar.fail;
    return this.leftOut.has('success') ? 0 : bar.success;
  }

  private bar(bar: Bar, i: number, scale: Scale, parts: readonly Part[]): unknown {
    const { base } = scale;
    const x = this.x(i);
    const width = Math.max(1, this.x(i + 1) - x - 1);
    const failed = scale.failed(bar.fail);
    const upper = this.upper(bar) > 0 ? this.stack(bar, x, width, scale, parts) : nothing;
    const lower = svg`<rect class=${failed < VISIBLE ? 'few' : 'failed'} x=${x} width=${width} y=${base + 2} height=${Math.max(1.5, failed)}></rect>`;
    return svg`${upper}${failed > 0 ? lower : nothing}`;
  }

  private stack(bar: Bar, x: number, width: number, { y }: Scale, parts: readonly Part[]): unknown {
    let below = 0;
    return parts.map(({ look, of }) => {
      const count = of(bar);
      if (count <= 0) return nothing;
      const bottom = y(below);
      below += count;
      return svg`<rect class="kind ${look}" x=${x} width=${width} y=${y(below)} height=${bottom - y(below)}></rect>`;
    });
  }

  /** Labels of hours, days or months, as far apart as they need to be. */
  private axis(): unknown {
    const { bars, formats, width } = this;
    const { zone } = formats;
    const [start, end] = [bars[0]!.start, bars.at(-1)!.end];
    const perHour = ((width - LEFT) * HOUR) / (end - start);
    const isHours = end - start < 2.5 * DAY;
    const isMonths = end - start > 120 * DAY;
    const step = [5, 10, 15, 30, 60, 120, 180, 240, 360, 720].find((minutes) => (minutes / 60) * perHour >= 60) ?? 1_440;
    const month = (at: number) => new Date(zone.wall(at)).getUTCMonth();
    let last = -Infinity;
    return bars.map((bar, i) => {
      const wall = zone.wall(bar.start);
      const sinceStep = wall % (isHours ? step * MINUTE : DAY);
      const isTick = isMonths ? i > 0 && month(bar.start) !== month(bars[i - 1]!.start) : sinceStep < bar.end - bar.start && (i > 0 || sinceStep === 0);
      const x = this.x(i);
      if (!isTick || x - last < (isMonths ? 76 : 56) || x > width - 40) return nothing;
      last = x;
      const label = isMonths ? formats.month : isHours && wall % DAY > 0 ? formats.minute : formats.shortDay;
      return svg`<line class="grid" x1=${x} x2=${x} y1=${TOP} y2=${HEIGHT - AXIS + 2}></line>
        <text x=${x + 3} y=${HEIGHT - 6}>${label(bar.start)}</text>`;
    });
  }

  private mark({ start, end }: { readonly start: number; readonly end: number }): SVGTemplateResult {
    const x = this.xOf(start);
    const width = Math.max(10, this.xOf(end) - x);
    return svg`<rect class="here" x=${Math.min(x, this.width - width - 3)} width=${width} y=${HEIGHT - 3} height="3" rx="1.5"
      ><title>${en.listShows}</title></rect>`;
  }

  private highlight(): SVGTemplateResult {
    const { anchor, cursor } = this;
    const [first, last] = [Math.min(anchor ?? cursor, cursor), Math.max(anchor ?? cursor, cursor)];
    return svg`<rect class=${anchor === null ? 'cursor' : 'brush'} x=${this.x(first) - 0.5} width=${this.x(last + 1) - this.x(first)}
      y=${TOP - 4} height=${HEIGHT - AXIS - TOP + 4} rx="2"></rect>`;
  }

  private tip(): TemplateResult {
    const { selection } = this;
    const first = this.bars.indexOf(selection[0]!);
    const [left, right] = [this.x(first), this.x(first + selection.length)];
    // Beside the selection, on the side that has more room, so that it never makes the page wider.
    const most = this.width - Math.min(TIP, this.width);
    const side = this.width - right > left ? `left:${Math.min(right + 16, most)}px` : `right:${Math.min(this.width - left + 24, most)}px`;
    return html`<div class="tip" .style=${side}>
      <b>${this.label(selection)}</b>
      ${this.parts.map((part) => html`<div><span class="sw ${part.look}"></span><bdi>${part.label}</bdi><b>${this.count(selection, part)}</b></div>`)}
      <p>${this.anchor === null ? en.dragHint : en.release}</p>
    </div>`;
  }

  private table(): TemplateResult {
    const { formats, parts } = this;
    return html`<dialog aria-labelledby="th" @close=${() => (this.isTabled = false)}>${this.isTabled
      ? html`<div class="in">
          <h2 id="th">${en.overTime}</h2>
          <table>
            <thead><tr><th scope="col">${en.timeIn(formats.zoneName())}</th>${parts.map(({ label }) => html`<th scope="col"><bdi>${label}</bdi></th>`)}</tr></thead>
            <tbody>
              ${this.bars
                .filter((bar) => bar.success + bar.fail > 0)
                .map(
                  (bar) => html`<tr>
                    <th scope="row">${formats.span(bar.start, bar.end)}</th>${parts.map((part) => html`<td>${this.count([bar], part)}</td>`)}
                  </tr>`,
                )}
            </tbody>
          </table>
          <div class="buttons"><button class="btn primary" @click=${() => this.dialog.close()}>${en.close}</button></div>
        </div>`
      : nothing}</dialog>`;
  }
}

function sum<T>(all: readonly T[], of: (one: T) => number): number {
  return all.reduce((total, one) => total + of(one), 0);
}

/** 600, 1.2k, 3M */
function short(value: number): string {
  if (value >= 1e6) return `${value / 1e6}M`;
  return value >= 1e4 || (value >= 1e3 && value % 100 === 0) ? `${value / 1e3}k` : String(value);
}
