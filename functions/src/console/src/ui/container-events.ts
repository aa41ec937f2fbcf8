import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { ApiClient } from '../api/client.ts';
import { EventsApi, type Query } from '../api/events.ts';
import { NoTokenError, OfflineError } from '../api/problem.ts';
import { Session, type SessionState } from '../api/session.ts';
import { CountController } from '../count-controller.ts';
import { Formats } from '../format.ts';
import { ListController } from '../list-controller.ts';
import { LivePoll } from '../live.ts';
import { en } from '../messages.en.ts';
import { summary } from '../model/bars.ts';
import { dollars, formatDollars } from '../model/cost.ts';
import { millis, type AuditEvent } from '../model/event.ts';
import type { EventList } from '../model/event-list.ts';
import { chips, NO_FILTERS, withFilter, withoutFilter, type FilterName, type Filters } from '../model/filters.ts';
import { PRESETS, shifted, spanOf, widened } from '../model/range.ts';
import { FIRST_VIEW, formatView, parseView, type View } from '../model/view.ts';
import { HOUR, MINUTE, Zone } from '../model/zone.ts';
import { readSettings, readViews, writeSettings, writeViews, type Settings } from '../settings.ts';
import { layout } from './container-events.styles.ts';
import './copy-button.ts';
import type { CopyButton } from './copy-button.ts';
import './destinations.ts';
import './download-dialog.ts';
import type { DownloadDialog } from './download-dialog.ts';
import './event-detail.ts';
import type { HourBeforeEvent, OnlyEvent } from './event-detail.ts';
import './event-table.ts';
import { COLUMNS, type Column, type EventTable, type FilterByEvent, type SelectEvent } from './event-table.ts';
import './filter-bar.ts';
import type { FilterBar, FiltersEvent } from './filter-bar.ts';
import './header.ts';
import { HEADER_VIEWS, type CommandEvent, type HeaderView } from './header.ts';
import './histogram.ts';
import type { JumpEvent, ZoomEvent } from './histogram.ts';
import './key-dialog.ts';
import './keys-dialog.ts';
import type { KeysDialog } from './keys-dialog.ts';
import { emptyState, noticeStyles, skeleton, trouble } from './notices.ts';
import './range-menu.ts';
import type { RangeEvent } from './range-menu.ts';
import { base, tokens } from './styles.ts';

const words = {
  fromAttribute: (text: string | null) => text?.split(/[\s,]+/).filter((word) => word !== '') ?? null,
};

/** A view of so many events is read to its end to count the values of a filter: ten requests. */
const READ_WHOLE = 1_000;
/** From so long before its end, a token is said to end. */
const ENDING = 5 * MINUTE;

/**
 * The events of an organisation: list, histogram, details, live view and downloads. It is the page at `/`, and embeds into others.
 *
 * @fires view-change when what is shown has changed, with its `fragment`
 * @fires event-select when an event is opened, with its `event_id`
 * @fires failed when a request fails
 */
@customElement('container-events')
export class ContainerEvents extends LitElement {
  static override readonly styles = [tokens, base, noticeStyles, layout];

  /** Whether the element is the whole page: it then keeps its state in the address. */
  @property({ type: Boolean, reflect: true }) page = false;
  /** The organisation; by default, the token's. */
  @property() org: string | null = null;
  @property() token: string | null = null;
  /** Shows only the events of this container. */
  @property() container: string | null = null;
  /** Shows only the events of this actor. */
  @property() actor: string | null = null;
  /** The views that the header offers: `all failures expiring destinations saved`. */
  @property({ converter: words }) views: readonly string[] | null = null;
  @property({ converter: words }) columns: readonly Column[] | null = null;
  @property({ reflect: true }) theme: 'light' | 'dark' | null = null;
  @property() override lang = '';
  @property({ type: Boolean, attribute: 'hide-cost' }) hideCost = false;

  /** Returns a token, at first and a minute before the last one ends. */
  get getToken(): (() => Promise<string>) | undefined {
    return this.session.getToken;
  }
  set getToken(source: (() => Promise<string>) | undefined) {
    this.session.getToken = source;
    if (source && this.isConnected && this.session.state.kind === 'closed') void this.session.refresh();
  }

  /** What is shown, as a fragment of an address. A host may keep it and set it again. */
  get view(): string {
    return formatView(this.shown);
  }
  set view(fragment: string) {
    void this.show({ ...parseView(fragment), org: this.shown.org }, 'none');
  }

  @state() private shown: View = FIRST_VIEW;
  @state() private settings: Settings = readSettings();
  @state() private formats!: Formats;
  @state() private isLive = false;
  @state() private waits: number | null = null;
  @state() private statusText = '';
  @state() private types: ReadonlyMap<string, number> = new Map();
  @state() private saved = readViews();
  @state() private hiddenSeries: ReadonlySet<'success' | 'fail'> = new Set();
  @state() private seen: { start: number; end: number } | null = null;
  @state() private keyError = '';
  /** Whether a link brought the token: its reader may have no key. */
  private isByLink = false;
  @state() private isOpening = false;
  /** Whether a token may be on its way: nobody is asked for a key before that is known. */
  @state() private isBeginning = true;
  @state() private otherError: unknown = null;
  /** When the newest event of an empty range is, if that was asked; null if there is none. */
  @state() private newestAt: number | null | undefined;
  /** What is beside the details: an event that isn't in the list. */
  @state() private opened: AuditEvent | undefined;
  @state() private now = Date.now();

