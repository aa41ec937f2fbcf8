import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { en } from '../messages.en.ts';
import { icons } from './icons.ts';
import { base } from './styles.ts';

/** Copies a text, and says so. */
@customElement('ce-copy')
export class CopyButton extends LitElement {
  static override readonly styles = [
    base,
    css`
      :host { display: inline-flex; flex: none; }
      .ico.done { color: var(--good); }
      .btn { min-height: var(--copy-height, 30px); }
      .btn.small { min-height: 24px; }
    `,
  ];

  @property({ attribute: false }) text: () => string = () => '';
  /** What a screen reader says, and the tip. */
  @property() label = '';
  /** The text of the button; an icon if there is none. */
  @property() caption = '';
  @property() look = 'btn';
  @property() icon: 'copy' | 'link' = 'copy';

  @state() private isDone = false;

  async copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.text());
    } catch {
      // A page without permission, or not of a secure origin, copies as browsers used to.
      const area = document.createElement('textarea');
      area.value = this.text();
      document.body.append(area);
      area.select();
      document.execCommand('copy');
      area.remove();
    }
    this.isDone = true;
    setTimeout(() => (this.isDone = false), 1_500);
  }

  protected override render(): TemplateResult {
    return html`<button
        class="${this.caption ? this.look : 'ico small'} ${this.isDone ? 'done' : ''}"
        aria-label=${this.caption ? nothing : this.label}
        title=${this.isDone ? en.copied : this.label || nothing}
        @click=${() => void this.copy()}
      >
        ${this.caption ? (this.isDone ? en.copied : this.caption) : icons[this.icon]}
      </button>
      <span class="sr" role="status">${this.isDone ? en.copied : ''}</span>`;
  }
}
