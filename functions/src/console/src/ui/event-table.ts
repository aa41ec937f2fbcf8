import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Formats } from '../format.ts';
import { en } from '../messages.en.ts';
import { millis, type AuditEvent } from '../model/event.ts';
import type { Page } from '../model/event-list.ts';
import { base } from './styles.ts';
import { statusMark, statusMarkStyles } from './status-mark.ts';

export const COLUMNS = ['time', 'status', 'type', 'container', 'actor', 'message', 'ip'] as const;
export type Column = (typeof COLUMNS)[number];

export class SelectEvent extends CustomEvent<AuditEvent> {
  constructor(event: AuditEvent) {
    super('select', { detail: event });
  }
}

/** What the counts say about a day, by its first instant. */
export type DayCounts = ReadonlyMap<number, { readonly count: number; readonly fail: number }>;

/** Pages within so many heights of the screen are in the document, others are a spacer. */
const MARGIN_SCREENS = 1;
const ROW_HEIGHT = 33;
const CORE_TYPES: Readonly<Record<string, string>> = { ACCESS: 't1', CREATE: 't2', EXPIRE: 't3', BLOCK: 't4' };

/**
 * A real table with a body for each page. Pages far from what is seen are replaced by spacers of the same height, so that the document
 * stays small.
 */
@customElement('ce-event-table')
export class EventTable extends LitElement {
  static override readonly styles = [
    base,
    statusMarkStyles,
    css`
      :host {
        display: block; background: var(--panel); border: 1px solid var(--line); border-radius: var(--radius) var(--radius) 0 0;
        border-bottom: 0; min-width: 0; min-height: 0; position: relative;
      }
      .scroller { height: 100%; overflow: auto; overscroll-behavior: contain; border-radius: inherit; }
      table { border-collapse: separate; border-spacing: 0; width: 100%; table-layout: fixed; }
      thead th {
        position: sticky; inset-block-start: 0; z-index: 2; background: var(--panel); border-bottom: 1px solid var(--line); height: 32px;
        text-align: start; font-weight: 600; font-size: 12px; color: var(--dim); padding: 0 8px; white-space: nowrap; overflow: hidden; text-overflow: ellipsis;
      }
      thead button { border: 0; background: none; padding: 0; font-weight: 600; min-height: 24px; cursor: pointer; color: inherit; }
      thead button:hover { color: var(--ink); text-decoration: underline; }
      .c-time { width: 128px; } .c-status { width: 34px; } .c-type { width: 150px; } .c-container { width: 150px; }
      .c-actor { width: 150px; } .c-ip { width: 124px; }
      tr.day th {
        position: sticky; inset-block-start: 32px; z-index: 1; background: var(--bg); border-bottom: 1px solid var(--line2); height: 27px;
        text-align: start; padding: 0 12px; font-weight: 600; font-size: 12.5px; color: var(--dim); white-space: nowrap; overflow: hidden;
        text-overflow: ellipsis;
      }
      tr.day i { font-style: normal; font-weight: 400; }
      td { height: 33px; padding: 0 8px; border-bottom: 1px solid var(--line2); white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
      td:first-child, thead th:first-child { padding-inline-start: 12px; }
      tr.e { cursor: pointer; }
      tr.e:hover td { background: var(--hover); }
      tr.e.fail td:first-child { box-shadow: inset 3px 0 var(--bad); }
      :host(:dir(rtl)) tr.e.fail td:first-child { box-shadow: inset -3px 0 var(--bad); }
      tr.e[aria-current] td, tr.e:has(a:focus-visible) td { background: var(--sel); }
      tr.new td { animation: flash 2.4s; }
      @keyframes flash { from { background: var(--good-soft); } }
      a.time { color: inherit; text-decoration: none; font-family: var(--mono); font-size: 12.5px; display: inline-block; line-height: 26px; }
      .ms { color: var(--faint); }
      .type { font-weight: 600; font-size: 12.5px; }
      .type::before { content: ''; display: inline-block; width: 8px; height: 8px; border-radius: 2px; background: var(--c, var(--t5)); margin-inline-end: 7px; }
      .type.t0 { font-weight: 500; }
      .type.t1 { --c: var(--t1); } .type.t2 { --c: var(--t2); } .type.t3 { --c: var(--t3); } .type.t4 { --c: var(--t4); }
      td.message { color: var(--dim); }
      td.spacer { padding: 0; border: 0; }
      :where(.tight) .c-type { width: 128px; } :where(.tight) .c-container { width: 116px; }
      @container (max-width: 820px) {
        :host { border-radius: var(--radius); border-bottom: 1px solid var(--line); }
        .scroller { height: auto; overflow: visible; }
        table, tbody, tr.day, tr.day th { display: block; }
        thead { position: absolute; clip-path: inset(50%); width: 1px; overflow: hidden; }
        tr.day th { inset-block-start: 0; height: auto; padding-block: 4px; white-space: normal; }
        tr.e {
          display: grid; grid-template-columns: auto auto minmax(0, 1fr) auto; gap: 0 8px; padding: 6px 12px;
          border-bottom: 1px solid var(--line2);
        }
        tr.e.fail { box-shadow: inset 3px 0 var(--bad); }
        tr.e.fail td:first-child { box-shadow: none !important; }
        tr.e td, tr.e td:first-child { height: auto; border: 0; padding: 1px 0; }
        tr.e[aria-current], tr.e:has(a:focus-visible) { background: var(--sel); }
        td.c-time { order: 4; width: auto; } td.c-status { order: 1; width: auto; } td.c-type { order: 2; width: auto; max-width: 44cqi; }
        td.c-container { order: 3; color: var(--dim); width: auto; }
        td.message { order: 6; grid-column: 1 / -1; white-space: normal; overflow-wrap: anywhere; max-height: 4.4em; }
      }
      @media (forced-colors: active) { tr.e.fail td:first-child { border-inline-start: 3px solid; } .type::before { border: 1px solid; } }
    `,
  ];

