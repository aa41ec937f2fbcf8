import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { EventsApi } from '../api/events.ts';
import { ApiError } from '../api/problem.ts';
import type { Formats } from '../format.ts';
import { en } from '../messages.en.ts';
import { compareTimes, millis, type AuditEvent } from '../model/event.ts';
import { NO_FILTERS, withFilter, type FilterName } from '../model/filters.ts';
import './copy-button.ts';
import { SelectEvent } from './event-table.ts';
import { icons } from './icons.ts';
import { jsonStyles, jsonView } from './json-view.ts';
import { base } from './styles.ts';
import { statusMark, statusMarkStyles } from './status-mark.ts';

/** Show only events with this value, or all events of a container or an actor. */
export class OnlyEvent extends CustomEvent<{ name: FilterName; value: string; isHead: boolean }> {
  constructor(name: FilterName, value: string, isHead = false) {
    super('only', { detail: { name, value, isHead } });
  }
}

/** Show what the container or the actor of an event did in the hour before it. */
export class HourBeforeEvent extends CustomEvent<{ name: 'container' | 'actor'; value: string; at: number }> {
  constructor(name: 'container' | 'actor', value: string, at: number) {
    super('hour-before', { detail: { name, value, at } });
  }
}

/** Events on either side of the shown one. */
const AROUND = 3;

/** Everything about one event, and what happened around it. */
@customElement('ce-event-detail')
export class EventDetail extends LitElement {
  static override readonly styles = [
    base,
    statusMarkStyles,
    jsonStyles,
    css`
      :host {
        display: block; position: relative; background: var(--panel); border: 1px solid var(--line); border-radius: var(--radius) var(--radius) 0 0;
        border-bottom: 0; overflow: auto; min-height: 0; overscroll-behavior: contain;
      }
      .top { position: sticky; inset-block-start: 0; background: var(--panel); border-bottom: 1px solid var(--line2); padding: 10px 12px 10px 16px; z-index: 2; }
      .title { display: flex; gap: 4px; align-items: center; }
      h2 { font-size: 16px; margin: 0; letter-spacing: -0.01em; display: flex; align-items: center; gap: 8px; min-width: 0; overflow-wrap: anywhere; }
      h2 .mark:not(.fail) { color: var(--good); background: var(--good-soft); }
      .when { color: var(--dim); font-size: 13px; margin-top: 3px; }
      .message { margin: 12px 16px; padding: 9px 12px; border-radius: 8px; background: var(--bg); overflow-wrap: anywhere; white-space: pre-wrap; }
      .message.fail { background: var(--bad-soft); color: var(--bad-ink); }
      dl { margin: 8px 16px; display: grid; grid-template-columns: 92px minmax(0, 1fr); }
      dt, dd { margin: 0; padding: 3px 0; min-height: 31px; border-bottom: 1px solid var(--line2); display: flex; align-items: center; }
      dt { color: var(--dim); font-size: 13px; }
      dd { gap: 4px; }
      dd > .value { min-width: 0; overflow-wrap: anywhere; }
      dd .acts { margin-inline-start: auto; display: flex; opacity: 0; transition: opacity 0.1s; flex: none; }
      dd:hover .acts, dd:focus-within .acts { opacity: 1; }
      @media (hover: none) { dd .acts { opacity: 1; } }
      dd a { color: var(--accent); text-decoration: none; }
      dd a:hover { text-decoration: underline; }
      section { padding: 4px 16px 10px; }
      h3 { font-size: 12px; color: var(--dim); margin: 10px 0 6px; font-weight: 600; display: flex; align-items: center; gap: 8px; flex-wrap: wrap; }
      h3 .btn, h3 ce-copy { font-weight: 400; }
      ol { list-style: none; margin: 0; padding: 0; border: 1px solid var(--line2); border-radius: 8px; overflow: clip; min-height: 30px; }
      li { display: grid; grid-template-columns: 70px 18px minmax(0, 1fr); gap: 8px; align-items: center; padding: 3px 10px; font-size: 13px; }
      li + li { border-block-start: 1px solid var(--line2); }
      li a { color: inherit; text-decoration: none; display: inline-block; line-height: 24px; }
      li a:hover { text-decoration: underline; }
      li span.what { overflow: hidden; text-overflow: ellipsis; white-space: nowrap; color: var(--dim); }
      li.this { background: var(--sel); font-weight: 600; }
      li .mark { width: 16px; height: 16px; }
      .before { margin-block-end: 8px; white-space: normal; text-align: start; }
      .before bdi { overflow-wrap: anywhere; }
      .gone { padding: 20px 16px; color: var(--dim); }
    `,
  ];

