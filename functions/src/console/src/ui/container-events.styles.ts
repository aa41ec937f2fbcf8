import { css } from 'lit';

export const layout = css`
  /* The layout follows the element's own width, also where it is embedded. */
  :host { display: block; position: relative; container-type: inline-size; height: var(--ce-height, 720px); }
  :host([page]) { height: 100dvh; }
  /* Not on the host, which the styles of its page reach. */
  .root {
    height: 100%; display: flex; flex-direction: column; font: 14px/1.45 var(--font); background: var(--bg);
    color: var(--ink); font-variant-numeric: tabular-nums; text-align: start; letter-spacing: normal; word-spacing: normal; text-transform: none;
  }
  .root > * { flex: none; }
  .bar { display: flex; gap: 8px; padding: 10px 14px; align-items: flex-start; position: relative; z-index: 20; }
  .bar ce-copy { --copy-height: 36px; }
  .notices { position: relative; }
  .notices:empty { display: none; }
  .headline { margin: 0 14px 10px; display: flex; gap: 10px; align-items: baseline; flex-wrap: wrap; }
  .headline h2 { margin: 0; font-size: 18px; letter-spacing: -0.01em; overflow-wrap: anywhere; }
  .headline span { color: var(--dim); }
  .hist {
    margin: 0 14px 10px; background: var(--panel); border: 1px solid var(--line); border-radius: var(--radius); display: grid;
    grid-template-columns: 190px minmax(0, 1fr); position: relative;
  }
  .sum { padding: 12px 14px; border-inline-end: 1px solid var(--line2); display: flex; flex-direction: column; gap: 2px; min-width: 0; }
  .sum .n { font-size: 26px; font-weight: 680; letter-spacing: -0.02em; line-height: 1.1; }
  /* Room for two lines, so that the legend stays where it is. */
  .sum .d { color: var(--dim); font-size: 12.5px; min-height: 2lh; }
  .legend { display: grid; gap: 1px; margin-top: 7px; justify-items: start; }
  .legend button { display: flex; align-items: center; gap: 6px; font-size: 13px; min-height: 24px; max-width: 100%; }
  .legend button { border: 0; background: none; padding: 1px 6px 1px 2px; border-radius: 5px; cursor: pointer; margin-inline-start: -2px; }
  .legend button:hover { background: var(--hover); }
  .legend button[aria-pressed='false'] { color: var(--faint); text-decoration: line-through; }
  .legend em { font-style: normal; color: var(--dim); }
  .sw { width: 11px; height: 11px; border-radius: 3px; background: var(--ok); flex: none; }
  .sw.fail { background: repeating-linear-gradient(45deg, var(--bad) 0 3px, color-mix(in srgb, var(--bad) 60%, var(--panel)) 3px 5px); }
  .price {
    position: absolute; inset: auto 12px 26px 202px; display: flex; justify-content: center; pointer-events: none; z-index: 3;
  }
  .price > div {
    pointer-events: auto; background: var(--raise); border: 1px solid var(--line); box-shadow: var(--shadow); border-radius: 10px;
    padding: 8px 12px; display: flex; gap: 6px 12px; align-items: center; flex-wrap: wrap; justify-content: center; text-align: center;
  }
  .price .btn { white-space: normal; }
  .root > main { display: grid; grid-template: minmax(0, 1fr) / minmax(0, 1fr); margin: 0 14px; gap: 10px; min-height: 0; flex: 1; }
  .root > main.open { grid-template-columns: minmax(0, 1fr) minmax(380px, 440px); }
  .root > main.alone { margin-top: 10px; }
  .more { padding: 14px; text-align: center; color: var(--dim); font-size: 13px; display: flex; gap: 10px; justify-content: center; align-items: center; flex-wrap: wrap; }
  .more b { color: var(--ink); }
  .pending { position: sticky; inset-block-start: 0; z-index: 3; display: block; width: 100%; height: 32px; border: 0; border-block-end: 1px solid var(--line); background: var(--accent-soft); color: var(--accent); font-weight: 600; cursor: pointer; }
  .pending:focus-visible { outline-offset: -3px; }
  footer {
    display: flex; gap: 16px; align-items: center; height: 32px; padding: 0 14px; background: var(--panel); border-top: 1px solid var(--line);
    font-size: 12.5px; color: var(--dim); white-space: nowrap; overflow: hidden;
  }
  footer b { color: var(--ink); font-weight: 600; }
  footer .keys { margin-inline-start: auto; display: flex; gap: 10px; }
  @container (max-width: 1180px) { footer .keys { display: none; } }
  /* The list needs its room: the details lie over it. */
  @container (max-width: 1000px) {
    .root > main.open { grid-template-columns: minmax(0, 1fr); }
    ce-event-detail {
      position: absolute; inset-block: 56px 0; inset-inline-end: 0; width: min(100%, 440px); z-index: 50; box-shadow: var(--shadow);
      border-radius: 14px 14px 0 0;
    }
  }
  @container (max-width: 820px) {
    .root { overflow: auto; }
    .bar { flex-wrap: wrap; }
    .bar ce-filter-bar { flex-basis: 100%; }
    .hist { grid-template-columns: minmax(0, 1fr); }
    .sum { border: 0; border-block-end: 1px solid var(--line2); padding: 10px 12px; display: grid; grid-template-columns: auto 1fr; align-items: baseline; gap: 2px 12px; }
    .sum .d { min-height: 0; }
    .legend { display: flex; flex-wrap: wrap; margin: 0; grid-column: 1 / -1; gap: 0 10px; }
    .price { inset: auto 12px 30px; }
    .root > main, .root > main.open { display: block; }
    ce-event-detail { width: 100%; }
    ce-event-table { margin-bottom: 10px; }
    footer { position: sticky; inset-block-end: 0; z-index: 4; padding: 0 12px; }
    footer .money { display: none; }
  }
`;
