import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { guard } from 'lit/directives/guard.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Formats } from '../format.ts';
import { en } from '../messages.en.ts';
import { millis, type AuditEvent } from '../model/event.ts';
import type { Page } from '../model/event-list.ts';
import type { FilterName } from '../model/filters.ts';
import { colourOf } from '../model/type-colour.ts';
import { base, typeStyles } from './styles.ts';
import { statusMark, statusMarkStyles } from './status-mark.ts';

export const COLUMNS = ['time', 'status', 'type', 'container', 'actor', 'message', 'ip'] as const;
export type Column = (typeof COLUMNS)[number];

/** Columns whose head begins a filter. */
const FILTERED = ['type', 'container', 'actor', 'ip'] as const;

/** Show what can be filtered in a column. */
export class FilterByEvent extends CustomEvent<FilterName> {
  constructor(name: FilterName) {
    super('filter-by', { detail: name });
  }
}

export class SelectEvent extends CustomEvent<AuditEvent> {
  constructor(event: AuditEvent) {
    super('select', { detail: event });
  }
}

/** What the counts say about a day, by its first instant. */
export type DayCounts = ReadonlyMap<number, { readonly count: number; readonly fail: number }>;

/** Pages within so many heights of the screen are in the document, others are a spacer. Browsers lay out rows within one and a half. */
const MARGIN_SCREENS = 2;
const ROW_HEIGHT = 33;
/** Rows of the first page that a frame draws, twice as many after each frame that took fewer milliseconds. */
const GROUP = 5;
const QUICK = 40;

/**
 * A real table with a body for each page. Pages far from what is seen are replaced by spacers of the same height, so that the document
 * stays small. Rows are flex boxes, because browsers can skip the layout of those outside the screen, but not of rows of a table's layout;
 * since the styles then take their roles away in some browsers, the roles are in the document.
 */
@customElement('ce-event-table')
export class EventTable extends LitElement {
  static override readonly styles = [
    base,
    typeStyles,
    statusMarkStyles,
    css`
      :host {
        display: block; background: var(--panel); border: 1px solid var(--line); border-radius: var(--radius) var(--radius) 0 0;
        border-bottom: 0; min-width: 0; min-height: 0; position: relative;
      }
      .scroller { height: 100%; overflow: auto; overscroll-behavior: contain; border-radius: inherit; }
      table, tr, th, td { display: block; }
      thead, tbody { display: contents; }
      thead tr, tr.e { display: flex; padding-inline-start: 4px; }
      thead tr { position: sticky; inset-block-start: 0; z-index: 2; background: var(--panel); border-bottom: 1px solid var(--line); height: 32px; }
      th, td { flex: none; align-content: center; padding: 0 8px; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
      th { text-align: start; font-weight: 600; font-size: 12px; color: var(--dim); }
      thead button { border: 0; background: none; padding: 0 4px; margin-inline: -4px; font-weight: 600; min-height: 24px; cursor: pointer; color: inherit; }
      thead button:focus-visible { outline-offset: -2px; }
      thead button:hover { color: var(--ink); text-decoration: underline; }
      thead .filter::after { content: ' ▾' / ''; color: var(--faint); }
      .c-time, .c-ip { width: 124px; } .c-status { width: 34px; } .c-type, .c-container, .c-actor { width: 150px; } .c-message { flex: 1; }
      .no-time .c-time, .no-status .c-status, .no-type .c-type, .no-container .c-container, .no-actor .c-actor, .no-message .c-message,
      .no-ip .c-ip { display: none; }
      tr.day { position: sticky; inset-block-start: 32px; z-index: 1; }
      tr.day th { background: var(--bg); border-bottom: 1px solid var(--line2); height: 27px; padding: 0 12px; font-size: 12.5px; }
      tr.day i { font-style: normal; font-weight: 400; }
      tr.e { height: ${ROW_HEIGHT}px; border-bottom: 1px solid var(--line2); cursor: pointer; content-visibility: auto; contain-intrinsic-height: ${ROW_HEIGHT}px; }
      tr.e:hover { background: var(--hover); }
      tr.e.fail { box-shadow: inset 3px 0 var(--bad); }
      :host(:dir(rtl)) tr.e.fail { box-shadow: inset -3px 0 var(--bad); }
      tr.e[aria-current], tr.e:has(a:focus-visible) { background: var(--sel); }
      tr.new td { animation: flash 2.4s; }
      @keyframes flash { from { background: var(--good-soft); } }
      a.time { color: inherit; text-decoration: none; font-family: var(--mono); font-size: 12.5px; display: inline-block; line-height: 26px; }
      .ms { color: var(--faint); }
      .type { font-weight: 600; font-size: 12.5px; }
      .type::before { content: ''; display: inline-block; width: 8px; height: 8px; border-radius: 2px; background: var(--c); margin-inline-end: 7px; }
      .t5, .t6, .t7, .t8 { font-weight: 500; }
      td.message { color: var(--dim); }
      /* What is hidden doesn't count as shifted when rows take its place. */
      .spacer { visibility: hidden; }
      :where(.tight) .c-type { width: 128px; } :where(.tight) .c-container { width: 116px; }
      @container (max-width: 820px) {
        :host { border-radius: var(--radius); border-bottom: 1px solid var(--line); }
        .scroller { height: auto; overflow: visible; }
        th.c-message { flex: none; }
        thead { display: block; overflow: hidden; }
        thead:not(:focus-within) { position: absolute; clip-path: inset(50%); width: 1px; }
        thead tr { flex-wrap: wrap; height: auto; }
        tr.day { position: static; }
        tr.day th { height: auto; padding-block: 4px; white-space: normal; }
        tr.e {
          display: grid; grid-template-columns: auto auto minmax(0, 1fr) auto; gap: 0 8px; padding: 6px 12px; height: auto;
          content-visibility: visible;
        }
        tr.e td { align-content: normal; padding: 1px 0; }
        td.c-time { order: 4; width: auto; } td.c-status { order: 1; width: auto; } td.c-type { order: 2; width: auto; max-width: 44cqi; }
        td.c-container { order: 3; color: var(--dim); width: auto; }
        td.message { order: 6; grid-column: 1 / -1; white-space: normal; overflow-wrap: anywhere; max-height: 4.4em; }
      }
      @media (forced-colors: active) { tr.e.fail { border-inline-start: 3px solid; } .type::before { border: 1px solid; } }
    `,
  ];