  @property({ attribute: false }) api!: EventsApi;
  @property() org = '';
  @property({ attribute: 'event-id' }) eventId = '';
  /** The event's row, if it is loaded: shown until the whole event is there. */
  @property({ attribute: false }) row: AuditEvent | undefined;
  @property({ attribute: false }) formats!: Formats;
  @property({ attribute: false }) link!: (event: AuditEvent) => string;
  @property({ attribute: false }) fixed: readonly FilterName[] = [];

  @state() private whole: AuditEvent | undefined;
  @state() private isGone = false;
  /** What the user wants to see around an event that has an actor. */
  @state() private preferred: 'container' | 'actor' = 'actor';
  @state() private neighbours: readonly AuditEvent[] | null = null;
  private aborter = new AbortController();

  override disconnectedCallback(): void {
    this.aborter.abort();
    super.disconnectedCallback();
  }

  private get shown(): AuditEvent | undefined {
    return this.whole?.event_id === this.eventId ? this.whole : this.row?.event_id === this.eventId ? this.row : undefined;
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('eventId') && !changed.has('org')) return;
    this.aborter.abort();
    this.aborter = new AbortController();
    this.isGone = false;
    this.neighbours = null;
    this.scrollTop = 0;
    void this.load(this.eventId, this.aborter.signal);
  }

  private async load(id: string, signal: AbortSignal): Promise<void> {
    try {
      // Those who step through the list quickly don't pay for what they pass.
      if (this.row) await new Promise((resolve) => setTimeout(resolve, 120));
      if (signal.aborted) return;
      this.whole = await this.api.event(this.org, id, this.row?.event_id === id ? this.row.container_id : null, { signal });
      await this.loadAround(this.whole, signal);
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) this.isGone = true;
      else if (!signal.aborted) this.dispatchEvent(new CustomEvent('failed', { detail: error }));
    }
  }

  private async loadAround(event: AuditEvent, signal: AbortSignal): Promise<void> {
    this.neighbours = null;
    const at = millis(event.timestamp);
    const { name, value } = this.around(event);
    const query = { org: this.org, list: 'events' as const, filters: withFilter(NO_FILTERS, name, value) };
    const [before, after] = await Promise.all([
      this.api.page({ ...query, span: { end: at + 1 } }, { order: 'desc', limit: AROUND + 1 }, { signal }),
      this.api.page({ ...query, span: { start: at } }, { order: 'asc', limit: AROUND + 1 }, { signal }),
    ]);
    const others = new Map([...before.events, ...after.events].map((other) => [other.event_id, other]));
    others.set(event.event_id, event);
    const sorted = [...others.values()].sort((a, b) => compareTimes(b.timestamp, a.timestamp));
    const i = sorted.indexOf(event);
    this.neighbours = sorted.slice(Math.max(0, i - AROUND), i + AROUND + 1);
  }

  /** Whose events are shown around an event: its actor's or its container's. */
  private around(event: AuditEvent): { readonly name: 'container' | 'actor'; readonly value: string } {
    const { actor } = event;
    const [of = this.preferred] = this.fixed;
    return actor && of === 'actor' ? { name: 'actor', value: actor.id } : { name: 'container', value: event.container_id };
  }

  private showAround(of: 'container' | 'actor'): void {
    this.preferred = of;
    const { shown } = this;
    if (shown) this.loadAround(shown, this.aborter.signal).catch((error: unknown) => this.dispatchEvent(new CustomEvent('failed', { detail: error })));
  }

  private emit(name: 'newer' | 'older' | 'close'): void {
    this.dispatchEvent(new CustomEvent(name));
  }

  protected override render(): TemplateResult {
    const { shown: event, formats } = this;
    return html`<div class="top">
        <div class="title">
          <h2>${event ? html`${statusMark(event.status)}<bdi>${event.event_type}</bdi>` : this.isGone ? en.details : en.loading}</h2>
          <span class="spacer"></span>
          <button class="ico" aria-label=${en.newer} title=${en.newer} @click=${() => this.emit('newer')}>${icons.up}</button>
          <button class="ico" aria-label=${en.older} title=${en.older} @click=${() => this.emit('older')}>${icons.down}</button>
          ${event ? html`<ce-copy icon="link" label=${en.copyEventLink} .text=${() => new URL(this.link(event), location.href).href}></ce-copy>` : nothing}
          <button class="ico" aria-label=${en.closeDetails} title=${en.closeDetails} @click=${() => this.emit('close')}>${icons.close}</button>
        </div>
        ${event ? this.when(millis(event.timestamp), formats) : nothing}
      </div>
      ${event ? this.content(event) : this.isGone ? html`<p class="gone">${en.gone}</p>` : nothing}`;
  }

  private when(at: number, formats: Formats): TemplateResult {
    return html`<div class="when">
      ${formats.weekday(at)} ${formats.date(at).slice(-4)}
      <b class="mono">${formats.second(at)}.${String(at % 1_000).padStart(3, '0')}</b> ${formats.zoneName()} ·
      ${formats.ago(at, Date.now())}
    </div>`;
  }

  private content(event: AuditEvent): TemplateResult {
    const { formats } = this;
    const stored = event.created === undefined ? undefined : millis(event.created);
    const delay = stored === undefined ? 0 : Math.max(0, stored - millis(event.timestamp));
    const actor = event.actor && Object.keys(event.actor).length > 1 ? event.actor : undefined;
    return html`${event.message === undefined
        ? nothing
        : html`<div class="message ${event.status === 'FAIL' ? 'fail' : ''}"><bdi>${event.message}</bdi></div>`}
      <dl>
        ${this.member(en.member.container, event.container_id, 'container', event)} ${this.member(en.member.actor, event.actor?.id, 'actor', event)}
        ${this.member(en.member.status, event.status, 'status')}
        ${this.member(en.member.type, event.event_type, 'type')} ${this.member(en.member.ip, event.client_ip, 'ip')}
        ${this.member(en.member.source, event.source, 'source')}
        ${stored === undefined ? nothing : this.member(en.member.stored, en.later(formats.second(stored), formats.duration(delay)))}
        ${event.expires === undefined ? nothing : this.member(en.member.expires, formats.moment(millis(event.expires)))}
        ${this.member(en.member.key, event.idempotency_key)} ${this.member(en.member.id, event.event_id)}
      </dl>
      ${this.aroundIt(event)}
      <section>
        <h3>
          ${event.context ? en.context : nothing}<span class="spacer"></span>
          <ce-copy look="btn quiet small" caption=${en.copyJson} .text=${() => JSON.stringify(this.shown, null, 2)}></ce-copy>
          <ce-copy look="btn quiet small" caption=${en.copyCurl} .text=${() => this.api.curl(this.org, event)}></ce-copy>
        </h3>
        ${event.context ? jsonView(event.context, en.asJson(en.context)) : nothing}
        ${event.attributes ? html`<h3>${en.attributes}</h3>${jsonView(event.attributes, en.asJson(en.attributes))}` : nothing}
        ${actor ? html`<h3>${en.actorMembers}</h3>${jsonView(actor, en.asJson(en.actorMembers))}` : nothing}
      </section>`;
  }

  /** @param of the event, if the value has a page of its own */
  private member(label: string, value: string | undefined, filter?: FilterName, of?: AuditEvent): TemplateResult | typeof nothing {
    if (value === undefined) return nothing;
    const isMono = filter === 'ip' || label === en.member.id;
    const mayFilter = filter !== undefined && !this.fixed.includes(filter);
    const show = (event: Event) => {
      event.preventDefault();
      this.dispatchEvent(new OnlyEvent(filter!, value, true));
    };
    return html`<dt>${label}</dt>
      <dd>
        <span class="value ${isMono ? 'mono' : ''}"
          >${of && mayFilter
            ? html`<a href="#" title=${en.openHead(label, value)} @click=${show}><bdi>${value}</bdi></a>`
            : html`<bdi>${value}</bdi>`}</span
        >
        <span class="acts">
          ${of && mayFilter ? this.hourBefore(of, filter as 'container' | 'actor', value, 'ico small') : nothing}
          ${mayFilter
            ? html`<button
                class="ico small"
                aria-label=${en.only(label, value)}
                title=${en.only(label, value)}
                @click=${() => this.dispatchEvent(new OnlyEvent(filter, value))}
              >
                ${icons.filter}
              </button>`
            : nothing}
          <ce-copy label=${en.copy(label)} .text=${() => value}></ce-copy>
        </span>
      </dd>`;
  }

  /** A button that lists all of an actor or a container, in the hour before an event. */
  private hourBefore(event: AuditEvent, name: 'container' | 'actor', value: string, look: string): TemplateResult {
    const isIcon = look.startsWith('ico');
    const text = name === 'actor' ? en.hourBeforeBy : en.hourBeforeAt;
    return html`<button
      class=${look}
      aria-label=${isIcon ? `${text} ${value}` : nothing}
      title=${isIcon ? `${text} ${value}` : nothing}
      @click=${() => this.dispatchEvent(new HourBeforeEvent(name, value, millis(event.timestamp)))}
    >
      ${icons.clock} ${isIcon ? nothing : html`<span>${text} <bdi>${value}</bdi></span>`}
    </button>`;
  }

  private aroundIt(event: AuditEvent): TemplateResult {
    const { formats } = this;
    const { name: around, value } = this.around(event);
    return html`<section>
      <h3>
        ${en.aroundGroup}
        ${event.actor && this.fixed.length === 0
          ? html`<span class="seg small" role="group" aria-label=${en.aroundGroup}>
              <button aria-pressed=${around === 'container'} @click=${() => this.showAround('container')}>${en.aroundContainer}</button>
              <button aria-pressed=${around === 'actor'} @click=${() => this.showAround('actor')}>${en.aroundActor}</button>
            </span>`
          : nothing}
      </h3>
      ${this.hourBefore(event, around, value, 'btn small before')}
      <ol aria-busy=${this.neighbours === null}>
        ${(this.neighbours ?? [event]).map((other) => {
          const time = formats.second(millis(other.timestamp));
          const isThis = other.event_id === event.event_id;
          const open = (click: MouseEvent) => {
            if (click.ctrlKey || click.metaKey) return;
            click.preventDefault();
            this.dispatchEvent(new SelectEvent(other));
          };
          return html`<li class=${isThis ? 'this' : ''} aria-current=${isThis ? 'true' : nothing}>
            <span class="mono">${isThis ? time : html`<a href=${this.link(other)} @click=${open}>${time}</a>`}</span>
            ${statusMark(other.status)}
            <span class="what"><bdi>${other.event_type}</bdi>${other.message === undefined ? nothing : html` · <bdi>${other.message.slice(0, 200)}</bdi>`}</span>
          </li>`;
        })}
      </ol>
    </section>`;
  }
}
