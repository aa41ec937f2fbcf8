// Finds texts that are cut off, that lie over one another, or that make the page wider than its window.

/** Describes what is wrong with the texts on a page; nothing if all can be read. */
export function misplaced(page) {
  return page.evaluate(() => {
    const found = new Set();
    const parentOf = (element) => element.assignedSlot ?? element.parentElement ?? (element.getRootNode() instanceof ShadowRoot ? element.getRootNode().host : null);
    const isWithin = (element, other) => {
      for (let e = element; e; e = parentOf(e)) if (e === other) return true;
      return false;
    };
    const topmost = (x, y) => {
      let e = document.elementFromPoint(x, y);
      for (let inner = e; inner; inner = e?.shadowRoot?.elementFromPoint(x, y)) {
        if (inner === e && e.shadowRoot?.elementFromPoint(x, y) === e) break;
        e = inner;
        if (!e.shadowRoot) break;
      }
      return e;
    };
    /** Menus, dialogs, tips and sticky heads are meant to cover what is below them. */
    const isOverlay = (element, below) => {
      for (let e = element; e && !isWithin(below, e); e = parentOf(e)) {
        if (e.localName === 'dialog' || (['absolute', 'fixed', 'sticky'].includes(getComputedStyle(e).position) && !e.matches('.top'))) return true;
      }
      return false;
    };
    const name = (element) => `${element.localName}${element.className?.baseVal === undefined && element.className ? `.${element.className.trim().replaceAll(/\s+/g, '.')}` : ''}`;
    const check = (node) => {
      const own = node.parentElement ?? node.getRootNode().host;
      if (own.closest('svg, script, style, noscript') || !own.checkVisibility({ visibilityProperty: true })) return;
      const range = document.createRange();
      range.selectNodeContents(node);
      const text = node.data.trim().slice(0, 50);
      for (const box of range.getClientRects()) {
        if (box.width < 1) continue;
        let isSeen = box.top < innerHeight && box.bottom > 0;
        for (let e = own; e; e = parentOf(e)) {
          const style = getComputedStyle(e);
          if (style.clipPath !== 'none') return;
          if (style.overflowX === 'visible' && style.overflowY === 'visible') continue;
          const frame = e.getBoundingClientRect();
          const isCutAside = box.left < frame.left - 1 || box.right > frame.right + 1;
          const isCutAbove = box.top < frame.top - 3 || box.bottom > frame.bottom + 3;
          // Values may be shortened; a text of the page may not.
          const mayEnd = style.textOverflow === 'ellipsis' && !/[⟦⟧]/.test(node.data);
          if (isCutAside && !mayEnd && ['hidden', 'clip'].includes(style.overflowX)) found.add(`cut by ${name(e)}: ${text}`);
          if (isCutAbove && ['hidden', 'clip'].includes(style.overflowY)) found.add(`cut by the height of ${name(e)}: ${text}`);
          if (isCutAside && mayEnd) return;
          if (['auto', 'scroll'].includes(style.overflowX) && e.scrollWidth > e.clientWidth + 1 && e.localName !== 'pre') found.add(`${name(e)} scrolls sideways by ${e.scrollWidth - e.clientWidth} pixels`);
          if (box.top < frame.top || box.bottom > frame.bottom || box.left < frame.left || box.right > frame.right) isSeen = false;
        }
        if (box.left < -1 || box.right > innerWidth + 1) found.add(`outside of the window: ${text}`);
        if (!isSeen || getComputedStyle(own).pointerEvents === 'none') continue;
        for (const x of [box.left + 2, (box.left + box.right) / 2, box.right - 2]) {
          const top = topmost(x, (box.top + box.bottom) / 2);
          if (top && !isWithin(top, own) && !isWithin(own, top) && !isOverlay(top, own)) found.add(`covered by ${name(top)}: ${text}`);
        }
      }
    };
    const visit = (root) => {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
      for (let node = walker.nextNode(); node; node = walker.nextNode()) {
        if (node.nodeType === Node.TEXT_NODE) {
          if (node.data.trim() !== '') check(node);
        } else if (node.shadowRoot) visit(node.shadowRoot);
      }
    };
    visit(document);
    const { scrollWidth } = document.documentElement;
    if (scrollWidth > innerWidth) found.add(`the page is ${scrollWidth - innerWidth} pixels wider than its window`);
    return [...found];
  });
}
