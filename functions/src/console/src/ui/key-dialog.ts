import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { en } from '../messages.en.ts';
import { base, dialogStyles } from './styles.ts';

/** Asks for a key. A password manager can fill it in, which therefore keeps the key instead of the page. */
@customElement('ce-key-dialog')
export class KeyDialog extends LitElement {
  static override readonly styles = [base, dialogStyles, css`.inp { height: 40px; }`];

  @property({ type: Boolean }) open = false;
  /** Why it is asked for. */
  @property() note = '';
  @property() error = '';
  @property({ type: Boolean }) busy = false;
  /** The name under which the password manager files the key. */
  @property() org = '';

  @query('dialog') private readonly dialog!: HTMLDialogElement;
  @query('#key') private readonly key!: HTMLInputElement;

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('open')) {
      if (this.open && !this.dialog.open) this.dialog.showModal();
      if (!this.open && this.dialog.open) this.dialog.close();
      this.key.value = '';
    }
    if (changed.has('error') && this.error) this.key.focus();
  }

  private onSubmit(event: SubmitEvent): void {
    event.preventDefault();
    this.dispatchEvent(new CustomEvent('key', { detail: this.key.value }));
  }

  protected override render(): TemplateResult {
    return html`<dialog aria-labelledby="title" @cancel=${(event: Event) => event.preventDefault()}>
      <form class="in" @submit=${this.onSubmit}>
        <h2 id="title">${en.openLog}</h2>
        <p>${this.note || en.keyHint}</p>
        <input class="sr" tabindex="-1" aria-hidden="true" autocomplete="username" readonly .value=${this.org} />
        <label for="key">${en.key}</label>
        <input
          class="inp mono"
          id="key"
          type="password"
          autocomplete="current-password"
          placeholder="ce_…"
          autofocus
          required
          aria-invalid=${this.error !== ''}
          aria-describedby=${this.error ? 'error' : nothing}
        />
        <p class="error" id="error" role="alert" ?hidden=${!this.error}>${this.error}</p>
        <div class="buttons"><button class="btn primary" ?disabled=${this.busy}>${this.busy ? en.opening : en.open}</button></div>
      </form>
    </dialog>`;
  }
}
