import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import type { Destination, EventsApi } from '../api/events.ts';
import type { Formats } from '../format.ts';
import { en } from '../messages.en.ts';
import { millis } from '../model/event.ts';
import { base } from './styles.ts';

/** Lists where an organisation's events are delivered to, and how that goes. */
@customElement('ce-destinations')
export class Destinations extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host { display: block; position: relative; overflow: auto; background: var(--panel); border: 1px solid var(--line); border-radius: var(--radius) var(--radius) 0 0; border-bottom: 0; min-height: 0; }
      p { margin: 14px 16px; color: var(--dim); }
      table { border-collapse: collapse; width: 100%; }
      th, td { text-align: start; padding: 6px 16px; border-bottom: 1px solid var(--line2); vertical-align: top; overflow-wrap: anywhere; }
      thead th { font-size: 12px; color: var(--dim); font-weight: 600; }
      tbody th { font-weight: 600; }
      .state { display: inline-block; padding: 1px 8px; border-radius: 5px; background: var(--good-soft); color: var(--good); font-weight: 600; font-size: 12.5px; }
      .state.bad { background: var(--bad-soft); color: var(--bad-ink); }
      .state.warn { background: var(--warn-soft); color: var(--warn); }
      .state.idle { background: var(--bg); color: var(--dim); }
      @container (max-width: 820px) {
        table, tbody, tr, td, tbody th { display: block; }
        thead { position: absolute; clip-path: inset(50%); }
        tr { padding: 8px 0; border-bottom: 1px solid var(--line); }
        td, tbody th { border: 0; padding: 2px 16px; }
        td::before { content: attr(data-label) ': '; color: var(--dim); font-size: 12px; }
      }
    `,
  ];

  @property({ attribute: false }) api!: EventsApi;
  @property() org = '';
  @property({ attribute: false }) formats!: Formats;
  @state() private isRefused = false;
  @state() private list: readonly Destination[] | null = null;

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('org')) void this.load();
  }

  private async load(): Promise<void> {
    try {
      this.list = await this.api.destinations(this.org);
    } catch (error) {
      this.isRefused = true;
      this.dispatchEvent(new CustomEvent('failed', { detail: error }));
    }
  }

  protected override render(): TemplateResult {
    const { list } = this;
    const heads = en.destinationColumns;
    if (this.isRefused) return html``;
    return html`<p>${list === null ? en.loading : list.length === 0 ? en.noDestinations : en.destinationsHint}</p>
      ${list && list.length > 0
        ? html`<table aria-label=${en.destinations}>
            <thead>
              <tr>${Object.values(heads).map((head) => html`<th scope="col">${head}</th>`)}</tr>
            </thead>
            <tbody>
              ${list.map((destination) => this.row(destination, heads))}
            </tbody>
          </table>`
        : nothing}`;
  }

  private row(d: Destination, heads: typeof en.destinationColumns): TemplateResult {
    const { formats } = this;
    const time = (text: string | undefined) => (text === undefined ? '–' : formats.moment(millis(text)));
    const look = { active: '', retrying: 'warn', failing: 'bad', paused: 'idle' }[d.state] ?? '';
    return html`<tr>
      <th scope="row"><bdi>${d.destination_id}</bdi></th>
      <td data-label=${heads.kind}>${d.kind}</td>
      <td data-label=${heads.host}><bdi>${d.host}</bdi></td>
      <td data-label=${heads.state}><span class="state ${look}">${d.state}</span></td>
      <td data-label=${heads.lag}>${en.behind(Number(d.lag), formats.number(Number(d.lag)))}</td>
      <td data-label=${heads.success}>${time(d.last_success)}</td>
      <td data-label=${heads.failure}>${time(d.last_failure)} <bdi>${d.error}</bdi></td>
    </tr>`;
  }
}
