// AP.dropdown: menus that are larger than their frame.
(() => {
  const local = window.__localHost;
  const { element, dimension } = local;
  /** Menus by id. */
  const menus = new Map();
  let shown;

  const hide = () => {
    shown?.remove();
    shown = undefined;
  };
  local.provide('dropdown', {
    create({ dropdownId, dropdownGroups }, { extension_id }) {
      menus.set(dropdownId, { groups: dropdownGroups.filter(Boolean), disabled: new Set(), extension_id });
    },
    showAt({ dropdownId, x, y, width }, { iframeDimensions, onItemSelection }) {
      hide();
      const menu = menus.get(dropdownId);
      if (!menu) return;
      shown = element('div', { className: 'ap-dropdown' });
      shown.setAttribute('role', 'menu');
      for (const { heading, items } of menu.groups) {
        if (heading) shown.append(element('h3', { textContent: heading }));
        for (const item of items) shown.append(entry(dropdownId, menu, item, onItemSelection));
      }
      const at = (value, edge) => `${Number(value) + edge}px`;
      Object.assign(shown.style, {
        left: at(x, iframeDimensions.left + window.scrollX),
        top: at(y, iframeDimensions.top + window.scrollY),
        minWidth: dimension(width),
      });
      document.body.append(shown);
      shown.querySelector('button:enabled')?.focus();
    },
    hide,
    itemDisable: (dropdownId, itemId) => menus.get(dropdownId)?.disabled.add(String(itemId)),
    itemEnable: (dropdownId, itemId) => menus.get(dropdownId)?.disabled.delete(String(itemId)),
    destroyByExtension(extension_id) {
      for (const [id, menu] of menus) if (menu.extension_id === extension_id) menus.delete(id);
      hide();
    },
  });
  function entry(dropdownId, menu, item, select) {
    const text = item.content ?? item.text ?? String(item), id = String(item.itemId ?? text);
    const made = element('button', { type: 'button', textContent: text, disabled: Boolean(item.disabled) || menu.disabled.has(id) });
    made.setAttribute('role', 'menuitem');
    made.addEventListener('click', () => {
      hide();
      select(dropdownId, item);
    });
    return made;
  }
  document.addEventListener('keydown', (event) => {
    if (!shown) return;
    if (event.key === 'Escape') return hide();
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return undefined;
    event.preventDefault();
    const entries = [...shown.querySelectorAll('button:enabled')], at = entries.indexOf(document.activeElement);
    return entries.at((at + step) % entries.length)?.focus();
  });
  document.addEventListener('pointerdown', ({ target }) => shown && !shown.contains(target) && hide());
})();
