// Flags, and their predecessors, messages.
(() => {
  const local = window.__localHost;
  const { element } = local;
  const flags = () => local.region('ap-flags', 'div', { role: 'status' });
  const AUTO = 5_000;

  local.provide('flag', {
    create({ id, title, body, type, close, actions, onClose }) {
      const box = element('div', { className: type }, element('strong', { textContent: title ?? '' }), element('p', { textContent: body ?? '' }));
      const shut = () => {
        if (!box.isConnected) return;
        box.remove();
        onClose(id);
      };
      for (const { actionText, executeAction } of actions) {
        const act = element('button', { type: 'button', textContent: actionText });
        act.addEventListener('click', () => executeAction());
        box.append(act);
      }
      const dismiss = element('button', { type: 'button', textContent: 'Dismiss', className: 'subtle' });
      dismiss.addEventListener('click', shut);
      if (close !== 'never') box.append(dismiss);
      flags().append(box);
      if (close === 'auto') setTimeout(shut, AUTO);
      return { close: shut };
    },
  });

  const closed = new Map();
  const clear = (id) => document.getElementById(id)?.remove();
  const message = (type) => (title, body, { id, closeable }) => {
    const box = element('div', { className: type, id }, element('strong', { textContent: title }), element('p', { textContent: body }));
    if (closeable !== false && closeable !== 'false') {
      const dismiss = element('button', { type: 'button', textContent: 'Dismiss', className: 'subtle' });
      dismiss.addEventListener('click', () => {
        clear(id);
        closed.get(id)?.();
        closed.delete(id);
      });
      box.append(dismiss);
    }
    flags().append(box);
  };
  // Every type is needed: the bridge would call `undefined` for a missing one.
  const types = ['generic', 'error', 'warning', 'success', 'info', 'hint'];
  local.provide('messages', {
    ...Object.fromEntries(types.map((type) => [type, message(type)])),
    clear: (id) => {
      closed.delete(id);
      clear(id);
    },
    onClose: (id, callback) => closed.set(id, callback),
  });
})();
