import { css, html, type TemplateResult } from 'lit';
import { en } from '../messages.en.ts';
import type { Status } from '../model/event.ts';

/** Whether an event failed: by shape and by colour. */
export function statusMark(status: Status): TemplateResult {
  return status === 'FAIL' ? FAIL : SUCCESS;
}

const FAIL = html`<span class="mark fail" role="img" aria-label=${en.fail}
  ><svg width="9" height="9" viewBox="0 0 9 9"><path d="m1 1 7 7m0-7-7 7" stroke="currentColor" stroke-width="2" /></svg
></span>`;

const SUCCESS = html`<span class="mark" role="img" aria-label=${en.success}
  ><svg width="10" height="10" viewBox="0 0 10 10" fill="none" stroke="currentColor" stroke-width="1.8"><path d="m1.5 5.4 2.4 2.4 4.6-5.4" /></svg
></span>`;

export const statusMarkStyles = css`
  .mark { display: inline-grid; place-items: center; width: 18px; height: 18px; border-radius: 50%; color: var(--faint); }
  .mark.fail { color: var(--bad-ink); background: var(--bad-soft); border-radius: 4px; }
  @media (forced-colors: active) { .mark { border: 1px solid; } }
`;