  @query('ce-event-table') private readonly table!: EventTable | null;
  @query('ce-filter-bar') private readonly filterBar!: FilterBar | null;
  @query('ce-download-dialog') private readonly downloadDialog!: DownloadDialog;
  @query('ce-keys-dialog') private readonly keysDialog!: KeysDialog;
  @query('.bar ce-copy') private readonly copyLink!: CopyButton | null;

  private readonly apiBase = new URL('..', import.meta.url);
  private readonly session: Session = new Session(
    this.apiBase,
    () => (this.page ? tabStorage() : null),
    () => this.onSession(),
    () => this.client.charge(0),
  );
  private readonly client: ApiClient = new ApiClient(this.apiBase, this.session, (waits) => {
    this.waits = waits;
    this.requestUpdate();
  });
  private readonly api = new EventsApi(this.client);
  private readonly rows = new ListController(this.api, () => this.requestUpdate());
  private readonly counts = new CountController(this.api, () => this.requestUpdate());
  private readonly poll = new LivePoll(
    () => this.askLive(),
    (reason) => this.stopLive(reason === 'idle' ? en.liveIdle : en.liveFailed),
  );
  private counting = Promise.resolve();
  private clock = 0;
  private lastKey = '';

  override connectedCallback(): void {
    super.connectedCallback();
    this.clock = window.setInterval(() => (this.now = Date.now()), 15_000);
    document.addEventListener('keydown', this.onKey);
    document.addEventListener('pointerdown', this.onTouch, { passive: true });
    document.addEventListener('visibilitychange', this.onVisibility);
    if (this.page) window.addEventListener('hashchange', this.onHash);
    void this.begin();
  }