  @property({ attribute: false }) pages: readonly Page[] = [];
  @property({ attribute: false }) formats!: Formats;
  @property({ attribute: false }) columns: readonly Column[] = COLUMNS;
  /** Conditions that can't be changed. */
  @property({ attribute: false }) fixed: readonly FilterName[] = [];
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
  /** How many rows of a page are drawn. */
  private readonly drawn = new Map<number, number>();
  private isDrawing = false;
  private step = GROUP;
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

  private fit(width: number): void {
    const fitting = COLUMNS.filter((column) => (column !== 'ip' || width >= 940) && (column !== 'actor' || width >= 760));
    if (fitting.length !== this.fitting.length) this.fitting = fitting;
  }

  /** Which columns the styles hide. */
  private get looks(): string {
    const hidden = COLUMNS.filter((column) => !this.fitting.includes(column) || !this.columns.includes(column));
    return [...(this.fitting.includes('actor') ? [] : ['tight']), ...hidden.map((column) => `no-${column}`)].join(' ');
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
    const rows = this.renderRoot.querySelectorAll<HTMLElement>('tr.e');
    const first = rowAt(rows, box.top);
    if (!first || first.getBoundingClientRect().top >= box.bottom) return null;
    const times = [first, rowAt(rows, box.bottom - 1) ?? rows[rows.length - 1]!].map((row) => Number(row.dataset['at']));
    return { start: Math.min(...times), end: Math.max(...times) };
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
      const { top, bottom } = boxOf(body);
      if (this.isRendered(i)) this.heights.set(this.pages[i]!.key, bottom - top);
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
      this.drawn.clear();
    } else if (now !== this.visible.first) {
      const by = now - this.visible.first;
      // What is above must have its height at once.
      for (const page of this.pages.slice(0, now)) this.drawn.set(page.key, Infinity);
      this.visible = { first: this.visible.first + by, last: this.visible.last + by };
      const body = this.table.tBodies[this.visible.first - by];
      if (body && !this.isAtTop) this.anchor = { key: seen!.key, top: boxOf(body).top };
    } else if (before.length === this.visible.last + 1) {
      // The end is near the screen, or nobody would have asked for more.
      this.visible = { first: now, last: this.pages.length - 1 };
    }
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (this.anchor) {
      const { key, top } = this.anchor;
      this.anchor = null;
      const body = this.table.tBodies[this.pages.findIndex((page) => page.key === key)];
      if (body) this.scroller.scrollTop += boxOf(body).top - top;
    }
    if (changed.has('pages')) this.onScroll();
    void this.drawOn();
  }

  private drawnOf({ key, ids }: Page): number {
    // A further page is drawn at once: most of it is below the screen, and each frame costs more than some rows.
    return Math.min(ids.length, this.drawn.get(key) ?? (this.drawn.size === 0 ? GROUP : Infinity));
  }

  /** Draws the rest of the first page, some rows in each frame, so that a slow processor can answer to keys and touches in between. */
  private async drawOn(): Promise<void> {
    if (this.isDrawing) return;
    this.isDrawing = true;
    let began = 0;
    for (;;) {
      const page = this.pages.find((one, i) => this.isRendered(i) && this.drawnOf(one) < one.ids.length);
      if (!page) break;
      const now = await painted();
      this.step = now - began < QUICK ? this.step * 2 : GROUP;
      began = now;
      this.drawn.set(page.key, this.drawnOf(page) + this.step);
      this.requestUpdate();
    }
    this.isDrawing = false;
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
        role="table"
        class=${this.looks}
        aria-rowcount=${this.total < 0 ? -1 : this.total + 1}
        aria-label=${this.label}
        aria-busy=${this.loading}
        ?hidden=${this.pages.length === 0}
      >
        <thead role="rowgroup">
          <tr role="row">
            ${COLUMNS.map((column) => this.head(column))}
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
        return html`<th class="c-time" role="columnheader" scope="col">
          <button
            title=${times === 'absolute' ? en.showRelative : en.showAbsolute}
            @click=${() => this.dispatchEvent(new CustomEvent('times'))}
          >
            ${times === 'absolute' ? en.timeIn(formats.zoneName()) : en.columns.time}
          </button>
        </th>`;
      case 'status':
        return html`<th class="c-status" role="columnheader" scope="col"><span class="sr">${en.columns.status}</span></th>`;
      default: {
        const name = FILTERED.find((one) => one === column && !this.fixed.includes(one));
        return html`<th class="c-${column}" role="columnheader" scope="col">
          ${name
            ? html`<button class="filter" title=${en.filterBy(en.filterName[name])} @click=${() => this.dispatchEvent(new FilterByEvent(name))}>${en.columns[column]}</button>`
            : en.columns[column]}
        </th>`;
      }
    }
  }

  private gap(page: Page): TemplateResult {
    const height = this.heights.get(page.key) ?? page.ids.length * ROW_HEIGHT;
    return html`<tbody>${this.spacer(height)}</tbody>`;
  }

  private spacer(height: number): TemplateResult {
    return html`<tr aria-hidden="true" class="spacer" .style=${`height:${height}px`}></tr>`;
  }

  /** A page of rows, in groups that are rendered again only if something that they show has changed. */
  private body(page: Page, first: number, before: AuditEvent | undefined): TemplateResult {
    const events = page.events ?? [];
    const { formats, times, complete } = this;
    const { zone } = formats;
    const drawn = this.drawnOf(page);
    const minute = times === 'relative' ? Math.floor(Date.now() / 60_000) : 0;
    const groups: unknown[] = [];
    for (let start = 0; start < drawn; start += GROUP) {
      const group = events.slice(start, Math.min(start + GROUP, drawn));
      const previous = events[start - 1] ?? before;
      const dayBefore = previous ? zone.startOfDay(millis(previous.timestamp)) : null;
      const days = dayBefore === zone.startOfDay(millis(group.at(-1)!.timestamp)) ? null : this.days;
      const current = group.some(({ event_id: id }) => id === this.current) ? this.current : null;
      const index = complete ? first + start + 2 : null;
      const fresh = page.source ? null : this.fresh;
      groups.push(guard([events, group.length, formats, days, times, index, dayBefore, current, fresh, minute], () => this.group(group, dayBefore, index)));
    }
    return html`<tbody role="rowgroup">
      ${groups}${drawn < events.length ? this.spacer((events.length - drawn) * ROW_HEIGHT) : nothing}
    </tbody>`;
  }

  private group(events: readonly AuditEvent[], dayBefore: number | null, index: number | null): unknown {
    const { formats } = this;
    let day = dayBefore;
    let name = day === null ? '' : formats.day(day);
    return events.map((event, i) => {
      const at = millis(event.timestamp);
      const own = formats.zone.startOfDay(at);
      const isNewDay = own !== day;
      if (isNewDay) name = formats.day(own);
      day = own;
      const row = this.row(event, at, name, index === null ? null : index + i);
      return isNewDay ? [this.dayHead(own, name), row] : row;
    });
  }

  private dayHead(day: number, name: string): TemplateResult {
    const { formats } = this;
    const counts = this.days.get(day);
    return html`<tr class="day" role="row">
      <th role="rowheader" colspan=${COLUMNS.length} scope="rowgroup">
        ${name}${counts
          ? html` <i>· ${en.dayCounts(counts.count, formats.number(counts.count), formats.number(counts.fail))}</i>`
          : nothing}
      </th>
    </tr>`;
  }

  /** All columns in one template, whose copy costs less than one for each cell. */
  private row(event: AuditEvent, at: number, day: string, index: number | null): TemplateResult {
    const { formats, times } = this;
    const { event_id: id, status, event_type: type, container_id: container, actor } = event;
    const isRelative = times === 'relative';
    const second = formats.second(at);
    return html`<tr
      role="row"
      class="e ${status === 'FAIL' ? 'fail' : ''} ${this.fresh.has(id) ? 'new' : ''}"
      data-id=${id}
      data-at=${at}
      aria-rowindex=${index ?? nothing}
      aria-current=${id === this.current ? 'true' : nothing}
      ><td role="cell" class="c-time"
        ><a class="time" href=${this.href(event)} title="${day} ${second}"
          >${isRelative ? formats.ago(at, Date.now()) : second}<span class="ms">${isRelative ? '' : `.${String(at % 1_000).padStart(3, '0')}`}</span></a
      ></td
      ><td role="cell" class="c-status">${statusMark(status)}</td
      ><td role="cell" class="c-type"><span class="type t${colourOf(type)}"><bdi>${type}</bdi></span></td
      ><td role="cell" class="c-container" title=${container}><bdi>${middle(container)}</bdi></td
      ><td role="cell" class="c-actor" title=${actor?.id ?? nothing}><bdi class=${actor ? '' : 'ms'}>${actor ? middle(actor.id) : '–'}</bdi></td
      ><td role="cell" class="c-message message"><bdi>${event.message?.slice(0, 300)}</bdi></td
      ><td role="cell" class="c-ip mono"><bdi>${event.client_ip}</bdi></td
    ></tr>`;
  }
}

/** Waits until the next frame is painted. */
function painted(): Promise<number> {
  return new Promise((resolve) => requestAnimationFrame(() => setTimeout(() => resolve(performance.now()))));
}

/** Where a body is. It has no box of its own, and a day's head is elsewhere while it sticks. */
function boxOf({ rows }: HTMLTableSectionElement): { top: number; bottom: number } {
  const head = rows[0]!.matches('.day') ? rows[0] : undefined;
  const { top } = rows[head ? 1 : 0]!.getBoundingClientRect();
  return { top: top - (head?.offsetHeight ?? 0), bottom: rows[rows.length - 1]!.getBoundingClientRect().bottom };
}

/** Returns the first row that ends below a height. */
function rowAt(rows: NodeListOf<HTMLElement>, y: number): HTMLElement | undefined {
  let [low, high] = [0, rows.length];
  while (low < high) {
    const half = (low + high) >> 1;
    if (rows[half]!.getBoundingClientRect().bottom > y) high = half;
    else low = half + 1;
  }
  return rows[low];
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