  @property({ attribute: false }) pages: readonly Page[] = [];
  @property({ attribute: false }) formats!: Formats;
  @property({ attribute: false }) columns: readonly Column[] = COLUMNS;
  @property({ attribute: false }) days: DayCounts = new Map();
  @property({ attribute: false }) current: string | null = null;
  @property({ attribute: false }) fresh: ReadonlySet<string> = new Set();
  @property({ attribute: false }) href!: (event: AuditEvent) => string;
  @property() times: 'absolute' | 'relative' = 'absolute';
  /** The order in which the events are told: a label, and where the list grows. */
  @property() label: string = en.newestFirst;
  /** Exact number of rows, if it is known. */
  @property({ type: Number }) total = -1;
  /** Whether the first row is the first one of all. */
  @property({ type: Boolean }) complete = false;
  @property({ type: Boolean }) loading = false;

  /** The columns for which there is room. */
  @state() private fitting: readonly Column[] = COLUMNS;
  @state() private visible: { first: number; last: number } = { first: 0, last: 3 };
  @query('.scroller') private readonly scroller!: HTMLElement;
  @query('table') private readonly table!: HTMLTableElement;

  private readonly sizes = new ResizeObserver(([entry]) => this.fit(entry!.contentRect.width));
  private readonly heights = new Map<number, number>();
  private trees: Node[] = [];
  private isMeasuring = false;
  private anchor: { key: number; top: number } | null = null;

  override connectedCallback(): void {
    super.connectedCallback();
    // The event of a scroller stays within its own tree.
    this.trees = [...treesAround(this)];
    for (const tree of this.trees) tree.addEventListener('scroll', this.onScroll, { capture: true, passive: true });
    window.addEventListener('resize', this.onScroll, { passive: true });
  }

