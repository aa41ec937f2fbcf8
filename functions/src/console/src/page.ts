import { css } from 'lit';

// The page has no style of its own: a constructed sheet is what its policy lets pass without a hash or a nonce.
if (document.querySelector('container-events[page]')) {
  const { styleSheet } = css`
    body { margin: 0; }
  `;
  if (styleSheet) document.adoptedStyleSheets.push(styleSheet);
}
