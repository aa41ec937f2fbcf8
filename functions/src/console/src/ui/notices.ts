import { css, html, nothing, type TemplateResult } from 'lit';
import { ApiError, OfflineError } from '../api/problem.ts';
import { en } from '../messages.en.ts';
import './copy-button.ts';
import { icons } from './icons.ts';

/** What went wrong, and what can be done about it. */
export function trouble(error: unknown, retry: () => void): TemplateResult {
  const { title, hint, id } = describe(error);
  return html`<div class="banner" role="alert">
    <span><b>${title}</b> ${hint}${id ? html` <span class="id">${en.requestId} <span class="mono">${id}</span></span>` : nothing}</span>
    <span class="spacer"></span>
    ${id ? html`<ce-copy label=${en.copyRequestId} .text=${() => id}></ce-copy>` : nothing}
    <button class="btn" @click=${retry}>${en.tryAgain}</button>
  </div>`;
}

function describe(error: unknown): { title: string; hint: string; id: string | null } {
  if (error instanceof OfflineError) return { title: en.offline, hint: en.offlineHint, id: null };
  if (error instanceof ApiError) {
    if (error.status === 403) return { title: en.forbidden, hint: en.forbiddenHint, id: error.requestId };
    return { title: error.retryAfter === null ? en.failed : en.busy, hint: error.message, id: error.requestId };
  }
  return { title: en.failed, hint: error instanceof Error ? error.message : '', id: null };
}

/** Says that there is nothing to show, why, and what to do instead. */
export function emptyState(title: string, text: string, actions: readonly { label: string; run: () => void }[]): TemplateResult {
  return html`<div class="empty">
    ${icons.nothing}
    <h2>${title}</h2>
    ${text ? html`<p>${text}</p>` : nothing}
    <div class="actions">${actions.map(({ label, run }) => html`<button class="btn" @click=${run}>${label}</button>`)}</div>
  </div>`;
}

export function skeleton(): TemplateResult {
  return html`<div class="skeleton" aria-hidden="true">${Array.from({ length: 12 }, () => html`<i></i>`)}</div>
    <span class="sr" role="status">${en.loading}</span>`;
}

export const noticeStyles = css`
  .banner {
    margin: 0 14px 10px; padding: 8px 12px; border-radius: 9px; background: var(--warn-soft); color: var(--warn); display: flex; gap: 10px;
    align-items: center; flex-wrap: wrap; overflow-wrap: anywhere;
  }
  .banner .btn { background: none; border-color: currentColor; }
  .empty { display: grid; place-items: center; text-align: center; padding: 44px 20px; gap: 6px; color: var(--dim); }
  .empty h2 { margin: 6px 0 0; color: var(--ink); font-size: 17px; }
  .empty p { margin: 0; }
  .actions { display: flex; gap: 8px; margin-top: 10px; flex-wrap: wrap; justify-content: center; }
  .skeleton { padding: 8px 12px; }
  .skeleton i { display: block; height: 12px; margin: 10px 0 20px; border-radius: 6px; background: var(--line2); animation: pulse 1.4s infinite alternate; }
  .skeleton i:nth-child(3n) { width: 70%; }
  .skeleton i:nth-child(3n + 1) { width: 86%; }
  @keyframes pulse { to { opacity: 0.45; } }
`;