  override disconnectedCallback(): void {
    clearInterval(this.clock);
    this.poll.stop();
    document.removeEventListener('keydown', this.onKey);
    document.removeEventListener('pointerdown', this.onTouch);
    document.removeEventListener('visibilitychange', this.onVisibility);
    window.removeEventListener('hashchange', this.onHash);
    super.disconnectedCallback();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!this.formats || changed.has('settings') || changed.has('lang')) {
      const { zone } = this.settings;
      const chosen = zone === 'local' ? Zone.local() : Zone.of(zone);
      if (this.formats?.zone.name !== chosen.name || this.formats.lang !== this.language) {
        this.formats = new Formats(this.language, chosen);
      }
      if (this.page) this.theme = this.settings.theme === 'system' ? null : this.settings.theme;
    }
    if (changed.has('token') && this.token) void this.session.open(this.token).catch(this.fail);
    if (this.hasUpdated && (changed.has('container') || changed.has('actor'))) void this.show(this.shown, 'replace', true);
  }

  private get language(): string {
    return this.lang || (document.documentElement.lang || 'en').replace(/^en$/, 'en-GB');
  }

  // The session

  /** Finds a token: in the address, in this tab, or from the host. */
  private async begin(): Promise<void> {
    this.shown = { ...this.shown, ...(this.page ? parseView(location.hash) : {}) };
    try {
      if (this.page && (await this.openFromAddress())) return;
      if (this.token) return;
      if (this.getToken) await this.session.refresh();
      else if (this.page) await this.session.restore();
    } catch (error) {
      this.fail(error);
    } finally {
      this.isBeginning = false;
    }
  }

  /** Takes a token, or on this machine a key, out of the address. */
  private async openFromAddress(): Promise<boolean> {
    const given = new URLSearchParams(location.hash.slice(1));
    const [key, token] = [given.get('key'), given.get('token')];
    if (key === null && token === null) return false;
    history.replaceState(null, '', location.pathname + location.search);
    this.shown = FIRST_VIEW;
    const isHere = ['127.0.0.1', 'localhost', '[::1]'].includes(location.hostname);
    this.isByLink = token !== null;
    if (token !== null) await this.session.open(token);
    else if (key !== null && isHere) await this.session.openWithKey(key);
    return true;
  }

  private onSession(): void {
    const { state } = this.session;
    if (state.kind === 'open') {
      this.keyError = '';
      const isOther = this.shown.org !== null && this.shown.org !== state.caller.org_id;
      // A link to another organisation's events: what it shows doesn't exist here.
      const view = isOther ? FIRST_VIEW : this.shown;
      if (this.rows.list === null || isOther) void this.show({ ...view, org: state.caller.org_id }, 'replace', true);
    } else {
      if (state.refused && !this.isByLink) this.keyError = en.keyRefused;
      if (!state.ended) this.poll.stop();
    }
    this.requestUpdate();
  }

  private async onKeyEntered(event: CustomEvent<string>): Promise<void> {
    this.isOpening = true;
    this.isByLink = false;
    this.keyError = '';
    try {
      await this.session.openWithKey(event.detail);
    } catch (error) {
      this.keyError = error instanceof OfflineError ? en.offline : (error as Error).message;
    }
    this.isOpening = false;
  }

  private readonly fail = (error: unknown): void => {
    if (error instanceof NoTokenError) return;
    this.otherError = error;
    this.dispatchEvent(new CustomEvent('failed', { detail: { message: (error as Error).message }, bubbles: true, composed: true }));
  };

  // What is shown

  /** Conditions that can't be removed. */
  private get fixed(): readonly FilterName[] {
    const caller = this.session.state.kind === 'open' ? this.session.state.caller : undefined;
    return [
      ...(caller?.container_id !== undefined || this.container ? ['container' as const] : []),
      ...(caller?.actor !== undefined || this.actor ? ['actor' as const] : []),
    ];
  }

  private get isScoped(): boolean {
    const { state } = this.session;
    return state.kind === 'open' && (state.caller.container_id !== undefined || state.caller.actor !== undefined);
  }

  private withFixed(filters: Filters): Filters {
    const caller = this.session.state.kind === 'open' ? this.session.state.caller : undefined;
    const container = caller?.container_id ?? this.container;
    const actor = caller?.actor ?? this.actor;
    return { ...filters, ...(container ? { container } : {}), ...(actor ? { actor } : {}) };
  }

  private queryOf(view: View): Query {
    const { list, filters, range } = view;
    const span = list === 'expiring' ? { start: Date.now() } : range === null ? {} : spanOf(range, Date.now());
    return { org: view.org ?? '', list: list === 'expiring' ? 'expiring' : 'events', span, filters: this.withFixed(filters) };
  }

  /**
   * Shows a view.
   *
   * @param history  whether the address gets a new entry, its entry changes, or it has the view already
   * @param isAnew   loads it even if it is the one that is shown
   */
  private async show(view: View, history: 'push' | 'replace' | 'none', isAnew = false): Promise<void> {
    const before = this.shown;
    this.shown = { ...view, filters: this.withFixed(view.filters) };
    this.remember(history);
    const isSame = ['list', 'range', 'filters', 'at'].every((name) => JSON.stringify(before[name as keyof View]) === JSON.stringify(this.shown[name as keyof View]));
    if (this.session.state.kind !== 'open' || (isSame && !isAnew && this.rows.list)) {
      if (before.split !== this.shown.split) this.recount();
      return;
    }
    if (view.list === 'destinations') return;
    await this.load();
  }

  private async load(): Promise<void> {
    const view = this.shown;
    this.newestAt = undefined;
    this.otherError = null;
    this.seen = null;
    const isAutomatic = view.range === null && view.list === 'events';
    const shownRange = this.rows.show(this.queryOf(view), view.at, isAutomatic);
    if (!isAutomatic && view.list === 'events') void this.count(shownRange.then((range) => (range === undefined ? null : this.rows.list)));
    const range = await shownRange;
    if (range === undefined) return;
    if (range) {
      this.shown = { ...this.shown, range };
      this.remember('replace');
      const { start } = spanOf(range, Date.now());
      if (start !== undefined) this.rows.list?.narrow(start);
      void this.count(Promise.resolve(this.rows.list));
    }
    if (this.rows.list?.size === 0 && this.rows.list.isComplete) await this.findNewest();
    if (this.isLive) this.startLive();
    await this.updateComplete;
    // Where the rows are is asked when the frame needs to know it too, in a task of its own.
    await new Promise(requestAnimationFrame);
    this.table?.scrollToTop();
    this.look();
  }

  /** Finds out which rows are on the screen. */
  private look(): void {
    const seen = this.table?.seen() ?? null;
    if (seen?.start !== this.seen?.start || seen?.end !== this.seen?.end) this.seen = seen;
  }

  /** Counts again what is shown, in other bars. */
  private recount(): void {
    if (this.shown.list === 'events' && this.rows.list) void this.count(Promise.resolve(this.rows.list));
  }

  private count(firstPage: Promise<EventList | null>): Promise<void> {
    const { zone } = this.formats;
    this.counting = this.counts.show({ query: this.queryOf(this.shown), zone, split: this.shown.split, isScoped: this.isScoped }, firstPage);
    return this.counting;
  }

  /** Looks when the newest event is, to say so if a range is empty. */
  private async findNewest(): Promise<void> {
    const query = { ...this.queryOf(this.shown), span: {}, filters: this.withFixed(NO_FILTERS) };
    try {
      const { events } = await this.api.page(query, { order: 'desc', limit: 1 });
      this.newestAt = events[0] ? millis(events[0].timestamp) : null;
    } catch (error) {
      this.fail(error);
    }
  }

  private remember(entry: 'push' | 'replace' | 'none'): void {
    const fragment = formatView(this.shown);
    if (this.page && entry !== 'none' && location.hash !== fragment) {
      if (entry === 'push') history.pushState(null, '', fragment);
      else history.replaceState(null, '', fragment);
    }
    if (this.page) document.title = en.pageTitle(this.shown.org);
    this.dispatchEvent(new CustomEvent('view-change', { detail: { fragment }, bubbles: true, composed: true }));
  }

  private readonly onHash = (): void => {
    if (/^#(key|token)=/.test(location.hash)) {
      void this.openFromAddress().catch(this.fail);
      return;
    }
    const view = parseView(location.hash);
    void this.show({ ...view, org: view.org ?? this.shown.org }, 'none');
  };

  private change(part: Partial<View>): void {
    void this.show({ ...this.shown, list: 'events', at: null, ...part }, 'push');
  }

  private filter(filters: Filters): void {
    this.change({ filters, list: this.shown.list === 'destinations' ? 'events' : this.shown.list });
  }

  private open(event: AuditEvent | null): void {
    this.opened = event ?? undefined;
    void this.show({ ...this.shown, event: event?.event_id ?? null }, 'replace');
    if (event) this.dispatchEvent(new CustomEvent('event-select', { detail: { event_id: event.event_id, container_id: event.container_id }, bubbles: true, composed: true }));
  }

  private closeDetail(): void {
    const id = this.shown.event;
    this.open(null);
    if (id) void this.updateComplete.then(() => this.table?.focusRow(id));
  }

  /** Moves through the list; the details follow if they are open. */
  private async move(by: 1 | -1): Promise<void> {
    const { list } = this.rows;
    const focused = this.table?.renderRoot instanceof ShadowRoot ? this.table.renderRoot.activeElement?.closest<HTMLElement>('tr.e')?.dataset['id'] : undefined;
    const from = this.shown.event ?? focused ?? null;
    let next = list?.neighbour(from, by);
    if (!next && by > 0 && list?.hasOlder) {
      await this.rows.older();
      next = list.neighbour(from, by);
    }
    if (!next) return;
    if (this.shown.event) this.open(next);
    await this.updateComplete;
    await this.table?.updateComplete;
    this.table?.focusRow(next.event_id);
  }

  private get headerView(): HeaderView | '' {
    const { list, filters } = this.shown;
    if (list !== 'events') return list;
    return filters.status === null ? 'all' : filters.status === 'FAIL' ? 'failures' : '';
  }

  private get offeredViews(): readonly string[] {
    if (this.views) return this.views;
    const mayAll = !this.isScoped;
    return [...HEADER_VIEWS.filter((view) => view !== 'destinations' || mayAll), ...(this.page ? ['saved'] : [])];
  }

  private onCommand({ detail }: CommandEvent): void {
    switch (detail.kind) {
      case 'view':
        return this.goTo(detail.view);
      case 'saved':
        return void this.show({ ...parseView(detail.fragment), org: this.shown.org }, 'push');
      case 'save':
        this.saved = [...this.saved.filter(({ name }) => name !== detail.name), { name: detail.name, fragment: formatView({ ...this.shown, event: null }) }];
        return writeViews(this.saved);
      case 'unsave':
        this.saved = this.saved.filter(({ name }) => name !== detail.name);
        return writeViews(this.saved);
      case 'live':
        return this.isLive ? this.stopLive('') : this.startLive();
      case 'download':
        return this.downloadDialog.show();
      case 'keys':
        return this.keysDialog.show();
      case 'close':
        return this.closeLog();
      case 'skip':
        return this.skip();
      case 'settings':
        return this.prefer(detail.settings);
    }
  }

  private goTo(view: HeaderView): void {
    const { filters } = this.shown;
    switch (view) {
      case 'all':
        return this.change({ filters: { ...filters, status: null } });
      case 'failures':
        return this.change({ filters: { ...filters, status: 'FAIL' } });
      case 'expiring':
        return this.change({ list: 'expiring', filters: NO_FILTERS, event: null });
      case 'destinations':
        return this.change({ list: 'destinations', event: null });
    }
  }

  private closeLog(): void {
    this.stopLive('');
    this.rows.list = null;
    this.counts.clear();
    this.shown = FIRST_VIEW;
    if (this.page) history.replaceState(null, '', location.pathname + location.search);
    this.session.close();
  }

  private prefer(settings: Partial<Settings>): void {
    const isZone = settings.zone !== undefined && settings.zone !== this.settings.zone;
    this.settings = { ...this.settings, ...settings };
    writeSettings(this.settings);
    if (!this.page && settings.theme !== undefined) this.theme = settings.theme === 'system' ? null : settings.theme;
    // Bars are days or hours of the zone.
    if (isZone) void this.updateComplete.then(() => this.recount());
  }

  private async loadTypes(): Promise<void> {
    if (this.types.size > 0 || this.isScoped || !this.shown.org) return;
    try {
      const query: Query = { org: this.shown.org, list: 'events', span: {}, filters: NO_FILTERS };
      const { buckets } = await this.api.count(query, [['group_by', 'event_type']], { isOptional: true });
      this.types = new Map(buckets.map(({ event_type: type = '', count }) => [type, count]));
    } catch {
      // The box then suggests less. A request that matters says what is wrong.
      this.types = new Map();
    }
  }

  /** Reads the rest of a small view, so that the values of a filter are counted in all of it. */
  private async loadRest(): Promise<void> {
    await this.counting;
    const { total } = this.counts;
    if (total === null || total > READ_WHOLE) return;
    await this.rows.rest();
    this.counts.grow([]);
  }

  // Live

  private startLive(): void {
    if (this.shown.list !== 'events') return;
    this.isLive = true;
    this.poll.start();
  }

  private stopLive(why: string): void {
    this.isLive = false;
    this.poll.stop();
    this.statusText = why;
  }

  private async askLive(): Promise<number> {
    const { range } = this.shown;
    // A range with an end doesn't grow.
    if (range?.kind === 'between' && range.end < Date.now()) return 0;
    const fresh = await this.rows.askLive(() => this.table?.isAtTop ?? true);
    if (fresh === null) {
      await this.load();
      return 1;
    }
    this.counts.grow(fresh);
    this.statusText = en.liveAsked(this.formats.second(Date.now()), this.formats.number(fresh.length));
    return fresh.length;
  }

  private readonly onVisibility = (): void => {
    if (this.isLive) this.statusText = document.hidden ? en.liveHidden : '';
    this.now = Date.now();
  };

  private readonly onTouch = (): void => this.poll.touch();

  // Keys

  private readonly onKey = (event: KeyboardEvent): void => {
    this.poll.touch();
    const path = event.composedPath();
    if (!this.page && !path.includes(this)) return;
    const [target] = path;
    const isTyping = target instanceof HTMLElement && target.matches('input, select, textarea, [contenteditable]');
    const isInDialog = path.some((node) => node instanceof HTMLDialogElement);
    if (event.defaultPrevented || isTyping || isInDialog || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Escape' && this.shown.event) return this.closeDetail();
    const isList = target instanceof HTMLElement && target.closest('tr.e, ce-event-table') !== null;
    if ((event.key === 'ArrowDown' || event.key === 'ArrowUp') && (isList || this.shown.event)) {
      event.preventDefault();
      return void this.move(event.key === 'ArrowDown' ? 1 : -1);
    }
    if (this.settings.singleKeys) this.onSingleKey(event);
  };

  private onSingleKey(event: KeyboardEvent): void {
    const isSecondG = this.lastKey === 'g' && event.key === 'g';
    this.lastKey = isSecondG ? '' : event.key;
    const { range } = this.shown;
    const run: Record<string, () => void> = {
      j: () => void this.move(1),
      k: () => void this.move(-1),
      '/': () => this.filterBar?.focus(),
      l: () => (this.isLive ? this.stopLive('') : this.startLive()),
      t: () => this.prefer({ zone: this.settings.zone === 'local' ? 'UTC' : 'local' }),
      g: () => isSecondG && this.goToNewest(),
      '[': () => range && this.change({ range: shifted(range, -1, Date.now()) }),
      ']': () => range && this.change({ range: shifted(range, 1, Date.now()) }),
      '-': () => this.zoomOut(),
      c: () => void this.copyLink?.copy(),
      '?': () => this.keysDialog.show(),
    };
    const action = Object.hasOwn(run, event.key) ? run[event.key] : undefined;
    if (!action) return;
    event.preventDefault();
    action();
  }

  private goToNewest(): void {
    if (this.shown.at !== null) return this.change({});
    if (this.rows.pending.length > 0) this.rows.showPending();
    this.table?.scrollToTop();
    const first = this.rows.list?.neighbour(null, 1);
    if (first) void this.updateComplete.then(() => this.table?.focusRow(first.event_id));
  }

  private zoomOut(): void {
    const { range } = this.shown;
    if (range && range.kind !== 'all') this.change({ range: widened(range, Date.now()) });
  }

  // Rendering

  protected override render(): TemplateResult {
    const { shown, session, formats } = this;
    const { state } = session;
    const left = session.left(this.now);
    const isOpen = state.kind === 'open' || this.rows.list !== null;
    const isEvents = shown.list !== 'destinations';
    return html`<div class="root" part="root">
      <ce-header
        .org=${shown.org ?? ''}
        .views=${this.offeredViews}
        .current=${this.headerView}
        .saved=${this.saved}
        .settings=${this.settings}
        .formats=${formats}
        .caller=${state.kind === 'open' ? state.caller : null}
        .left=${left === null ? null : Math.ceil(left / MINUTE)}
        .live=${this.isLive}
        .events=${isEvents}
        .embedded=${!this.page}
        @command=${this.onCommand}
      ></ce-header>
      <div class="bar" role="search" aria-label=${en.filterEvents} ?hidden=${!isEvents}>
        <ce-filter-bar
          .filters=${shown.filters}
          .fixed=${this.fixed}
          .known=${{ types: this.types, list: this.rows.list ?? NO_EVENTS }}
          .formats=${formats}
          @filters=${(event: FiltersEvent) => this.filter(event.detail)}
          @types-wanted=${() => void this.loadTypes()}
          @values-wanted=${() => void this.loadRest()}
        ></ce-filter-bar>
        ${shown.list === 'events'
          ? html`<ce-range-menu .range=${shown.range} .formats=${formats} @range=${(event: RangeEvent) => this.change({ range: event.detail })}></ce-range-menu>`
          : nothing}
        ${this.page ? html`<ce-copy caption=${en.copyLink} .text=${() => location.href}></ce-copy>` : nothing}
      </div>
      <div class="notices">${this.notices(left)}</div>
      ${shown.list === 'events' ? this.chartCard() : html`<div></div>`}
      ${isOpen ? this.main() : html`<main></main>`} ${this.footer()}
      <ce-key-dialog
        .open=${state.kind === 'closed' && this.needsKey}
        .note=${state.kind === 'closed' ? this.keyNote(state) : ''}
        .error=${this.keyError}
        .busy=${this.isOpening}
        .org=${shown.org ?? ''}
        @key=${this.onKeyEntered}
      ></ce-key-dialog>
      <ce-download-dialog
        .api=${this.api}
        .formats=${formats}
        .request=${this.queryOf(shown)}
        .total=${shown.list === 'events' ? this.counts.total : null}
        .read=${this.rows.list?.read ?? { events: 0, units: 0 }}
        ?hide-cost=${this.hideCost}
      ></ce-download-dialog>
      <ce-keys-dialog .singleKeys=${this.settings.singleKeys} @single-keys=${() => this.prefer({ singleKeys: !this.settings.singleKeys })}></ce-keys-dialog>
    </div>`;
  }

  /** A host with its own source of tokens, or with a token in an attribute, is asked instead of the user. */
  private get needsKey(): boolean {
    return !this.getToken && (this.page ? !this.isBeginning : this.hasUpdated && this.token === null);
  }

  /** Why a key is asked for. */
  private keyNote({ refused, ended }: SessionState & { kind: 'closed' }): string {
    if (this.isByLink && (refused || ended)) return en.linkEnded;
    return ended ? en.tokenEnded : '';
  }

  private skip(): void {
    const first = this.rows.list?.neighbour(null, 1);
    if (first) this.table?.focusRow(first.event_id);
  }

  private notices(left: number | null): TemplateResult | typeof nothing {
    const error = this.rows.error ?? this.otherError ?? (this.counts.state.kind === 'failed' ? this.counts.state.error : null);
    if (this.session.state.kind === 'closed' && !this.needsKey && this.hasUpdated && this.session.state.refused) {
      return html`<div class="banner" role="alert">${en.noHostToken}</div>`;
    }
    if (this.waits !== null) return html`<div class="banner" role="status">${en.waiting(this.formats.number(this.waits))}</div>`;
    if (error && !(error instanceof NoTokenError)) return trouble(error, () => void this.load());
    if (left !== null && left > 0 && left < ENDING && !this.getToken) {
      return html`<div class="banner" role="status">${en.tokenEnding(`${Math.ceil(left / MINUTE)} min`)}</div>`;
    }
    return nothing;
  }

  private chartCard(): TemplateResult {
    const { counts, formats, shown } = this;
    const { success, fail } = summary(counts.bars);
    const { total, state } = counts;
    const isUtc = counts.plan !== null && counts.plan.zone !== formats.zone && counts.plan.zone.name !== formats.zone.name;
    const utcNote = isUtc ? (counts.plan!.interval === 'hour' ? en.hoursOfUtc : en.daysOfUtc) : '';
    const note = state.kind === 'failed' ? en.notCounted : utcNote;
    const head = this.head();
    return html`<div>
      ${head}
      <section class="hist" aria-label=${en.overTime}>
        <div class="sum">
          <div class="n">${total !== null ? formats.number(total) : state.kind === 'counting' ? '…' : state.kind === 'none' || state.kind === 'failed' ? '–' : formats.number(success + fail)}</div>
          <div class="d">${this.spanText(total)}</div>
          ${shown.split === 'status'
            ? html`<div class="legend" role="group" aria-label=${en.shownInChart}>
                ${this.legendButton('success', en.success, success)}${this.legendButton('fail', en.fail, fail)}
              </div>`
            : nothing}
        </div>
        <ce-histogram
          .bars=${counts.bars}
          .formats=${formats}
          .split=${shown.split}
          .loading=${state.kind === 'counting'}
          .counted=${state.kind === 'counted' || state.kind === 'complete'}
          .zoomable=${shown.range !== null && shown.range.kind !== 'all'}
          .note=${note}
          .leftOut=${this.hiddenSeries}
          .shown=${this.seen}
          @zoom=${(event: ZoomEvent) => this.change({ range: { kind: 'between', ...event.detail } })}
          @jump=${(event: JumpEvent) => this.change({ at: event.detail })}
          @zoom-out=${() => this.zoomOut()}
          @split=${() => void this.show({ ...shown, split: shown.split === 'type' ? 'status' : 'type' }, 'replace')}
        ></ce-histogram>
        ${state.kind === 'offered' ? this.offer(state.events, state.units) : nothing}
      </section>
    </div>`;
  }

  /** What a page of a container or an actor is headed with. */
  private head(): TemplateResult | typeof nothing {
    const { container, actor } = this.shown.filters;
    const own = chips(this.shown.filters);
    if (own.length !== 1 || (container === null && actor === null)) return nothing;
    const kind = container === null ? en.headActor : en.headContainer;
    return html`<section class="headline" aria-label=${kind}>
      <h2><bdi>${container ?? actor}</bdi></h2>
      <span>${en.headHint(kind.toLowerCase())}</span>
      ${this.fixed.length === 0 ? html`<button class="btn quiet small" @click=${() => this.change({ filters: NO_FILTERS })}>${en.leaveHead}</button>` : nothing}
    </section>`;
  }

  private legendButton(series: 'success' | 'fail', label: string, count: number): TemplateResult {
    const toggle = () => {
      const hidden = new Set(this.hiddenSeries);
      if (!hidden.delete(series)) hidden.add(series);
      this.hiddenSeries = hidden;
    };
    return html`<button title=${en.legendHint} aria-pressed=${!this.hiddenSeries.has(series)} @click=${toggle}>
      <span class="sw ${series === 'fail' ? 'fail' : ''}"></span>${label} <em>${this.formats.number(count)}</em>
    </button>`;
  }

  private spanText(total: number | null): string {
    const { range } = this.shown;
    const { state } = this.counts;
    if (state.kind === 'counting' && state.counted > 0) return en.counting(this.formats.number(state.counted));
    if (total === null && state.kind === 'offered') return en.eventsLoaded;
    if (range === null || range.kind === 'all') return en.eventsInAll;
    if (range.kind === 'last') return en.eventsIn(total ?? 0, en.in[range.preset]);
    return en.eventsOn(total ?? 0, this.formats.span(range.start, range.end));
  }

  private offer(events: number | null, units: number | null): TemplateResult {
    const { number } = this.formats;
    const price = units === null || this.hideCost ? en.countAll : en.countFor(number(units), formatDollars(dollars({ requests: Math.ceil(units / 512), units })));
    return html`<div class="price">
      <div>
        <span>${events === null ? en.onlyLoaded : en.countingReads(number(events))}</span>
        <button class="btn primary" @click=${() => void this.counts.countAll()}>${price}</button>
      </div>
    </div>`;
  }

  private main(): TemplateResult {
    const { shown, formats, rows } = this;
    if (shown.list === 'destinations') {
      return html`<main class="alone"><ce-destinations .api=${this.api} .org=${shown.org ?? ''} .formats=${formats} @failed=${(e: CustomEvent) => this.fail(e.detail)}></ce-destinations></main>`;
    }
    const { list } = rows;
    const isExpiring = shown.list === 'expiring';
    return html`<main class=${shown.event ? 'open' : ''}>
      <ce-event-table
        id="events"
        exportparts="list"
        .pages=${list?.pages ?? []}
        .formats=${formats}
        .columns=${this.columns?.filter((column) => COLUMNS.includes(column)) ?? COLUMNS}
        .days=${isExpiring ? NO_DAYS : this.counts.days(formats.zone)}
        .current=${shown.event}
        .fixed=${this.fixed}
        .fresh=${rows.fresh}
        .href=${this.eventLink}
        .times=${this.settings.times}
        .label=${isExpiring ? en.soonestFirst : en.newestFirst}
        .total=${this.counts.total ?? -1}
        .complete=${shown.at === null}
        .loading=${rows.isLoading}
        @select=${(event: SelectEvent) => this.open(event.detail)}
        @filter-by=${(event: FilterByEvent) => this.filterBar?.begin(event.detail)}
        @times=${() => this.prefer({ times: this.settings.times === 'absolute' ? 'relative' : 'absolute' })}
        @bottom=${this.onBottom}
        @top=${this.onTop}
        @visible=${(event: CustomEvent<{ first: number; last: number }>) => void rows.see(event.detail.first, event.detail.last)}
        @scrolled=${this.onScrolled}
      >
        ${this.above()} ${this.below()}
      </ce-event-table>
      ${shown.event
        ? html`<ce-event-detail
            role="complementary"
            aria-label=${en.details}
            tabindex="-1"
            .api=${this.api}
            .org=${shown.org ?? ''}
            .eventId=${shown.event}
            .row=${list?.find(shown.event) ?? this.opened}
            .formats=${formats}
            .link=${this.eventLink}
            .fixed=${this.fixed}
            @newer=${() => void this.move(-1)}
            @older=${() => void this.move(1)}
            @close=${() => this.closeDetail()}
            @select=${(event: SelectEvent) => this.open(event.detail)}
            @only=${this.onOnly}
            @hour-before=${this.onHourBefore}
            @failed=${(event: CustomEvent) => this.fail(event.detail)}
          ></ce-event-detail>`
        : nothing}
    </main>`;
  }

  private readonly eventLink = (event: AuditEvent): string => formatView({ ...this.shown, event: event.event_id });

  private onOnly({ detail: { name, value, isHead } }: OnlyEvent): void {
    const filters = this.withFixed(isHead ? NO_FILTERS : this.shown.filters);
    this.change({ filters: withFilter(name === 'type' ? { ...filters, type: [] } : filters, name, value) });
  }

  private onHourBefore({ detail: { name, value, at } }: HourBeforeEvent): void {
    this.change({ filters: withFilter(NO_FILTERS, name, value), range: { kind: 'between', start: at - HOUR, end: at + 1 } });
  }

  private onBottom(): void {
    const { list } = this.rows;
    if (list && !list.isPaused && !this.rows.error) void this.rows.older().then(() => this.counts.grow([]));
  }

  private onTop(): void {
    // A jump begins at the top; what is above it is loaded when somebody scrolls up to it.
    if (this.rows.list?.hasNewer && !this.rows.error && this.table && !this.table.isAtTop) void this.rows.newer();
  }

  private onScrolled(): void {
    this.look();
    if (this.table?.isAtTop && this.rows.pending.length > 0) this.rows.showPending();
  }

  private above(): TemplateResult | typeof nothing {
    const { rows, formats } = this;
    const { pending } = rows;
    if (pending.length > 0) {
      return html`<button slot="top" class="pending" @click=${() => this.goToNewest()}>${en.pausedLive(pending.length, formats.number(pending.length))}</button>`;
    }
    if (this.shown.at === null) return nothing;
    return html`<div slot="top" class="more">
      ${rows.list?.hasNewer ? html`<button class="btn" @click=${() => void rows.newer()}>${en.loadNewer}</button>` : nothing}
      <button class="btn" @click=${() => this.change({})}>${en.newestEvents}</button>
    </div>`;
  }

  private below(): TemplateResult {
    const { list, isLoading } = this.rows;
    const { formats, counts } = this;
    const { number } = formats;
    if (!list || (list.pages.length === 0 && isLoading && list.read.units === 0)) return html`<div slot="bottom">${skeleton()}</div>`;
    if (list.size === 0 && this.rows.error) return html`<div slot="bottom"></div>`;
    if (list.size === 0 && list.isComplete) return html`<div slot="bottom">${this.empty()}</div>`;
    const bottom = list.bottom();
    const isExpiring = this.shown.list === 'expiring';
    const total = this.shown.list === 'events' && counts.total !== null && counts.total >= list.size ? number(counts.total) : null;
    return html`<div slot="bottom" class="more">
      ${bottom === undefined ? nothing : html`<span>${isExpiring ? en.readUpTo : en.readBackTo} <b>${formats.moment(millis(bottom))}</b> · ${total === null ? en.loaded(list.size, number(list.size)) : en.loadedOf(number(list.size), total)}</span>`}
      ${list.isPaused ? html`<span>${en.pausedReading(number(list.read.units))}</span>` : nothing}
      ${isLoading && list.size === 0 ? html`<span>${en.goingOn(number(list.read.units))}</span>` : nothing}
      ${list.hasOlder
        ? html`<button class="btn" ?disabled=${isLoading} @click=${() => void this.rows.older()}>
            ${isLoading ? en.loading : list.isPaused ? en.readOn : isExpiring ? en.loadLater : en.loadOlder}
          </button>`
        : html`<span>${en.theEnd}</span>`}
    </div>`;
  }

  private empty(): TemplateResult {
    const { shown, counts, formats, newestAt } = this;
    if (shown.list === 'expiring') return emptyState(en.noExpiries, '', []);
    const own = chips(shown.filters).filter(({ name }) => !this.fixed.includes(name));
    const wider = shown.range?.kind === 'last' || shown.range?.kind === 'between';
    const search: { label: string; run: () => void }[] = wider ? [{ label: en.searchAll, run: () => this.change({ range: { kind: 'all' } }) }] : [];
    if (shown.range?.kind === 'last' && PRESETS[shown.range.preset] < PRESETS['30d']) {
      search.unshift({ label: en.search30, run: () => this.change({ range: { kind: 'last', preset: '30d' } }) });
    }
    if (own.length > 0) {
      const looked = counts.unfiltered === null ? en.lookedAtRange : en.lookedAtAll(formats.number(counts.unfiltered));
      const removals = own.map(({ name, value }) => ({
        label: en.remove(en.filterName[name], value),
        run: () => this.filter(withoutFilter(shown.filters, name)),
      }));
      return emptyState(en.nothing, looked, [...removals, ...search]);
    }
    if (newestAt === null || newestAt === undefined) return emptyState(newestAt === null ? en.noEvents : en.emptyRange, newestAt === null ? en.noEventsHint : '', newestAt === null ? [] : search);
    const newest = [{ label: en.showNewest, run: () => this.change({ range: null }) }];
    return emptyState(en.emptyRange, en.newestWas(formats.moment(newestAt)), [...newest, ...search]);
  }

  private footer(): TemplateResult {
    const { cost } = this.client;
    const { number } = this.formats;
    const isLoaded = this.shown.list === 'destinations' ? !this.otherError : this.rows.list !== null && !this.rows.error;
    const status = this.rows.isLoading ? en.loading : this.statusText || (isLoaded ? en.ready : en.notLoaded);
    const liveCost = dollars({ requests: 3_600_000 / this.poll.interval, units: (3_600_000 / this.poll.interval) * 0.5 });
    return html`<footer part="status">
      <span role="status">${status}</span>
      ${this.hideCost
        ? nothing
        : html`<span><b>${number(cost.requests)}</b> ${en.requests}</span><span><b>${number(cost.units)}</b> ${en.units}</span>
            <span class="money" title=${en.listPrices}>${en.soFar} <b>${formatDollars(dollars(cost))}</b></span>
            ${this.isLive ? html`<span class="money">${en.livePerHour(formatDollars(liveCost))}</span>` : nothing}`}
      <span class="keys" aria-hidden="true">
        <span><kbd>j</kbd> <kbd>k</kbd> ${en.moves}</span><span><kbd>/</kbd> ${en.filters}</span><span><kbd>l</kbd> ${en.live.toLowerCase()}</span>
        <span><kbd>?</kbd> ${en.allKeys}</span>
      </span>
    </footer>`;
  }
}

const NO_DAYS = new Map();
const NO_EVENTS = Object.assign([], { isWhole: false, isNewest: true, size: 0 });

/** A browser may forbid storage; a reload then asks for the key again. */
function tabStorage(): Storage | null {
  try {
    return window.sessionStorage;
  } catch {
    return null;
  }
}
