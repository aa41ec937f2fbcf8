import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, queryAll } from 'lit/decorators.js';
import type { Caller } from '../api/session.ts';
import type { Formats } from '../format.ts';
import { en } from '../messages.en.ts';
import { Zone } from '../model/zone.ts';
import type { SavedView, Settings } from '../settings.ts';
import { icons } from './icons.ts';
import './menu.ts';
import type { Menu } from './menu.ts';
import { base } from './styles.ts';

/** The lists that the header offers. */
export const HEADER_VIEWS = ['all', 'failures', 'expiring', 'destinations'] as const;
export type HeaderView = (typeof HEADER_VIEWS)[number];

/** What somebody asks for in the header. */
export type Command =
  | { readonly kind: 'view'; readonly view: HeaderView }
  | { readonly kind: 'saved'; readonly fragment: string }
  | { readonly kind: 'save'; readonly name: string }
  | { readonly kind: 'unsave'; readonly name: string }
  | { readonly kind: 'live' | 'download' | 'keys' | 'close' | 'skip' }
  | { readonly kind: 'settings'; readonly settings: Partial<Settings> };

export class CommandEvent extends CustomEvent<Command> {
  constructor(command: Command) {
    super('command', { detail: command });
  }
}

@customElement('ce-header')
export class Header extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host { display: block; background: var(--panel); border-bottom: 1px solid var(--line); position: relative; z-index: 30; }
      header { display: flex; flex-wrap: wrap; align-items: center; gap: 4px; padding: 4px 14px; min-height: 48px; }
      h1 { margin: 0; }
      .end { display: flex; flex-wrap: wrap; align-items: center; gap: 4px; margin-inline-start: auto; }
      .skip {
        position: absolute; inset-inline-start: 8px; inset-block-start: -60px; background: var(--accent); color: var(--accent-ink);
        padding: 6px 12px; border: 0; border-radius: 6px; z-index: 40; cursor: pointer;
      }
      .skip:focus { inset-block-start: 8px; }
      .brand { display: flex; align-items: center; gap: 9px; font-weight: 650; letter-spacing: -0.01em; margin-inline-end: 10px; min-width: 0; max-width: 100%; }
      .brand svg { flex: none; }
      .org { font-weight: 500; color: var(--dim); max-width: 16em; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
      .live[aria-pressed='true'] { border-color: var(--good); color: var(--good); background: var(--good-soft); }
      .dot { width: 8px; height: 8px; border-radius: 50%; background: var(--faint); }
      .live[aria-pressed='true'] .dot { background: var(--good); box-shadow: 0 0 0 3px var(--good-soft); }
      .item { display: flex; width: 100%; align-items: center; gap: 8px; border: 0; background: none; text-align: start; padding: 4px 8px; min-height: 32px; border-radius: 6px; cursor: pointer; }
      .item:hover { background: var(--hover); }
      .item[aria-pressed='true'] { background: var(--accent-soft); color: var(--accent); font-weight: 600; }
      .saved { display: flex; align-items: center; }
      .saved .item { flex: 1; min-width: 0; overflow-wrap: anywhere; }
      .none, .about { color: var(--dim); padding: 4px 8px; margin: 0 0 4px; white-space: normal; }
      form { display: flex; gap: 6px; padding: 6px 8px 4px; border-block-start: 1px solid var(--line2); }
      .inp { height: 32px; min-width: 0; }
      .head { font-size: 12px; font-weight: 600; color: var(--dim); margin: 8px 8px 4px; }
      .rows { display: grid; gap: 6px; padding: 4px 8px; }
      .narrow { display: none; }
      .phone { display: none; }
      @container (max-width: 1240px) { .wide { display: none; } .narrow { display: inline-block; } }
      @container (max-width: 820px) { .desk { display: none; } .phone { display: inline-block; } header { padding: 4px 12px; } .brand { margin-inline-end: 2px; } .brand .word { display: none; } }
    `,
  ];

  @property() org = '';
  @property({ attribute: false }) views: readonly string[] = [];
  @property() current: HeaderView | '' = 'all';
  @property({ attribute: false }) saved: readonly SavedView[] = [];
  @property({ attribute: false }) settings!: Settings;
  @property({ attribute: false }) formats!: Formats;
  @property({ attribute: false }) caller: Caller | null = null;
  /** Minutes that are left of the token. */
  @property({ attribute: false }) left: number | null = null;
  @property({ type: Boolean }) live = false;
  /** Whether the list can be followed live and downloaded. */
  @property({ type: Boolean }) events = true;
  @property({ type: Boolean }) embedded = false;

  @queryAll('ce-menu') private readonly menus!: NodeListOf<Menu>;

  private send(command: Command): void {
    for (const menu of this.menus) menu.close();
    this.dispatchEvent(new CommandEvent(command));
  }

  private onSave(event: SubmitEvent): void {
    event.preventDefault();
    const form = event.target as HTMLFormElement;
    const name = (new FormData(form).get('name') as string).trim();
    if (name !== '') this.send({ kind: 'save', name });
    form.reset();
  }

  private onZone(event: SubmitEvent): void {
    event.preventDefault();
    const name = (new FormData(event.target as HTMLFormElement).get('zone') as string).trim();
    if (name !== '') this.send({ kind: 'settings', settings: { zone: Zone.of(name).name } });
  }

  private get offered(): readonly HeaderView[] {
    return HEADER_VIEWS.filter((view) => this.views.includes(view));
  }

  private name(view: HeaderView): string {
    return { all: en.all, failures: en.failures, expiring: en.expiring, destinations: en.destinations }[view];
  }

  protected override render(): TemplateResult {
    const { offered } = this;
    const current = this.current === '' || this.current === 'all' ? en.allEvents : this.name(this.current);
    return html`<header>
      ${this.embedded
        ? nothing
        : html`<button class="skip" @click=${() => this.send({ kind: 'skip' })}>${en.skip}</button>
            <h1 class="sr">${en.eventsOf(this.org)}</h1>`}
      <span class="brand">${icons.logo}<span class="word">${en.events}</span> <span class="org"><bdi>${this.org}</bdi></span></span>
      ${offered.length > 1
        ? html`<nav aria-label=${en.views}>
            <span class="seg wide">${offered.map((view) => this.viewButton(view, ''))}</span>
            <ce-menu class="narrow" quiet>
              <span slot="button">${current} ▾</span>
              ${offered.map((view) => this.viewButton(view, 'item'))} ${this.views.includes('saved') ? html`<p class="head">${en.savedViews}</p>${this.savedViews()}` : nothing}
            </ce-menu>
          </nav>`
        : nothing}
      ${this.views.includes('saved')
        ? html`<ce-menu class="wide" quiet><span slot="button">${en.savedViews} ▾</span>${this.savedViews()}</ce-menu>`
        : nothing}
      <span class="end">
        ${this.events
          ? html`<button class="btn live" aria-pressed=${this.live} @click=${() => this.send({ kind: 'live' })}><span class="dot"></span>${en.live}</button>`
          : nothing}
        <span class="desk">${this.zones()}</span>
        <ce-menu class="desk" quiet end label=${en.otherZone}><span slot="button">▾</span>${this.zoneForm()}</ce-menu>
        ${this.events ? html`<button class="btn desk" @click=${() => this.send({ kind: 'download' })}>${en.download}</button>` : nothing}
        <button
          class="btn quiet desk"
          aria-label=${en.theme(en.themes[this.settings.theme])}
          title=${en.theme(en.themes[this.settings.theme])}
          @click=${() => this.nextTheme()}
        >
          ${icons.theme}
        </button>
        ${this.caller
          ? html`<ce-menu class="desk" quiet end><span slot="button">${this.leftText()}</span>${this.session()}</ce-menu>`
          : nothing}
        <button class="btn quiet desk" aria-label=${en.keyboard} title=${en.keyboard} @click=${() => this.send({ kind: 'keys' })}>?</button>
        <ce-menu class="phone" quiet end label=${en.more}>
          <span slot="button">${icons.more}</span>
          ${this.events ? html`<button class="item" @click=${() => this.send({ kind: 'download' })}>${en.download}</button>` : nothing}
          <button class="item" @click=${() => this.nextTheme()}>${en.theme(en.themes[this.settings.theme])}</button>
          <p class="head">${en.timeZone}</p>
          <div class="rows">${this.zones()}</div>
          ${this.zoneForm()}
          <p class="head">${this.leftText()}</p>
          ${this.session()}
        </ce-menu>
      </span>
    </header>`;
  }

  private viewButton(view: HeaderView, look: string): TemplateResult {
    const hint = view === 'failures' ? en.failuresHint : nothing;
    return html`<button class=${look} title=${hint} aria-pressed=${this.current === view} @click=${() => this.send({ kind: 'view', view })}>${this.name(view)}</button>`;
  }

  private savedViews(): TemplateResult {
    return html`${this.saved.length === 0 ? html`<p class="none">${en.noSavedViews}</p>` : nothing}
      ${this.saved.map(
        ({ name, fragment }) => html`<div class="saved">
          <button class="item" @click=${() => this.send({ kind: 'saved', fragment })}><bdi>${name}</bdi></button>
          <button class="ico small" aria-label=${en.removeView(name)} title=${en.removeView(name)} @click=${() => this.send({ kind: 'unsave', name })}>
            ${icons.close}
          </button>
        </div>`,
      )}
      <form @submit=${this.onSave}>
        <input class="inp" name="name" aria-label=${en.viewName} placeholder=${en.saveView} maxlength="60" />
        <button class="btn">${en.save}</button>
      </form>`;
  }

  private zones(): TemplateResult {
    const { zone } = this.settings;
    const named = zone === 'local' || zone === 'UTC' ? null : zone;
    const button = (value: string, label: string) =>
      html`<button
        aria-pressed=${zone === value}
        title=${value === 'local' ? en.localZone(Zone.local().name) : value}
        @click=${() => this.send({ kind: 'settings', settings: { zone: value } })}
      >
        ${label}
      </button>`;
    return html`<span class="seg" role="group" aria-label=${en.timeZone}>
      ${button('local', en.local)}${button('UTC', 'UTC')}${named ? button(named, this.formats.zoneName()) : nothing}
    </span>`;
  }

  private zoneForm(): TemplateResult {
    return html`<form @submit=${this.onZone}>
      <input class="inp" name="zone" aria-label=${en.otherZone} placeholder=${en.otherZoneHint} list="zones" />
      <button class="btn">${en.apply}</button>
    </form>`;
  }

  private leftText(): string {
    return this.left === null ? en.readOnly : en.readOnlyLeft(`${Math.max(0, this.left)} min`);
  }

  private session(): TemplateResult {
    const { caller, formats } = this;
    if (!caller) return html``;
    return html`<p class="about">
        ${en.sessionOf(caller.org_id)} ${caller.container_id === undefined ? nothing : en.scopeContainer(caller.container_id)}
        ${caller.actor === undefined ? nothing : en.scopeActor(caller.actor)}
        ${caller.expires === undefined ? en.tokenWithoutEnd : en.tokenUntil(formats.moment(Date.parse(caller.expires)))}
      </p>
      ${this.embedded ? nothing : html`<button class="item" @click=${() => this.send({ kind: 'close' })}>${en.closeLog}</button>`}`;
  }

  private nextTheme(): void {
    const themes = ['system', 'light', 'dark'] as const;
    const theme = themes[(themes.indexOf(this.settings.theme) + 1) % themes.length]!;
    this.send({ kind: 'settings', settings: { theme } });
  }
}