  override disconnectedCallback(): void {
    for (const tree of this.trees) tree.removeEventListener('scroll', this.onScroll, { capture: true });
    window.removeEventListener('resize', this.onScroll);
    this.sizes.disconnect();
    super.disconnectedCallback();
  }

  protected override firstUpdated(): void {
    this.sizes.observe(this.scroller);
  }

  /** Cells that span the table must span as many columns as are shown, which is why styles alone can't hide some. */
  private fit(width: number): void {
    const fitting = COLUMNS.filter((column) => (column !== 'ip' || width >= 940) && (column !== 'actor' || width >= 760));
    if (fitting.length !== this.fitting.length) this.fitting = fitting;
  }

  private get shownColumns(): readonly Column[] {
    return this.fitting.filter((column) => this.columns.includes(column));
  }

  /** Whether the reader is at the top, where new events may push the others down. */
  get isAtTop(): boolean {
    return this.scroller.scrollTop < 8 && this.getBoundingClientRect().top >= -8;
  }

  scrollToTop(): void {
    this.scroller.scrollTop = 0;
    if (this.getBoundingClientRect().top < 0) this.scrollIntoView();
  }

  /** Moves the focus to an event's row, and the row into view. */
  focusRow(id: string): void {
    const link = this.renderRoot.querySelector<HTMLElement>(`tr[data-id="${CSS.escape(id)}"] a`);
    if (!link) return;
    link.focus({ preventScroll: true });
    link.closest('tr')!.scrollIntoView({ block: 'nearest' });
  }

  /** The time range of the rows on the screen. */
  seen(): { start: number; end: number } | null {
    const box = this.box();
    const rows = [...this.renderRoot.querySelectorAll<HTMLElement>('tr.e')];
    const inside = rows.filter((row) => {
      const { top, bottom } = row.getBoundingClientRect();
      return bottom > box.top && top < box.bottom;
    });
    const times = [inside[0], inside.at(-1)].map((row) => Number(row?.dataset['at'] ?? NaN));
    return inside.length === 0 ? null : { start: Math.min(...times), end: Math.max(...times) };
  }

  private box(): { top: number; bottom: number } {
    const { top, bottom } = this.getBoundingClientRect();
    return { top: Math.max(0, top), bottom: Math.min(window.innerHeight, bottom) };
  }

  private readonly onScroll = (): void => {
    if (this.isMeasuring) return;
    this.isMeasuring = true;
    requestAnimationFrame(() => {
      this.isMeasuring = false;
      this.measure();
    });
  };

  /** Finds the pages near the screen, and asks for more at the ends. */
  private measure(): void {
    if (!this.isConnected || this.pages.length === 0) return;
    const box = this.box();
    const margin = Math.max(300, (box.bottom - box.top) * MARGIN_SCREENS);
    const bodies = [...this.table.tBodies];
    let [first, last] = [-1, -1];
    bodies.forEach((body, i) => {
      const { top, bottom, height } = body.getBoundingClientRect();
      if (this.isRendered(i)) this.heights.set(this.pages[i]!.key, height);
      if (bottom < box.top - margin || top > box.bottom + margin) return;
      if (first < 0) first = i;
      last = i;
    });
    if (first >= 0 && (first !== this.visible.first || last !== this.visible.last)) {
      this.visible = { first, last };
      this.dispatchEvent(new CustomEvent('visible', { detail: this.visible }));
    }
    const { top, bottom } = this.table.getBoundingClientRect();
    if (bottom < box.bottom + margin) this.dispatchEvent(new CustomEvent('bottom'));
    if (top > box.top - margin) this.dispatchEvent(new CustomEvent('top'));
    this.dispatchEvent(new CustomEvent('scrolled'));
  }

