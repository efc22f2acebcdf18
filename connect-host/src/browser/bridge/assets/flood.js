// A page of the app may send as many messages as it likes. Loaded before the bridge, this drops those
// of a frame that has sent too many, so that the product stays usable.
(() => {
  const local = window.__localHost;
  const MOST = 5_000, WINDOW = 10_000; // messages in milliseconds
  const senders = new WeakMap();
  window.addEventListener('message', (event) => {
    if (!event.source || event.source === window) return;
    const now = performance.now();
    let sender = senders.get(event.source);
    if (!sender || now - sender.since > WINDOW) senders.set(event.source, (sender = { since: now, count: 0, stopped: sender?.stopped }));
    sender.count += 1;
    if (!sender.stopped && sender.count <= MOST) {
      local.onMessage?.(event);
      return;
    }
    event.stopImmediatePropagation();
    if (sender.stopped) return;
    sender.stopped = true;
    local.onFlood?.(event.source);
  });
})();
