import { css, html, nothing, type TemplateResult } from 'lit';

const TOKENS = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(?:true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** A value as indented, coloured JSON. Every part is text. */
export function jsonView(value: unknown, label: string): TemplateResult {
  const json = JSON.stringify(value, null, 2);
  const parts: unknown[] = [];
  let end = 0;
  for (const match of json.matchAll(TOKENS)) {
    parts.push(json.slice(end, match.index));
    const [token, text, colon] = match;
    const kind = colon ? 'name' : text ? 'text' : 'number';
    parts.push(html`<span class=${kind}>${text ?? token}</span>${colon ?? nothing}`);
    end = match.index + token.length;
  }
  parts.push(json.slice(end));
  return html`<pre tabindex="0" role="region" aria-label=${label}>${parts}</pre>`;
}

export const jsonStyles = css`
  pre {
    margin: 0; background: var(--bg); border: 1px solid var(--line2); border-radius: 8px; padding: 10px 12px; overflow: auto;
    font: 12.5px/1.55 var(--mono); white-space: pre-wrap; overflow-wrap: anywhere; direction: ltr; max-height: 60vh; unicode-bidi: isolate;
  }
  pre .name { color: var(--code-name); }
  pre .text { color: var(--good); }
  pre .number { color: var(--warn); }
`;