  private isRendered(i: number): boolean {
    return i >= this.visible.first && i <= this.visible.last && this.pages[i]?.events !== null;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('pages');
    if (!before || !this.hasUpdated) return;
    // Pages that were added above shift those that are seen.
    const seen = before[this.visible.first];
    const now = seen ? this.pages.findIndex(({ key }) => key === seen.key) : -1;
    if (now < 0) {
      this.visible = { first: 0, last: 3 };
      this.heights.clear();
    } else if (now !== this.visible.first) {
      const by = now - this.visible.first;
      this.visible = { first: this.visible.first + by, last: this.visible.last + by };
      const body = this.table.tBodies[this.visible.first - by];
      if (body && !this.isAtTop) this.anchor = { key: seen!.key, top: body.getBoundingClientRect().top };
    }
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (this.anchor) {
      const { key, top } = this.anchor;
      this.anchor = null;
      const body = this.table.tBodies[this.pages.findIndex((page) => page.key === key)];
      if (body) this.scroller.scrollTop += body.getBoundingClientRect().top - top;
    }
    if (changed.has('pages')) this.onScroll();
  }

  private onClick(event: MouseEvent): void {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const row = (event.target as Element).closest<HTMLElement>('tr.e');
    const found = row && this.event(row.dataset['id']!);
    if (!found || (getSelection()?.type === 'Range' && !(event.target as Element).closest('a'))) return;
    event.preventDefault();
    this.dispatchEvent(new SelectEvent(found));
  }

  private event(id: string): AuditEvent | undefined {
    for (const page of this.pages) {
      const found = page.events?.find((event) => event.event_id === id);
      if (found) return found;
    }
    return undefined;
  }

  private shows(column: Column): boolean {
    return this.shownColumns.includes(column);
  }

  protected override render(): TemplateResult {
    let index = 0;
    let previous: AuditEvent | undefined;
    const rows = this.pages.map((page, i) => {
      const [first, before] = [index, previous];
      index += page.ids.length;
      previous = page.events?.at(-1) ?? previous;
      return { page, i, first, before };
    });
    return html`<div class="scroller" part="list" @click=${this.onClick} @scroll=${this.onScroll}>
      <slot name="top"></slot>
      <table
        class=${this.fitting.includes('actor') ? '' : 'tight'}
        aria-rowcount=${this.total < 0 ? -1 : this.total + 1}
        aria-label=${this.label}
        aria-busy=${this.loading}
        ?hidden=${this.pages.length === 0}
      >
        <thead>
          <tr>
            ${this.shownColumns.map((column) => this.head(column))}
          </tr>
        </thead>
        ${repeat(
          rows,
          ({ page }) => page.key,
          ({ page, i, first, before }) => (this.isRendered(i) ? this.body(page, first, before) : this.gap(page)),
        )}
      </table>
      <slot name="bottom"></slot>
    </div>`;
  }

  private head(column: Column): TemplateResult {
    const { formats, times } = this;
    switch (column) {
      case 'time':
        return html`<th class="c-time" scope="col">
          <button
            title=${times === 'absolute' ? en.showRelative : en.showAbsolute}
            @click=${() => this.dispatchEvent(new CustomEvent('times'))}
          >
            ${times === 'absolute' ? en.timeIn(formats.zoneName()) : en.columns.time}
          </button>
        </th>`;
      case 'status':
        return html`<th class="c-status" scope="col"><span class="sr">${en.columns.status}</span></th>`;
      default:
        return html`<th class="c-${column}" scope="col">${en.columns[column]}</th>`;
    }
  }

  private gap(page: Page): TemplateResult {
    const height = this.heights.get(page.key) ?? page.ids.length * ROW_HEIGHT;
    return html`<tbody aria-hidden="true"><tr><td class="spacer" colspan=${this.shownColumns.length} .style=${`height:${height}px`}></td></tr></tbody>`;
  }

