import { css, html, LitElement, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { en } from '../messages.en.ts';
import { base, dialogStyles } from './styles.ts';

/** Lists the keys, and turns them off for those who type by voice. */
@customElement('ce-keys-dialog')
export class KeysDialog extends LitElement {
  static override readonly styles = [
    base,
    dialogStyles,
    css`
      dl { display: grid; grid-template-columns: max-content 1fr; gap: 8px 16px; margin: 14px 0; }
      dt { display: flex; gap: 4px; }
      dd { margin: 0; }
      label { display: flex; gap: 8px; align-items: center; font-weight: 400; }
      input { width: 18px; height: 18px; accent-color: var(--accent); }
    `,
  ];

  @property({ type: Boolean }) singleKeys = true;
  @query('dialog') private readonly dialog!: HTMLDialogElement;

  show(): void {
    this.dialog.showModal();
  }

  protected override render(): TemplateResult {
    return html`<dialog aria-labelledby="title">
      <div class="in">
        <h2 id="title">${en.keyboard}</h2>
        <dl>
          ${en.keys.map(
            ([key, other, does]) => html`<dt><kbd>${key}</kbd>${other ? html`<kbd>${other}</kbd>` : ''}</dt>
              <dd>${does}</dd>`,
          )}
        </dl>
        <label>
          <input type="checkbox" .checked=${this.singleKeys} @change=${() => this.dispatchEvent(new CustomEvent('single-keys'))} />
          ${en.singleKeys}
        </label>
        <div class="buttons"><button class="btn primary" @click=${() => this.dialog.close()}>${en.close}</button></div>
      </div>
    </dialog>`;
  }
}
