// A page of the app can send any number of messages. Loaded before the bridge, this drops those
// of a frame that has sent too many, so that the product stays usable.
(() => {
  const local = window.__localHost;
  const MOST = 5_000, WINDOW = 10_000; // messages in milliseconds
  const senders = new WeakMap();
  /** Whether another message is accepted in this window, however it arrived. */
  local.takes = (source) => {
    const now = performance.now();
    let sender = senders.get(source);
    if (!sender || now - sender.since > WINDOW) senders.set(source, (sender = { since: now, count: 0, stopped: sender?.stopped }));
    sender.count += 1;
    if (!sender.stopped && sender.count <= MOST) return true;
    if (!sender.stopped) {
      sender.stopped = true;
      local.onFlood?.(source);
    }
    return false;
  };
  window.addEventListener('message', (event) => {
    if (!event.source || event.source === window) return;
    if (local.takes(event.source)) local.onMessage?.(event);
    else event.stopImmediatePropagation();
  });
})();