  /** A page of rows. It is rendered again only if something that it shows has changed. */
  private body(page: Page, first: number, before: AuditEvent | undefined): TemplateResult {
    const events = page.events ?? [];
    const { formats, days, times, total, complete } = this;
    const columns = this.shownColumns.join();
    const current = page.ids.includes(this.current ?? '') ? this.current : null;
    const fresh = page.source ? null : this.fresh;
    const minute = times === 'relative' ? Math.floor(Date.now() / 60_000) : 0;
    return html`<tbody>
      ${guard([events, formats, days, times, columns, total, complete ? first : -1, before?.timestamp, current, fresh, minute], () => {
        let day = before ? formats.zone.startOfDay(millis(before.timestamp)) : null;
        return events.map((event, i) => {
          const at = millis(event.timestamp);
          const own = formats.zone.startOfDay(at);
          const isNewDay = own !== day;
          day = own;
          return html`${isNewDay ? this.dayHead(own) : nothing}${this.row(event, at, complete ? first + i + 2 : null)}`;
        });
      })}
    </tbody>`;
  }

  private dayHead(day: number): TemplateResult {
    const { formats } = this;
    const counts = this.days.get(day);
    return html`<tr class="day">
      <th colspan=${this.shownColumns.length} scope="rowgroup">
        ${formats.day(day)}${counts
          ? html` <i>· ${en.dayCounts(counts.count, formats.number(counts.count), formats.number(counts.fail))}</i>`
          : nothing}
      </th>
    </tr>`;
  }

  private row(event: AuditEvent, at: number, index: number | null): TemplateResult {
    const isFail = event.status === 'FAIL';
    const type = CORE_TYPES[event.event_type] ?? 't0';
    const none = html`<span class="ms">–</span>`;
    return html`<tr
      class="e ${isFail ? 'fail' : ''} ${this.fresh.has(event.event_id) ? 'new' : ''}"
      data-id=${event.event_id}
      data-at=${at}
      aria-rowindex=${index ?? nothing}
      aria-current=${event.event_id === this.current ? 'true' : nothing}
    >
      ${this.shows('time') ? html`<td class="c-time">${this.time(event, at)}</td>` : nothing}
      ${this.shows('status') ? html`<td class="c-status">${statusMark(event.status)}</td>` : nothing}
      ${this.shows('type') ? html`<td class="c-type"><span class="type ${type}"><bdi>${event.event_type}</bdi></span></td>` : nothing}
      ${this.shows('container') ? html`<td class="c-container" title=${event.container_id}><bdi>${middle(event.container_id)}</bdi></td>` : nothing}
      ${this.shows('actor') ? html`<td class="c-actor" title=${event.actor?.id ?? nothing}>${event.actor ? html`<bdi>${middle(event.actor.id)}</bdi>` : none}</td>` : nothing}
      ${this.shows('message') ? html`<td class="message"><bdi>${event.message?.slice(0, 300)}</bdi></td>` : nothing}
      ${this.shows('ip') ? html`<td class="c-ip mono"><bdi>${event.client_ip}</bdi></td>` : nothing}
    </tr>`;
  }

  private time(event: AuditEvent, at: number): TemplateResult {
    const { formats } = this;
    const full = `${formats.day(at)} ${formats.second(at)}`;
    const text =
      this.times === 'relative'
        ? formats.ago(at, Date.now())
        : html`${formats.second(at)}<span class="ms">.${String(at % 1_000).padStart(3, '0')}</span>`;
    return html`<a class="time" href=${this.href(event)} title=${full}>${text}</a>`;
  }
}

/** The tree that an element is in, and those around it. */
function* treesAround(element: Element): Generator<Node> {
  for (let tree = element.getRootNode(); ; tree = tree.host.getRootNode()) {
    yield tree;
    if (!(tree instanceof ShadowRoot)) return;
  }
}

/** Shortens long ids in the middle: both ends of a path or an ARN tell it from others. */
function middle(text: string): string {
  return text.length <= 40 ? text : `${text.slice(0, 14)}…${text.slice(-18)}`;
}
