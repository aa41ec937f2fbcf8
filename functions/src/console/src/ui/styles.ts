import { css } from 'lit';

/**
 * Colours, fonts and sizes. A host sets the `--ce-…` properties on the element; those without it are our own, for light and dark by
 * `color-scheme`.
 */
export const tokens = css`
  :host {
    color-scheme: light dark;
    --font: var(--ce-font, system-ui, -apple-system, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', sans-serif);
    --mono: var(--ce-mono, ui-monospace, 'SF Mono', 'Cascadia Mono', 'DejaVu Sans Mono', Menlo, Consolas, monospace);
    --bg: var(--ce-background, light-dark(#f6f7f9, #0e1116));
    --panel: var(--ce-panel, light-dark(#fff, #151a21));
    --raise: var(--ce-panel, light-dark(#fff, #1c222b));
    --line: var(--ce-line, light-dark(#dfe3e8, #2a323d));
    --line2: var(--ce-line, light-dark(#eceff3, #212832));
    --ink: var(--ce-ink, light-dark(#14181f, #e8ecf2));
    --dim: var(--ce-dim, light-dark(#565f6c, #a3aebc));
    --faint: var(--ce-dim, light-dark(#616a76, #8e99a8));
    --accent: var(--ce-accent, light-dark(#2450d8, #8fb0ff));
    --accent-ink: var(--ce-accent-ink, light-dark(#fff, #0c1430));
    --accent-soft: var(--ce-accent-soft, light-dark(#e7edff, #1d2a4d));
    --sel: var(--ce-accent-soft, light-dark(#eaf0ff, #1b2747));
    --hover: light-dark(#f3f5f9, #1a2029);
    --ok: var(--ce-success, light-dark(#8fa8dd, #5f7fc4));
    --bad: var(--ce-fail, light-dark(#c9341f, #ff7a63));
    --bad-soft: light-dark(#fdecea, #3a1c18);
    --bad-ink: light-dark(#a32514, #ff9b88);
    --good: light-dark(#18703c, #6fd394);
    --good-soft: light-dark(#e3f4e8, #14301f);
    --warn: light-dark(#7a4b00, #ffc766);
    --warn-soft: light-dark(#fff2d6, #35270c);
    --code-name: light-dark(#3a4f85, #b6c8f3);
    --t1: light-dark(#4f7cde, #7ea4f7);
    --t2: light-dark(#1f9a8a, #4cc7b6);
    --t3: light-dark(#b06fd6, #cf9cf0);
    --t4: light-dark(#d88a18, #f0b252);
    --t5: light-dark(#0e91b5, #56c4e0);
    --t6: light-dark(#7d9b1f, #b3cf57);
    --t7: light-dark(#c2569b, #e58cc2);
    --t8: light-dark(#9a6b4f, #c9997c);
    --radius: var(--ce-radius, 10px);
    --shadow: 0 1px 2px light-dark(rgb(16 24 40 / 0.06), rgb(0 0 0 / 0.4)), 0 8px 24px light-dark(rgb(16 24 40 / 0.1), rgb(0 0 0 / 0.5));
  }
  :host([theme='light']) { color-scheme: light; }
  :host([theme='dark']) { color-scheme: dark; }
`;

/** What all elements share. */
export const base = css`
  * { box-sizing: border-box; }
  [hidden] { display: none !important; }
  button, input, select { font: inherit; color: inherit; letter-spacing: inherit; }
  :focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; border-radius: 4px; }
  .sr { position: absolute !important; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  .mono { font-family: var(--mono); font-size: 12.5px; }
  .spacer { flex: 1; }
  .btn {
    display: inline-flex; align-items: center; gap: 6px; min-height: 30px; padding: 0 10px; border: 1px solid var(--line);
    background: var(--raise); border-radius: 7px; cursor: pointer; white-space: nowrap; text-decoration: none; color: inherit;
  }
  .btn:hover { background: var(--hover); }
  .btn:disabled { opacity: 0.55; cursor: default; }
  .btn.quiet { border-color: transparent; background: none; color: var(--dim); }
  .btn.quiet:hover { color: var(--ink); background: var(--hover); }
  .btn.primary { background: var(--accent); border-color: var(--accent); color: var(--accent-ink); font-weight: 600; }
  .btn.small { min-height: 24px; font-size: 12px; padding: 0 8px; }
  .ico {
    display: inline-grid; place-items: center; width: 28px; height: 28px; border: 0; padding: 0; background: none; border-radius: 6px;
    color: var(--dim); cursor: pointer; flex: none;
  }
  .ico:hover { background: var(--hover); color: var(--ink); }
  .ico.small { width: 24px; height: 24px; }
  .ico:disabled { opacity: 0.4; cursor: default; }
  .seg { display: inline-flex; border: 1px solid var(--line); border-radius: 7px; overflow: clip; background: var(--raise); flex: none; }
  .seg button { border: 0; background: none; padding: 0 9px; min-height: 28px; color: var(--dim); cursor: pointer; white-space: nowrap; }
  .seg button + button { border-inline-start: 1px solid var(--line); }
  .seg button[aria-pressed='true'] { background: var(--accent-soft); color: var(--accent); font-weight: 600; }
  .seg button:focus-visible { outline-offset: -2px; }
  .seg.small button { min-height: 24px; font-size: 12px; padding: 0 8px; }
  kbd {
    font: 11px/1 var(--mono); border: 1px solid var(--line); border-bottom-width: 2px; border-radius: 4px; padding: 2px 5px;
    color: var(--dim); background: var(--bg);
  }
  .inp { width: 100%; height: 36px; border: 1px solid var(--faint); border-radius: 8px; padding: 0 10px; background: var(--bg); }
  @media (prefers-reduced-motion: reduce) {
    * { animation: none !important; transition: none !important; }
  }
`;

/** The colours of types, for what has a class of `t1` to `t8`; `t0` stands for several types. */
export const typeStyles = css`
  .t0 { --c: #8b95a3; } .t1 { --c: var(--t1); } .t2 { --c: var(--t2); } .t3 { --c: var(--t3); } .t4 { --c: var(--t4); }
  .t5 { --c: var(--t5); } .t6 { --c: var(--t6); } .t7 { --c: var(--t7); } .t8 { --c: var(--t8); }
`;

/** Dialogs over the page. */
export const dialogStyles = css`
  dialog {
    border: 1px solid var(--line); border-radius: 14px; background: var(--panel); color: var(--ink); box-shadow: var(--shadow); padding: 0;
    width: min(460px, calc(100vw - 32px)); max-height: calc(100dvh - 32px); overflow: auto;
  }
  dialog::backdrop { background: rgb(10 14 22 / 0.45); }
  dialog h2 { font-size: 17px; margin: 0 0 4px; }
  dialog p { color: var(--dim); margin: 4px 0 14px; }
  .in { padding: 20px 22px; }
  .buttons { display: flex; gap: 8px; margin-top: 18px; justify-content: flex-end; flex-wrap: wrap; }
  label { display: block; font-weight: 600; font-size: 13px; margin: 12px 0 4px; }
  .error { color: var(--bad-ink); margin: 8px 0 0; }
`;
