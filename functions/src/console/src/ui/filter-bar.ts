import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import type { Formats } from '../format.ts';
import { en } from '../messages.en.ts';
import { chips, nameBeingTyped, readTyped, withFilter, withoutFilter, type Chip, type FilterName, type Filters } from '../model/filters.ts';
import { suggest, withoutActor, type KnownValues, type Suggestion } from '../model/suggestions.ts';
import { base } from './styles.ts';

export class FiltersEvent extends CustomEvent<Filters> {
  constructor(filters: Filters) {
    super('filters', { detail: filters });
  }
}

/** A combobox with the conditions as chips in it. */
@customElement('ce-filter-bar')
export class FilterBar extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host { flex: 1; min-width: 0; }
      .search {
        position: relative; display: flex; flex-wrap: wrap; align-items: center; gap: 5px; min-height: 36px; padding: 3px 8px;
        background: var(--panel); border: 1px solid var(--line); border-radius: 9px;
      }
      .search:focus-within { border-color: var(--accent); box-shadow: 0 0 0 3px var(--accent-soft); }
      .search input { flex: 1; min-width: 150px; border: 0; background: none; outline: none; height: 28px; text-overflow: ellipsis; }
      input::placeholder { color: var(--faint); opacity: 1; }
      .chip {
        display: inline-flex; align-items: stretch; min-height: 26px; border-radius: 6px; background: var(--accent-soft);
        color: var(--accent); font-size: 13px; overflow: clip; max-width: 100%;
      }
      .chip i { font-style: normal; padding-inline-start: 8px; align-self: center; white-space: nowrap; }
      .chip b { font-weight: 650; padding: 0 4px; align-self: center; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
      .chip button { border: 0; background: none; width: 26px; padding: 0; cursor: pointer; color: inherit; flex: none; }
      .chip button:hover { background: color-mix(in srgb, var(--accent) 16%, transparent); }
      .chip.fixed b { padding-inline-end: 8px; }
      .chip.fail { background: var(--bad-soft); color: var(--bad-ink); }
      ul {
        position: absolute; inset-inline: 6px; inset-block-start: calc(100% + 4px); margin: 0; padding: 5px; list-style: none;
        background: var(--raise); border: 1px solid var(--line); border-radius: 10px; box-shadow: var(--shadow); z-index: 20; max-width: 620px;
      }
      li { display: flex; gap: 10px; align-items: center; padding: 5px 10px; border-radius: 6px; cursor: pointer; min-height: 32px; }
      li[aria-selected='true'], li:hover { background: var(--accent-soft); }
      li b { font-weight: 600; }
      li span { min-width: 0; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
      li em { font-style: normal; color: var(--dim); margin-inline-start: auto; font-size: 12.5px; white-space: nowrap; }
      .note { padding: 6px 10px; color: var(--dim); }
      li.note:hover { background: none; cursor: default; }
      @container (max-width: 560px) { li { flex-wrap: wrap; gap: 0 10px; } li em { margin-inline-start: 0; } }
      @media (hover: none) { kbd { display: none; } }
      @media (forced-colors: active) { .chip { border: 1px solid; } }
    `,
  ];

  @property({ attribute: false }) filters!: Filters;
  /** Conditions that can't be removed: the scope of a token, or what the host asks for. */
  @property({ attribute: false }) fixed: readonly FilterName[] = [];
  @property({ attribute: false }) known!: KnownValues;
  @property({ attribute: false }) formats!: Formats;

  @state() private text = '';
  @state() private selected = 0;
  @state() private isOpen = false;
  @query('input') private readonly input!: HTMLInputElement;

  override focus(): void {
    this.input.focus();
  }

  /** Suggests the values of a filter, as if its name had been typed. */
  begin(name: FilterName): void {
    this.text = `${name}:`;
    this.suggestNow();
    this.focus();
  }

  private suggestNow(): void {
    this.selected = 0;
    this.isOpen = true;
    // The host then reads what it takes to count the values.
    if (nameBeingTyped(this.text)) this.dispatchEvent(new CustomEvent('values-wanted'));
  }

  private get suggestions(): Suggestion[] {
    return suggest(this.text, this.known, this.filters).filter(({ name }) => !this.fixed.includes(name));
  }

  private change(filters: Filters): void {
    this.text = '';
    this.isOpen = false;
    this.selected = 0;
    this.dispatchEvent(new FiltersEvent(filters));
  }

  private choose({ name, value }: Suggestion): void {
    this.change(withFilter(this.filters, name, value));
  }

  private drop({ name }: Chip): void {
    this.change(withoutFilter(this.filters, name));
    this.focus();
  }

  private onInput(): void {
    this.text = this.input.value;
    this.suggestNow();
  }

  private onFocus(): void {
    // The host loads the types, which the box suggests.
    this.dispatchEvent(new CustomEvent('types-wanted'));
  }

  private onKey(event: KeyboardEvent): void {
    const { suggestions } = this;
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move !== undefined && suggestions.length > 0) {
      event.preventDefault();
      this.selected = this.isOpen ? (this.selected + move + suggestions.length) % suggestions.length : 0;
      this.isOpen = true;
    } else if (event.key === 'Enter') {
      event.preventDefault();
      const choice = suggestions[this.selected];
      if (choice) this.choose(choice);
    } else if (event.key === 'Escape') {
      if (!this.isOpen && this.text === '') this.input.blur();
      this.isOpen = false;
      if (!this.isOpen) this.text = '';
      event.stopPropagation();
    } else if (event.key === 'Backspace' && this.text === '') {
      const last = chips(this.filters).findLast(({ name }) => !this.fixed.includes(name));
      if (last) this.drop(last);
    }
  }

  protected override render(): TemplateResult {
    const isExclusion = readTyped(this.text).kind === 'exclusion';
    const { suggestions } = this;
    const without = this.text === 'actor:' ? withoutActor(this.known) : 0;
    const isShown = this.isOpen && (suggestions.length > 0 || isExclusion);
    return html`<div class="search">
      ${chips(this.filters).map((chip) => this.chip(chip))}
      <input
        role="combobox"
        aria-expanded=${isShown && !isExclusion}
        aria-controls="suggestions"
        aria-autocomplete="list"
        aria-label=${en.addFilter}
        aria-activedescendant=${isShown && suggestions.length > 0 ? `s${this.selected}` : nothing}
        placeholder=${en.addFilterHint}
        autocomplete="off"
        autocapitalize="off"
        spellcheck="false"
        .value=${live(this.text)}
        @input=${this.onInput}
        @keydown=${this.onKey}
        @focus=${this.onFocus}
        @blur=${() => (this.isOpen = false)}
      /><kbd aria-hidden="true" ?hidden=${this.text !== ''}>/</kbd>
      <ul id="suggestions" role="listbox" aria-label=${en.suggestions} ?hidden=${!isShown || isExclusion}>
        ${suggestions.map((suggestion, i) => this.option(suggestion, i))}
        ${without > 0 ? html`<li class="note" role="option" aria-disabled="true">${en.noActor}<em>${this.seen(without)}</em></li>` : nothing}
      </ul>
      ${isExclusion && this.isOpen ? html`<ul role="alert"><li class="note">${en.cantExclude}</li></ul>` : nothing}
    </div>`;
  }

  private chip(chip: Chip): TemplateResult {
    const name = en.filterName[chip.name];
    const isFixed = this.fixed.includes(chip.name);
    const isFail = chip.name === 'status' && chip.value === 'FAIL';
    return html`<span class="chip ${isFail ? 'fail' : ''} ${isFixed ? 'fixed' : ''}" title=${isFixed ? en.fixedFilter : chip.value}>
      <i>${name}</i><b><bdi>${chip.value}</bdi></b>
      ${isFixed
        ? nothing
        : html`<button aria-label=${en.removeFilter(name, chip.value)} @click=${() => this.drop(chip)}>×</button>`}
    </span>`;
  }

  private option(suggestion: Suggestion, i: number): TemplateResult {
    return html`<li
      role="option"
      id="s${i}"
      aria-selected=${i === this.selected}
      @pointerdown=${(event: Event) => event.preventDefault()}
      @click=${() => this.choose(suggestion)}
    >
      <span>${en.filterName[suggestion.name]} <b><bdi>${suggestion.value}</bdi></b></span>
      <em>${this.hint(suggestion)}</em>
    </li>`;
  }

  /** Says how many events have the value, and what the filter reads. */
  private hint({ name, seen, ever }: Suggestion): string {
    const { number } = this.formats;
    const known = seen !== undefined ? this.seen(seen) : ever !== undefined ? en.everLogged(number(ever)) : name === 'status' ? '' : en.exactly;
    return name === 'text' ? en.readsAll : name === 'ip' || name === 'source' ? `${known} · ${en.readsAll}` : known;
  }

  private seen(count: number): string {
    const { number } = this.formats;
    const { list } = this.known;
    if (list.isWhole) return en.seenInAll(count, number(count));
    return (list.isNewest ? en.seenInNewest : en.seenInRead)(number(count), number(list.size));
  }
}
