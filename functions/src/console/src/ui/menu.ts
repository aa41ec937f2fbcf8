import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { base } from './styles.ts';

/** The least distance from the edges of the console. */
const EDGE = 8;

/** A button that opens a panel below it. Esc, a click elsewhere, or leaving it with the keyboard closes it. */
@customElement('ce-menu')
export class Menu extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host { position: relative; display: inline-block; flex: none; }
      .panel {
        position: absolute; inset-block-start: calc(100% + 4px); inset-inline-start: 0; z-index: 20; min-width: 220px; padding: 8px;
        max-width: min(360px, calc(100cqi - 24px)); max-height: min(560px, calc(100dvh - 120px)); overflow: auto;
        background: var(--raise); border: 1px solid var(--line); border-radius: 10px; box-shadow: var(--shadow);
      }
      :host([end]) .panel { inset-inline: auto 0; }
      .btn { height: var(--menu-height, 30px); }
    `,
  ];

  /** What a screen reader calls the button, if its content isn't text. */
  @property() label = '';
  @property({ type: Boolean }) quiet = false;
  @property({ type: Boolean, reflect: true }) end = false;
  @property({ type: Boolean }) open = false;

  @query('button') private readonly button!: HTMLButtonElement;
  @query('.panel') private readonly panel!: HTMLElement;

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('pointerdown', this.onPointerDown, true);
    window.addEventListener('resize', this.place);
  }

  override disconnectedCallback(): void {
    document.removeEventListener('pointerdown', this.onPointerDown, true);
    window.removeEventListener('resize', this.place);
    super.disconnectedCallback();
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('open')) this.place();
  }

  /** Moves the panel so far that all of it is within the console. */
  private readonly place = (): void => {
    if (!this.open) return;
    this.panel.style.translate = '';
    const { left, right } = this.panel.getBoundingClientRect();
    const frame = consoleAround(this).getBoundingClientRect();
    const by = Math.max(0, frame.left + EDGE - left) || Math.min(0, frame.right - EDGE - right);
    if (by !== 0) this.panel.style.translate = `${by}px`;
  };

  close(): void {
    if (!this.open) return;
    this.open = false;
    this.button.focus();
  }

  private readonly onPointerDown = (event: Event): void => {
    if (this.open && !event.composedPath().includes(this)) this.open = false;
  };

  private onKey(event: KeyboardEvent): void {
    if (event.key === 'Escape' && this.open) {
      event.stopPropagation();
      this.close();
    }
  }

  private onFocusOut(event: FocusEvent): void {
    const to = event.relatedTarget as Node | null;
    if (to && !this.contains(to) && !this.renderRoot.contains(to)) this.open = false;
  }

  protected override render(): TemplateResult {
    return html`<div @keydown=${this.onKey} @focusout=${this.onFocusOut}>
      <button
        class="btn ${this.quiet ? 'quiet' : ''}"
        part="button"
        aria-expanded=${this.open}
        aria-label=${this.label || nothing}
        title=${this.label || nothing}
        @click=${() => (this.open = !this.open)}
      >
        <slot name="button"></slot>
      </button>
      <div class="panel" ?hidden=${!this.open}><slot></slot></div>
    </div>`;
  }
}

/** The element in whose trees another one is. */
function consoleAround(element: Element): Element {
  const tree = element.getRootNode();
  return element.localName !== 'container-events' && tree instanceof ShadowRoot ? consoleAround(tree.host) : element;
}
