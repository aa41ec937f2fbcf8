import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import type { EventsApi, Query } from '../api/events.ts';
import { download, TooLargeError, type DownloadProgress } from '../download.ts';
import type { Formats } from '../format.ts';
import { en } from '../messages.en.ts';
import { dollars, formatDollars, unitsToRead } from '../model/cost.ts';
import { fileName, type Form } from '../model/download.ts';
import { chips } from '../model/filters.ts';
import { base, dialogStyles } from './styles.ts';

type State =
  | { readonly kind: 'ready' }
  | { readonly kind: 'running'; readonly progress: DownloadProgress }
  | { readonly kind: 'done'; readonly progress: DownloadProgress; readonly name: string }
  | { readonly kind: 'failed'; readonly why: string };

/** Downloads what the list would show. */
@customElement('ce-download-dialog')
export class DownloadDialog extends LitElement {
  static override readonly styles = [
    base,
    dialogStyles,
    css`
      progress { width: 100%; height: 10px; accent-color: var(--accent); margin: 14px 0 4px; display: block; }
      .row { display: flex; justify-content: space-between; gap: 12px; flex-wrap: wrap; font-size: 13px; color: var(--dim); }
      .row bdi { color: var(--ink); overflow-wrap: anywhere; }
      .hint { font-size: 13px; margin: 8px 0 0; }
    `,
  ];

  @property({ attribute: false }) api!: EventsApi;
  @property({ attribute: false }) formats!: Formats;
  @property({ attribute: false }) request!: Query;
  /** How many events there are, if that was counted. */
  @property({ attribute: false }) total: number | null = null;
  /** What was read so far: the price of an event. */
  @property({ attribute: false }) read = { events: 0, units: 0 };
  @property({ type: Boolean, attribute: 'hide-cost' }) hideCost = false;

  @state() private form: Form = 'csv';
  @state() private state: State = { kind: 'ready' };
  @query('dialog') private readonly dialog!: HTMLDialogElement;
  @query('.primary') private readonly primary!: HTMLButtonElement;
  private aborter = new AbortController();
  /** Before which the events are: those that are logged meanwhile aren't in the file. */
  private end = 0;

  show(): void {
    this.state = { kind: 'ready' };
    this.end = this.request.span.end ?? Date.now();
    this.dialog.showModal();
  }

  private async start(): Promise<void> {
    this.aborter = new AbortController();
    const none = { events: 0, requests: 0, units: 0 };
    let last: DownloadProgress = none;
    this.state = { kind: 'running', progress: none };
    try {
      const { request, form, end } = this;
      const name = await download(this.api, request, form, end, fileName(request, form, end, this.formats.zone), this.aborter.signal, (progress) => {
        last = progress;
        this.state = { kind: 'running', progress };
      });
      this.state = { kind: 'done', progress: last, name };
      await this.updateComplete;
      this.primary.focus();
    } catch (error) {
      const isCancelled = this.aborter.signal.aborted || (error instanceof DOMException && error.name === 'AbortError');
      if (isCancelled) this.state = { kind: 'ready' };
      else this.state = { kind: 'failed', why: error instanceof TooLargeError ? en.tooLarge : `${en.downloadFailed} ${(error as Error).message || en.offline}` };
    }
  }

  private cancel(): void {
    if (this.state.kind === 'running') this.aborter.abort();
    else this.dialog.close();
  }

  private about(): string {
    const { filters, span } = this.request;
    const names = chips(filters).map(({ name, value }) => `${en.filterName[name]} ${value}`);
    const { formats, end } = this;
    const range = span.start === undefined ? formats.moment(end) : formats.span(span.start, end);
    return `${names.join(' · ') || en.allOfRange} · ${range} ${formats.zoneName()}`;
  }

  protected override render(): TemplateResult {
    const { total, formats, state } = this;
    const isBusy = state.kind === 'running';
    return html`<dialog aria-labelledby="title" @cancel=${() => this.aborter.abort()}>
      ${this.request
        ? html`<div class="in">
            <h2 id="title">${total === null ? en.downloadUncounted : en.downloadTitle(total, formats.number(total))}</h2>
            <p>${this.about()}</p>
            <div class="seg" role="group" aria-label=${en.form}>
              ${(['csv', 'ndjson', 'cloudevents'] as const).map(
                (form) => html`<button aria-pressed=${this.form === form} ?disabled=${isBusy} @click=${() => this.choose(form)}>${en.forms[form]}</button>`,
              )}
            </div>
            <p class="hint">${en.formHints[this.form]}</p>
            ${this.progress()}
            ${state.kind === 'failed' ? html`<p class="error" role="alert">${state.why}</p>` : nothing}
            <div class="buttons">
              ${state.kind === 'done'
                ? html`<button class="btn primary" @click=${this.cancel}>${en.close}</button>`
                : html`<button class="btn" @click=${this.cancel}>${isBusy ? en.cancel : en.close}</button>
                    <button class="btn primary" ?disabled=${isBusy} @click=${() => void this.start()}>${en.start}</button>`}
            </div>
          </div>`
        : nothing}
    </dialog>`;
  }

  private choose(form: Form): void {
    this.form = form;
    if (this.state.kind !== 'running') this.state = { kind: 'ready' };
  }

  private progress(): TemplateResult | typeof nothing {
    const { state, total, formats } = this;
    if (state.kind === 'ready' || state.kind === 'failed') {
      if (total === null || this.hideCost) return nothing;
      const requests = Math.max(1, Math.ceil(total / 1_000));
      const units = unitsToRead(total, this.read);
      return html`<p class="hint">${en.willCost(requests, formats.number(requests), formats.number(units), formatDollars(dollars({ requests, units })))}</p>`;
    }
    const { events, requests, units } = state.progress;
    const shownTotal = total === null ? null : formats.number(Math.max(total, events));
    const shown = shownTotal === null ? formats.number(events) : en.loadedOf(formats.number(events), shownTotal);
    const max = state.kind === 'done' ? Math.max(1, events) : (total ?? undefined);
    return html`${max === undefined
        ? html`<progress aria-label=${en.downloaded}></progress>`
        : html`<progress aria-label=${en.downloaded} .value=${Math.min(max, Math.max(events, state.kind === 'done' ? max : 0))} max=${max}></progress>`}
      <div class="row">
        <span role="status">${state.kind === 'done' ? html`${en.saved} <bdi>${state.name}</bdi> · ` : nothing}${shown}</span>
        ${this.hideCost ? nothing : html`<span>${en.cost(requests, formats.number(requests), formats.number(units), formatDollars(dollars({ requests, units })))}</span>`}
      </div>`;
  }
}
