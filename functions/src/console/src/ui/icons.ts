import { svg, html, type SVGTemplateResult, type TemplateResult } from 'lit';

const icon = (shapes: SVGTemplateResult, size = 16): TemplateResult =>
  html`<svg width=${size} height=${size} viewBox="0 0 16 16" fill="none" stroke="currentColor" stroke-width="1.5" aria-hidden="true">
    ${shapes}
  </svg>`;

export const icons = {
  logo: html`<svg width="22" height="22" viewBox="0 0 22 22" aria-hidden="true">
    <rect width="22" height="22" rx="6" fill="var(--accent)" />
    <path d="M6 15V9m5 6V6m5 9v-4" stroke="var(--accent-ink)" stroke-width="2.4" stroke-linecap="round" />
  </svg>`,
  clock: icon(svg`<circle cx="8" cy="8" r="6.4"/><path d="M8 4.4V8l2.6 1.6" stroke-linecap="round"/>`, 14),
  theme: icon(svg`<circle cx="8" cy="8" r="6.2"/><path d="M8 1.8a6.2 6.2 0 0 1 0 12.4z" fill="currentColor" stroke="none"/>`),
  filter: icon(svg`<path d="M2 3h12l-4.6 5.4V13l-2.8-1.4V8.4z" stroke-linejoin="round"/>`),
  copy: icon(svg`<rect x="5.5" y="5.5" width="8" height="8" rx="1.5"/><path d="M10.5 3.5v-1h-8v8h1"/>`),
  up: icon(svg`<path d="m4 10 4-4 4 4"/>`),
  down: icon(svg`<path d="m4 6 4 4 4-4"/>`),
  close: icon(svg`<path d="m4 4 8 8m0-8-8 8"/>`),
  link: icon(svg`<path d="M6.5 9.5a2.6 2.6 0 0 0 3.7 0l2.3-2.3a2.6 2.6 0 0 0-3.7-3.7L7.9 4.4M9.5 6.5a2.6 2.6 0 0 0-3.7 0L3.5 8.8a2.6 2.6 0 0 0 3.7 3.7l.9-.9"/>`),
  more: icon(svg`<g fill="currentColor" stroke="none"><circle cx="3" cy="8" r="1.4"/><circle cx="8" cy="8" r="1.4"/><circle cx="13" cy="8" r="1.4"/></g>`),
  nothing: html`<svg width="40" height="40" viewBox="0 0 40 40" fill="var(--line)" aria-hidden="true">
    <rect x="6" y="10" width="28" height="5" rx="2.5" />
    <rect x="6" y="18" width="20" height="5" rx="2.5" />
    <rect x="6" y="26" width="24" height="5" rx="2.5" />
  </svg>`,
} as const;
