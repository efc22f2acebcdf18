// Dialogs, inline dialogs and the bridge's buttons. The logic is the bridge's; their look is here.
// Their classes are not `ap-dialog` and `ap-inline-dialog`, which the bridge would take for web items.
(() => {
  const local = window.__localHost;
  const { connectHost } = window;
  const { element, dimension, facts } = local;
  const SIZES = { small: [400, 200], medium: [600, 400], large: [800, 600], xlarge: [968, 600], fullscreen: ['100vw', '100vh'], maximum: ['100vw', '100vh'] };

  /** Registers a provider for something that the bridge leaves to the product. */
  local.provide = (name, provider) => connectHost.getFrameworkAdaptor().registerModule({
    getModuleRegistrationName: () => name,
    isEnabled: () => true,
    getProvider: () => provider,
  });

  // The descriptor's options for dialogs, where AP.dialog.create looks for them.
  window._AP.dialogModules = { [facts.appKey]: Object.fromEntries(Object.entries(facts.dialogs).map(([key, options]) => [key, { options }])) };

  /** The open dialogs with pages of the app; the last is on top. */
  const stack = [];
  const top = () => stack.at(-1);
  const button = (identifier) => top()?.buttons.get(identifier);

  /** Closes the topmost dialog. The focus returns to where it was. */
  function end(tell) {
    const ended = stack.pop();
    if (!ended) return;
    ended.box.leave();
    ended.onHide?.();
    // AP.dialog.close has already notified the app's pages; Escape and the close button have not.
    if (tell) connectHost.broadcastEvent('dialog.close', { addon_key: ended.extension.addon_key });
  }
  local.closeDialog = () => end(true);

  function addButton({ identifier, text, disabled, hidden, onClick, type }) {
    const dialog = top();
    if (!dialog) return;
    const made = element('button', { type: 'button', textContent: text, disabled: Boolean(disabled), hidden: Boolean(hidden), className: type ?? '' });
    made.dataset.identifier = identifier;
    made.addEventListener('click', () => {
      // A page that did not connect can't be asked.
      if (dialog.place.dataset.state === 'connected') onClick();
      else end(true);
    });
    dialog.buttons.set(identifier, made);
    dialog.footer.append(made);
  }

  local.provide('dialog', {
    create(options, extension) {
      const [width, height] = SIZES[options.size] ?? [options.width, options.height];
      const place = element('div', { className: 'local-dialog-frame' }), footer = element('footer');
      const box = local.modal(options.chrome ? options.header : undefined, place);
      if (!options.chrome) box.setAttribute('aria-label', options.header || extension.key);
      box.dataset.size = options.size ?? '';
      place.dataset.title = options.header || extension.key;
      Object.assign(box.style, { width: dimension(width), height: dimension(height) });
      stack.push({ box, place, footer, extension, onHide: options.onHide, buttons: new Map() });
      if (options.chrome) {
        if (options.hint) footer.append(element('span', { textContent: options.hint }));
        box.append(footer);
        options.actions.forEach(addButton);
      }
      box.addEventListener('cancel', (event) => {
        event.preventDefault();
        if (options.closeOnEscape) end(true);
      });
      local.mount(place, { key: extension.key, part: extension.options?.part, context: extension.options?.productContext ?? {} }, {
        ...extension.options,
        isDialog: true,
        isFullPage: false,
        autoresize: false,
        dialogId: options.id,
        preventDialogCloseOnEscape: options.closeOnEscape === false,
      });
    },
    // Called without `this`; with an event for Escape in the app's page, which is not sent to the app.
    close: (event) => end(event !== undefined),
    createButton: (action) => addButton(action),
    isActiveDialog: (app) => top()?.extension.addon_key === app,
    setButtonDisabled: (identifier, disabled) => {
      const found = button(identifier);
      if (found) found.disabled = disabled;
    },
    isButtonDisabled: (identifier) => button(identifier)?.disabled ?? true,
    toggleButton: (identifier) => {
      const found = button(identifier);
      if (found) found.disabled = !found.disabled;
    },
    setButtonHidden: (identifier, hidden) => {
      const found = button(identifier);
      if (found) found.hidden = hidden;
    },
    isButtonHidden: (identifier) => button(identifier)?.hidden ?? true,
  });

  /** A dialog opened by the product, for a web item or a macro. */
  local.dialog = ({ key, part, context }, options = {}) => connectHost.dialog.create({ addon_key: facts.appKey, key, options: { part, productContext: context } }, { chrome: true, ...options });

  let inline;
  const hide = () => {
    const { anchor, box } = inline ?? {};
    inline = undefined;
    box?.remove();
    anchor?.setAttribute('aria-expanded', 'false');
    if (anchor && document.activeElement === document.body) anchor.focus();
  };
  local.provide('inlineDialog', { hide });
  /** A small dialog next to the element that opens it; the same element closes it again. */
  local.inlineDialog = (anchor, wanted, options = {}) => {
    const again = inline?.anchor === anchor;
    hide();
    if (again) return;
    const box = element('div', { className: 'local-inline-dialog' });
    box.setAttribute('role', 'dialog');
    box.setAttribute('aria-label', anchor.textContent.trim() || wanted.key);
    const { left, bottom } = anchor.getBoundingClientRect();
    Object.assign(box.style, { left: `${left + window.scrollX}px`, top: `${bottom + window.scrollY + 4}px`, width: dimension(options.width ?? 300) });
    document.body.append(box);
    anchor.setAttribute('aria-expanded', 'true');
    inline = { anchor, box };
    local.mount(box, wanted, { widthinpx: true, isFullPage: false });
  };
  document.addEventListener('keydown', ({ key }) => key === 'Escape' && hide());
  document.addEventListener('pointerdown', ({ target }) => {
    if (inline && !inline.box.contains(target) && !inline.anchor.contains(target)) hide();
  });
})();
