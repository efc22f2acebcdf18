// What the product's own pages do with scripts: closing menus, and keyboard shortcuts.
(() => {
  'use strict';
  const menus = () => document.querySelectorAll('details.dropdown[open]');
  document.addEventListener('click', (event) => {
    for (const menu of menus()) if (!menu.contains(event.target)) menu.open = false;
  });
  document.addEventListener('keydown', (event) => {
    // In a dialog, Escape closes the dialog.
    if (event.key !== 'Escape' || document.querySelector('dialog[open]')) return;
    for (const menu of menus()) {
      menu.open = false;
      menu.querySelector('summary').focus();
    }
  });
  // In a menu, the arrow keys go from one entry to the next, and from its button to the first.
  document.addEventListener('keydown', (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const menu = event.target.closest?.('details.dropdown');
    if (!step || !menu) return;
    const entries = [...menu.querySelectorAll('a[href], button')];
    if (!entries.length) return;
    event.preventDefault();
    menu.open = true;
    const at = entries.indexOf(document.activeElement);
    entries.at(at < 0 && step < 0 ? -1 : (at + step) % entries.length).focus();
  });
  // The app's shortcuts: letters typed one after another, except while writing.
  let typed = '';
  let last = 0;
  document.addEventListener('keypress', (event) => {
    const writing = event.target.closest('input, textarea, select, [contenteditable]');
    if (writing || event.ctrlKey || event.metaKey || event.altKey) return;
    typed = (event.timeStamp - last < 1000 ? typed : '') + event.key.toLowerCase();
    last = event.timeStamp;
    for (const shortcut of document.querySelectorAll('[data-shortcut]')) {
      const keys = shortcut.dataset.shortcut.toLowerCase().replace(/\s/g, '');
      if (keys && typed.endsWith(keys)) {
        typed = '';
        shortcut.querySelector('a')?.click();
        return;
      }
    }
  });
  // Until a bridge takes over the placeholders, each gets the plain frame that it holds for browsers
  // without scripts.
  document.addEventListener('DOMContentLoaded', () => {
    if (window.connectHost || window.__localHost) return;
    for (const place of document.querySelectorAll('.ap-frame')) {
      const plain = place.querySelector('noscript');
      if (!plain) continue;
      const parsed = new DOMParser().parseFromString(plain.textContent, 'text/html');
      const frame = parsed.querySelector('iframe');
      if (frame) place.replaceChildren(document.importNode(frame, true));
    }
  });
})();
