// The product's page while Atlassian's package is missing: plain iframes, and a banner that
// names what the app called in vain.
(() => {
  const local = window.__localHost;
  const { element } = local;
  const frames = new Map(), missing = new Set();
  const banner = element('p', { id: 'ap-banner', textContent: 'Atlassian’s bridge is not installed: calls of AP do nothing.' });
  banner.setAttribute('role', 'status');

  local.mount = async (place, wanted) => {
    place.dataset.state = 'loading';
    try {
      const { url, options } = await local.ask('/_host/frame', wanted);
      const iframe = element('iframe', { className: 'ap-iframe', src: url, title: place.dataset.title || wanted.key, referrerPolicy: 'no-referrer' });
      iframe.setAttribute('sandbox', options.sandbox);
      place.replaceChildren(iframe);
      place.dataset.state = 'plain';
      frames.set(iframe, wanted);
    } catch (error) {
      complain(place, error.message);
    }
  };
  function complain(place, reason) {
    place.dataset.state = 'failed';
    const fault = element('p', { className: 'ap-fault', textContent: reason });
    fault.setAttribute('role', 'alert');
    place.replaceChildren(fault);
  }
  window.addEventListener('local-host:app-changed', (event) => {
    if (!frames.size || document.querySelector('.macro[data-module]')) return;
    event.preventDefault();
    for (const [iframe, wanted] of frames) if (iframe.isConnected) local.ask('/_host/frame', wanted).then(({ url }) => iframe.contentWindow?.location.replace(url), () => {});
  });
  local.onFlood = (source) => {
    for (const [iframe, wanted] of frames) {
      if (iframe.contentWindow === source) complain(iframe.parentElement, `The page of "${wanted.key}" sent too many messages and was removed.`);
    }
  };
  window.addEventListener('message', ({ data, source }) => {
    const [iframe, wanted] = [...frames].find(([one]) => one.contentWindow === source) ?? [];
    if (!iframe || !data) return;
    if (typeof data.localHeight === 'number') iframe.style.height = `${data.localHeight}px`;
    if (typeof data.missingCall !== 'string') return;
    const call = data.missingCall.slice(0, 200);
    local.onBridgeCall({ module: wanted.key, call, missing: true });
    if (missing.size < 20) missing.add(call);
    banner.textContent = `Atlassian’s bridge is not installed; the app called ${[...missing].join(', ')} in vain. With npm on this machine, start again to have it fetched.`;
  });

  // A dialog of the product needs no bridge to be seen.
  const open = (wanted) => {
    const place = element('div', { className: 'local-dialog-frame' });
    const close = element('button', { type: 'button', textContent: 'Close' });
    const box = element('dialog', { className: 'local-dialog' }, place, element('footer', {}, close));
    box.setAttribute('aria-label', wanted.key);
    box.addEventListener('close', () => box.remove());
    close.addEventListener('click', () => box.close());
    document.body.append(box);
    box.showModal();
    local.mount(place, wanted);
  };
  document.addEventListener('click', (event) => {
    const opener = event.target.closest?.('.ap-item[data-target]');
    if (!opener) return;
    event.preventDefault();
    open(local.wanted(opener.dataset));
  });
  const start = () => {
    document.body.prepend(banner);
    for (const place of document.querySelectorAll('.ap-frame:not([data-state])')) local.mount(place, local.wanted(place.dataset));
  };
  if (document.readyState === 'loading') document.addEventListener('DOMContentLoaded', start);
  else start();
})();
